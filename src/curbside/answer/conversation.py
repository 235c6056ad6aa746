"""A conversation: the questions asked so far, sealed in a text that whoever asks holds and sends back.

No server remembers a conversation. The text is signed, so that nobody can put questions into it that were not asked
here, and it ends after twelve hours. It holds each question as it was understood, and nothing of the answers. It is
written to no log.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import os
import secrets
import struct
import time
import zlib
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from curbside.answer.follow_up import addressed, reader_wanted, resolved
from curbside.errors import QuestionError
from curbside.evidence.text import clean_line

__all__ = ["continued", "interpreted", "load_key", "read_turns", "reader_wanted", "standing_alone"]

MOST_TURNS = 20
LONGEST_TURN = 2_000
# So that a question of 2,000 characters and its conversation go into one request of 64 kB, in whatever writing.
LONGEST_TOKEN = 32 * 1024
LIFETIME_SECONDS = 12 * 60 * 60
KEY_FILE = "conversation.key"

ENDED = "The conversation has ended: its last question is more than 12 hours old."
UNREADABLE = "The conversation cannot be read: it was changed, or begun elsewhere."
ASK_IN_FULL = "Ask the question in full, in words that need no earlier one."

_VERSION = 1
# Version, when it was issued and when it ends, in seconds since 1970.
_HEAD = struct.Struct(">BQQ")
_SIGNATURE_BYTES = hashlib.sha256().digest_size
_KEY_BYTES = 32
_MOST_BYTES = 4 * MOST_TURNS * (LONGEST_TURN + 8)


def standing_alone(text: str, conversation: str | None, key: bytes | None = None, now: float | None = None) -> str:
    """The question in words that need no earlier turn.

    Raises QuestionError when the conversation is not one that was handed out with this key, or has ended.
    """
    turns = read_turns(conversation, key, now)
    if not turns or len(text) > LONGEST_TURN:
        return text
    meant = resolved(text, turns)
    return meant if len(meant) <= LONGEST_TURN else text


def interpreted(text: str, conversation: str | None, understood: str) -> str:
    """What is shown as the question understood: `understood`, and for whom, if "And for patients?" asked that."""
    return addressed(text, understood) if conversation else understood


def continued(conversation: str | None, text: str, key: bytes | None = None, now: float | None = None) -> str:
    """The conversation with one more question, as it was understood, to be sent back with the next.

    It holds the last 20 questions at most, fewer if they are long.
    """
    turns = [*read_turns(conversation, key, now), clean_line(text)[:LONGEST_TURN]][-MOST_TURNS:]
    issued = int(time.time() if now is None else now)
    token = _sealed(turns, issued, key)
    while len(token) > LONGEST_TOKEN and len(turns) > 1:
        turns = turns[1:]
        token = _sealed(turns, issued, key)
    return token


def read_turns(conversation: str | None, key: bytes | None = None, now: float | None = None) -> list[str]:
    """The earlier questions as they were understood, oldest first; none without a conversation.

    Raises QuestionError when it is not one that was handed out with this key, or has ended.
    """
    if not conversation:
        return []
    body = _verified(conversation, key)
    version, _, ends = _HEAD.unpack_from(body)
    if version != _VERSION:
        raise QuestionError("The conversation was begun with another version of Curbside.", ASK_IN_FULL)
    if (time.time() if now is None else now) >= ends:
        raise QuestionError(ENDED, ASK_IN_FULL)
    try:
        packed = zlib.decompressobj().decompress(body[_HEAD.size :], _MOST_BYTES)
        turns = json.loads(packed)
    except (zlib.error, ValueError, RecursionError):
        raise QuestionError(UNREADABLE, ASK_IN_FULL) from None
    return [str(turn) for turn in turns]


def _sealed(turns: list[str], issued: int, key: bytes | None) -> str:
    head = _HEAD.pack(_VERSION, issued, issued + LIFETIME_SECONDS)
    packed = zlib.compress(json.dumps(turns, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 9)
    body = head + packed
    return _text_of(body + _signature(body, key))


def _verified(conversation: str, key: bytes | None) -> bytes:
    """What a conversation holds, if it was signed with the key; nothing of it is read before."""
    sealed = b""
    if len(conversation) <= LONGEST_TOKEN:
        with suppress(ValueError):  # not base64
            sealed = base64.urlsafe_b64decode(conversation + "=" * (-len(conversation) % 4))
    if _text_of(sealed) != conversation:  # one way to write each
        sealed = b""
    body, signature = sealed[:-_SIGNATURE_BYTES], sealed[-_SIGNATURE_BYTES:]
    if len(body) < _HEAD.size or not hmac.compare_digest(signature, _signature(body, key)):
        raise QuestionError(UNREADABLE, ASK_IN_FULL)
    return body


def _text_of(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode("ascii").rstrip("=")


def _signature(body: bytes, key: bytes | None) -> bytes:
    return hmac.digest(key or _key_of_this_process(), b"curbside conversation\0" + body, "sha256")


# -- the key


def load_key(folder: Path) -> bytes:
    """The key kept beside a library, made at its first use; everyone who answers from that library signs with it.

    Where it cannot be kept, the key of this process: its conversations end with it.
    """
    path = folder / KEY_FILE
    key = _find_key(path)
    if key is None:
        with suppress(OSError):
            _make_key(path)
        key = _find_key(path)
    return key or _key_of_this_process()


def _find_key(path: Path) -> bytes | None:
    try:
        key = path.read_bytes()
    except OSError:
        return None
    return key if len(key) == _KEY_BYTES else None


def _make_key(path: Path) -> None:
    """Write a key for its owner only, whole or not at all; of several who do so at once, the first is kept."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with suppress(FileExistsError):
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            os.write(descriptor, secrets.token_bytes(_KEY_BYTES))
            os.close(descriptor)
            os.link(beside, path)
        finally:
            beside.unlink()


@lru_cache(maxsize=1)
def _key_of_this_process() -> bytes:
    return secrets.token_bytes(_KEY_BYTES)
