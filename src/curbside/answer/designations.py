"""The words of a question that may name a source, and what stands beside them: a year, a kind, a verb of saying.

Nothing here knows the library: whether anything bears such a name is looked up in `naming`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from curbside.answer.lexicon import find_mentions
from curbside.answer.source_words import LABEL, OF_AN_EPONYM, source_words
from curbside.evidence.english import frequency
from curbside.evidence.terms import content_terms, stop_terms, term
from curbside.evidence.text import Span, in_small_letters

_YEAR = r"(?P<year>(?:19|20)\d{2})(?!\d)"
_AND_OTHERS = (
    r"(?:,?\s+(?P<others>et\s+al\b\.?|(?:and|&)\s+(?:colleagues|co-?workers|others|co-?authors|associates)\b))"
)
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:[-'’&][^\W_]+)*")
_MOST_JOINED = 2
_OWN = re.compile(r"['’]s?(?!\w)")
_POSSESSIVE = re.compile(r"['’]s?\Z")
# What may stand inside a name that goes on: "Centers for Disease Control", "Azari & Barney", "ASCO/IDSA".
_JOINS = frozenset({"of", "and", "for", "the", "in", "de", "van", "von", "der", "den", "del", "la", "le"})
_BETWEEN = re.compile(r"(?:\s+|\s*[,/]\s*|\s+&\s+|:\s+)\Z")
_AFTER = re.compile(
    rf"(?P<own>['’]s?)?{_AND_OTHERS}?\s*,?\s*(?:(?:in|of|from)\s+)?(?:\((?:[^()]{{1,30}},\s*)?)?{_YEAR}\)?"
    rf"|(?P<own2>['’]s?)?{_AND_OTHERS.replace('others', 'others2')}"
)
_YEAR_BEFORE = re.compile(rf"{_YEAR}\s+\Z")
_YEAR_NEAR = re.compile(rf"[\s,(]*(?:(?:in|from|of)\s+)?\(?{_YEAR}\)?")
_PER = re.compile(
    r"\b(?P<per>according to|as per|per|following|as in|cited? by|(?:authors|investigators|writers) of|see)"
    r"\s+(?:the\s+)?(?:\d{4}\s+)?\Z|\b(?P<within>in|from|by|of|with)\s+(?:the\s+)?(?:\d{4}\s+)?\Z",
    re.IGNORECASE,
)
_DID = re.compile(r"\b(?:does|do|did|has|have|can|would|is)\s+(?:the\s+)?(?:\d{4}\s+)?\Z", re.IGNORECASE)
_LEADS = re.compile(r"(?:\s+\(?\d{4}\)?)?\s*(?::|[–—]| - |\bon\b)|(?:\s+\d{4})?,\s")
_UP_TO_THREE_WORDS = re.compile(r"(?:\s+[\w'’-]+){1,3}")
_SAYS_OUTRIGHT = re.compile(
    r"\s+(?:says?|said|recommends?|advises?|found|finds|reports|reported|shows|showed|concludes?d?|wrote)\b"
)
_QUOTED = re.compile(r"(?<!\w)[“\"'‘«](?P<title>[^“”\"‘«»]{8,250}?)[”\"'’»](?!\w)")
_CALLED = re.compile(
    r"\b(?:titled|entitled|called|headed|by the (?:name|title) of|under the title)\s+(?P<title>[\w][^?:;“”\"]{8,250})",
    re.I,
)
_THE_PAPER = re.compile(
    r"\b(?=(?P<title>(?:the\s+)?(?:[\w'’-]+\s+){2,6}[\w'’-]+)\s+(?:paper|article|piece|study|review|report)\b)", re.I
)
_A_PHRASE = 3
_COMMON = 1000
# How far back anything is looked for that stands right before a word: from the beginning of the text, for each of its
# words, it would take the square of its length.
_FURTHEST_BEFORE = 120


@dataclass(frozen=True, slots=True)
class Named:
    """The sources that a question names, by document id, and the spans of the question that name them."""

    document_ids: tuple[str, ...]
    spans: tuple[Span, ...]


def without_names(text: str, spans: Iterable[Span]) -> str:
    """A question without the words that name its source."""
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@dataclass(frozen=True, slots=True)
class Cue:
    """What stands beside a name: the year, the group of kinds that it is called by, and how the question comes to it.

    `exact_year` is a year right beside the name. `others` stands for "et al."; `per` for "according to", `within` for
    "in" and the like, `says` for a verb of saying or doing, `tells` for one of saying only, `leads` for a name that the
    question begins with. `span` takes in the words that belong to the name.
    """

    span: Span
    year: int | None = None
    exact_year: bool = False
    kind: str | None = None
    kind_word: str = ""
    kind_span: Span | None = None
    others: bool = False
    per: bool = False
    within: bool = False
    says: bool = False
    tells: bool = False
    leads: bool = False
    of_an_eponym: bool = False

    @property
    def is_any(self) -> bool:
        """Whether anything but a preposition shows that a source is meant."""
        return bool(self.year or self.kind or self.others or self.per or self.says or self.leads)

    def joined(self, other: Cue) -> Cue:
        """The cue of two names side by side; what is said of the one is said of the other, but for the year."""
        return replace(
            self,
            kind=self.kind or other.kind,
            kind_word=self.kind_word or other.kind_word,
            others=self.others or other.others,
            per=self.per or other.per,
            within=self.within or other.within,
            says=self.says or other.says,
            tells=self.tells or other.tells,
            leads=self.leads or other.leads,
        )


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a question; `text` and `end` are without a possessive ending, `whole_end` with it.

    It `joins` if it only binds the words of a name.
    """

    text: str
    start: int
    end: int
    whole_end: int
    joins: bool = False


Run = tuple[Word, ...]


def runs_of(text: str) -> list[Run]:
    """Words that stand together and may name a source: those with capitals or figures, and what binds them.

    In lower case a name is taken for one where a year or a kind of source follows.
    """
    words = [_word(found) for found in _WORD.finditer(text)]
    runs: list[list[Word]] = [[]]
    held: list[Word] = []
    for at, word in enumerate(words):
        near = at > 0 and _BETWEEN.fullmatch(text, words[at - 1].whole_end, word.start) is not None
        begun = near and runs[-1]
        if _may_name(word) or _in_lower_case(text, word) or (begun and _goes_on(word, runs[-1][-1])):
            if begun:
                runs[-1] += [*held, word]
            else:
                runs.append([word])
            held = []
        elif begun and word.text.lower() in _JOINS and len(held) < _MOST_JOINED:
            held.append(replace(word, joins=True))
        else:
            runs.append([])
            held = []
    return [tuple(run) for run in runs if run]


def _word(found: re.Match[str]) -> Word:
    text = _POSSESSIVE.sub("", found[0])
    end = found.start() + len(text)
    own = _OWN.match(found.string, end)
    return Word(text, found.start(), end, own.end() if own is not None else end)


def _may_name(word: Word) -> bool:
    """Whether a word looks like a name: with a capital, or letters with figures; no word that asks."""
    text = word.text
    if text.lower() in source_words().no_names or (term(text) in stop_terms() and not (text.isupper() and text[1:])):
        return False
    if not text[0].isupper() and not (any(map(str.isdigit, text)) and any(map(str.isalpha, text))):
        return False
    return text.isupper() or text.lower() not in source_words().groups


def _goes_on(word: Word, before: Word) -> bool:
    """Whether a number or initials go on with a name: NETTER 2, Hope TA."""
    if word.text.isdigit():
        return len(word.text) <= 2 and before.text[:1].isalpha()
    return word.text.isupper() and len(word.text) <= 2 and before.text.istitle() and word.start - before.end == 1


_LOWER_BEFORE = re.compile(r"(?:\A|\b(?:the|per|according to|by|of|in|and|vs\.?|versus|with)\s+)\Z", re.IGNORECASE)
_OTHERS_FOLLOW = re.compile(_AND_OTHERS)
_FIGURE_FOLLOWS = re.compile(r"\s\d{1,2}(?![\w.,]*\d|\s*%)")
_ASKED = re.compile(r"\bwhat (?:does|do|did) (?:the )?\Z", re.IGNORECASE)
_ACCORDING = re.compile(r"\b(?:according to|per)\s+\Z", re.IGNORECASE)
_KIND_NEXT = re.compile(r"(?:['’]s)?(?:\s+(?:19|20)\d{2})?(?:\s+|\Z)|")
_YEAR_FOLLOWS = re.compile(rf"{_AND_OTHERS}?[\s,]+\(?{_YEAR}")


def _in_lower_case(text: str, word: Word) -> bool:
    """Whether a word in lower case stands where a name does: "sonbol 2022", "the sonbol paper", "fine et al"."""
    one, known = word.text, source_words()
    is_body = one.upper() in known.bodies and one.islower()
    if is_body and not frequency(one):
        return True
    if len(one) < 3 or not one[0].islower() or (term(one) in stop_terms() and not is_body):
        return False
    if one in known.groups or one in known.no_names or one in known.of_a_study:
        return False
    if (
        _FIGURE_FOLLOWS.match(text, word.end)
        and not frequency(one)
        and not is_inside_a_concept(text, word.start, word.end)
    ):
        return True
    if not is_body and (_OTHERS_FOLLOW.match(text, word.end) or _YEAR_FOLLOWS.match(text, word.end)):
        return True
    if is_body and _right_before(_ASKED, text, word.start):
        return _says(known.tells, text, word.start, word.end)
    if _right_before(_LOWER_BEFORE, text, word.start) is None:
        return False
    next_to = _KIND_NEXT.match(text, word.end)
    kind = known.kind.match(text, next_to.end()) if next_to is not None else None
    if kind is not None and _is_label(kind):
        return True
    per = _right_before(_ACCORDING, text, word.start) is not None
    return (kind is not None or (per and (is_body or not frequency(one)))) and not _is_mention(one)


def _right_before(pattern: re.Pattern[str], text: str, at: int) -> re.Match[str] | None:
    """What a pattern, closed by `\\Z`, finds right before a place; only what is near is looked through."""
    return pattern.search(text, max(0, at - _FURTHEST_BEFORE), at)


def _is_mention(word: str) -> bool:
    return any(found.end - found.start == len(word) for found in find_mentions(word))


def cue_of(text: str, start: int, end: int) -> Cue:
    """What stands beside a name, from `start` to `end` of a question."""
    words = source_words()
    after = _AFTER.match(text, end)
    found = after.groupdict() if after is not None else {}
    year = found.get("year")
    others = bool(found.get("others") or found.get("others2"))
    stop = after.end() if after is not None else end
    own = _OWN.match(text, end)
    stop = max(stop, own.end() if own is not None else end)
    kind, kind_end = _kind_after(text, stop)
    ahead = _right_before(words.kind_at_end, text, start) if kind is None else None
    if ahead is not None and (ahead["of"] != "for" or _is_label(ahead)):
        kind = ahead
    begin = start
    if year is None and (earlier := _right_before(_YEAR_BEFORE, text, start)):
        year, begin = earlier["year"], earlier.start()
    exact = year is not None
    if year is None:
        place = kind.start("kind") if kind is not None and kind.end() <= start else start
        near = _right_before(_YEAR_BEFORE, text, place) or (_YEAR_NEAR.match(text, kind_end) if kind_end else None)
        year = near["year"] if near else _year_told(text, stop)
    per = _right_before(_PER, text, start)
    leads = not text[:start].strip(" “\"'(").removesuffix("the").removesuffix("The").strip() and _LEADS.match(text, end)
    return Cue(
        (begin, stop),
        year=int(year) if year else None,
        exact_year=exact,
        kind=_group(kind) if kind is not None else None,
        kind_word=in_small_letters(kind["kind"]) if kind is not None else "",
        kind_span=kind.span("kind") if kind is not None else None,
        others=others,
        per=per is not None and per["per"] is not None,
        within=per is not None and per["within"] is not None,
        says=_says(words.does, text, start, stop),
        tells=_says(words.tells, text, start, stop),
        leads=bool(leads),
        of_an_eponym=not exact
        and re.compile(rf"\s+(?:[a-z]+\s+)?{OF_AN_EPONYM}\b", re.I).match(text, stop) is not None,
    )


def _group(kind: re.Match[str]) -> str:
    """The group of kinds of the word for a kind of source that was met."""
    return source_words().groups[" ".join(in_small_letters(kind["kind"]).split())]


def _is_label(kind: re.Match[str]) -> bool:
    return _group(kind) == LABEL


def _kind_after(text: str, at: int) -> tuple[re.Match[str] | None, int]:
    """The word for a kind of source that closes the words a name begins: "NICE CKD guideline"."""
    gap = re.compile(r"(?:\s+|-|/)")
    for _ in range(5):
        space = gap.match(text, at)
        if space is None:
            break
        at = space.end()
        if (kind := source_words().kind.match(text, at)) is not None:
            # "the guideline statement", "recommendation statement": the last word of a kind is as good as the first.
            return kind, kind.end()
        word = _WORD.match(text, at)
        if word is None or (term(word[0]) in stop_terms() and not word[0].isupper()):
            break
        at = word.end()
    return None, 0


def _says(verbs: re.Pattern[str], text: str, start: int, end: int) -> bool:
    """Whether a name is said to say something: "What does NICE, then, advise", "NICE advises"."""
    if _right_before(_DID, text, start):
        told = _UP_TO_THREE_WORDS.match(text, end)
        return told is not None and verbs.search(told[0]) is not None
    return _SAYS_OUTRIGHT.match(text, end) is not None


def _year_told(text: str, at: int) -> str | None:
    """The year of "What did Strosberg report in 2021"."""
    found = re.compile(rf"\s+(?:\w+\s+){{1,2}}in\s+{_YEAR}").match(text, at)
    return found["year"] if found is not None else None


def titles_in(text: str) -> Iterator[tuple[Span, str, bool]]:
    """Words that may be those of a title, where they stand, and whether the question may go on before they end."""
    for found in _QUOTED.finditer(text):
        if " " in found["title"].strip():
            yield found.span("title"), found["title"], False
    for found in _CALLED.finditer(text):
        yield found.span("title"), found["title"], True
    for found in _THE_PAPER.finditer(text):
        if len(content_terms(found["title"])) >= _A_PHRASE - 1:
            yield found.span("title"), found["title"], False


def is_inside_a_concept(text: str, start: int, end: int) -> bool:
    """Whether a name is a part of what the lexicon knows, or all of it: Graves disease, COVID-19."""
    return any(one.start <= start and end <= one.end for one in find_mentions(text))


def is_uncommon(word: str) -> bool:
    """Whether a word is no common English one, and no word that asks: a name, then."""
    return frequency(word) <= _COMMON and word.lower() not in source_words().no_names
