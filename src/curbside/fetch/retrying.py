"""Asking again: how often, after how long, and when to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TypeVar

import tenacity

from curbside.errors import NotReachable

AGAIN_LATER = frozenset({408, 429, 500, 502, 503, 504})
# Pieces that fail one after the other before the rest is left for later.
_FAILURES_IN_A_ROW = 2
_T = TypeVar("_T")


class Transient(Exception):
    """A failure that may pass: `what` ends the sentence "PubMed …", `wait` is how long it asks to be left alone."""

    def __init__(self, what: str, wait: float = 0.0) -> None:
        super().__init__(what)
        self.what = what
        self.wait = wait


class Pace:
    """Keeps requests apart, so that there are never more than so many a second."""

    def __init__(
        self,
        per_second: float,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._apart = 1.0 / per_second
        self._sleep = sleep
        self._clock = clock
        self._next = 0.0

    def wait(self) -> None:
        """Return when the next request may be sent."""
        now = self._clock()
        if now < self._next:
            self._sleep(self._next - now)
        self._next = max(now, self._next) + self._apart


@dataclass(frozen=True, slots=True)
class Patience:
    """How often something is tried, and how long is waited in between.

    Waits double from one second to a minute, each with a random part so that many clients do not come back at once.
    Where the server says how long to wait, that is waited, but never longer than `longest_wait`.
    """

    attempts: int = 6
    longest_wait: float = 300.0
    sleep: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    def keep_trying(self, attempt: Callable[[], _T], service: str) -> _T:
        """What `attempt` returns; tried again where it raises Transient.

        Raises NotReachable when it failed as often as this allows, or the server asks for more time than it does.
        """
        retrying = tenacity.Retrying(
            sleep=self.sleep,
            stop=tenacity.stop_after_attempt(self.attempts),
            wait=_wait,
            retry=tenacity.retry_if_exception(self._is_worth_it),
            reraise=True,
        )
        try:
            return retrying(attempt)
        except Transient as error:
            tries = retrying.statistics["attempt_number"]
            raise self._gave_up(service, error, tries) from error

    def retry_after(self, value: str | None) -> float:
        """The seconds that a Retry-After header asks for, as a number or as a date; 0 where it says nothing usable."""
        if value is None:
            return 0.0
        try:
            return max(0.0, float(int(value)))
        except ValueError:
            pass
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return 0.0
        until = until if until.tzinfo else until.replace(tzinfo=UTC)
        return max(0.0, (until - self.now()).total_seconds())

    def _is_worth_it(self, error: BaseException) -> bool:
        return isinstance(error, Transient) and error.wait <= self.longest_wait

    def _gave_up(self, service: str, error: Transient, tries: int) -> NotReachable:
        if error.wait > self.longest_wait:
            return NotReachable(
                f"{service} {error.what} and asks to wait {error.wait / 60:,.0f} minutes.",
                "Run the same command again after that.",
            )
        return NotReachable(
            f"{service} {error.what} ({'once' if tries == 1 else f'{tries} times'}).",
            "Check the connection, and run the same command again later.",
        )


def try_each(pieces: Sequence[_T], bring: Callable[[_T], None]) -> list[tuple[_T, NotReachable]]:
    """Bring every piece; those that could not be had, with the reason.

    One that fails does not keep the others away. Raises NotReachable where nothing comes at all, or two fail in a row:
    then nobody is there, and trying the rest would take hours.
    """
    failed: list[tuple[_T, NotReachable]] = []
    in_a_row = 0
    for piece in pieces:
        try:
            bring(piece)
            in_a_row = 0
        except NotReachable as error:
            failed.append((piece, error))
            in_a_row += 1
            if in_a_row == _FAILURES_IN_A_ROW:
                raise
    if failed and len(failed) == len(pieces):
        raise failed[0][1]
    return failed


_backoff = tenacity.wait_exponential_jitter(initial=1, max=60, jitter=1)


def _wait(state: tenacity.RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, Transient) else 0.0
    return max(asked, _backoff(state))
