"""What differs between two renderings, statement by statement, and whether anything does that matters to a reader.

A statement is compared by the words of its source: one that came, one that went, one that other sources or revisions
carry now, one that is the same but for its figures, one that is worded otherwise. What is no longer there and what was
not there are paired by their words without numbers, the most alike first; what names other things or other people, or
denies or demands something else, is never a pair, however alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from curbside.answer.answer import Answer, AnswerQuote, AnswerReference, AnswerStatement, AnswerTable
from curbside.answer.lexicon import find_mentions
from curbside.articles.claims import claim_of, numbers_in
from curbside.articles.statements import SUMMARY
from curbside.evidence.digest import digest
from curbside.evidence.passage import write_out_row

ADDED, DROPPED, RE_CITED = "added", "dropped", "re_cited"
FIGURE_CHANGED, REWORDED, STANDING_CHANGED = "figure_changed", "reworded", "standing_changed"
CHANGED, REARRANGED = "changed", "rearranged"

# How alike the words of two statements are, numbers left out, for one to be the other, changed.
ALIKE = 0.8
# What says when and by what an answer was made, and not what it says; and what the day alone changes.
_OF_AN_ANSWER = ("title", "status", "summary", "sections", "figures", "disagreements", "not_covered")
_OF_THE_DAY = ("standing_checked", "over_years")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs.

    `part` says what it is: "statement", "row", "reference", "title", "status", "not_covered", "heading", "figure",
    "disagreement" or "answer"; `place` is "summary" or the heading that a statement or row stands under, of what was
    dropped the former one, and of a reference its title. `carried_before` and `carried_after` are the documents, with
    their revisions, that carry a statement. "changed" is said of a title, a status, a reference's record and of what is
    remarked beside a statement; "rearranged" of an answer that says the same in another order or grouping.
    """

    kind: str
    part: str
    place: str
    before: str | None
    after: str | None
    carried_before: tuple[tuple[str, str], ...] = ()
    carried_after: tuple[tuple[str, str], ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The change as JSON."""
        return {
            "kind": self.kind,
            "part": self.part,
            "place": self.place,
            "before": self.before,
            "after": self.after,
            "carried_before": _listed(self.carried_before),
            "carried_after": _listed(self.carried_after),
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs between two renderings, in reading order; empty if and only if their content digests are equal."""

    changes: tuple[Change, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs that matters to a reader."""
        return not self.changes

    def of(self, kind: str) -> tuple[Change, ...]:
        """The changes of a kind."""
        return tuple(one for one in self.changes if one.kind == kind)

    def to_dict(self) -> dict[str, Any]:
        """The difference as JSON: every change, and how many there are of each kind."""
        counts: dict[str, int] = {}
        for one in self.changes:
            counts[one.kind] = counts.get(one.kind, 0) + 1
        return {"changes": [one.to_dict() for one in self.changes], "counts": counts}


def content_digest(answer: Answer) -> str:
    """A digest of what an answer says and on whose word; when, by what and for whom it was made are left out.

    So are notices, related questions, the conversation and the review, and of references the day of the last look-up
    and whether a guideline has grown old, which the day changes without any new evidence.
    """
    return digest(_content(answer))


def difference(before: Answer, after: Answer) -> Difference:
    """What differs between two renderings."""
    if _content(before) == _content(after):
        return Difference()
    stated = [*_stated(_summary(before), _summary(after)), *_stated(_body(before), _body(after))]
    changes = [
        *_of_line("title", before.title, after.title),
        *_of_line("status", before.status, after.status),
        *stated,
        *_of_lists("heading", [one.heading for one in before.sections], [one.heading for one in after.sections]),
        *_untold_figures(before, after, stated),
        *_of_lists("disagreement", _disagreements(before), _disagreements(after)),
        *_of_lists("not_covered", before.not_covered, after.not_covered),
        *_of_references(before.references, after.references),
    ]
    return Difference(tuple(changes) or (Change(REARRANGED, "answer", "", None, None),))


def _content(answer: Answer) -> dict[str, Any]:
    data = answer.to_dict()
    references = [{key: value for key, value in one.items() if key not in _OF_THE_DAY} for one in data["references"]]
    return {**{name: data[name] for name in _OF_AN_ANSWER}, "references": references}


# -- statements and rows


@dataclass(frozen=True, slots=True)
class _Said:
    """A statement or a table row, in the words of its source."""

    part: str
    place: str
    text: str
    shown: str
    marks: tuple[str | None, ...]
    carried: tuple[tuple[str, str, int, int], ...]

    @property
    def documents(self) -> tuple[tuple[str, str], ...]:
        return tuple(dict.fromkeys((document, revision) for document, revision, _, _ in self.carried))


def _summary(answer: Answer) -> list[_Said]:
    return [_said(SUMMARY, one) for one in answer.summary]


def _body(answer: Answer) -> list[_Said]:
    found = []
    for section in answer.sections:
        found += [_said(section.heading, one) for one in section.statements]
        for table in section.tables:
            found += [_row(section.heading, table, n) for n in range(len(table.rows))]
    return found


def _said(place: str, one: AnswerStatement) -> _Said:
    marks = (one.note, one.grade, "must not miss" if one.must_not_miss else None)
    return _Said("statement", place, one.stored_words, one.text, marks, _carried(one.quotes))


def _row(place: str, table: AnswerTable, n: int) -> _Said:
    text = ": ".join(filter(None, (table.caption, write_out_row(table.columns, table.rows[n]))))
    carried = _carried(quote for cell in table.cells[n] for quote in cell.quotes)
    return _Said("row", place, text, text, (table.note_of_row(n), table.note), carried)


def _carried(quotes: Iterable[AnswerQuote]) -> tuple[tuple[str, str, int, int], ...]:
    return tuple((one.document, one.revision, one.start, one.end) for one in quotes)


def _stated(before: Sequence[_Said], after: Sequence[_Said]) -> list[Change]:
    """The changes of statements and rows, in the order of `after`; what went stands where it stood in its section."""
    pairs = _same(before, after)
    pairs |= _alike(
        [n for n in range(len(before)) if n not in pairs],
        [n for n in range(len(after)) if n not in set(pairs.values())],
        before,
        after,
    )
    found: list[tuple[tuple[int, int, int], Change]] = []
    anchor = -1
    begins: dict[str, int] = {}
    for n, one in enumerate(after):
        begins.setdefault(one.place, n)
    for n, one in enumerate(before):
        if n not in pairs:
            there = max(anchor, begins.get(one.place, 0) - 1)
            found.append(((there, 1, n), _change(DROPPED, one, None)))
            continue
        anchor = pairs[n]
        kind = _kind(one, after[anchor])
        if kind is not None:
            found.append(((anchor, 0, 0), _change(kind, one, after[anchor])))
    met = set(pairs.values())
    found += [((n, 0, 0), _change(ADDED, None, one)) for n, one in enumerate(after) if n not in met]
    return [change for _, change in sorted(found, key=lambda entry: entry[0])]


def _same(before: Sequence[_Said], after: Sequence[_Said]) -> dict[int, int]:
    """What says the same, word for word: carried as before if there is such a one, else the first."""
    pairs: dict[int, int] = {}
    for exactly in (True, False):
        places: dict[tuple[object, ...], list[int]] = {}
        taken = set(pairs.values())
        for n in reversed(range(len(after))):
            if n not in taken:
                places.setdefault(_key(after[n], exactly), []).append(n)
        for n, one in enumerate(before):
            if n not in pairs and (left := places.get(_key(one, exactly))):
                pairs[n] = left.pop()
    return pairs


def _key(one: _Said, exactly: bool) -> tuple[object, ...]:
    return (one.part, one.text, one.carried, one.place) if exactly else (one.part, one.text)


def _alike(left: Sequence[int], new: Sequence[int], before: Sequence[_Said], after: Sequence[_Said]) -> dict[int, int]:
    """Of what went and what came the nearest, one to one: the most alike first, then the first."""
    if not left or not new:
        return {}
    scores = cdist(
        [_without_numbers(before[n].text) for n in left],
        [_without_numbers(after[n].text) for n in new],
        scorer=Indel.normalized_similarity,
        score_cutoff=ALIKE,
    )
    ranked = sorted(
        (-round(float(scores[i, j]), 6), _other_source(before[n], after[m]), n, m)
        for i, n in enumerate(left)
        for j, m in enumerate(new)
        if scores[i, j] >= ALIKE
    )
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for _, _, n, m in ranked:
        if n not in pairs and m not in taken and _is_pair(before[n], after[m]):
            pairs[n] = m
            taken.add(m)
    return pairs


def _other_source(one: _Said, other: _Said) -> bool:
    return not {document for document, *_ in one.carried} & {document for document, *_ in other.carried}


def _is_pair(one: _Said, other: _Said) -> bool:
    """Whether both are of one part, name the same things, are about the same people and deny and demand the same."""
    return one.part == other.part and _about(one.text) == _about(other.text)


@lru_cache(maxsize=4096)
def _about(text: str) -> tuple[object, ...]:
    claim = claim_of(text)
    counted = frozenset((kind, words) for kind, words in claim.counted if kind != "number_word")
    return frozenset(one.entry.name for one in find_mentions(text)), claim.people, counted


@lru_cache(maxsize=4096)
def _without_numbers(text: str) -> str:
    for number in sorted(set(numbers_in(text)), key=len, reverse=True):
        text = text.replace(number, "#")
    return " ".join(text.lower().split())


def _kind(one: _Said, other: _Said) -> str | None:
    if one.text != other.text:
        return FIGURE_CHANGED if _figures(one.text) != _figures(other.text) else REWORDED
    if one.carried != other.carried:
        return RE_CITED
    if one.shown != other.shown:
        return REWORDED
    return CHANGED if one.marks != other.marks else None


def _figures(text: str) -> tuple[object, ...]:
    claim = claim_of(text)
    return claim.numbers, claim.signs, claim.quantities


def _change(kind: str, one: _Said | None, other: _Said | None) -> Change:
    there = other or one
    assert there is not None
    return Change(
        kind,
        there.part,
        there.place,
        _told(one, kind) if one else None,
        _told(other, kind) if other else None,
        one.documents if one else (),
        other.documents if other else (),
    )


def _told(one: _Said, kind: str) -> str:
    """A statement as shown; where only what is remarked of it differs, with that."""
    marks = "; ".join(filter(None, one.marks)) if kind == CHANGED else ""
    return f"{one.shown} [{marks}]" if marks else one.shown


# -- the rest


def _of_line(part: str, before: str, after: str) -> Iterator[Change]:
    if before != after:
        yield Change(CHANGED, part, "", before, after)


def _of_lists(part: str, before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    yield from (Change(ADDED, part, "", None, one) for one in dict.fromkeys(after) if one not in before)
    yield from (Change(DROPPED, part, "", one, None) for one in dict.fromkeys(before) if one not in after)


def _disagreements(answer: Answer) -> list[str]:
    return [one.heading for one in answer.disagreements]


def _untold_figures(before: Answer, after: Answer, stated: Sequence[Change]) -> Iterator[Change]:
    """The figures that came and went without a statement that prints them: they are read otherwise than before."""
    told = "\n".join(text for one in stated for text in (one.before, one.after) if text)
    lines = [
        [f"{one.text}: {one.measure}; {one.population}; {one.time}" for one in answer.figures if one.text not in told]
        for answer in (before, after)
    ]
    yield from _of_lists("figure", *lines)


def _of_references(before: Sequence[AnswerReference], after: Sequence[AnswerReference]) -> Iterator[Change]:
    """Sources that came and went, that stand otherwise, or whose record says something else."""
    held = {key: one for one in before for key in _identities(one)}
    met: set[int] = set()
    for one in after:
        was = next((held[key] for key in _identities(one) if key in held and held[key].number not in met), None)
        if was is None:
            yield Change(ADDED, "reference", "", None, _titled(one))
            continue
        met.add(was.number)
        if was.standing != one.standing or was.standing_note != one.standing_note:
            yield Change(STANDING_CHANGED, "reference", _titled(one), _standing(was), _standing(one))
        if _record(was) != _record(one):
            yield Change(CHANGED, "reference", _titled(one), _titled(was), _titled(one))
    for one in before:
        if one.number not in met:
            yield Change(DROPPED, "reference", "", _titled(one), None)


def _identities(one: AnswerReference) -> Iterator[tuple[str, str]]:
    yield from (("document", document) for document in one.documents)
    yield from ((name, value) for name in ("doi", "pmid", "pmcid") if (value := getattr(one, name)))


def _record(one: AnswerReference) -> AnswerReference:
    """A reference without its number, its standing and what the day changes."""
    return replace(
        one, number=0, same_trial=(), standing="", standing_note=None, standing_checked=None, over_years=None
    )


def _titled(one: AnswerReference) -> str:
    return f"{one.title} ({one.year})" if one.year is not None else one.title


def _standing(one: AnswerReference) -> str:
    return f"{one.standing}: {one.standing_note}" if one.standing_note else one.standing


def _listed(carried: tuple[tuple[str, str], ...]) -> list[Mapping[str, str]]:
    return [{"document": document, "revision": revision} for document, revision in carried]
