"""Lists that a source printed as running text: their items, each with what it hangs on.

"Call a doctor if your child has: - fever - a rash. - Is drowsy." lost its lines somewhere. Its items are told apart
again by their marks. One whose lead-in is known is led in by it; one that stands under none is a sentence of its
own, if it is one; of one that may hang on something that was not found, nothing is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from curbside.evidence.document import Form
from curbside.index.library import Hit
from curbside.index.schema import StoredStatement
from curbside.ingest.building import INTRODUCES

# A list that is longer is read item by item: nobody takes in more at a glance. One of more words than the other is read
# both ways: whoever asks for one of its items is not told all.
MOST_LISTED_WORDS = 150
_LONG = 60
MOST_WORDS = 90
FEWEST_LISTED = 3
_MARK = re.compile(r"(?:^|(?<=\s))[-•*–] (?=\S)")
_AT_ONCE = re.compile(r"[-•*–] (?=\S)")
# What a list hangs on, in its first item's sentence: "Symptoms include: - fever", "What not to do - Rub the eye."
_LEAD_IN = re.compile(r"(?P<words>[^-•*–].{0,400}?)(?P<colon>:?) [-•*–] (?=\S)", re.DOTALL)
# Headings that only say that a list follows.
_NO_LEAD_IN = re.compile(r"(?:key points?|key facts|highlights|overview|summary|points to remember)\W*", re.IGNORECASE)
_POINTS_ON = re.compile(r"\b(?:these|those|below|any of|if you|if your|do not|don['’]t|not to|never)\b", re.IGNORECASE)
# The signs of a disease as the Human Phenotype Ontology lists them, each with its share of patients.
_SHARES = re.compile(r"Signs and Symptoms Approximate number of patients \(when available\)")
_SHARE = re.compile(r"\s*(?P<item>\S.*?(?: \d+(?:\.\d+)?%| \d+/\d+|(?= -(?: |$))))(?: -)?(?= |$)")
_AFTER_SHARES = re.compile(r" The Human Phenotype Ontology \(HPO\)")
# A word that an item must have, to be a sentence: a verb that says something, or at its beginning one that advises.
_SAYS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|can|cannot|may|might|must|should|will|would|do|does|did|needs?|occurs?|causes?"
    r"|affects?|helps?|includes?|increases?|reduces?|lowers?|raises?|makes?|takes?|gives?|uses?|works?|becomes?|begins?"
    r"|appears?|develops?|leads?|means?|shows?|allows?|prevents?|requires?|contains?|goes|gets?|feels?|lasts?|spreads?)\b"
    r"|^(?:also |always |never |do not |don['’]t |try to )?(?:avoid|eat|drink|use|take|wash|keep|wear|call|ask|tell"
    r"|stay|limit|make|rest|apply|check|stop|give|get|go|put|clean|cover|choose|follow|hold|place|remove|see|start|store"
    r"|throw|treat|cook|add|be|learn|maintain|practice|quit|read|seek|sleep|talk|try|watch|breathe|change|control)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Govern:
    """What the items of a list hang on: a lead-in, nothing, or something that is not known."""

    lead_in: tuple[int, int, str] | None = None
    known: bool = True


def items_apart(hit: Hit, before: Hit | None = None) -> Hit:
    """A passage in which the items of lists in running text are statements of their own.

    `before` is the passage before it in its document, where it was looked up: a list may begin there.
    """
    if _MARK.search(hit.text) is None and _SHARES.search(hit.text) is None:
        return hit
    of_before = _Lists(before, _Govern(known=before.start == 0)) if before is not None else None
    if of_before is not None:
        list(of_before.statements())
    govern = of_before.govern if of_before is not None else _Govern(known=hit.start == 0)
    return replace(hit, statements=tuple(_Lists(hit, govern).statements()))


def begins_with_mark(hit: Hit, one: StoredStatement) -> bool:
    """Whether a sentence begins with the mark of an item."""
    return one.form is Form.SENTENCE and _AT_ONCE.match(hit.words(one.start, one.end)) is not None


def is_too_long(words: str) -> bool:
    """Whether a statement is too long to be read at a glance; a list may be longer."""
    return words.count(" ") + 1 > (MOST_LISTED_WORDS if len(_MARK.findall(words)) >= FEWEST_LISTED else MOST_WORDS)


def _is_to_be_read_by_items(words: str) -> bool:
    is_list = len(_MARK.findall(words)) >= FEWEST_LISTED
    return is_too_long(words) or (is_list and words.count(" ") >= _LONG)


def begins_an_item(hit: Hit, start: int) -> bool:
    """Whether a mark stands before what begins at this place of the document."""
    return start - hit.start >= 2 and _AT_ONCE.fullmatch(hit.words(start - 2, start)) is not None


class _Lists:
    """The lists of a passage; `govern` is what the items of the one hang on that is being read."""

    def __init__(self, hit: Hit, govern: _Govern) -> None:
        self._hit = hit
        self.govern = govern

    def statements(self) -> Iterator[StoredStatement]:
        """The statements of the passage, and items in place of those that are lists."""
        hit = self._hit
        for number, one in enumerate(hit.statements):
            words = hit.words(one.start, one.end)
            if one.form is not Form.SENTENCE or one.lead_ins:
                self.govern = _Govern()
                yield one
            elif (mark := _AT_ONCE.match(words)) is not None:
                yield from _of_list(hit, one, one.start + mark.end(), self.govern)
            elif (shares := _SHARES.search(words)) is not None:
                yield from _shares(hit, one, one.start + shares.start(), one.start + shares.end())
            else:
                yield from self._opened_by(one, words, hit.statements[number + 1 : number + 2])

    def _opened_by(
        self, one: StoredStatement, words: str, after: tuple[StoredStatement, ...]
    ) -> Iterator[StoredStatement]:
        """A sentence with which a list may begin."""
        found = _LEAD_IN.match(words)
        goes_on = len(_MARK.findall(words)) >= FEWEST_LISTED or any(begins_with_mark(self._hit, one) for one in after)
        if found is None or not (found["colon"] or goes_on):
            self.govern = _after(one, words, self.govern)
            yield one
            return
        self.govern = _Govern(_lead_in(self._hit, one, found))
        if not is_too_long(words):
            yield one
        if _is_to_be_read_by_items(words):
            yield from _items(self._hit, one, one.start + found.end() - 2, self.govern)


def _lead_in(hit: Hit, one: StoredStatement, found: re.Match[str]) -> tuple[int, int, str] | None:
    if _NO_LEAD_IN.fullmatch(found["words"]):
        return None
    end = one.start + found.end("colon")
    return one.start, end, hit.words(one.start, end)


def _after(one: StoredStatement, words: str, govern: _Govern) -> _Govern:
    """What the items after a sentence that has none hang on."""
    if words.endswith(":") or INTRODUCES.search(words) or _POINTS_ON.search(words):
        return _Govern((one.start, one.end, words))
    # Whether the list of before goes on after it, or another one begins, nothing says.
    return _Govern() if govern.known and govern.lead_in is None else _Govern(known=False)


def _of_list(hit: Hit, one: StoredStatement, start: int, govern: _Govern) -> Iterator[StoredStatement]:
    """A statement that begins with the mark of an item: one item, or several that no full stop parts."""
    words = hit.words(start, one.end)
    if not govern.known:
        yield one
    elif govern.lead_in is not None:
        if not is_too_long(words):
            yield one.part(start, one.end).led_in_by(govern.lead_in)
        if _is_to_be_read_by_items(words):
            yield from _items(hit, one, start - 2, govern)
    else:
        yield one.part(start, one.end) if _is_a_sentence(words) else one


def _is_a_sentence(words: str) -> bool:
    whole = words.endswith((".", "!")) and words.count(" ") + 1 >= _FEWEST_WORDS and words[:1].isupper()
    return whole and _SAYS.search(words) is not None and _MARK.search(words) is None


def _items(hit: Hit, one: StoredStatement, start: int, govern: _Govern) -> Iterator[StoredStatement]:
    """The items of a list that is too long, each led in."""
    words = hit.words(start, one.end)
    marks = [found.span() for found in _MARK.finditer(words)]
    for (_, begin), end in zip(marks, [*(at for at, _ in marks[1:]), len(words)], strict=True):
        item = words[begin:end].rstrip()
        part = one.part(start + begin, start + begin + len(item))
        if govern.lead_in is not None and item:
            yield part.led_in_by(govern.lead_in)
        elif _is_a_sentence(item):
            yield part


def _shares(hit: Hit, one: StoredStatement, begin: int, start: int) -> Iterator[StoredStatement]:
    """The signs of a disease with their shares, each led in by what heads them."""
    words = hit.words(start, one.end)
    after = _AFTER_SHARES.search(words)
    lead_in = (begin, start, hit.words(begin, start))
    for found in _SHARE.finditer(words, 0, after.start() if after is not None else len(words)):
        yield one.part(start + found.start("item"), start + found.end("item")).led_in_by(lead_in)
