"""A reader's document held against the truth of a copy: what is whole, what is lost, what does not belong."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from curbside.evidence.document import Document, Form, Page, Table
from evaluation.marked import forms, plain, stored, wording
from evaluation.printed_pages import PrintedPages, letters
from evaluation.printed_truth import Grid, Kind, Source, printed_sentences
from evaluation.printing import byline
from evaluation.report import Count

SENTENCES, HEADINGS, CELLS = "sentences whole and in order", "headings exact and in order", "table cells exact"
RUNNING, PAGES, ELSEWHERE = "statements with running-head text", "page numbers right", "sentences whole, in any order"
PATHS, STRAYS, LISTED = (
    "headings under the right headings",
    "statements that were not printed so",
    "references as statements",
)
DOUBTFUL = "pages called doubtful"
# A page number that stands alone; a cell of a table that was not found may look like one.
_PAGE_NUMBER = re.compile(r"(?:page )?(\d{1,3})(?: of \d{1,3})?", re.IGNORECASE)
_TELLING = 20  # letters from which a piece of a reference is told from other words
Grid_ = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What was counted of one copy, and what was missed, a line each."""

    counts: Mapping[str, Count]
    missed: Sequence[str] = field(default_factory=tuple)


def compare(
    document: Document, source: Source, running: Sequence[str] = (), pages: PrintedPages | None = None
) -> Compared:
    """Hold a document against the truth; `pages` says where sentences were printed, if they were."""
    said = [(one.start, stored(document.text[one.start : one.end])) for one in document.statements if one.table is None]
    truth = list(printed_sentences(source))
    texts = [text for _, text in said]
    places = places_of(truth, texts)
    matched = in_order(places)
    counts = {
        SENTENCES: Count(len(matched), len(truth)),
        ELSEWHERE: Count(sum(bool(place) for place in places), len(truth)),
    }
    missed = [f"sentence: {plain(one)}" for at, one in enumerate(truth) if at not in matched]
    for name, count, lines in (
        *_headings(document, source),
        _cells(document, source),
        *_alien(document, source, running),
        *_pages(document, source, {at: said[place][0] for at, place in matched.items()}, pages),
    ):
        counts[name] = count
        missed += lines
    return Compared(counts, missed)


def places_of(truth: Sequence[str], texts: Sequence[str]) -> list[list[int]]:
    """For each of the marked words, the places of the texts that are exactly these words."""
    wordings = [wording(one) for one in truth]
    return [[place for place, text in enumerate(texts) if one.fullmatch(text)] for one in wordings]


def in_order(places: Sequence[Sequence[int]]) -> dict[int, int]:
    """The most of the truth that is found in the same order, each with its place."""
    ends: list[int] = []  # the last place of the best run of each length (patience sorting)
    runs: list[tuple[int, int, int]] = []  # truth, place, the run before it
    tops: list[int] = []
    for at, found_at in enumerate(places):
        for place in sorted(found_at, reverse=True):
            length = bisect_left(ends, place)
            runs.append((at, place, tops[length - 1] if length else -1))
            ends[length : length + 1], tops[length : length + 1] = [place], [len(runs) - 1]
    found, run = {}, tops[-1] if tops else -1
    while run >= 0:
        at, place, run = runs[run]
        found[at] = place
    return found


Row = tuple[str, Count, list[str]]


def _headings(document: Document, source: Source) -> Iterator[Row]:
    blocks = [block for block in document.blocks if block.form is Form.HEADING]
    texts = [stored(document.text[block.start : block.end]) for block in blocks]
    wanted = [block for block in source.blocks if block.kind is Kind.HEADING]
    matched = in_order(places_of([block.text for block in wanted], texts))
    missing = [f"heading: {plain(block.text)}" for at, block in enumerate(wanted) if at not in matched]
    yield HEADINGS, Count(len(matched), len(wanted)), missing
    paths = list(_paths(source))
    title = letters(plain(source.title))
    right = 0
    for at, place in matched.items():
        path = [letters(heading) for heading in document.heading_path(blocks[place])]
        right += path[path[0] == title :] == paths[at]
    yield PATHS, Count(right, len(wanted)), []


def _paths(source: Source) -> Iterator[list[str]]:
    path: list[str] = []
    for block in source.blocks:
        if block.kind is Kind.HEADING:
            path = [*path[: block.level - 1], letters(plain(block.text))]
            yield path


def _cells(document: Document, source: Source) -> Row:
    """Cells that are exact in the table that fits best; a row too many counts as so many cells wrong."""
    left = [_grid_of(document, table) for table in document.tables]
    right = whole = 0
    missed = []
    for block in source.blocks:
        if block.grid is None:
            continue
        cells = sum(bool(plain(cell)) for row in _rows(block.grid) for cell in row)
        best, surplus, at = max(((*_fit(block.grid, grid), i) for i, grid in enumerate(left)), default=(0, 0, -1))
        if at >= 0 and best:
            left.pop(at)
        right, whole = right + best, whole + cells - surplus
        if best < cells or surplus:
            missed.append(f"table: {best} of {cells} cells, {-surplus} in rows too many: {plain(block.text)[:60]}")
    return CELLS, Count(right, whole), missed


def _rows(grid: Grid) -> Sequence[Sequence[str]]:
    return (grid.columns, *grid.rows)


def _grid_of(document: Document, table: Table) -> list[list[str]]:
    return [[stored(document.text[start:end]) for start, end in row] for row in (table.columns, *table.rows) if row]


def _fit(wanted: Grid, found: Grid_) -> tuple[int, int]:
    """Cells exact when rows are paired off in order as well as can be, and cells in rows left over (as a loss)."""
    rows = [[set(forms(cell)) if plain(cell) else set() for cell in row] for row in _rows(wanted)]
    best = [[0] * (len(found) + 1) for _ in range(len(rows) + 1)]
    for i, row in enumerate(rows):
        for j, other in enumerate(found):
            same = sum(text in accepted for accepted, text in zip(row, other, strict=False))
            best[i + 1][j + 1] = max(best[i][j + 1], best[i + 1][j], best[i][j] + same)
    surplus = sum(bool(text) for row in found[len(rows) :] for text in row)
    return best[-1][-1], -surplus


def _alien(document: Document, source: Source, running: Sequence[str]) -> Iterator[Row]:
    """What is no part of the text: running heads, reference lists, and words put together otherwise than printed."""
    words = _Words(source, running)
    found: dict[str, list[str]] = {RUNNING: [], LISTED: [], STRAYS: []}
    lines = [(one.start, one.end, one.table is None) for one in document.statements]
    lines += [(block.start, block.end, False) for block in document.blocks if block.form is Form.HEADING]
    for start, end, is_text in lines:
        text = stored(document.text[start:end])
        if words.are_running(text, document.page_of(start)):
            found[RUNNING].append(text)
        elif is_text and words.are_listed(text) and not words.hold(text):
            found[LISTED].append(text)
        elif is_text and not words.hold(text):
            found[STRAYS].append(text)
    for name, texts in found.items():
        yield name, Count(len(texts), len(lines)), [f"{name}: {text}" for text in texts]


class _Words:
    """All words of a copy: of its text, beside its text, and around it."""

    def __init__(self, source: Source, running: Sequence[str]) -> None:
        grids = [block.grid for block in source.blocks if block.grid is not None]
        notes = [note for block in source.blocks for note in block.notes]
        self._printed = letters(" ".join(_all_words(source)))
        self._heads = [letters(text) for text in running]
        self._listed = [letters(plain(reference)) for reference in source.references]
        self._cells = {form for grid in grids for row in _rows(grid) for cell in row for form in forms(cell)}
        self._sentences = [wording(one) for one in printed_sentences(source)]
        captions = [block.text for block in source.blocks if block.grid is not None]
        beside = [*notes, *captions, *(note for grid in grids for note in grid.notes)]
        self._beside = [_worded(source.title + byline(source)), *(_worded(plain(one)) for one in beside)]

    def are_running(self, text: str, page: Page | None) -> bool:
        """Whether they hold a running head, or are the number of the page they stand on."""
        if number := _PAGE_NUMBER.fullmatch(text):
            return text not in self._cells and (page is None or page.number == int(number[1]))
        key = letters(text)
        return key not in self._printed and any(head in key for head in self._heads)

    def are_listed(self, text: str) -> bool:
        """Whether they are of the reference list."""
        key = letters(text)
        return len(key) > _TELLING and any(key in one or one in key for one in self._listed)

    def hold(self, text: str) -> bool:
        """Whether they are a sentence, or of the title, the byline, a caption or a note, which a reader may keep."""
        if any(one.fullmatch(text) for one in self._sentences):
            return True
        key = _worded(text)
        return any(key in one for one in self._beside)


def _worded(text: str) -> str:
    """Letters without digits: notes come with their number or without it."""
    return re.sub(r"\d", "", letters(text))


def _all_words(source: Source) -> Iterator[str]:
    yield plain(source.title)
    yield byline(source)
    for block in source.blocks:
        yield plain(block.text)
        if block.grid is not None:
            yield from (plain(cell) for row in _rows(block.grid) for cell in row)
    yield from (plain(reference) for reference in source.references)


def _pages(document: Document, source: Source, starts: Mapping[int, int], pages: PrintedPages | None) -> Iterator[Row]:
    if pages is None:
        return
    truth = [plain(one) for one in printed_sentences(source)]
    printed = letters(" ".join(_all_words(source)))
    right, told, missed = 0, 0, []
    for at, start in starts.items():
        expected = pages.starting(truth[at], max(printed.count(letters(truth[at])), 1))
        page = document.page_of(start)
        told += bool(expected)
        right += page is not None and page.number in expected
        if expected and (page is None or page.number not in expected):
            missed.append(f"page: {page and page.number}, printed on {sorted(expected)}: {truth[at]}")
    yield PAGES, Count(right, told), missed
    yield DOUBTFUL, Count(sum(page.doubtful for page in document.pages), len(pages)), []
