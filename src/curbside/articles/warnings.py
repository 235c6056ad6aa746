"""What is wrong with the sources of an article now: computed whenever it is read, never stored.

The library is asked how each cited source stands at this moment, so that a retraction shows on the next request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from curbside.answer.answer import Answer, AnswerReference
from curbside.evidence.kinds import Standing
from curbside.evidence.standing import standing_rule
from curbside.index.library import Library

GONE = "gone"


@dataclass(frozen=True, slots=True)
class Warning:
    """A cited source that stands otherwise than when it was cited; `standing` is "gone" where it was taken out.

    `withdrawn` says that no new answer would cite it.
    """

    document: str
    title: str
    standing: str
    note: str | None
    withdrawn: bool

    @property
    def words(self) -> str:
        """The warning, as readers see it."""
        why = f" ({self.note})" if self.note else ""
        if self.standing == GONE:
            return f"“{self.title}” is no longer in the library."
        return f"“{self.title}” is {_SAID.get(self.standing, self.standing)}{why}."

    @property
    def notice(self) -> str:
        """The same among the notices of an article."""
        return f"Warning: {self.words}"


_SAID = {
    Standing.CONCERN.value: "under an expression of concern",
    Standing.CORRECTED.value: "corrected since",
    Standing.RETIRED.value: "taken out of answering by the library's owner",
}


def warnings_about(library: Library, references: Iterable[AnswerReference]) -> list[Warning]:
    """What is known now, and was not, about how the sources that an answer lists stand, the gravest first."""
    cited = [(document, reference) for reference in references for document in reference.documents]
    held = library.sources(document for document, _ in cited)
    found: dict[str, Warning] = {}
    for document, reference in cited:
        source = held.get(document)
        if source is None:
            found[document] = Warning(document, reference.title, GONE, None, withdrawn=True)
            continue
        stands = source.reference.standing
        if stands.value != reference.standing and stands is not Standing.CURRENT:
            note = source.reference.standing_note
            found[document] = Warning(document, reference.title, stands.value, note, not standing_rule(stands).answers)
    # One paper's several texts are one warning.
    once = {(one.title, one.standing): one for one in reversed(list(found.values()))}
    return sorted(once.values(), key=_order)


def as_they_stand(answer: Answer, warnings: Iterable[Warning]) -> Answer:
    """An answer whose references say how its sources stand now, where that is otherwise than when it was asked."""
    known = {one.document: one for one in warnings if one.standing != GONE}
    references = []
    for reference in answer.references:
        warned = next((known[one] for one in reference.documents if one in known), None)
        if warned is not None:
            reference = replace(reference, standing=warned.standing, standing_note=warned.note)
        references.append(reference)
    return replace(answer, references=tuple(references))


def withdrawn_among(library: Library, cited: Sequence[tuple[str, str]]) -> list[Warning]:
    """Of documents cited, as (document, revision), those that no new answer would cite."""
    held = library.sources(document for document, _ in cited)
    found = []
    for document in dict.fromkeys(document for document, _ in cited):
        source = held.get(document)
        if source is None:
            found.append(Warning(document, document, GONE, None, withdrawn=True))
        elif not standing_rule(source.reference.standing).answers_by_name:
            reference = source.reference
            found.append(
                Warning(document, reference.title, reference.standing.value, reference.standing_note, withdrawn=True)
            )
    return found


def _order(one: Warning) -> tuple[bool, int, str]:
    gravity = Standing(one.standing).gravity if one.standing != GONE else 0
    return not one.withdrawn, -gravity, one.title
