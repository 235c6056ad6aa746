"""An HTTP service that is asked politely: no faster than it allows, and again where an answer failed."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TypeVar

import httpx

from curbside.errors import FetchError, NotOffered, NotReachable
from curbside.evidence.text import clean_line
from curbside.fetch.retrying import AGAIN_LATER, Pace, Patience, Transient
from curbside.fetch.unpacking import ACCEPT_ENCODING, write_limited

# What an answer may hold at most, unpacked: two hundred PubMed records are about 3 MB, some author lists are long.
LARGEST = 256_000_000
# How long an answer may take that keeps coming.
_LONGEST_SECONDS = 600.0
_SHOWN = 200
_T = TypeVar("_T")


class Service:
    """Asks one service for things, one at a time.

    Everything is sent as a form in the body of a POST: neither the query nor the key is part of an address, which
    proxies and log files keep. Errors never name either.
    """

    def __init__(
        self,
        name: str,
        base_url: str,
        client: httpx.Client,
        pace: Pace,
        patience: Patience,
        secret: str | None,
    ) -> None:
        self.name = name
        self._base_url = base_url.rstrip("/")
        self._client = client
        self._pace = pace
        self.patience = patience
        self._secret = secret

    def ask(self, path: str, form: Mapping[str, str], read: Callable[[IO[bytes]], _T], limit: int = LARGEST) -> _T:
        """What `read` makes of the answer, held in memory; `read` may raise Transient to have it sent again."""

        def attempt() -> _T:
            held = io.BytesIO()
            self._receive(path, form, held, limit)
            held.seek(0)
            return read(held)

        return self.patience.keep_trying(attempt, self.name)

    def download(
        self, path: str, form: Mapping[str, str], to: Path, read: Callable[[IO[bytes]], _T], limit: int = LARGEST
    ) -> _T:
        """Like `ask`, with the answer in the file `to`, which is there only if it is as `read` wants it."""

        def attempt() -> _T:
            with to.open("w+b") as file:
                self._receive(path, form, file, limit)
                file.seek(0)
                return read(file)

        try:
            return self.patience.keep_trying(attempt, self.name)
        except BaseException:
            to.unlink(missing_ok=True)
            raise

    def _receive(self, path: str, form: Mapping[str, str], sink: IO[bytes], limit: int) -> None:
        self._pace.wait()
        headers = {"Accept-Encoding": ACCEPT_ENCODING}
        try:
            with self._client.stream("POST", f"{self._base_url}/{path}", data=dict(form), headers=headers) as answer:
                if answer.status_code != 200:
                    raise self._declined(answer, form)
                packed = answer.headers.get("Content-Encoding", "")
                chunks = _within(answer.iter_raw(), _LONGEST_SECONDS)
                write_limited(chunks, packed, sink, limit, f"An answer of {self.name}")
        except (httpx.InvalidURL, httpx.UnsupportedProtocol):
            raise self._wrong_base() from None
        except httpx.TimeoutException:
            raise Transient("did not answer in time") from None
        except httpx.ProxyError:
            raise Transient("cannot be reached through the proxy") from None
        except httpx.TransportError as error:
            raise _dropped(self.name, error) from None

    def _declined(self, answer: httpx.Response, form: Mapping[str, str]) -> Exception:
        status = answer.status_code
        if status in AGAIN_LATER:
            wait = self.patience.retry_after(answer.headers.get("Retry-After"))
            return Transient("asks for fewer requests" if status == 429 else f"fails with status {status}", wait)
        message = _message(answer)
        said = self.scrubbed(message, form)
        told = f"{self.name} answers with status {status}{f': {said}' if said else ''}."
        if "api key" in message.lower():
            return FetchError(told, "Correct or unset CURBSIDE_NCBI_API_KEY.")
        if status == 400:
            return NotOffered(told, "Check what was asked for.")
        return FetchError(told, "Check the address of the service in Curbside's settings (docs/library.md).")

    def scrubbed(self, said: str, form: Mapping[str, str]) -> str:
        """What the service said, short and on one line; nothing of it where it repeats words that were searched for."""
        if any(word in said.lower() for word in re.findall(r"\w{4,}", form.get("term", "").lower())):
            return "an error that repeats the query"
        line = clean_line(said.replace(self._secret, "…") if self._secret else said).rstrip(".")
        return line if len(line) <= _SHOWN else f"{line[:_SHOWN]}…"

    def _wrong_base(self) -> FetchError:
        return FetchError(
            f"The address of {self.name} is none that can be asked.",
            "Write it like https://eutils.ncbi.nlm.nih.gov/entrez/eutils (docs/library.md names the settings).",
        )


def error_said(body: bytes) -> str | None:
    """The message in a JSON error, None where the bytes are none. The key that such an error repeats is left out."""
    if not body.lstrip().startswith(b"{"):
        return None
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return "an error that cannot be read"
    return str(said.get("error") or said.get("message") or "an error without a message")


def _within(chunks: Iterable[bytes], seconds: float) -> Iterator[bytes]:
    until = time.monotonic() + seconds
    for chunk in chunks:
        if time.monotonic() > until:
            raise Transient("did not answer in time")
        yield chunk


def _message(answer: httpx.Response) -> str:
    held = bytearray()
    for chunk in answer.iter_raw():
        held += chunk
        if len(held) > 10_000:
            break
    return error_said(bytes(held)) or ""


def _dropped(name: str, error: httpx.TransportError) -> Exception:
    if "CERTIFICATE_VERIFY_FAILED" in str(error):
        return NotReachable(
            f"The certificate of {name} cannot be trusted.",
            "Check the address; behind an inspecting proxy, name its certificates in SSL_CERT_FILE.",
        )
    if isinstance(error, httpx.ConnectError):
        return Transient("cannot be reached")
    return Transient("broke the connection off")
