"""The question as the engine understands it: plain data between `understand` and every later stage."""

from __future__ import annotations

from dataclasses import dataclass

from curbside.evidence.kinds import Aspect, Reader

# One way to say a concept: every one of these terms must be there.
Wording = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Concept:
    """Something a question is about: the words it used, and every wording that means the same.

    `rarity` weighs the concept: 1 for a word found everywhere in the library, more the rarer it is, most for
    one the library does not hold. A concept of the lexicon `must_be_met`: an organ, a disease, a drug that the
    question names is never optional, however much else of it fits.
    """

    words: str
    wordings: tuple[Wording, ...]
    rarity: float
    must_be_met: bool = False

    def is_in(self, terms: frozenset[str] | set[str]) -> bool:
        """Whether one of its wordings is among these terms."""
        return any(all(term in terms for term in wording) for wording in self.wordings)


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what was understood of it.

    `text` is as asked; `interpreted` stands alone, with what earlier turns contribute. `focus` is what it is
    about, `phrase` the same in words; `aspect` is what is asked of it.
    """

    text: str
    interpreted: str
    reader: Reader
    aspect: Aspect
    focus: tuple[Concept, ...]
    phrase: str
    search_terms: tuple[str, ...]
    notices: tuple[str, ...] = ()

    @property
    def is_answerable(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.search_terms)
