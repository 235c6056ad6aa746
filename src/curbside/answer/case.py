"""A question that tells of a patient, taken apart: what is asked, of whom, and what is told besides.

"What is the best course of action for a patient with a bruising rash who has not responded to ibuprofen?" asks
something, of a patient with a bruising rash; that ibuprofen did not help is told besides. Every part is a span of the
question; nothing is reworded.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from curbside.evidence.text import Span

_PERSON = (
    r"(?:patients?|persons?|people|individuals?|women|woman|men|man|adults?|child(?:ren)?|boys?|girls?|infants?"
    r"|someone|somebody|anyone|those|teenagers?|adolescents?)"
)
_TOLD_OF = re.compile(
    rf"\b(?:(?:for|in|of|to|by)\s+)?(?:(?:an?|the|my|this|our|any)\s+)?(?:\d+[- ]?(?:year|month|week|day)s?[- ]old\s+)?"
    rf"(?:\w+\s+)?{_PERSON}\s+"
    r"(?P<link>who|whom|whose|with|that|having|suffering from|presenting with|taking|receiving)\b",
    re.IGNORECASE,
)
# What begins so is told besides.
_BESIDES = re.compile(
    r",?\s+(?P<link>who|whom|whose|which|revealing|showing|despite|after|and no|without|but not"
    r"|with (?:a|an) (?:\d|history))\b",
    re.IGNORECASE,
)
# What is not so, as far as its noun: "without symptoms be screened" leaves out the symptoms only.
_LEFT_OUT = re.compile(
    r"\b(?:without|and no|but not)\b"
    r"(?:\s+(?!(?:be|is|are|was|were|should|may|can|need|have|get|for|to|in|on|at|by|after|before|with|who|when)\b)[\w'’-]+){1,5}"
    r"|(?<=[,;] )no (?:[\w-]+ ){0,2}(?:symptoms?|complaints?)\b",
    re.IGNORECASE,
)
# "Can X cause Y?", "Is X safe in Y?": what stands on either side is worth knowing by itself, too.
_RELATES = re.compile(r"\W*(?:can|could|may|might|does|do|will|is|are|should)\b", re.IGNORECASE)
_SMALL_NUMBERS = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# Age and sex as they are told at handover, "68F"; no temperature and no catheter.
TOLD_IN_SHORT = (
    r"(?:^|(?<=\ba )|(?<=\ban )|(?<=[.;:?] ))([1-9]\d)(?-i:[MF])\b(?! (?:catheter|gauge|needle|tube|cannula))"
)
AGES = re.compile(
    rf"\b(?:\d+|{_SMALL_NUMBERS})[- ]?(?:year|month|week|day)s?[- ](?:old|history|course|duration)\b(?: of)?"
    rf"|\baged? \d+\b|\b\d+ ?(?:yo|y/o)\b|{TOLD_IN_SHORT}",
    re.IGNORECASE,
)


# Where a question is set apart from what leads up to it: "Covid in 2020: how long …?", "I cut my knee. May I …?".
_SETS_APART = re.compile(r"[.!?;:]\s+|\s+[-–—]\s+")
# Where one question ends and a further one begins: "Does calcium help in …, and should it be taken with …?"
_ASKS = (
    r"(?:what|how|when|which|who|whom|why|where|is|are|was|were|can|could|should|do|does|did|will|would|may|might|must)"
)
_ASKS_AGAIN = re.compile(rf"(?:\?\s+|,?\s+and\s+|\?\s+and\s+)(?={_ASKS}\b)", re.IGNORECASE)
_BEGINS_ASKING = re.compile(rf"\W*{_ASKS}\b", re.IGNORECASE)

# Where a clause begins that tells something besides what is asked, or a sentence does; it goes on to a stop.
_CLAUSE = re.compile(
    r"(?:\b(?:if|when|once|after|despite|although|though|because|since|where|that|which|who|whom|whose|until|following"
    r"|resistant|refractory|unresponsive|uncontrolled|failing|failed|not (?:\w+ )?(?:respond\w*|controlled|help\w*)"
    r"|no (?:better|response|relief|improvement))\b|(?:(?<=[.!?;:] )|^)(?!\W*"
    r"(?:what|how|when|which|who|whom|why|where|is|are|was|were|can|could|should|do|does|did|will|would|may|might|must"
    r")\b))[^.!?;:,]*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Case:
    """The spans of a question: `asked`, `condition` (of whom; None if no patient is told of), `besides`.

    What is not so ("without a rash") is `left_out`, wherever it stands.
    """

    asked: Span
    condition: Span | None
    besides: tuple[Span, ...]
    relates: bool
    left_out: tuple[Span, ...] = ()


def case_in(text: str) -> Case:
    """Take a question apart; `text` may have parts blanked out."""
    relates = _RELATES.match(text) is not None
    left_out = tuple(found.span() for found in _LEFT_OUT.finditer(text))
    told = _TOLD_OF.search(text)
    if told is None:
        return Case((0, len(text)), None, (), relates, left_out)
    start, before = told.end(), (0, told.start())
    if told["link"].lower() in ("who", "whom", "whose", "that"):
        return Case(before, None, ((start, len(text)),), relates, left_out)
    condition, *besides = _parts(text, start)
    return Case(before, condition, tuple(besides), relates, left_out)


def led_up_to(text: str) -> tuple[Span, ...]:
    """What only leads up to a question that is asked in one of several sentences or parts; none if all of it asks."""
    cuts = [0, *(found.end() for found in _SETS_APART.finditer(text)), len(text)]
    parts = [span for span in itertools.pairwise(cuts) if text[slice(*span)].strip()]
    asking = [span for span in parts if text[slice(*span)].rstrip().endswith("?")]
    # Many leave out the mark: "Shoulder blade high at the 6 week check. will he need an operation".
    asking = asking or [span for span in parts if _BEGINS_ASKING.match(text, *span) is not None]
    return tuple(span for span in parts if span not in asking) if len(asking) == 1 else ()


def clauses_of(text: str) -> tuple[Span, ...]:
    """The clauses of a question that tell something besides what it asks: "if methotrexate has not worked"."""
    return tuple(found.span() for found in _CLAUSE.finditer(text) if found[0])


def asked_besides(text: str) -> tuple[Span, ...]:
    """The questions that follow on the first one; none where the text does not begin with a question."""
    if _BEGINS_ASKING.match(text) is None:
        return ()
    cuts = [*(found.end() for found in _ASKS_AGAIN.finditer(text)), len(text)]
    return tuple(itertools.pairwise(cuts))


def _parts(text: str, start: int) -> list[Span]:
    """The condition, then what is told besides."""
    cuts = [found.start("link") for found in _BESIDES.finditer(text, start)]
    return list(itertools.pairwise([start, *cuts, len(text)]))
