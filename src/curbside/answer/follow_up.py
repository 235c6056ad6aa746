"""Follow-ups: what leans on the question before it, put into words that stand alone.

"And in the rectum?" after "Where do neuroendocrine tumours spread?" asks where neuroendocrine tumours of the rectum
spread. A follow-up names what it changes; whatever it leaves unsaid stays as it was. What names a subject of its own
and points at nothing is a new question, and nothing is added to it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from curbside.answer.asking_again import (
    asked_with,
    contrasts,
    noun_of,
    with_aspect,
    with_comparison,
    with_number,
    with_part,
    with_quality,
    with_thing,
    with_verb,
)
from curbside.answer.aspects import aspects_of_question
from curbside.answer.phrases import (
    HEADS,
    Kind,
    Phrase,
    Reading,
    Role,
    Word,
    is_dependent,
    is_listed,
    is_plural,
    kind_of,
    listed_words,
    read,
    word_lists,
)
from curbside.answer.whole_question import (
    ASKING,
    METASTASES,
    Named,
    Part,
    WholeQuestion,
    agreeing,
    is_aspect,
    is_tumor,
    kinds_asked,
    kinds_of_aspect,
    parts_of,
    preposition_after,
)
from curbside.evidence.kinds import Aspect, Reader
from curbside.evidence.terms import term
from curbside.evidence.text import clean_line

# What leads over to a follow-up and says nothing.
# "Right, and …" leads over, "right heart failure" does not.
_COURTESY = re.compile(
    r"(?:(?:ok(?:ay)?|thanks|thank you|please)\b[\s,.:!]*|well\s+(?=and\b)|(?:well|right|good|great)(?:[,.:!]+\s*|\Z"
    r"|\s+(?=(?:but|so|then|how|what|when|why|where|which|who|is|are|do|does|can)\b)))+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:(?:and|or|but|so|then|also|now|again|next|similarly)\b[\s,.:!]*"
    r"|(?:what about|how about|what of|same for|same question for|(?:tell me )?more (?:about|on)|as for)\b"
    r"\s*(?:it\b\s*)?)+",
    re.IGNORECASE,
)
# Also where what is told ends and the question begins: "A count of 3: which grade is that?"
_SENTENCE_END = re.compile(r"(?<=[.?!;])\s+|(?<=:)\s+(?=(?:what|which|how|who|where|when|why)\b)", re.IGNORECASE)
_TRAIL = re.compile(r"(?:,? (?:then|too|as well|also|again|please|though|anyway))+[\s?.!,]*\Z", re.IGNORECASE)
# A size, age or number that is compared: "larger than 2 cm".
_COMPARED = re.compile(
    r"(?:(?:smaller|larger|bigger|less|more|greater|higher|lower|older|younger|longer|shorter|fewer) than|over|under"
    r"|above|below|at least|up to|[<>≤≥]) ?\d[\d.,]*(?: ?(?:%|\w+))?"
    r"|(?:between )?\d[\d.,]*(?: (?:to|and) | ?[-–] ?)\d[\d.,]* ?(?:%|\w+)",
    re.IGNORECASE,
)
_SUPPOSED = re.compile(
    r"(?:what )?if (?P<who>they|it(?=s )|it|he|she|the patients?|i|we|you|someone|(?:my|the) \w+)"
    r"(?P<is> (?:is|are|am|has|have|had|cannot|can't|takes?|gets?)|['’]?(?:s|re|m|ve)) (?P<rest>.+)",
    re.IGNORECASE,
)
# "It" that stands for nothing: "Is it safe to take ibuprofen?"
_EXPLETIVE = re.compile(
    r"\b(?:is|was|isn['’]t) it (?:\w+ly )?(?:(?:safe|possible|true|necessary|normal|ok|okay|better|useful|dangerous"
    r"|worth|important|advisable|recommended|common|harmful|enough|bad|good|wise|helpful|likely) )?"
    r"(?:(?:for [\w' -]{1,60} )?to|that)\b"
    r"|\bdo(?:es|esn['’]t) it (?:matter|make (?:sense|(?:a|any) difference)) (?:if|what|when|which|whether|how|to)\b"
    r"|\b(?:does|will|did) it (?:usually |normally )?take for [\w' -]{1,60} to\b"
    r"|\bas [^,?]{1,60} has it(?=,)|\bcall(?:ing|ed|s)? it (?=\w)",
    re.IGNORECASE,
)
# Between two parts of a question each of which has a verb: a pronoun in the second can mean what the first names.
_BOUNDARY = re.compile(
    r"\b(?:if|when|because|although|which|while|once|unless|until)\b|[,;:]|\s[-–—]\s"
    r"|\b(?:and|or) (?:how|what|when|why|where|which|is|are|does|do|should|can)\b"
    r"|\b(?:and|or|but|so)\s+\Z",
    re.IGNORECASE,
)
_THESE = frozenset({"this", "that", "these", "those"})
_OF_THE_ASKER = frozenset({"my", "our"})
_DONE_TO_SOMEBODY = frozenset({"take", "test", "check", "scan", "measure", "draw"})
# What says of whom: "those on dialysis" are nobody who was spoken of; "Is that without food?" asks of what was.
_SAID_OF = {
    "that": ("who", "with", "whose"),
    "those": (
        "who",
        "with",
        "whose",
        "without",
        "on",
        "in",
        "of",
        "under",
        "over",
        "aged",
        "taking",
        "having",
        "given",
    ),
}
_POINTING = {
    "it": False, "this": False, "that": False, "its": False,
    "they": True, "them": True, "these": True, "those": True, "their": True, "theirs": True,
}  # fmt: skip
# Where a tumour starts: "lung primaries".
_STARTS = re.compile(r"(.+) (?:primar(?:y|ies)|origin)", re.IGNORECASE)
# A question that leaves its subject unsaid, and points at none, is short.
_MOST_WORDS = 9
_FEW_WORDS = 5
_JOINING = (Role.PREPOSITION, Role.OTHER)
# Question words that ask for something named right after them.
_OF_WHAT = ("what", "which", "many", "much")
_POSSESSIVE = frozenset({"its", "their"})
# After one of these, "one" is a number: "in week one", "type one".
_COUNTED = frozenset(
    {"day", "week", "month", "year", "hour", "trimester", "type", "class", "grade", "stage", "phase", "step"}
)
# With these, a clause begins if a pronoun and its verb follow: "after it has been removed".
_CONJUNCTIONS = frozenset({"after", "before", "since", "until", "while"})
# What stands for a thing of its kind: "this drug".
_NAMED_BY_KIND = (Kind.MEDICINE, Kind.CONDITION, Kind.TEST, Kind.PROCEDURE)
_ALL_OF_IT = frozenset(
    {"more", "tell me more", "go on", "explain", "explain more", "more details", "details", "continue"}
)
_READERS = {Reader.PATIENT: "patients", Reader.TRAINEE: "trainees", Reader.CLINICIAN: "doctors"}


def resolved(text: str, turns: Sequence[str]) -> str:
    """The question in words that need no earlier turn; `turns` are earlier ones in such words, the last one last.

    A question that stands alone comes back as it is.
    """
    asked = clean_line(text)
    if not asked or not turns:
        return text
    before = turns[-1]
    if reader_wanted(asked) is not None:
        return before
    courtesy = _COURTESY.match(asked)
    plain = asked[courtesy.end() :] if courtesy is not None and courtesy.end() < len(asked) else text
    *told, last = _SENTENCE_END.split(clean_line(plain))
    if any(one.kind is not Kind.ASPECT for one in read(" ".join(told)).phrases):
        return plain  # it tells what it asks about
    meant = _understood(_Asked.of(last), WholeQuestion.of(before), turns)
    return plain if meant is None else _sentence(meant)


# -- for whom


def reader_wanted(text: str) -> Reader | None:
    """For whom a follow-up wants the same said ("And for patients?"); None if it does not ask that."""
    asked = clean_line(text).lower().rstrip(" ?.!")
    for leading in (_COURTESY, _LEAD):
        lead = leading.match(asked)
        asked = asked[lead.end() :] if lead else asked
    found = _reader_asked().fullmatch(asked)
    if found is None:
        return None
    return next((reader for reader in Reader if found.group(reader.value)), Reader.PATIENT)


@lru_cache(maxsize=1)
def _reader_asked() -> re.Pattern[str]:
    who = "|".join(f"(?P<{reader.value}>{word_lists()['readers'][reader.value]})" for reader in Reader)
    it = r"(?:it|this|that|the answer|the same)"
    say = rf"(?:can you |could you |please )*(?:explain|say|put|rephrase|word|write|answer)(?: {it})?(?: again)?"
    plain = r"in (?:plain|simple|simpler|lay|layman['’]?s|everyday) (?:words|terms|language|english)|(?:more )?simply"
    tell = r"(?:what|how)(?: (?:do|should|can|would))? (?:i|we) (?:tell|explain)"
    return re.compile(
        rf"(?:{say} )?(?:(?:for|to)(?: an?| the| my)? (?:{who})|{plain})"
        rf"|{tell}(?: {it})?(?: to)?(?: an?| the| my)? (?:patients?|famil(?:y|ies))(?: about {it})?"
    )


def addressed(text: str, understood: str) -> str:
    """A question as understood, saying for whom where that is all that the follow-up asked."""
    reader = reader_wanted(text)
    return understood if reader is None else f"For {_READERS[reader]}: {_with_small_start(understood)}"


# -- a follow-up taken apart


@dataclass(frozen=True)
class _Asked:
    """A follow-up without what only leads over to it.

    `leads` is whether there was such; `marked` whether it ends in a question mark.
    """

    reading: Reading
    leads: bool
    marked: bool

    @classmethod
    def of(cls, text: str) -> _Asked:
        lead = _LEAD.match(text)
        rest = _TRAIL.sub("", text[lead.end() :] if lead else text)
        return cls(read(_with_small_start(rest.rstrip("?.!, "))), lead is not None, text.endswith("?"))

    @property
    def text(self) -> str:
        return self.reading.text

    @property
    def words(self) -> tuple[Word, ...]:
        return self.reading.words

    @property
    def is_clause(self) -> bool:
        """Whether a verb says what is asked."""
        roles = [word.role for word in self.words]
        if Role.AUXILIARY in roles or self.is_question_words:
            return Role.AUXILIARY in roles
        if roles[0] is Role.PREPOSITION:  # "In patients with gout, which diet helps?"
            return Role.ASKING in roles
        if roles[-1] is Role.VERB and self.words[-1].lower.endswith("ing") and Role.PRONOUN not in roles:
            return False  # "delayed prescribing"
        return Role.VERB in roles and len(roles) > 1

    @property
    def is_question_words(self) -> bool:
        """Whether it is question words with at most a part: "how long after starting"."""
        how = ASKING.match(self.text)
        if how is None:
            return False
        after = [word for word in self.words if word.start >= how.end()]
        if how[0].lower().endswith(_OF_WHAT):
            after = list(itertools.dropwhile(lambda word: word.role in (Role.NAME, Role.OTHER), after))
        if not after:
            return True
        to_do = len(after) > 1 and after[0].lower == "to" and after[1].role is Role.VERB
        says = any(word.role is Role.VERB and not word.lower.endswith("ing") for word in after)
        return after[0].role is Role.PREPOSITION and after[0].lower not in ("if", "when") and not to_do and not says

    @property
    def is_asking(self) -> bool:
        """Whether it has the form of a question or a request, and does not just tell something."""
        roles = [word.role for word in self.words]
        asks = (Role.ASKING, Role.AUXILIARY)
        if roles[0] in asks or roles[0] is Role.VERB or self.marked:
            return True
        return roles[0] is Role.PREPOSITION and any(role in asks for role in roles)

    def has(self, *words: str) -> bool:
        """Whether it has one of these words."""
        return any(word.lower in words for word in self.words)


def _understood(asked: _Asked, before: WholeQuestion, turns: Sequence[str]) -> str | None:
    """The follow-up in words that stand alone; None if it does as it is."""
    if not asked.words:
        return before.text if asked.marked and asked.leads else None
    if asked.text.lower() in _ALL_OF_IT:
        return before.text
    supposed = _SUPPOSED.fullmatch(asked.text)
    if supposed is not None and (meant := _supposed(supposed, before)) is not None:
        return meant
    if asked.words[0].lower in ("if", "when") and asked.leads:
        return f"{before.text} {asked.text}"
    if not asked.is_clause:
        return _ellipsis(asked, before)
    if not asked.is_asking:
        return None
    pointed = _pointed(asked, before, turns)
    if pointed is not None:
        return pointed
    if len(asked.words) > 1 and asked.words[0].lower == "which" and asked.words[1].role is Role.AUXILIARY:
        topic = before.named(kinds_asked(asked.text))
        return f"Which of {topic.text}{asked.text[5:]}" if topic is not None else asked.text
    if _names_a_subject(asked, before) or len(asked.words) > _MOST_WORDS:
        return asked.text if asked.leads else None
    return _attached(asked, before)


# -- a follow-up without a verb


def _ellipsis(asked: _Asked, before: WholeQuestion) -> str | None:
    """A follow-up that only names what changes: "in children?", "how often?", "besifloxacin?"."""
    text = asked.text
    if _COMPARED.fullmatch(text):
        return with_comparison(before, text, _COMPARED)
    if asked.words[0].lower in ("compared", "versus", "vs"):
        return f"{before.text} {text}"
    parts = parts_of(asked.reading)
    how = ASKING.match(text)
    # "In whom", "at what dose", "how long after surgery" are one.
    if how is not None and parts and (parts[0].start < how.end() or _goes_with(how, parts[0])):
        parts = []
    if parts:  # to its end, whatever follows: "after a dose change"
        last = parts[-1]
        parts[-1] = replace(last, end=len(text), text=text[last.start :])
    elif asked.words[0].role is Role.PREPOSITION and how is None:  # "before stopping"
        return f"{before.text} {text}"
    if parts and how is None and all(word.role in _JOINING for word in asked.words if word.start < parts[0].start):
        parts[0] = replace(parts[0], start=0, text=text[: parts[0].end])  # "before or after surgery"
    core = text[: parts[0].start].strip() if parts else text
    phrase = next((one for one in asked.reading.phrases if one.start < len(core)), None)
    if not _may_lean(asked, phrase, before, asks=how is not None):
        return text if asked.leads else None
    if how is not None and _says_enough(asked, how):
        return text if asked.leads else None
    if phrase is not None and parts and parts[0].preposition in ("of", "for", "against"):
        if phrase.kind not in (Kind.CONDITION, Kind.ORGAN) and parts[0].head.kind in HEADS:
            return _whole(text, phrase, parts[0], before)
        if parts[0].preposition == "of":  # "tumours of the lung" are one thing
            phrase = replace(phrase, text=text[phrase.start : parts[0].end], end=parts[0].end)
            parts = parts[1:]
    for part in parts:
        before = WholeQuestion.of(with_part(before, part))
    if not core:
        return before.text
    return _asked_otherwise(core, how[0], phrase, before) if how is not None else _changed(asked, phrase, before)


def _says_enough(asked: _Asked, how: re.Match[str]) -> bool:
    """Whether question words are asked of something named: "How much of ALS …", "how often TFTs on amiodarone"."""
    heads = [one for one in asked.reading.heads if not is_dependent(one)]
    if not how[0].lower().endswith(_OF_WHAT):
        return len(heads) > 1 and not heads[0].preposition and heads[0].begins == how.end() + 1
    return bool(heads) and (len(asked.reading.phrases) > 1 or len(asked.words) > 3)


def _goes_with(how: re.Match[str], part: Part) -> bool:
    return part.start == how.end() + 1 and part.preposition in ("after", "before", "per")


def _whole(text: str, noun: Phrase, of: Part, before: WholeQuestion) -> str:
    """Something asked of something: "the dose of moxifloxacin" says all, but for whose metastases it names."""
    if term(of.head.last) == term("metastases") and before.tumor is not None:
        text = f"{text} of {before.tumor.text}"
    if not is_aspect(noun):
        return text
    return f"What {'are' if noun.is_plural else 'is'} {'' if noun.article else 'the '}{text}"


def _may_lean(asked: _Asked, phrase: Phrase | None, before: WholeQuestion, *, asks: bool) -> bool:
    """Whether words without a verb are a follow-up, and no new subject in keywords: "gout treatment"."""
    if not asked.leads and phrase is not None and _names_whose(phrase, before):
        return False
    about = [one for one in asked.reading.heads if not is_dependent(one)]
    if asked.leads or asks or phrase is None or asked.has("one", "ones") or not about:
        return True
    if phrase.preposition:
        return True
    like = any(one.kind is phrase.kind for one in before.reading.heads)
    unknown = phrase.kind is Kind.THING and len(asked.words) == 1
    return (asked.marked and (like or unknown) and len(asked.words) <= 3) or _is_quality(phrase)


def _names_whose(noun: Phrase, before: WholeQuestion) -> bool:
    """Whether what is asked is named with whose it is: "SSPE prevention", "scombroid fish poisoning treatment".

    A "bleeding risk" is that of a medicine as often as its own.
    """
    whose = noun.text[: -len(noun.last)].strip() if noun.text.endswith(noun.last) else ""
    if not is_aspect(noun) or not whose or is_listed(noun.last, "words", "risks"):
        return False
    known = {term(word.text) for word in before.reading.words}
    terms = [term(word) for word in whose.split()]
    if terms[-1] == METASTASES or known.issuperset(terms):
        return False
    kind = kind_of(whose)
    kinds = kinds_of_aspect(noun)
    is_name = kind is Kind.THING and whose[-1].isupper() and len(whose) > 1
    fits = kind in _NAMED_BY_KIND and (not kinds or kind in kinds)
    return is_name or (fits and not is_dependent(replace(noun, text=whose, kind=kind)))


def _asked_otherwise(core: str, how: str, phrase: Phrase | None, before: WholeQuestion) -> str:
    """Question words without a verb: "how often?", "which antibiotics?", "what dose?"."""
    how = how.lower()
    if how == "how much" or (how == "how many" and phrase is not None and phrase.kind is Kind.MEDICINE):
        return with_aspect(before, read("the dose").phrases[0])
    if how == "how many" and phrase is not None and phrase.text.lower().startswith("times"):
        return asked_with(before, "how often")
    if how.endswith(" how many"):  # "within how many days"
        return asked_with(before, core, "when")
    if phrase is None or not how.endswith(_OF_WHAT):
        return asked_with(before, core, how)
    if is_aspect(phrase) and (how == "what" or is_listed(phrase.last, "aspects", "medicine")):
        return with_aspect(before, phrase)
    topic = before.named((Kind.CONDITION,))
    if topic is None:
        return core
    if " " in how:  # "with which test"
        return f"{core} for {topic.whole}"
    be = "are" if phrase.is_plural else "is"
    if before.aspect is Aspect.CAUSE and phrase.kind is Kind.MEDICINE:
        return f"{core} can cause {topic.whole}"
    used = "used" if phrase.kind in (Kind.MEDICINE, Kind.TEST, Kind.PROCEDURE) else "there"
    return f"{core} {be} {used} for {topic.whole}"


def _changed(asked: _Asked, phrase: Phrase | None, before: WholeQuestion) -> str:
    """Words that name one thing, quality or action, in the place of what is like it."""
    words = asked.words
    qualities = [word.text for word in words if word.role is Role.SAID_OF]
    if phrase is None and qualities:
        return with_quality(before, " ".join(qualities))
    if len(words) == 1 and words[0].role is Role.VERB:
        return with_verb(before, words[0].text)
    if phrase is None or words[-1].role is Role.VERB:  # "delayed prescribing"
        phrase = Phrase(asked.text, Kind.THING, 0, len(asked.text), 0, 0)
    if phrase.article in ("every", "each"):  # "every day?"
        return f"{before.text} {phrase.article} {phrase.text}"
    started = _STARTS.fullmatch(phrase.text)
    if started is not None and kind_of(started[1]) is Kind.ORGAN:
        organ = replace(phrase, text=started[1], kind=Kind.ORGAN, end=phrase.start + len(started[1]))
        return with_part(before, Part("from", (organ,), organ.at, organ.end, f"from {organ.text}"))
    numbered = with_number(before, phrase)
    if numbered is not None:
        return numbered
    ones = asked.has("one", "ones")
    if ones and phrase.kind is Kind.ORGAN:
        return with_thing(before, phrase)
    if ones or _is_quality(phrase):
        return with_quality(before, phrase.text)
    if is_aspect(phrase):
        return with_aspect(before, phrase)
    return with_thing(before, phrase)


def _is_quality(phrase: Phrase) -> bool:
    """Whether a phrase only says of what sort: "viral", "high-grade"."""
    if " " in phrase.text or phrase.kind not in (Kind.THING, Kind.ASPECT, Kind.CONDITION):
        return False
    sets = [other.lower() for line in word_lists()["contrasts"]["sets"] for other in line.split()]
    if phrase.text.lower() in sets or contrasts(phrase.text):
        return True
    endings = tuple(listed_words("endings", "adjective"))
    return phrase.kind is Kind.THING and phrase.text.lower().endswith(endings) and len(phrase.text) > 4


def _supposed(supposed: re.Match[str], before: WholeQuestion) -> str | None:
    """The question of what is supposed: of people who are so, or of what is of such a quality.

    None for "What if it is …?", which asks something by itself.
    """
    rest = supposed["rest"]
    if _COMPARED.fullmatch(rest):
        return with_comparison(before, rest, _COMPARED)
    phrase = next(iter(read(rest.replace(" ", "-")).phrases), None)
    if supposed["who"].lower() in ("they", "it") and phrase is not None and _is_quality(phrase):
        return with_quality(before, phrase.text)
    if supposed["who"].lower() == "it":
        return None if supposed[0].lower().startswith("what") else f"{before.text} {supposed[0]}"
    return with_part(before, _part_of(_who_is(supposed)))


def _who_is(supposed: re.Match[str]) -> str:
    """People of whom a supposition holds: "if they are allergic" is of people who are allergic."""
    verb = supposed["is"].strip().lstrip("'’").lower()
    rest = supposed["rest"]
    if verb in ("has", "have", "had", "ve"):
        return f"in people with {rest}"
    said = {"is": "are", "am": "are", "s": "are", "re": "are", "m": "are", "takes": "take", "gets": "get"}
    return f"in people who {said.get(verb, verb)} {rest}"


def _part_of(text: str) -> Part:
    """A text that is one part as a whole, whatever it holds."""
    phrases = read(text).phrases
    return Part("in", phrases, 0, len(text), text)


# -- a follow-up with a verb


@dataclass(frozen=True, slots=True)
class _Pointer:
    """The words of a follow-up that point back: from `start` to `end`; `noun` is what they call it."""

    start: int
    end: int
    word: str
    noun: str

    @property
    def is_plural(self) -> bool:
        return is_plural(self.noun) if self.noun else _POINTING.get(self.word, self.word == "ones")


def _pointed(asked: _Asked, before: WholeQuestion, turns: Sequence[str]) -> str | None:
    """A follow-up that points back, with what it points at in its place; None if it does not."""
    pointer = _pointer(asked, before)
    if pointer is None:
        return None
    named = _pointed_at(pointer, asked, before, turns)
    if named is None:
        return None
    text = asked.text
    if pointer.word in ("one", "ones"):
        quality = next(word.text for word in reversed(asked.words) if word.end <= pointer.start)
        return f"{text[: pointer.start]}{noun_of(before, quality)}{text[pointer.end :]}"
    if pointer.word in _POSSESSIVE:
        end = _end_of_name(asked, pointer.end)
        owned = text[pointer.end : end].strip()
        words = f"the {owned} {preposition_after(owned.split()[-1])} {named.text}" if owned else named.text
        return _around(f"{text[: pointer.start]}{words}{text[end:]}", asked, named)
    if pointer.word in ("they", "them") and any(
        word.lower in listed_words("words", "of_persons") for word in asked.words
    ):
        named = _people_with(before.named((Kind.CONDITION,)) or named, before)
    words = named.text
    changed = f"{text[: pointer.start]}{words}{text[pointer.end :]}"
    return _around(_in_agreement(changed, asked, pointer, named), asked, named)


def _pointer(asked: _Asked, before: WholeQuestion) -> _Pointer | None:
    """The first words that point back, unless they point at what the follow-up itself names before them."""
    expletive = _EXPLETIVE.search(asked.text)
    for at, word in enumerate(asked.words):
        previous = asked.words[at - 1] if at else None
        following = asked.words[at + 1] if at + 1 < len(asked.words) else None
        if word.lower in ("one", "ones") and previous is not None and previous.role in (Role.NAME, Role.SAID_OF):
            if previous.lower in _COUNTED or previous.lower == "another":
                continue
            return _Pointer(word.start, word.end, word.lower, "")
        if word.lower == "it" and following is not None and _is_one_of_two(asked, following):
            continue
        if word.lower == "that" and _joins_a_clause(asked, at):
            continue
        if word.lower in _POSSESSIVE and following is not None and following.lower == "own":
            continue  # "on its own"
        if word.lower == "they" and (_are_those_who_treat(asked, at) or _do_it_to_the_asker(asked, at)):
            continue
        found = _points(word, following, before)
        if found is None or (expletive is not None and expletive.start() < word.start < expletive.end()):
            continue
        return None if _points_within(found, asked, at) else found
    return None


def _points_within(pointer: _Pointer, asked: _Asked, at: int) -> bool:
    """Whether the words from the `at`-th on point at what the question itself names before them.

    A pronoun does only from another clause: "lisinopril" is not the "it" of "Can lisinopril cause it?". What is owned
    can belong to whatever stands before: "Does lisinopril lose its effect?".
    """
    earlier = [one for one in asked.reading.phrases if one.end <= pointer.start]
    own = next((one for one in earlier if one.kind in HEADS and not is_dependent(one)), None)
    if own is not None and _BOUNDARY.search(asked.text[own.end : pointer.start]):
        return True
    fitting = [one for one in earlier if _fits(one, pointer, asked)]
    if pointer.word in _POSSESSIVE:
        return any(one.kind is Kind.PERSON or not _is_acted_on(one, pointer, asked) for one in fitting)
    if pointer.noun:  # "a parent with a syndrome who transmits the condition"
        return pointer.word == "the" and any(
            one.preposition and any(word.role is Role.VERB for word in _between(one, pointer, asked)) for one in fitting
        )
    return any(_begins_another_clause(one, pointer, asked, at) for one in fitting)


def _fits(one: Phrase, pointer: _Pointer, asked: _Asked) -> bool:
    """Whether a phrase can be what is pointed at: by its number and by what is asked of it."""
    if one.kind is Kind.PERSON:
        # "In children, how are they treated?" asks of what was named before.
        is_fronted = bool(one.preposition) and one.at == 0
        of_people = pointer.word in ("they", "them", "their") and not is_fronted
        return of_people and Kind.MEDICINE not in _kinds_pointed_at(pointer, asked)
    if one.kind not in (*_NAMED_BY_KIND, Kind.ORGAN) or is_dependent(one) or one.is_plural is not pointer.is_plural:
        return False
    kinds = _kinds_pointed_at(pointer, asked)
    # A tumour is removed, as a medicine is by dialysis.
    return not kinds or one.kind in kinds or (is_tumor(one) and asked.has("removed"))


def _kinds_pointed_at(pointer: _Pointer, asked: _Asked) -> tuple[Kind, ...]:
    """The kinds of thing that the words can mean; empty if they do not tell."""
    if pointer.noun:
        noun = pointer.noun.lower()
        return tuple(kind for kind in _NAMED_BY_KIND if noun in listed_words("stands_for", kind.value))
    if pointer.word not in _POSSESSIVE:
        return kinds_asked(asked.text)
    owned = next((one for one in asked.reading.phrases if one.start > pointer.start), None)
    return kinds_of_aspect(owned) if owned is not None and is_aspect(owned) else ()


def _between(one: Phrase, pointer: _Pointer, asked: _Asked) -> list[Word]:
    return [word for word in asked.words if one.end <= word.start < pointer.start]


def _is_acted_on(one: Phrase, pointer: _Pointer, asked: _Asked) -> bool:
    """Whether something does to another what is said: "Does omeprazole reduce its absorption?"."""
    return any(
        word.role is Role.VERB and is_listed(word.text, "words", "acts_on") for word in _between(one, pointer, asked)
    )


def _begins_another_clause(one: Phrase, pointer: _Pointer, asked: _Asked, at: int) -> bool:
    """Whether a pronoun stands in another clause than a phrase before it."""
    between = _between(one, pointer, asked)
    if one.kind is Kind.PERSON and _BOUNDARY.search(asked.text[one.end : pointer.start]):
        return True
    following = asked.words[at + 1] if at + 1 < len(asked.words) else None
    if between and between[-1].lower in _CONJUNCTIONS and _begins_clause(following):
        return True
    says = [word for word in between if word.lower != "not"]
    for word, after in itertools.pairwise(says):
        if word.lower in ("and", "or") and after.role is Role.VERB:  # "a clot and not know it"
            return True
        if asked.words[0].lower in ("if", "when") and word.role is Role.AUXILIARY and after.role is Role.PRONOUN:
            return True  # "If a man has gout could he pass it on?"
    return False


def _are_those_who_treat(asked: _Asked, at: int) -> bool:
    """Whether "they" at this place are whoever treats, in a question that names what for: "How do they treat gout?"."""
    own = [
        one
        for one in asked.reading.heads
        if not is_dependent(one) and (one.kind is not Kind.THING or one.preposition == "for")
    ]
    # "How do they usually treat …"
    verb = next((word for word in asked.words[at + 1 :] if word.role is not Role.OTHER), None)
    if verb is None or not any(one.start > verb.end for one in own):
        return False
    if is_listed(verb.text, "words", "of_staff"):
        return True
    first = asked.words[0]
    named = next((one for one in asked.reading.phrases if first.end < one.start < asked.words[at].start), None)
    means = named is not None and named.kind in (Kind.MEDICINE, Kind.TEST, Kind.PROCEDURE)
    asks = first.lower == "how" or (first.lower in _OF_WHAT and means)
    return asks and is_listed(verb.text, "words", "of_staff_too")


def _do_it_to_the_asker(asked: _Asked, at: int) -> bool:
    """Whether "they" are others than was spoken of: "What time of day do they take my blood?"."""
    following = [word.lower for word in asked.words[at + 1 : at + 3]]
    return len(following) == 2 and following[0] in _DONE_TO_SOMEBODY and following[1] in _OF_THE_ASKER


def _joins_a_clause(asked: _Asked, at: int) -> bool:
    """Whether "that" points at nothing: "a sore throat that never goes away", "find that a gland is overactive"."""
    after = asked.words[at + 1 :]
    if not at or not after:
        return False
    if after[0].role is Role.DETERMINER or (after[0].role is Role.PRONOUN and after[0].lower not in ("one", "ones")):
        return asked.words[at - 1].role in (Role.NAME, Role.VERB, Role.SAID_OF)
    said = next((word for word in after if word.role is not Role.OTHER), None)
    return asked.words[at - 1].role is Role.NAME and _begins_clause(said)


def _is_one_of_two(asked: _Asked, word: Word) -> bool:
    """Whether a choice begins here, and "it" stands for what is chosen: "Is it shingles or eczema?"."""
    named = next((one for one in asked.reading.heads if one.begins == word.start), None)
    return named is not None and " or " in named.text


def _begins_clause(word: Word | None) -> bool:
    return word is not None and word.role in (Role.VERB, Role.AUXILIARY)


def _points(word: Word, following: Word | None, before: WholeQuestion) -> _Pointer | None:
    lower = word.lower
    if lower in _THESE and word.role is Role.DETERMINER and following is not None:
        if _stands_for(following) or any(_same_name(one.last, following.text) for one in before.reading.phrases):
            return _Pointer(word.start, following.end, lower, following.text)
        return None
    if following is not None and following.lower in _SAID_OF.get(lower, ()):
        return None
    if lower in _POINTING and (word.role is Role.PRONOUN or lower in _POSSESSIVE):
        return _Pointer(word.start, word.end, lower, "")
    if lower == "the" and following is not None and _stands_for(following):
        return _Pointer(word.start, following.end, lower, following.text)
    return None


def _stands_for(word: Word) -> bool:
    return any(word.lower in listed_words("stands_for", kind.value) for kind in _NAMED_BY_KIND)


def _same_name(one: str, other: str) -> bool:
    return term(one) == term(other)


def _pointed_at(pointer: _Pointer, asked: _Asked, before: WholeQuestion, turns: Sequence[str]) -> Named | None:
    """What the words point at: by what they call it, by what is asked of it, by number."""
    if pointer.noun:
        kinds = _kinds_pointed_at(pointer, asked)
        for turn in reversed(turns) if kinds else ():
            held = WholeQuestion.of(turn)
            if held.first(*kinds) is not None:
                return held.named(kinds)
    else:
        kinds = kinds_asked(asked.text)
        own = {one.kind for one in asked.reading.heads}
        if not kinds and Kind.MEDICINE in own:
            kinds = (Kind.CONDITION,)
    return before.named(kinds, plural=pointer.is_plural, indication=aspects_of_question(asked.text)[0] is Aspect.DOSE)


def _people_with(named: Named, before: WholeQuestion) -> Named:
    """Those who have what a question is about, where "they" live or take something."""
    person = before.first(Kind.PERSON)
    if named.kind is not Kind.CONDITION:
        return named
    who = person.text if person is not None and person.is_plural else "people"
    return Named(f"{who} with {named.text}", Kind.PERSON, is_plural=True)


def _in_agreement(text: str, asked: _Asked, pointer: _Pointer, named: Named) -> str:
    """The verb beside what was put in, in singular or plural as that is."""
    before = next((word for word in reversed(asked.words) if word.end <= pointer.start), None)
    after = next((word for word in asked.words if word.start >= pointer.end), None)
    if before is not None and before.role is Role.AUXILIARY:
        verb = agreeing(before.text, plural=named.is_plural)
        return text[: before.start] + verb + text[before.end :]
    if after is not None and after.role is Role.AUXILIARY:
        shift = len(text) - len(asked.text)
        verb = agreeing(after.text, plural=named.is_plural)
        return text[: after.start + shift] + verb + text[after.end + shift :]
    return text


def _end_of_name(asked: _Asked, start: int) -> int:
    """Where the words end that name what is owned."""
    return next((one.end for one in asked.reading.phrases if one.begins <= start + 1 <= one.start + 1), start)


def _around(text: str, asked: _Asked, named: Named) -> str:
    """A follow-up under the circumstances that go on to hold, unless it names its own."""
    parts = parts_of(asked.reading)
    if not named.around or any(one.kind is Kind.PERSON for one in asked.reading.phrases):
        return text
    if any(named.around.startswith(f"{part.preposition} ") for part in parts):
        return text
    return f"{text} {named.around}"


# -- a follow-up that leaves its subject unsaid


def _names_a_subject(asked: _Asked, before: WholeQuestion) -> bool:
    """Whether a question is about something by itself."""
    known = {term(word.text) for word in before.reading.words}
    about = [one for one in asked.reading.phrases if _is_subject(one, known)]
    if asked.has("i", "we") and len(asked.words) <= _FEW_WORDS:  # "Can I wear contacts?"
        about = [one for one in about if one.kind is not Kind.THING]
    if not about:
        return False
    last = asked.words[-1].lower
    if last in listed_words("words", "says"):  # "What does NICE say?"
        return any(one.kind is not Kind.THING for one in about)
    means = about[0].kind in (Kind.MEDICINE, Kind.TEST, Kind.PROCEDURE)
    means = means and about[0].preposition != "for"  # "How long does it take for ibuprofen to work?"
    unsaid = last in listed_words("grammar", "for_something") and means
    return not (unsaid and before.first(Kind.CONDITION) is not None)


def _is_subject(one: Phrase, known: set[str]) -> bool:
    """Whether a phrase is something to ask about by itself; `known` are the terms of the question before."""
    if one.preposition == "about" and not is_aspect(one):
        return True
    if is_aspect(one) and one.start and any(c.isupper() for c in one.text):  # "the COMPETE trial"
        return True
    words = [word for word in one.text.split() if word.lower() not in ("left", "right", "small", "large", "other")]
    organs = [word for word in words if _is_organ(word)]
    if one.kind is Kind.ORGAN:  # "dry eye"
        return len(organs) < len(words)
    return one.kind in HEADS and (not is_dependent(one) or any(term(word) not in known for word in organs))


def _is_organ(word: str) -> bool:
    return kind_of(word) is Kind.ORGAN


def _attached(asked: _Asked, before: WholeQuestion) -> str | None:
    """A follow-up with the subject that it leaves unsaid: "What is the prognosis (of …)?"."""
    noun = next((one for one in reversed(asked.reading.phrases) if is_aspect(one)), None)
    asks = aspects_of_question(asked.text)[0]
    kinds = kinds_asked(asked.text)
    if noun is not None and kinds_of_aspect(noun):
        kinds = kinds_of_aspect(noun)
    elif any(one.kind in (Kind.MEDICINE, Kind.TEST, Kind.PROCEDURE) for one in asked.reading.heads):
        kinds = (Kind.CONDITION,)
    topic = before.named(kinds, indication=asks is Aspect.DOSE or asked.has("instead"))
    said = noun is not None and any(
        part.start == noun.end + 1 and part.preposition in ("of", "for", "to", "against", "from")
        for part in parts_of(asked.reading)
        if part.head.kind is not Kind.PERSON
    )
    if topic is None or said:
        return asked.text if asked.leads else None
    if noun is not None and not asked.reading.heads:
        of_medicines = is_listed(noun.last, "aspects", "medicine") and topic.kind is Kind.CONDITION
        preposition = "for" if of_medicines else preposition_after(noun.last)
        if of_medicines and before.aspect is Aspect.TREATMENT:
            preposition = "of the treatment of"
        text = f"{asked.text[: noun.end]} {preposition} {topic.text}{asked.text[noun.end :]}"
        return _around(text, asked, topic)
    if asked.has("how") and asked.words[-1].role is Role.VERB and asked.has("to"):  # "How to treat?"
        return _around(f"{asked.text} {topic.text}", asked, topic)
    personal = asked.has("i", "you", "we", "he", "she")
    preposition = "with" if topic.kind is Kind.MEDICINE or personal else "for"
    if asked.words[-1].lower == "instead":
        preposition = "of"
    if asked.words[-1].lower in listed_words("words", "says"):
        preposition = "about"
    person = next((p for p in parts_of(asked.reading) if p.head.kind is Kind.PERSON), None)
    at = person.start if person is not None else len(asked.text)
    return _around(f"{asked.text[:at].strip()} {preposition} {topic.text} {asked.text[at:]}".strip(), asked, topic)


# -- sentences


def _sentence(words: str) -> str:
    """Words as a question: one blank between two, a capital at its start and its mark at its end."""
    return _with_capital(" ".join(words.split()).rstrip("?.! ")) + "?"


def _with_capital(text: str) -> str:
    """A text that begins with a capital, unless its first word has capitals of its own (pH, eGFR)."""
    first = text.split(" ", 1)[0]
    return text if any(c.isupper() for c in first[1:]) else text[:1].upper() + text[1:]


def _with_small_start(question: str) -> str:
    """A question for the middle of a sentence: its first word in small letters, if it is one that asks or joins."""
    first = read(question).words[:1]
    joins = bool(first) and first[0].role is not Role.NAME and first[0].text != "I" and first[0].start == 0
    return question[:1].lower() + question[1:] if joins else question
