"""NCBI's E-utilities: searching (esearch) and getting records (efetch), and what their answers say is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import IO, Any, TypeVar

import httpx
from lxml import etree

from curbside.errors import FetchError, NotOffered
from curbside.evidence.text import clean_line
from curbside.fetch.retrying import Pace, Patience, Transient
from curbside.fetch.service import LARGEST, Service, error_said

# ESearch gives the first 9,999 results of a PubMed query, whatever is asked for.
MOST_FOUND = 9_999
# Requests a second that NCBI allows, without and with a key.
WITHOUT_KEY, WITH_KEY = 3.0, 10.0
_SEARCH_LIMIT = 20_000_000
_NUMBER = re.compile(r"[0-9]{1,12}")
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class History:
    """Where the history server keeps the result of a search, for some hours."""

    web_env: str
    query_key: str


@dataclass(frozen=True, slots=True)
class Found:
    """How many a search finds, the ids that were asked for, in order, and what the service remarks on the query.

    A remark names words of the query: it is for whoever asked, never for an error or a log.
    """

    count: int
    ids: tuple[str, ...]
    history: History | None = None
    remarks: tuple[str, ...] = ()


class Eutils:
    """One database of the E-utilities, asked in the name of a tool and with its user's key where there is one."""

    def __init__(self, service: Service, database: str, tool: str, email: str | None, key: str | None) -> None:
        self.service = service
        self._common = {"db": database, "tool": tool}
        self._common.update({name: value for name, value in (("email", email), ("api_key", key)) if value})

    def search(self, term: str, most: int = MOST_FOUND, between: tuple[date, date] | None = None) -> Found:
        """The ids of the first `most` results, of those that entered the database between two days where given.

        Raises NotOffered where the service cannot search for this, FetchError as `Service` does.
        """
        most = min(most, MOST_FOUND)
        form = {**self._common, "term": term, "retmode": "xml", "usehistory": "y", **_entered(between)}
        found = self._page(form, 0, most)
        while len(found.ids) < min(found.count, most):
            following = self._page(form, len(found.ids), most - len(found.ids))
            if not following.ids:
                raise FetchError(
                    f"{self.service.name} finds {found.count:,} and lists only {len(found.ids):,} of them.",
                    "Run the same command again later.",
                )
            found = replace(found, ids=found.ids + following.ids)
        return found

    def download(self, where: dict[str, str], to: Path, read: Callable[[IO[bytes]], _T], limit: int = LARGEST) -> _T:
        """Records in XML as the file `to`, which is as `read` wants it."""
        form = {**self._common, "retmode": "xml", **where}

        def checked(answer: IO[bytes]) -> _T:
            self._refuse_errors(answer, form)
            return read(answer)

        return self.service.download("efetch.fcgi", form, to, checked, limit)

    def _page(self, form: dict[str, str], start: int, most: int) -> Found:
        form = {**form, "retstart": str(start), "retmax": str(most)}

        def read(answer: IO[bytes]) -> Found:
            self._refuse_errors(answer, form)
            return self._found(answer, form)

        found = self.service.ask("esearch.fcgi", form, read, _SEARCH_LIMIT)
        return replace(found, ids=found.ids[:most])

    def _found(self, answer: IO[bytes], form: dict[str, str]) -> Found:
        try:
            root = etree.parse(answer, etree.XMLParser(**SAFELY)).getroot()
        except etree.XMLSyntaxError:
            raise Transient("sent an answer that is not whole") from None
        if (said := root.findtext(".//ERROR")) is not None:
            raise self._wrong(said, form)
        count, web_env, query_key = (root.findtext(name) or "" for name in ("Count", "WebEnv", "QueryKey"))
        ids = tuple((one.text or "").strip() for one in root.iterfind("IdList/Id"))
        # The ids become names of files: nothing but digits.
        if root.tag != "eSearchResult" or not all(map(_NUMBER.fullmatch, (count.strip(), *ids))):
            raise Transient("sent an answer that is no search result")
        return Found(
            int(count),
            ids,
            History(web_env.strip(), query_key.strip()) if web_env.strip() and query_key.strip() else None,
            tuple(_remarks(root)),
        )

    def _refuse_errors(self, answer: IO[bytes], form: dict[str, str]) -> None:
        """Find errors that come with status 200 in place of XML, whose beginning tells them."""
        beginning = answer.read(20_000)
        answer.seek(0)
        if (said := error_said(beginning)) is not None:
            raise self._wrong(said, form)
        if not beginning.strip():
            raise Transient("sent an empty answer")
        if beginning.lstrip()[:20].lower().startswith((b"<html", b"<!doctype html")):
            raise Transient("sent a web page in place of an answer")

    def _wrong(self, said: str, form: dict[str, str]) -> Exception:
        """What an error's words mean: it may pass, the request is wrong, or nothing is there."""
        shown = self.service.scrubbed(said, form)
        lower = said.lower()
        if "api key" in lower:
            return FetchError(
                f"{self.service.name} refuses the key: {shown}.", "Correct or unset CURBSIDE_NCBI_API_KEY."
            )
        if "retstart" in lower or "empty" in lower or "obtain query" in lower or "no correct ids" in lower:
            return NotOffered(f"{self.service.name} answers: {shown}.", "Check what was asked for.")
        return Transient(f"answers: {shown}")


# How every answer is parsed: nothing loaded from elsewhere, no entities unfolded.
SAFELY: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}


def elements(answer: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """The starts and ends of elements as they are read; raises Transient where the XML ends early or is broken."""
    try:
        yield from etree.iterparse(answer, events=("start", "end"), **SAFELY)
    except etree.XMLSyntaxError:
        raise Transient("sent records that are not whole") from None


def clear(element: Any) -> None:
    """Let go of an element that has been read, and of those before it."""
    element.clear()
    while element.getprevious() is not None:
        del element.getparent()[0]


def eutils(
    database: str,
    base_url: str,
    client: httpx.Client,
    *,
    tool: str = "curbside",
    email: str | None = None,
    key: str | None = None,
    patience: Patience | None = None,
    pace: Pace | None = None,
) -> Eutils:
    """The E-utilities of a database ("pubmed", "pmc") at an address, at the pace that NCBI allows."""
    name = {"pubmed": "PubMed", "pmc": "PMC"}.get(database, database)
    patience = patience or Patience()
    pace = pace or Pace(WITH_KEY if key else WITHOUT_KEY, patience.sleep)
    service = Service(name, base_url, client, pace, patience, key)
    return Eutils(service, database, tool, email, key)


def _entered(between: tuple[date, date] | None) -> dict[str, str]:
    """A span of days by the date on which a record entered the database: the one date that each record has, once."""
    if between is None:
        return {}
    first, last = between
    return {"datetype": "edat", "mindate": f"{first:%Y/%m/%d}", "maxdate": f"{last:%Y/%m/%d}"}


def _remarks(root: Any) -> Iterator[str]:
    for name, told in (
        ("PhraseNotFound", "does not know the words"),
        ("QuotedPhraseNotFound", "does not know the phrase"),
        ("FieldNotFound", "does not know the field"),
        ("PhraseIgnored", "ignores the words"),
        ("WarningList/OutputMessage", "remarks"),
    ):
        for one in root.iterfind(f".//{name}"):
            if text := clean_line(one.text or "").rstrip("."):
                yield f"{told}: {text[:200]}"
