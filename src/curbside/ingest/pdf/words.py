"""Words to rows and pieces: what stands on one line, and which of it belongs together.

Small words above or below a line belong to it. A raised number after a word is a reference mark and is left out, so
that it never becomes part of a word or a figure; an exponent keeps a "^".
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from curbside.ingest.pdf.drawing import SPACE_GAP, WORD_GAP, Word

# A gap of this share of the type size parts two pieces: columns, cells, a bullet and its text.
PIECE_GAP = 0.75
_SMALL = 0.88
_MARKS = re.compile(r"[\[(]?[\d,;.\s\-–—−*†‡§¶#‖|]+[\])]?")
_POWER = re.compile(r"[-–−+]?\d{1,3}")
_TEN = re.compile(r"(?:^|[^\d.,])10$")
# Units, and variables of one letter (R², χ², I²), whose raised 2 or 3 is an exponent.
_SQUARED = re.compile(r"(?:^|[\s/·.(\d])(?:[cdkmnµμ]?m|in|ft|s|[^\W\d_])$|\([^()]*[-+−–/=][^()]*\)$|^[^()]*\d\)$")
_ELEMENT = re.compile(r"[A-Z][a-z]?(?![a-z])")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|e|o|TM|®|™|©)")
_RAISED_FORMS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_RAISED_RUN = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+(?:[,–-][⁰¹²³⁴⁵⁶⁷⁸⁹]+)*")
_LIGATURES = {chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
# Bullets and ticks of the Symbol and Wingdings fonts, which have no Unicode of their own in many files.
_SYMBOLS = {"\uf0b7": "•", "\uf0a7": "▪", "\uf076": "❖", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0a8": "◦", "\uf06f": "◦"}
_REPLACED = str.maketrans(
    {
        **_LIGATURES,
        **_SYMBOLS,
        # What a font calls Delta, mu or an angle has several codes in Unicode; one of each is kept.
        "\u2329": "⟨",
        "\u232a": "⟩",
        "\u3008": "⟨",
        "\u3009": "⟩",
        "\u2206": "Δ",
        "\u00b5": "μ",
        "\uf0b0": "°", "\uf0b1": "±", "\uf0b3": "≥", "\uf0a3": "≤", "\uf06d": "µ", "\uf061": "α", "\uf062": "β",
    }
)  # fmt: skip


@dataclass(slots=True)
class Piece:
    """Words of one line without a wide gap between them.

    `mark` is a raised mark at its very beginning, `lead` how many of its first characters are bold when not all are.
    """

    text: str
    x0: float
    x1: float
    base: float
    size: float
    bold: bool
    italic: bool
    font: str
    mark: str = ""
    lead: int = 0

    @property
    def top(self) -> float:
        """Where its tall letters reach."""
        return self.base - 0.75 * self.size

    @property
    def bottom(self) -> float:
        """Where its descenders reach."""
        return self.base + 0.22 * self.size


def settle(words: list[Word]) -> list[Word]:
    """Give every word its line; words drawn twice come once. In order down the page, and along the line."""
    kept = _once(words)
    lines: list[list[Word]] = []
    for word in kept:
        if lines and word.base - lines[-1][0].base <= 0.3 + 0.08 * min(word.size, lines[-1][0].size):
            lines[-1].append(word)
        else:
            lines.append([word])
    for line in lines:
        for word in line:
            word.line = line[0].base
    bases = [line[0].base for line in lines]
    for i, line in enumerate(lines):
        for word in line:
            _attach(word, lines, bases, i)
        _attach_neighbours(line)
    return sorted(kept, key=lambda word: (word.line, word.x0))


def _once(words: list[Word]) -> list[Word]:
    """Without the copies by which some programs make letters bold or cast a shadow."""
    seen: dict[tuple[str, int, int], Word] = {}
    for word in sorted(words, key=lambda word: (word.base, word.x0)):
        word.text = word.text.translate(_REPLACED)
        at = round(word.x0 / 2), round(word.base / 2)
        near = ((word.text, at[0] + i, at[1] + j) for i in (0, -1, 1) for j in (0, -1))
        twin = next((seen[key] for key in near if key in seen), None)
        if twin is not None and abs(twin.x0 - word.x0) < 0.12 * word.size and abs(twin.base - word.base) < 1:
            twin.bold = True
            continue
        seen[(word.text, *at)] = word
    return list(seen.values())


def _attach(word: Word, lines: list[list[Word]], bases: list[float], own: int) -> None:
    """Put a small word on the line beside which it is raised or lowered, if there is one."""
    first = bisect_left(bases, word.base - 1.2 * word.size)
    best = None
    for i in range(first, len(lines)):
        if bases[i] - word.base > 1.2 * word.size:
            break
        if i == own:
            continue
        for host in lines[i]:
            shift = host.base - word.base
            beside = -0.3 * host.size < word.x0 - host.x1 < 0.45 * host.size
            before = -0.3 * host.size < host.x0 - word.x1 < 0.2 * host.size
            if (
                (beside or before)
                and word.size < _SMALL * host.size
                and -0.4 * host.size < shift < 0.75 * host.size
                and (best is None or abs(shift) < abs(best[1]))
            ):
                best = bases[i], shift
    if best is not None and abs(best[1]) > 0.04 * word.size:
        word.line, word.shift = best[0], 1 if best[1] > 0 else -1


def _attach_neighbours(line: list[Word]) -> None:
    """What goes on beside a raised word on its own height is raised as well: "(n" and "−1)"."""
    by_place = sorted(line, key=lambda word: word.x0)
    for left, right in pairwise(by_place):
        close = right.x0 - left.x1 < 0.3 * right.size and abs(right.size - left.size) < 0.1 * left.size
        if left.shift and not right.shift and close and not left.spaced:
            right.line, right.shift = left.line, left.shift


def rows_of(words: Iterable[Word]) -> list[list[Word]]:
    """Settled words by line, from the top, each from the left."""
    rows: dict[float, list[Word]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word)
    return [sorted(rows[line], key=lambda word: word.x0) for line in sorted(rows)]


def pieces_of(row: Sequence[Word], gap: float = PIECE_GAP) -> list[Piece]:
    """A row cut where a gap is wider than `gap` times the type size."""
    pieces, start = [], 0
    for i in range(1, len(row)):
        if row[i].x0 - row[i - 1].x1 > gap * max(row[i].size, row[i - 1].size):
            pieces.append(_piece(row[start:i]))
            start = i
    pieces.append(_piece(row[start:]))
    return [piece for piece in pieces if piece.text or piece.mark]


def text_of(words: Iterable[Word]) -> list[str]:
    """The lines of some words, in reading order."""
    return [text for row in rows_of(words) if (text := _piece(row).text)]


def _piece(row: Sequence[Word]) -> Piece:
    plain = [word for word in row if word.shift == 0] or list(row)
    sizes: Counter[float] = Counter()
    for word in plain:
        sizes[word.size] += len(word.text)
    size = sizes.most_common(1)[0][0]
    main = max(plain, key=lambda word: (word.size == size, len(word.text)))
    length = sum(len(word.text) for word in plain)
    text, mark, lead = _joined(row)
    return Piece(
        text=text,
        x0=min(word.x0 for word in row),
        x1=max(word.x1 for word in row),
        base=plain[0].line,
        size=size,
        bold=sum(len(word.text) for word in plain if word.bold) >= 0.9 * length,
        italic=sum(len(word.text) for word in plain if word.italic) >= 0.9 * length,
        font=main.font,
        mark=mark,
        lead=lead,
    )


def _joined(row: Sequence[Word]) -> tuple[str, str, int]:
    text, mark, lead, leading, space, i = "", "", 0, True, False, 0
    while i < len(row):
        end = _run_end(row, i)
        run = "".join(("" if j == i or _glued(row[j - 1], row[j]) else " ") + row[j].text for j in range(i, end))
        space = space or (i > 0 and not _glued(row[i - 1], row[i]))
        after = row[end].text if end < len(row) and _glued(row[end - 1], row[end]) else ""
        shown = run
        if row[i].shift > 0:
            if not text and not mark and _MARKS.fullmatch(run) and not _is_isotope("", run, after):
                mark, shown = run.strip(), ""
            else:
                shown = _raised(text + " " * space, run, after)
        if shown:
            text += (" " if space and text else "") + shown
            space = False
        leading = leading and row[i].bold
        lead = len(text) if leading else lead
        i = end
    return _without_raised_forms(text), mark, lead


def _run_end(row: Sequence[Word], start: int) -> int:
    """Where raised words that follow each other end; any other word is by itself."""
    end = start + 1
    while row[start].shift > 0 and end < len(row) and row[end].shift > 0:
        end += 1
    return end


def _glued(left: Word, right: Word) -> bool:
    widest = SPACE_GAP if left.spaced else WORD_GAP
    return right.x0 - left.x1 < widest * min(left.size, right.size) * (1.4 if right.shift else 1)


def _raised(before: str, run: str, after: str) -> str:
    """What is shown of a raised run: an exponent with "^", letters, nothing of a reference mark."""
    if _is_isotope(before, run, after) or (before.endswith("[") and after.startswith("]")):
        return run
    if _MARKS.fullmatch(run):
        if _POWER.fullmatch(run) and (
            _TEN.search(before) or run[0] in "-–−" or (run in ("2", "3") and _SQUARED.search(before))
        ):
            return "^" + run
        return "" if any(c.isdigit() for c in run) or not run.strip(" ,;.-–—−") else run
    return run if _ORDINAL.fullmatch(run) or not any(c.isalnum() for c in run) or not before else "^" + run


def _is_isotope(before: str, run: str, after: str) -> bool:
    """Whether a raised number belongs to the letter after it, as in ¹⁷⁷Lu."""
    return run.isdigit() and len(run) <= 3 and bool(_ELEMENT.match(after)) and (not before or before[-1] in " [(-–/+")


def _without_raised_forms(text: str) -> str:
    """Numbers written with Unicode's raised digits, dealt with as raised ones are; NFC alone keeps them."""
    if not _RAISED_RUN.search(text):
        return text

    def replaced(match: re.Match[str]) -> str:
        before, run = text[: match.start()], match[0].translate(_RAISED_FORMS)
        return _raised(before, run, text[match.end() :])

    return _RAISED_RUN.sub(replaced, text)
