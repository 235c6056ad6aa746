"""Follow-ups: a question that leans on the one before is put into words that stand alone.

The conversation travels with the answer as an opaque text, so that no server has to remember it.
"""

from __future__ import annotations

import base64
import binascii
import json
import re

from curbside.errors import QuestionError
from curbside.evidence.text import clean_line

MOST_TURNS = 20
LONGEST_TURN = 2_000
# A follow-up names what it changes and leaves the rest to the question before it.
_LEANS = re.compile(
    r"(and|or|but|so|then|also|what about|how about|what if)\b|(why|how|when)\W*$"
    r"|(in|for|with) [\w -]{1,40}\?*$|.*\b(it|its|they|their|them|these|those)\b",
    re.IGNORECASE,
)


def standing_alone(text: str, conversation: str | None) -> str:
    """The question in words that need no earlier turn: its own, and those of the last that stood alone.

    Raises QuestionError when the conversation is not one that Curbside handed out.
    """
    before = next((turn for turn in reversed(read_turns(conversation)) if not leans(turn)), None)
    if before is None or not leans(text):
        return text
    return f"{text.strip().rstrip('?')} ({before.rstrip('?')})?"


def leans(text: str) -> bool:
    """Whether a question needs the one before it to be understood."""
    return _LEANS.match(text.strip()) is not None


def continued(conversation: str | None, text: str) -> str:
    """The conversation with one more turn, to be sent back with the next question."""
    turns = [*read_turns(conversation), text][-MOST_TURNS:]
    data = json.dumps({"turns": turns}, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(data.encode("utf-8")).decode("ascii")


def read_turns(conversation: str | None) -> list[str]:
    """The earlier questions as they were asked, oldest first."""
    if not conversation:
        return []
    try:
        turns = json.loads(base64.urlsafe_b64decode(conversation.encode("ascii")).decode("utf-8"))["turns"]
        if not isinstance(turns, list) or not all(isinstance(turn, str) for turn in turns):
            raise TypeError
    except (ValueError, KeyError, TypeError, UnicodeError, binascii.Error, RecursionError):
        raise QuestionError(
            "The conversation cannot be read.", "Send back the `conversation` of the last answer, unchanged."
        ) from None
    return [clean_line(turn)[:LONGEST_TURN] for turn in turns[-MOST_TURNS:]]
