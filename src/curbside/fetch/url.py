"""Any public page or file by its address, with a record beside it of where and when it was read."""

from __future__ import annotations

import ssl
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import IO, Any

import httpcore
import httpx
import yaml

from curbside.errors import FetchError, FetchRefused, NotOffered, NotReachable
from curbside.fetch.addresses import Allowed, CheckedBackend, Resolve, is_public, read_address, redirected, resolve
from curbside.fetch.fetched import Fetched, OnFetched
from curbside.fetch.naming import ACCEPT, charset_of, ending_of, name_of
from curbside.fetch.resuming import key_of, put_in_place
from curbside.fetch.retrying import AGAIN_LATER, Patience, Transient
from curbside.fetch.unpacking import ACCEPT_ENCODING, too_large, write_limited

REDIRECTS = 5
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_BEGINNING = 4_096


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a fetch from anywhere is held to."""

    allowed: Allowed = is_public
    lookup: Resolve = resolve
    bytes: int = 50_000_000
    seconds: float = 30.0
    seconds_together: float = 600.0
    patience: Patience = field(default_factory=lambda: Patience(attempts=3, longest_wait=60.0))


def fetch_addresses(
    addresses: Sequence[str],
    folder: Path,
    today: date,
    bounds: Bounds | None = None,
    on_fetched: OnFetched = lambda done, total: None,
) -> Fetched:
    """Bring what stands at each address as a file into a folder, each with its record beside it.

    What does not come is missing, with the reason; where nothing comes, the first reason is raised.
    """
    fetched = Fetched()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, address in enumerate(dict.fromkeys(addresses), start=1):
            try:
                fetched.files.append(fetch_address(address, folder, today, bounds))
                fetched.records.append(address)
            except FetchError as error:
                fetched.missing.append((address, error))
            on_fetched(number, len(addresses))
    except OSError as error:
        raise FetchError(
            f"The folder {folder} cannot be written ({error.strerror or error}).",
            "Free some space or name another with --out; what came so far is kept.",
        ) from error
    if not fetched.files and fetched.missing:
        raise fetched.missing[0][1]
    return fetched


def fetch_address(address: str, folder: Path, today: date, bounds: Bounds | None = None) -> Path:
    """Bring what stands at one address; the file.

    Raises FetchRefused when the address, or one it redirects to, is not public, or what it gives is too large;
    NotOffered when it gives nothing that can be read; NotReachable when it does not answer.
    """
    bounds = bounds or Bounds()
    url = read_address(address)
    part = folder / f".fetch-{key_of('url', str(url))}.part"
    try:
        backend = CheckedBackend(bounds.allowed, bounds.lookup, bounds.seconds_together)
        got = bounds.patience.keep_trying(lambda: _follow(url, part, bounds, backend), url.host[:80])
        ending = ending_of(got.content_type, got.beginning)
        if ending == ".html":
            _write_as_utf8(part, charset_of(got.content_type))
        path = folder / name_of(url, got.content_disposition, ending)
        _write_record(path.with_suffix(".yaml"), url, today)
        put_in_place(part, path)
    finally:
        part.unlink(missing_ok=True)
    return path


@dataclass(frozen=True, slots=True)
class _Got:
    content_type: str
    content_disposition: str | None
    beginning: bytes


def _follow(url: httpx.URL, part: Path, bounds: Bounds, backend: CheckedBackend) -> _Got:
    """Have the body in a file, wherever redirects lead; each of them is checked like the first address."""
    with httpcore.ConnectionPool(ssl_context=httpx.create_ssl_context(), network_backend=backend) as pool:
        for _ in range(REDIRECTS + 1):
            answer = _get(pool, url, part, bounds)
            if isinstance(answer, _Got):
                return answer
            url = redirected(url, answer)
    raise FetchRefused(f"{url.host[:80]} redirects more than {REDIRECTS} times.", "Check the address.")


def _get(pool: httpcore.ConnectionPool, url: httpx.URL, part: Path, bounds: Bounds) -> _Got | str:
    """The body in a file, or where to look instead."""
    times = dict.fromkeys(("connect", "read", "write", "pool"), bounds.seconds)
    target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
    try:
        with (
            pool.stream("GET", target, headers=_headers(url), extensions={"timeout": times}) as answer,
            part.open("w+b") as file,
        ):
            told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
            if answer.status in _REDIRECTING and "location" in told:
                return told["location"]
            _refuse(answer.status, told, url, bounds)
            size = write_limited(
                answer.iter_stream(), told.get("content-encoding", ""), file, bounds.bytes, url.host[:80]
            )
            if not size:
                raise NotOffered(f"{url.host[:80]} gives an empty file.", "Check the address.")
            return _Got(told.get("content-type", ""), told.get("content-disposition"), _beginning(file))
    except httpcore.TimeoutException:
        raise Transient("did not answer in time") from None
    except (httpcore.ConnectError, ssl.SSLError) as error:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            raise NotReachable(f"The certificate of {url.host[:80]} cannot be trusted.", "Check the address.") from None
        raise Transient("cannot be reached") from None
    except (httpcore.NetworkError, httpcore.ProtocolError):
        raise Transient("broke the connection off") from None


def _headers(url: httpx.URL) -> list[tuple[bytes, bytes]]:
    return [
        (b"Host", url.netloc),
        (b"User-Agent", b"curbside"),
        (b"Accept", ACCEPT.encode()),
        (b"Accept-Encoding", ACCEPT_ENCODING.encode()),
    ]


def _refuse(status: int, told: dict[str, str], url: httpx.URL, bounds: Bounds) -> None:
    """Raise what a status means that is not 200, or a length beyond the limit."""
    host = url.host[:80]
    if status in AGAIN_LATER:
        raise Transient(f"fails with status {status}", bounds.patience.retry_after(told.get("retry-after")))
    if status in (404, 410):
        raise NotOffered(f"{host} has nothing at this address.", "Check the address.")
    if status in (401, 402, 403, 407, 451):
        raise NotOffered(f"{host} does not give this to everybody (status {status}).", "Save it yourself and add it.")
    if status != 200:
        raise NotOffered(f"{host} answers with status {status}.", "Open the address in a browser.")
    length = told.get("content-length", "")
    if length.isdecimal() and int(length) > bounds.bytes:
        raise too_large(f"What {host} gives", bounds.bytes)


def _beginning(file: IO[bytes]) -> bytes:
    file.seek(0)
    return file.read(_BEGINNING)


def _write_as_utf8(path: Path, charset: str | None) -> None:
    """Write a page in UTF-8, with the mark that says so, where only the server told its encoding.

    Left as it came where the server told none or a wrong one: the page itself may say.
    """
    if charset is None:
        return
    try:
        text = path.read_bytes().decode(charset)
    except UnicodeError:
        return
    path.write_bytes(text.removeprefix("\ufeff").encode("utf-8-sig", "replace"))


def _write_record(path: Path, url: httpx.URL, today: date) -> None:
    """Say beside the file where and when it was read; what a person wrote into an earlier record stays."""
    record: Any = {}
    if path.exists():
        try:
            record = yaml.safe_load(path.read_text("utf-8")) or {}
        except (yaml.YAMLError, UnicodeDecodeError, RecursionError):
            record = None
        if not isinstance(record, dict):
            raise FetchRefused(f"The record {path.name} cannot be read.", "Correct it, or delete it.")
    record |= {"url": str(url).replace("'", "%27"), "accessed": today.isoformat()}
    beside = path.with_name(f".{path.name}.part")
    beside.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), "utf-8")
    put_in_place(beside, path)
