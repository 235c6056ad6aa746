"""Lists that a source printed as running text: their items, each with what it hangs on.

"Call a doctor if your child has: - fever - a rash. - Is drowsy." lost its lines somewhere. Its items are told apart
again by their marks. Each is led in by what the list hangs on: words up to a colon, or the sentence before the list,
which may deny it. One that stands under none is a sentence of its own, if it is one; of one that may hang on something
that is not known, nothing is made.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from curbside.evidence.document import Form
from curbside.evidence.english import frequency
from curbside.evidence.findings import sets_a_limit, takes_back
from curbside.index.library import Hit
from curbside.index.schema import StoredStatement
from curbside.ingest.building import INTRODUCES

# A list that is longer is read item by item: nobody takes in more at a glance. One of more words than the third is read
# both ways: whoever asks for one of its items is not told all.
_MOST_LISTED_WORDS = 150
_MOST_WORDS = 90
_LONG = 60
_FEWEST_LISTED = 3
# Of a longer list what comes after so many items is not looked at.
_MOST_ITEMS = 150
_MARK = re.compile(r"(?:^|(?<=\s))[-•*] (?=\S)")
_AT_ONCE = re.compile(r"[-•*] (?=\S)")
_ONLY_A_MARK = re.compile(r"[-•*] ")
# What a list hangs on, in the sentence of its first item: up to a colon, or words that no other dash parts: "Symptoms
# include: - fever", "What not to do - Rub the eye."
_UP_TO_A_COLON = re.compile(r"(?P<words>[^-•*].{0,600}?:) [-•*] (?=\S)", re.DOTALL)
_UP_TO_A_MARK = re.compile(r"(?P<words>[^-•*–—\n]{1,200}[^-•*–—\n\d]) [-•*] (?=\S)")
# What ends in this begins another list; where a sentence begins within an item; and a word with which one mostly does.
_BEGINS_ANOTHER = re.compile(
    r"(?::|\b(?:include|includes|including|such as|(?:the|of the) following|as follows))$", re.IGNORECASE
)
_CAPITAL_AFTER_SMALL = re.compile(r"(?<=[a-z\d)\]] )[A-Z][a-z]*\b")
_FRAME_WORD = re.compile(
    r"(?:The|These|This|Those|An?|Some|Other|Others|Many|Most|In|It|If|When|While|People|Patients|Adults|Children|Women"
    r"|Men|You|Your|There|Symptoms|Signs|Treatment|Common|Also|For|Less|More)\b"
)
# Headings that only say that a list follows.
_NO_LEAD_IN = re.compile(r"(?:key points?|key facts|highlights|overview|summary|points to remember)\W*", re.IGNORECASE)
_INCLUDING = re.compile(r"\b(?:include|includes|including|such as|are|is|following)$", re.IGNORECASE)
# The signs of a disease as the Human Phenotype Ontology lists them, each with its share of patients.
_SHARES = re.compile(r"Signs and Symptoms Approximate number of patients \(when available\)")
_SHARE = re.compile(r"\s*(?P<item>\S.{0,150}?(?: \d+(?:\.\d+)?%| \d+/\d+|(?= -(?: |$))))(?: -)?(?= |$)")
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
    """What the items of a list hang on: a lead-in, nothing, or what is not known; and whether the list has begun."""

    lead_in: tuple[int, int, str] | None = None
    known: bool = True
    begun: bool = False


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a list: where it stands in its document, its words, and what it hangs on."""

    start: int
    words: str
    govern: _Govern


def items_apart(hit: Hit, before: Hit | None = None) -> Hit:
    """A passage in which the items of lists in running text are statements of their own.

    `before` is the passage before it in its document, where it was looked up: a list may begin there.
    """
    if _MARK.search(hit.text) is None and _SHARES.search(hit.text) is None:
        return hit
    govern = _Govern(known=hit.start == 0)
    if before is not None:
        lists = _Lists(before, _Govern(known=before.start == 0))
        list(lists.statements())
        govern = lists.govern
    return replace(hit, statements=tuple(_Lists(hit, govern).statements()))


def begins_with_mark(hit: Hit, one: StoredStatement) -> bool:
    """Whether a sentence begins with the mark of an item."""
    return one.form is Form.SENTENCE and _AT_ONCE.match(hit.words(one.start, one.end)) is not None


def is_too_long(words: str) -> bool:
    """Whether a statement is too long to be read at a glance; a list may be longer."""
    return words.count(" ") + 1 > (_MOST_LISTED_WORDS if _is_list(words) else _MOST_WORDS)


def _is_to_be_read_by_items(words: str) -> bool:
    return is_too_long(words) or (_is_list(words) and words.count(" ") >= _LONG)


def _is_list(words: str) -> bool:
    return len(_MARK.findall(words)) >= _FEWEST_LISTED


def begins_an_item(hit: Hit, start: int) -> bool:
    """Whether a mark stands before what begins at this place of the document."""
    return start - hit.start >= 2 and _ONLY_A_MARK.fullmatch(hit.words(start - 2, start)) is not None


class _Lists:
    """The lists of a passage; `govern` is what the items of the one hang on that is being read."""

    def __init__(self, hit: Hit, govern: _Govern) -> None:
        self._hit = hit
        self.govern = govern

    def statements(self) -> Iterator[StoredStatement]:
        """The statements of the passage, and items in place of those that are lists."""
        hit = self._hit
        for one, after in itertools.zip_longest(hit.statements, hit.statements[1:]):
            words = hit.words(one.start, one.end)
            if one.form is not Form.SENTENCE or one.lead_ins:
                self.govern = _Govern()
                yield one
            elif (mark := _AT_ONCE.match(words)) is not None:
                yield from self._of_list(one, one.start + mark.end(), after)
                self.govern = replace(self.govern, begun=True)
            elif (shares := _SHARES.search(words)) is not None:
                yield from _shares(hit, one, one.start + shares.start(), one.start + shares.end())
                self.govern = _Govern(known=False)
            else:
                yield from self._opened_by(one, words, after)

    def _opened_by(self, one: StoredStatement, words: str, after: StoredStatement | None) -> Iterator[StoredStatement]:
        """A sentence with which a list may begin."""
        found = _lead_in_of(words, goes_on=after is not None and begins_with_mark(self._hit, after))
        if found is None:
            self.govern = self._after(one, words)
            yield one
            return
        end = one.start + found.end("words")
        heads = _NO_LEAD_IN.fullmatch(found["words"]) is not None
        lead_in = None if heads else (one.start, end, self._hit.words(one.start, end))
        items, self.govern = _items(self._hit, one, one.start + found.end() - 2, _Govern(lead_in, begun=True))
        if not is_too_long(words):
            yield one
        if _is_to_be_read_by_items(words) and not self._is_limited_by(after):
            yield from _stated(one, items)

    def _after(self, one: StoredStatement, words: str) -> _Govern:
        """What the items after a sentence that has none hang on: the sentence, where it may govern them.

        Whether the list of before goes on after it, or another one begins, nothing says.
        """
        begins_another = words.endswith(":") or INTRODUCES.search(words) is not None
        if begins_another or (self.govern.known and not self.govern.begun):
            return _Govern((one.start, one.end, words))
        return _Govern(known=False)

    def _of_list(self, one: StoredStatement, start: int, after: StoredStatement | None) -> Iterator[StoredStatement]:
        """A statement that begins with the mark of an item: one item, or several that no full stop parts."""
        words, govern = self._hit.words(start, one.end), self.govern
        items, self.govern = _items(self._hit, one, start - 2, govern)
        if not govern.known:
            yield one
        elif govern.lead_in is None:
            yield one.part(start, one.end) if _is_a_sentence(words) else one
        else:
            if not is_too_long(words):
                yield one.part(start, one.end).led_in_by(govern.lead_in)
            if _is_to_be_read_by_items(words) and not self._is_limited_by(after):
                yield from _stated(one, items)

    def _is_limited_by(self, after: StoredStatement | None) -> bool:
        """Whether what follows a list limits all of it, which its items alone would not say."""
        if after is None or after.form is not Form.SENTENCE:
            return False
        words = self._hit.words(after.start, after.end)
        return takes_back(words) or sets_a_limit(words)


def _lead_in_of(words: str, *, goes_on: bool) -> re.Match[str] | None:
    """What the list in a sentence hangs on, and the mark of its first item; None if it has none.

    Without a colon a dash begins a list where the next sentence is an item, too, or where it follows "include".
    """
    found = _UP_TO_A_COLON.match(words)
    if found is not None:
        return found
    found = _UP_TO_A_MARK.match(words)
    if found is None:
        return None
    includes = _is_list(words) and _INCLUDING.search(found["words"]) is not None
    return found if goes_on or includes else None


def _is_a_sentence(words: str) -> bool:
    whole = words.endswith((".", "!")) and words.count(" ") + 1 >= _FEWEST_WORDS and words[:1].isupper()
    return whole and _SAYS.search(words) is not None and _MARK.search(words) is None


def _items(hit: Hit, one: StoredStatement, start: int, govern: _Govern) -> tuple[list[_Item], _Govern]:
    """The items of a list that begins at a place, each with what it hangs on, and what goes on hanging on after them.

    No full stop parts an item from the words on which the next list hangs: "- rash Adults may have: - gout". Where they
    begin tells a capital letter; if that is not clear, nothing is known of the items after them.
    """
    words = hit.words(start, one.end)
    marks = [found.span() for found in _MARK.finditer(words)]
    ends = [*(at for at, _ in marks[1:]), len(words)]
    items = []
    for (_, begin), end in list(zip(marks, ends, strict=True))[:_MOST_ITEMS]:
        item = words[begin:end].rstrip()
        if _BEGINS_ANOTHER.search(item) is None or (end == len(words) and not item.endswith(":")):
            items.append(_Item(start + begin, item, govern))
            continue
        cut = _where_a_sentence_begins(item)
        if cut is None:
            govern = _Govern(known=False)
            continue
        items.append(_Item(start + begin, item[:cut].rstrip(), govern))
        at = start + begin + cut
        govern = _Govern((at, start + begin + len(item), item[cut:]), begun=True)
    return items, govern if len(marks) <= _MOST_ITEMS else _Govern(known=False)


def _where_a_sentence_begins(words: str) -> int | None:
    """Where, after an item, a sentence begins that no full stop parts from it; None where that is not clear."""
    begins = [found.start() for found in _CAPITAL_AFTER_SMALL.finditer(words) if frequency(found[0])]
    if len(begins) > 1:
        begins = [at for at in begins if _FRAME_WORD.match(words, at) is not None]
    return begins[0] if len(begins) == 1 else None


def _stated(one: StoredStatement, items: Iterable[_Item]) -> Iterator[StoredStatement]:
    """Items as statements, each led in by what it hangs on; of those that hang on nothing, those that are sentences."""
    for item in items:
        if not item.govern.known or not item.words:
            continue
        part = one.part(item.start, item.start + len(item.words))
        if item.govern.lead_in is not None:
            yield part.led_in_by(item.govern.lead_in)
        elif _is_a_sentence(item.words):
            yield part


def _shares(hit: Hit, one: StoredStatement, begin: int, start: int) -> Iterator[StoredStatement]:
    """The signs of a disease with their shares, each led in by what heads them; as it is where there are none."""
    words = hit.words(start, one.end)
    after = _AFTER_SHARES.search(words)
    end = after.start() if after is not None else len(words)
    lead_in = (begin, start, hit.words(begin, start))
    at, items = 0, 0
    while items < _MOST_ITEMS and (found := _SHARE.match(words, at, end)) is not None:
        yield one.part(start + found.start("item"), start + found.end("item")).led_in_by(lead_in)
        at, items = found.end(), items + 1
    if not items:
        yield one
