"""Who may reach a server, and how much of it: plain data, made of the settings when serving begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from curbside.errors import CurbsideError
from curbside.evidence.kinds import Reader

if TYPE_CHECKING:
    from curbside.settings import Settings


class ReaderNotOffered(CurbsideError):
    """Answers for this reader are not offered on this server."""


@dataclass(frozen=True, slots=True)
class Access:
    """What a server allows.

    Every address may make so many requests and ask so many questions a minute of one worker process, and a request may
    take so many seconds. What `trusted_proxies` say of whom they ask for is believed. The files of one upload may have
    `upload_bytes` together.
    """

    patient_reader: bool = True
    requests_per_minute: int = 1_200
    questions_per_minute: int = 60
    request_seconds: float = 30.0
    trusted_proxies: tuple[str, ...] = ()
    upload_bytes: int = 50_000_000

    def check(self, reader: str) -> None:
        """Raise ReaderNotOffered for a reader whom this server does not answer."""
        if reader == Reader.PATIENT and not self.patient_reader:
            raise ReaderNotOffered(
                "This server gives no answers for patients: it can be reached by others, and its administrator has not "
                "turned them on.",
                "Choose another reader; whoever runs the server allows it with CURBSIDE_PATIENT_READER=true.",
            )


def access_of(settings: Settings) -> Access:
    """What the settings allow; answers for patients are off where others than this machine reach the server."""
    return Access(
        patient_reader=settings.is_loopback if settings.patient_reader is None else settings.patient_reader,
        requests_per_minute=settings.requests_per_minute,
        questions_per_minute=settings.questions_per_minute,
        request_seconds=settings.request_seconds,
        trusted_proxies=settings.proxies,
        upload_bytes=settings.upload_mb * 1_000_000,
    )
