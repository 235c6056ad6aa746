"""What a fetched file is: its format by what the server says and what it begins with, and a safe name."""

from __future__ import annotations

import codecs
import re
import unicodedata
from email.message import Message
from urllib.parse import unquote

import httpx

from curbside.errors import NotOffered
from curbside.fetch.resuming import key_of

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "application/x-pdf": ".pdf",
    _DOCX: ".docx",
    "application/xml": ".xml",
    "text/xml": ".xml",
}
ACCEPT = f"text/html,application/xhtml+xml,application/pdf,{_DOCX},application/xml;q=0.9,*/*;q=0.1"
_ENCODINGS = {"utf-8": "utf-8", "utf-16": "utf-16", "ascii": "cp1252", "iso8859-1": "cp1252", "cp1252": "cp1252"}
# Types that say nothing; the file's beginning does.
_UNTOLD = {"", "application/octet-stream", "binary/octet-stream", "application/download", "application/force-download"}
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)
_LONGEST = 80


def ending_of(content_type: str, beginning: bytes) -> str:
    """The ending for a file; raises NotOffered when it is of no format that is fetched, or not what it says it is."""
    kind = content_type.split(";")[0].strip().lower()
    ending = ".xml" if kind.endswith("+xml") and kind not in _ENDINGS else _ENDINGS.get(kind)
    seen = _seen(beginning)
    if ending is None and kind in _UNTOLD:
        ending = seen
    if ending is None:
        raise NotOffered(
            f"It is of the type {kind[:60] or 'unknown'!r}, which is not fetched.",
            "Fetch a page, PDF, DOCX or XML; save anything else yourself.",
        )
    if ending in (".pdf", ".docx") and seen != ending:
        raise NotOffered(f"It is said to be a {ending[1:].upper()} file and is none.", "Open the address in a browser.")
    return ending


def name_of(url: httpx.URL, content_disposition: str | None, ending: str) -> str:
    """A file name from what the server calls the file, else from the address.

    Always safe to write, on every system; the same address gives the same name and another address another.
    """
    given = _disposition_name(content_disposition) or unquote(url.path.rstrip("/").rsplit("/", 1)[-1]) or url.host
    stem = re.sub(r"\.(html?|xhtml|pdf|docx|xml|php|aspx?|jsp)$", "", given, flags=re.IGNORECASE)
    plain = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    safe = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")[:_LONGEST].rstrip("-") or "page"
    if _RESERVED.fullmatch(safe):
        safe = f"file-{safe}"
    return f"{safe}-{key_of('url', str(url))[:8]}{ending}"


def charset_of(content_type: str) -> str | None:
    """The encoding that the server names for a page, read as browsers do; None for none, or one rare in English."""
    named = _header("Content-Type", content_type).get_content_charset()
    try:
        return _ENCODINGS.get(codecs.lookup(named).name) if named else None
    except (LookupError, ValueError):
        return None


def _disposition_name(value: str | None) -> str | None:
    if not value:
        return None
    name = _header("Content-Disposition", value).get_filename()
    return re.split(r"[/\\]", name)[-1] if name else None


def _header(name: str, value: str) -> Message:
    message = Message()
    message[name] = " ".join(value.split())
    return message


def _seen(beginning: bytes) -> str | None:
    start = beginning.removeprefix(b"\xef\xbb\xbf").lstrip()[:1024].lower()
    if b"%pdf-" in start:
        return ".pdf"
    if start.startswith(b"pk\x03\x04"):
        return ".docx"
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return ".html"
    return ".xml" if start.startswith(b"<?xml") else None
