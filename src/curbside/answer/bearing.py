"""Whether a source bears a name: as its author, the body or journal it comes from, its trial, its drug or its title."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache

from curbside.answer.source_words import source_words
from curbside.evidence.english import frequency
from curbside.evidence.kinds import SourceKind
from curbside.evidence.reference import folded, surname
from curbside.index.library import Source

# A person in a list of authors: a surname and initials.
_PERSON = re.compile(r".*\s[A-ZÀ-ÖØ-Þ]{1,4}(?:\s+(?:Jr|Sr|2nd|3rd))?\Z")
_LISTED = re.compile(r"\s*(?:,\s*and\s|,|&|\band\b|\bund\b)\s*")
_OTHERWISE = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
# The letters that a record may write with a mark that the question leaves out, and the other way round.
_MARKED = "aeioucnsyzlgdt"
_NUMBERED = re.compile(r"[^\W\d_]{3,}\s\d{1,2}")
_A_LIST = 2
_SHORT = 4
_ORDINARY = 1000
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "a", "et", "de", "der", "und"})
# What follows the name of a trial, or of those who did it, in a title.
_IS_A_TRIAL = (
    r"(?:\s*\)?[\s,:–—-]+(?:[\w-]+[\s,]+){0,3}?(?:trials?|study|studies|investigators|extension|phase|cohort|programme"
    r"|program|registry|survey|collaboration|consortium)\b|\s*\)\s*:|:)"
)
_NEXT_WORD = r"[a-z]*[^a-z]+(?:(?:of|the|and|for|in|on)[^a-z]+)*"
_JOINING = r"[\s.,&:/()-]*(?:\b(?:of|the|for|and|in|on|at|to|with)\b[\s.,&:/()-]*)*"


class Role(Enum):
    """As what a source bears a name; the last two by its title only.

    A report says whom it studied by the name of a trial, which another source bears.
    """

    AUTHOR = "author"
    BODY = "body"
    JOURNAL = "journal"
    TRIAL = "trial"
    REPORT = "report"
    DRUG = "drug"
    MENTIONED = "mentioned"
    TITLE = "title"


def roles_of(name: str, source: Source) -> frozenset[Role]:
    """As what a source bears a name; nothing if it does not, nor if it only rewords in plain words one that may."""
    return frozenset() if source.derived_from else frozenset(_roles(name, source))


def is_titled(words: str, source: Source) -> bool:
    """Whether words stand together in the title of a source."""
    return f" {plain(words)} " in f" {plain(source.reference.title)} "


def is_numbered(letters: str, number: str, source: Source) -> bool:
    """Whether a source is a body's document of a number: NG145."""
    told = f"{source.reference.title} {source.document_id} {source.reference.url or ''}"
    return re.search(rf"(?i)(?<![a-z0-9]){letters}[\s-]?{number}(?!\d)", told) is not None


def records_that_bear(name: str) -> Iterator[str]:
    """Regular expressions that records of sources of a name meet, and few others: for looking them up."""
    words = re.findall(r"[^\W_]+", name)
    yield r"[^a-z0-9]{0,3}".join(map(_any_marks, words))
    listed = [part for part in _LISTED.split(name) if part]
    if len(listed) >= _A_LIST:
        yield rf'"authors":\["[^"]*{_any_marks(listed[0])}'
    if is_acronym(name):
        yield _acronym(name)
        letters = re.sub(r"[^A-Z]", "", name)
        if name.isalpha() and len(letters) > 2:
            # Its initials, small words between them apart; the case counts.
            yield rf"(?-i:{_JOINING.join(rf'{letter}[a-z]*[.]?' for letter in letters)})"
    if len(words) >= _A_LIST and all(word[0].isupper() for word in words):
        # "N Engl J Med": the beginnings of a journal's words.
        yield '"container":"(?:the )?' + _NEXT_WORD.join(map(_any_marks_within, words))
    for other in source_words().bodies.get(name, ()):
        yield r"[^a-z0-9]{1,3}".join(other.split())


def is_acronym(name: str) -> bool:
    """Whether a name has a word of letters and figures as trials and bodies have: NETTER-2, PiC, AGA, STOP ACEi."""
    return any(map(_is_acronym, name.split())) or _NUMBERED.fullmatch(name) is not None


def _is_acronym(word: str) -> bool:
    letters = sum(map(str.isalpha, word))
    if any(map(str.isdigit, word)):
        return letters > 2 or (letters > 0 and word[0].isupper() and len(word) > _SHORT)
    return sum(map(str.isupper, word)) >= 2


@lru_cache(maxsize=16_384)
def plain(text: str) -> str:
    """The words of a text, folded; letters that no accent makes as a typewriter would write them."""
    return folded(text).translate(_OTHERWISE)


def _any_marks(word: str) -> str:
    """A pattern for a word with or without its accents; four letters and fewer stand alone."""
    letters = (f"[^a-z0-9]?{one}" if one.isdigit() and at else one for at, one in enumerate(plain(word)))
    pattern = "".join("." if one in _MARKED and len(word) > _SHORT else one for one in letters)
    return pattern if len(word) > _SHORT else rf"\b{pattern}\b"


def _any_marks_within(word: str) -> str:
    return "".join("." if one in _MARKED and len(word) > _SHORT else one for one in plain(word))


def _roles(name: str, source: Source) -> Iterator[Role]:
    reference = source.reference
    if _is_by(name, source):
        yield Role.AUTHOR
    if _is_body(name, source):
        yield Role.BODY
    if _is_journal(name, reference.container):
        yield Role.JOURNAL
    title = reference.title
    told = (title, *(one for one in reference.authors if not _PERSON.fullmatch(one)))
    if any(_is_trial(name, one) for one in told):
        yield Role.TRIAL
    if any(_is_trial(name, one) for one in _population(source)):
        yield Role.REPORT
    if is_titled(name, source):
        yield Role.DRUG if reference.kind is SourceKind.DRUG_LABEL else Role.TITLE
    if is_acronym(name) and re.search(_acronym(name), f"{title} {source.document_id.replace('-', ' ')}"):
        yield Role.MENTIONED


# -- authors


def _is_by(name: str, source: Source) -> bool:
    """Whether a source is by somebody: the first of its authors, or several of them in their order."""
    authors = [one for one in source.reference.authors if "et al" not in one]
    if not authors:
        return False
    wanted = [plain(one) for one in _LISTED.split(name) if one.strip()]
    if len(wanted) >= _A_LIST:
        at = 0
        for one in authors:
            at += at < len(wanted) and _is_surname(wanted[at], one)
        return at == len(wanted) and _is_surname(wanted[0], authors[0])
    return bool(wanted) and _is_surname(wanted[0], authors[0])


def _is_surname(wanted: str, author: str) -> bool:
    if not wanted:
        return False
    names = plain(author.partition(",")[0]).split()
    words = wanted.split()
    # "Garcia-Torralba E", "Van Beneden C"; Torralba and Beneden by themselves, too.
    return names[: len(words)] == words or plain(surname(author)) == wanted


# -- bodies and journals


def _is_body(name: str, source: Source) -> bool:
    """Whether a name is that of who published: by its words, its initials, or another name it goes by."""
    authors = (one for one in source.reference.authors if not _PERSON.fullmatch(one))
    bodies = [body for body in (source.reference.publisher, *authors) if body]
    return any(_is_called(name, body) for body in bodies)


@lru_cache(maxsize=4096)
def _is_called(name: str, body: str) -> bool:
    wanted, whole = plain(name), plain(body)
    others = source_words().bodies.get(name, ())
    if any(f" {other} " in f" {whole} " for other in others):
        return True
    if any(name.replace(".", "") == _initials(part) for part in body.split(",")):
        return True
    if f" {wanted} " not in f" {whole} ":
        return False
    # "Society" is no name, nor is "American".
    return " " in wanted or wanted == whole or name.isupper() or not frequency(wanted) > _ORDINARY


def _is_journal(name: str, container: str | None) -> bool:
    if not container:
        return False
    wanted, whole = plain(name), plain(container.partition("(")[0])
    begins = f"{whole} ".startswith(f"{wanted} ") and (" " in wanted or frequency(wanted) <= _ORDINARY)
    if wanted == whole or begins or (name.isupper() and len(name) > 2 and name == _initials(container)):
        return True
    return " " in wanted and _is_abbreviated(wanted.split(), [one for one in whole.split() if one not in _SMALL])


def _is_abbreviated(short: list[str], whole: list[str]) -> bool:
    """Whether a journal is meant by the beginnings of its words: N Engl J Med."""
    return len(short) == len(whole) and all(map(str.startswith, whole, short))


@lru_cache(maxsize=4096)
def _initials(body: str) -> str:
    """ "World Health Organization" as WHO, "U.S. Preventive Services Task Force" as USPSTF."""
    words = re.findall(r"(?:[A-Z]\.)+|[A-Z][\w'’]*", body.partition("(")[0])
    return "".join(word.replace(".", "") if "." in word or word.isupper() else word[0] for word in words)


# -- trials


def _population(source: Source) -> Iterator[str]:
    """Whom a source says it studied: "NETTER-1: 229 patients …" names the trial that a title may leave out."""
    population = source.metadata.get("population")
    if isinstance(population, str):
        yield population


@lru_cache(maxsize=4096)
def _acronym(name: str) -> str:
    """A pattern for a name of letters and figures, however they are joined: NETTER-2, NETTER 2, NETTER2.

    Without a figure of its own it is not that of a numbered one; figures make up for capitals.
    """
    parts = re.findall(r"[^\W\d_]+|\d+", name)
    joined = r"[\s-]?".join(map(re.escape, parts))
    case = "(?i)" if any(map(str.isdigit, name)) else ""
    return rf"{case}(?:\b){joined}(?:\b)"


def _is_trial(name: str, title: str) -> bool:
    """Whether a title gives a name as that of its trial, cohort or survey."""
    pattern = _acronym(name)
    found = re.search(pattern if pattern.startswith("(?i)") else f"(?i){pattern}", title)
    if found is None or not is_acronym(found[0]):
        return False
    before = re.search(r"(\S+)\s\Z", title[: found.start()])
    if before is not None and _is_acronym(before[1]) and not any(map(str.isdigit, name)):
        return False  # a part of its name: ACEi in STOP ACEi
    if re.match(_IS_A_TRIAL, title[found.end() :], re.IGNORECASE) is not None:
        return True
    within = re.search(r"\([^()]*\Z", title[: found.start()]) is not None
    return within and (any(map(str.isdigit, name)) or title[found.end() :].startswith(" trial"))
