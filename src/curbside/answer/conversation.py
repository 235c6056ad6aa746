"""Follow-ups: a question that leans on the one before is put into words that stand alone.

The conversation travels with the answer as an opaque text, so that no server has to remember it.
"""

from __future__ import annotations

import base64
import binascii
import json
import re

from curbside.errors import QuestionError

MOST_TURNS = 20
# A follow-up names what it changes and leaves the rest to the question before it.
_LEANS = re.compile(
    r"(and|or|but|so|then|also|what about|how about|what if|in (?:men|women|children|adults|patients))\b"
    r"|(why|how|when)\W*$|.*\b(it|its|they|their|them|this|that|these|those|there)\b",
    re.IGNORECASE,
)


def standing_alone(text: str, conversation: str | None) -> str:
    """The question in words that need no earlier turn.

    Raises QuestionError when the conversation is not one that Curbside handed out.
    """
    turns = read_turns(conversation)
    if not turns or not _LEANS.match(text.strip()):
        return text
    return f"{text.strip().rstrip('?')} ({turns[-1].rstrip('?')})?"


def continued(conversation: str | None, interpreted: str) -> str:
    """The conversation with one more turn, to be sent back with the next question."""
    turns = [*read_turns(conversation), interpreted][-MOST_TURNS:]
    data = json.dumps({"turns": turns}, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(data.encode("utf-8")).decode("ascii")


def read_turns(conversation: str | None) -> list[str]:
    """The earlier questions, oldest first, as they were interpreted."""
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
    return turns[-MOST_TURNS:]
