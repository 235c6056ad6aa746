"""What a reviewer may change in an answer: strike, reorder, name a section anew, and word it plainly for lay readers.

Never a figure, never a citation. An edit names what it changes by the ids of statements.py, so that it can be applied
again when the evidence was asked anew (editing.py). A board note is no edit: it is a signed opinion, stands apart, and
is no evidence.
"""

from __future__ import annotations

import datetime
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any, ClassVar, Self

from curbside.articles.claims import claim_of, figures_in, numbers_in, people_in, unlike
from curbside.errors import UsageError
from curbside.evidence.kinds import Reader

MOST_OF_A_WORDING = 1_000
MOST_OF_A_HEADING = 120
MOST_OF_A_REASON = 500
MOST_OF_A_NOTE = 2_000
MOST_OF_A_NAME = 200

_PLAINLY = (Reader.TRAINEE.value, Reader.PATIENT.value)


@dataclass(frozen=True, slots=True)
class Strike:
    """Take a statement or a table out, wherever the rendering shows it; what must not be missed needs a reason."""

    kind: ClassVar[str] = "strike"
    reader: str
    statement: str
    reason: str | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without the answer."""
        _check_texts(self)
        _check_reader(self.reader)
        if self.reason is not None:
            _check_line(self.reason, "A reason", MOST_OF_A_REASON)

    def to_dict(self) -> dict[str, Any]:
        """The edit as it is stored."""
        return _stored(self)


@dataclass(frozen=True, slots=True)
class Reorder:
    """Put the statements of a section, or of the direct answer ("summary"), into another order."""

    kind: ClassVar[str] = "reorder"
    reader: str
    section: str
    order: tuple[str, ...]

    def __post_init__(self) -> None:
        """Check what can be checked without the answer."""
        _check_texts(self)
        _check_reader(self.reader)
        if not isinstance(self.order, (list, tuple)) or not all(isinstance(one, str) for one in self.order):
            raise UsageError("The order of a section is no list of ids.", hint="List the ids of its statements.")
        object.__setattr__(self, "order", tuple(self.order))
        if len(set(self.order)) < len(self.order):
            raise UsageError("A statement is named twice in the order.", hint="Name every statement once.")

    def to_dict(self) -> dict[str, Any]:
        """The edit as it is stored."""
        return _stored(self)


@dataclass(frozen=True, slots=True)
class Heading:
    """Give a section another heading, which limits what stands under it as the heading before did."""

    kind: ClassVar[str] = "heading"
    reader: str
    section: str
    text: str

    def __post_init__(self) -> None:
        """Check what can be checked without the answer."""
        _check_texts(self)
        _check_reader(self.reader)
        object.__setattr__(self, "text", _check_line(self.text, "A heading", MOST_OF_A_HEADING))

    def to_dict(self) -> dict[str, Any]:
        """The edit as it is stored."""
        return _stored(self)


@dataclass(frozen=True, slots=True)
class Wording:
    """Word a statement plainly for a trainee or a patient; its facts stay those of its source."""

    kind: ClassVar[str] = "wording"
    reader: str
    statement: str
    text: str

    def __post_init__(self) -> None:
        """Check what can be checked without the answer."""
        _check_texts(self)
        _check_reader(self.reader)
        if self.reader not in _PLAINLY:
            raise UsageError(
                "A clinician reads the words of the sources.",
                hint="Word it for the trainee or the patient, or strike the statement.",
            )
        object.__setattr__(self, "text", _check_line(self.text, "A wording", MOST_OF_A_WORDING))

    def to_dict(self) -> dict[str, Any]:
        """The edit as it is stored."""
        return _stored(self)


Edit = Strike | Reorder | Heading | Wording
_KINDS: Mapping[str, type[Strike] | type[Reorder] | type[Heading] | type[Wording]] = {
    one.kind: one for one in (Strike, Reorder, Heading, Wording)
}


def edit_from_dict(data: Any) -> Edit:
    """The edit that `to_dict` wrote, or that a form or a program sends."""
    if not isinstance(data, Mapping) or data.get("kind") not in list(_KINDS):
        raise UsageError("This is no edit.", hint=f"Its `kind` is one of {', '.join(_KINDS)}.")
    kind = _KINDS[data["kind"]]
    given = {key: value for key, value in data.items() if key != "kind"}
    _check_keys(kind, given, f"edit of kind “{kind.kind}”")
    return kind(**given)


@dataclass(frozen=True, slots=True)
class BoardNote:
    """A signed opinion of the board, of a day (ISO); shown marked as opinion, and never evidence."""

    author: str
    date: str
    text: str

    def __post_init__(self) -> None:
        """Check that it is signed, dated and readable."""
        _check_texts(self)
        object.__setattr__(self, "author", _check_line(self.author, "The name under a note", MOST_OF_A_NAME))
        try:
            is_day = datetime.date.fromisoformat(self.date).isoformat() == self.date
        except ValueError:
            is_day = False
        if not is_day:
            raise UsageError("The day of a board note cannot be read.", hint="Write it like 2026-11-28.")
        paragraphs = [_normal(line) for line in self.text.replace("\r\n", "\n").split("\n")]
        text = "\n".join(paragraphs).strip()
        if not text or len(text) > MOST_OF_A_NOTE or not all(map(str.isprintable, paragraphs)):
            raise UsageError(
                "A board note is empty, too long or holds what cannot be printed.",
                hint=f"Write at most {MOST_OF_A_NOTE:,} characters of plain text.",
            )
        object.__setattr__(self, "text", text)

    def to_dict(self) -> dict[str, Any]:
        """The note as it is stored."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Any) -> Self:
        """The note that `to_dict` wrote."""
        if not isinstance(data, Mapping):
            raise UsageError("This is no board note.", hint="It has an author, a date and a text.")
        _check_keys(cls, data, "board note")
        return cls(**data)


def check_heading(before: str, after: str) -> None:
    """Refuse a heading that brings in a figure, or that limits what stands under it otherwise than the one before."""
    numbers = Counter(numbers_in(after)) - Counter(numbers_in(before))
    if numbers:
        raise UsageError(
            f"The heading would bring in “{next(iter(numbers))}”.", hint="A heading has the figures of its source only."
        )
    if Counter(figures_in(before)) != Counter(figures_in(after)):
        raise UsageError(
            f"The heading would change the figures of “{before}”.", hint="Keep its figures, signs and units."
        )
    stood, stands = claim_of(before), claim_of(after)
    if people_in(before) != people_in(after) or stood.signs != stands.signs or stood.counted != stands.counted:
        raise UsageError(
            f"The heading would change what “{before}” limits its statements to.",
            hint="Keep whom it is about, its signs, and words such as “not”, “without” and “should”.",
        )


def check_wording(stored: str, shown: str, text: str) -> None:
    """Refuse a wording that does not say what its source says.

    `stored` are the words of the source, `shown` the same with terms explained: an explanation may stay or go.
    """
    if text in (stored, shown):
        raise UsageError("The wording is what it was.", hint="Change the words, or leave the statement as it is.")
    worded = claim_of(text)
    problem = unlike(claim_of(stored), worded)
    if problem is not None and unlike(claim_of(shown), worded) is not None:
        raise UsageError(
            f"The wording does not say what the source says. {problem}",
            hint="Words may be plainer; figures, “not”, “may” and “should”, and whom it is about stay.",
        )


# -- what is refused whatever the answer


def _stored(edit: Edit) -> dict[str, Any]:
    data = {"kind": edit.kind, **asdict(edit)}
    return {key: list(value) if isinstance(value, tuple) else value for key, value in data.items()}


def _check_keys(kind: Any, given: Mapping[str, Any], what: str) -> None:
    known = {one.name: one.default is MISSING for one in fields(kind)}
    odd = sorted(map(str, given.keys() - known.keys()))
    missing = [name for name, needed in known.items() if needed and name not in given]
    if odd or missing:
        problem = f"has no “{odd[0][:40]}”" if odd else f"needs “{missing[0]}”"
        raise UsageError(f"An {what} {problem}." if what[0] in "aeio" else f"A {what} {problem}.",
                         hint=f"Its keys are {', '.join(known)}.")  # fmt: skip


def _check_texts(value: Any) -> None:
    for one in fields(value):
        said = getattr(value, one.name)
        if one.name != "order" and not isinstance(said, str) and not (said is None and one.default is None):
            raise UsageError(f"“{one.name}” is no text.", hint="Write it as text.")


def _check_reader(reader: str) -> None:
    if reader not in {one.value for one in Reader}:
        raise UsageError("There is no such reader.", hint=f"One of {', '.join(one.value for one in Reader)}.")


def _check_line(text: str, what: str, most: int) -> str:
    """One printable line of at most so many characters, in the form in which text is stored."""
    line = _normal(text)
    if not line:
        raise UsageError(f"{what} is empty.", hint="Write some words.")
    if len(line) > most:
        raise UsageError(f"{what} has more than {most:,} characters.", hint="Say it shorter.")
    if not line.isprintable():
        raise UsageError(f"{what} holds a line break or what cannot be printed.", hint="Write one line of plain text.")
    return line


def _normal(text: str) -> str:
    """Text as it is stored, each run of spaces, of whatever width, as one; what cannot be printed stays, to be seen."""
    spaced = "".join(" " if unicodedata.category(one) == "Zs" else one for one in text)
    return " ".join(filter(None, unicodedata.normalize("NFC", spaced).split(" "))).strip("\r\n")
