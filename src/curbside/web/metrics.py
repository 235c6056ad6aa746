"""What a server counts, for Prometheus: requests, how long they took, answers, and which state of the library it has.

Labels are route templates, methods, statuses and readers, never a question, an address or a document's id. Where
several worker processes serve, `PROMETHEUS_MULTIPROC_DIR` is set before this module is imported, and whichever is asked
answers for all of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from curbside.answer.answer import Answer
from curbside.errors import CurbsideError
from curbside.index.library import Library

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The counts of one application; `library` gives the library that it answers from."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._registry = CollectorRegistry()
        self._state = _LibraryState(library)
        self._requests = Counter(
            "curbside_requests_total",
            "Requests served.",
            ("route", "method", "status"),
            registry=self._registry,
        )
        self._seconds = Histogram(
            "curbside_request_seconds",
            "How long requests took.",
            ("route", "method"),
            buckets=_SECONDS,
            registry=self._registry,
        )
        self._answers = Counter(
            "curbside_answers_total",
            "Questions answered, and not.",
            ("status", "reader"),
            registry=self._registry,
        )
        self._registry.register(self._state)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request that was served; a method that is none of the usual ones counts as "other"."""
        known = method if method in _METHODS else "other"
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.labels(route, known).observe(seconds)

    def count_answer(self, answer: Answer) -> None:
        """Count an answer by its status and its reader."""
        self._answers.labels(answer.status, answer.reader).inc()

    def exposition(self) -> bytes:
        """Every count in Prometheus' text format, those of other worker processes included."""
        if FOLDER not in os.environ:
            return generate_latest(self._registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)  # type: ignore[no-untyped-call]
        together.register(self._state)
        return generate_latest(together)


class _LibraryState(Collector):
    """What is known of the library at the moment of asking; nothing where it cannot be used."""

    def __init__(self, library: Callable[[], Library]) -> None:
        self._library = library

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Nothing: the library is not opened to learn what will be told."""
        return iter(())

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The generation of the library, and how much it holds."""
        try:
            manifest = self._library().manifest
        except CurbsideError:
            return
        yield GaugeMetricFamily(
            "curbside_library_generation", "How often the library has been committed.", manifest.generation
        )
        for what in ("documents", "passages"):
            count = manifest.counts.get(what, 0)
            yield GaugeMetricFamily(f"curbside_library_{what}", f"Current {what} of the library.", count)
