"""Passwords: which may be chosen, and their hashes (Argon2id). Nothing here knows of accounts or of a database."""

from __future__ import annotations

import threading
import unicodedata

from argon2 import Parameters, PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from curbside.errors import UsageError

SHORTEST, LONGEST = 12, 1_024
# Each hash takes 64 MiB while it is computed: many sign-ins at once wait for one another instead of for memory.
_AT_ONCE = threading.BoundedSemaphore(4)


class Passwords:
    """Hashing and comparing passwords with one set of Argon2id parameters."""

    def __init__(self, parameters: Parameters = RFC_9106_LOW_MEMORY) -> None:
        self._hasher = PasswordHasher.from_parameters(parameters)

    def hash(self, password: str) -> str:
        """What is kept of a password."""
        with _AT_ONCE:
            return self._hasher.hash(_normal(password))

    def fits(self, password: str, kept: str | None) -> bool:
        """Whether a password is the one of a hash; with none kept it takes as long to say no."""
        if not _can_be_one(password):
            return False
        if kept is None:
            self.hash(password)
            return False
        try:
            with _AT_ONCE:
                return self._hasher.verify(kept, _normal(password))
        except (VerifyMismatchError, InvalidHashError):
            return False

    def is_outdated(self, kept: str) -> bool:
        """Whether a hash was made with other parameters."""
        return self._hasher.check_needs_rehash(kept)


def check_password(password: str, name: str) -> None:
    """Raise UsageError for a password that an account of this name may not have."""
    if not _can_be_one(password):
        raise UsageError(
            f"This password has more than {LONGEST:,} characters, or some that no keyboard writes.",
            "Choose a shorter one.",
        )
    if len(_normal(password)) < SHORTEST:
        raise UsageError(
            f"A password has at least {SHORTEST} characters.", "Choose a longer one: a few words that only you combine."
        )
    if _normal(password).strip().casefold() == name:
        raise UsageError("The password is the account's name.", "Choose another.")


def _normal(password: str) -> str:
    """The same letters, however a keyboard composed them (RFC 8265 does so, too)."""
    return unicodedata.normalize("NFKC", password)


def _can_be_one(password: str) -> bool:
    return len(password) <= LONGEST and not any("\ud800" <= letter <= "\udfff" for letter in password)
