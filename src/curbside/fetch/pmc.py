"""Open-access articles of PubMed Central, as JATS XML, a file an article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from lxml import etree

from curbside.errors import NotOffered, NotReachable, UsageError
from curbside.evidence.text import clean_line
from curbside.fetch.eutils import SAFELY, Eutils
from curbside.fetch.fetched import Fetched, OnFetched, OnRemark
from curbside.fetch.resuming import Journal, journal, key_of, put_in_place
from curbside.fetch.retrying import Transient, try_each

_PMCID = re.compile(r"(?:PMC)?0*([1-9][0-9]{0,9})", re.IGNORECASE)
# An article is held in memory; without its pictures few reach a tenth of this.
_LARGEST = 50_000_000
# Under these names an article gives its own PMCID, with or without the letters.
_OWN_IDS = ("pmc", "pmcid")


def read_pmcids(words: Sequence[str]) -> list[str]:
    """PMCIDs as "PMC6885880", each once; raises UsageError naming the first that is none."""
    pmcids: dict[str, None] = {}
    for word in " ".join(words).replace(",", " ").split():
        if not (match := _PMCID.fullmatch(word)):
            raise UsageError(f"{word[:40]!r} is no PMCID.", "Write it like PMC6885880.")
        pmcids[f"PMC{match[1]}"] = None
    return list(pmcids)


def fetch_articles(
    source: Eutils,
    pmcids: Sequence[str],
    folder: Path,
    *,
    query: str | None = None,
    limit: int = 100,
    on_fetched: OnFetched = lambda done, total: None,
    on_remark: OnRemark = lambda remark: None,
) -> Fetched:
    """Bring articles, and the first `limit` that a query finds, as files into a folder, each named by its PMCID.

    An article whose publisher does not let PMC give its text is missing, with the reason. Goes on where the same fetch
    was interrupted. Raises NotOffered where nothing is found or given, NotReachable when PMC stays away.
    """
    name = f"pmc-{key_of('pmc', list(pmcids), query, limit)}"
    with journal(folder, name) as kept:
        if kept.plan is None:
            found = _find(source, query, limit, on_remark) if query is not None else []
            kept.begin({"pmcids": list(dict.fromkeys([*pmcids, *found]))})
        elif kept.done:
            on_remark(f"Going on: {len(kept.done):,} of {len(kept.plan['pmcids']):,} articles were asked for before.")
        return _Run(source, folder, kept, on_fetched).bring()


def _find(source: Eutils, query: str, limit: int, on_remark: OnRemark) -> list[str]:
    if not query.strip():
        raise UsageError("The query is empty.", "Say what to look for in PMC.")
    found = source.search(f"({query}) AND open access[filter]", limit)
    for remark in found.remarks:
        on_remark(f"PMC {remark}.")
    if not found.ids:
        raise NotOffered("PMC finds no open-access article for this query.", "Check its words and fields.")
    if found.count > len(found.ids):
        on_remark(f"PMC finds {found.count:,} articles; the first {len(found.ids):,} are fetched (see --limit).")
    return [f"PMC{one}" for one in found.ids]


class _Run:
    """One fetch at work, with a plan."""

    def __init__(self, source: Eutils, folder: Path, kept: Journal, on_fetched: OnFetched) -> None:
        self._source = source
        self._folder = folder
        self._kept = kept
        self._pmcids: list[str] = (kept.plan or {})["pmcids"]
        self._on_fetched = on_fetched
        self._fetched = Fetched()

    def bring(self) -> Fetched:
        """Bring what is not there yet; what came, whenever it did."""
        fetched = self._fetched
        try:
            failed = try_each(self._pmcids, self._bring)
        except NotReachable as error:
            raise self._stopped(error) from error
        fetched.missing += failed
        if not failed:
            self._kept.finish()
        if not fetched.files:
            raise fetched.missing[0][1]
        return fetched

    def _bring(self, pmcid: str) -> None:
        path = self._folder / f"{pmcid}.xml"
        noted = self._kept.done.get(pmcid)
        if noted is None or not (noted["why"] or path.exists()):
            noted = {"why": _download(self._source, pmcid, path)}
            self._kept.note(pmcid, noted)
        fetched = self._fetched
        if noted["why"] is None:
            fetched.files.append(path)
            fetched.records.append(pmcid)
        else:
            fetched.missing.append((pmcid, NotOffered(noted["why"], "Save the article yourself and add its file.")))
        self._on_fetched(len(fetched.records) + len(fetched.missing), len(self._pmcids))

    def _stopped(self, error: NotReachable) -> NotReachable:
        if not self._fetched.files:
            return error
        return NotReachable(
            f"{error.message} {len(self._fetched.files):,} articles are in {self._folder}.",
            "Run the same command again to go on.",
        )


def _download(source: Eutils, pmcid: str, path: Path) -> str | None:
    """Have the article in its file, or say why it is not given."""
    part = path.with_name(f".{path.name}.part")
    try:
        article = source.download(
            {"id": pmcid.removeprefix("PMC")}, part, lambda answer: article_in(answer, pmcid), _LARGEST
        )
    except NotOffered as error:
        return error.message
    part.write_bytes(article)
    put_in_place(part, path)
    return None


def article_in(answer: IO[bytes], pmcid: str) -> bytes:
    """The article in an answer, as an XML document of its own.

    Raises NotOffered when PMC does not have it or gives only its record, Transient when it is cut off or another.
    """
    try:
        root = etree.parse(answer, etree.XMLParser(**SAFELY)).getroot()
    except etree.XMLSyntaxError:
        raise Transient("sent an article that is not whole") from None
    article = root if root.tag == "article" else root.find(".//article")
    if article is None:
        said = _error_in(root)
        if "not available" in said or "empty" in said.lower():
            raise NotOffered(f"PMC has no article {pmcid}.", "Check the number.")
        raise Transient(f"answers: {said}" if said else "sent something other than an article")
    if (own := _own_ids(article)) and pmcid not in own:
        raise Transient(f"sent another article than {pmcid}")
    if article.find("body") is None:
        raise NotOffered(f"PMC does not give the text of {pmcid}, only its record.", "Save the article yourself.")
    written: bytes = etree.tostring(article, encoding="utf-8", xml_declaration=True, with_tail=False)
    return written


def _own_ids(article: Any) -> set[str]:
    ids = (one for one in article.iterfind("front/article-meta/article-id") if one.get("pub-id-type") in _OWN_IDS)
    return {f"PMC{match[1]}" for one in ids if (match := _PMCID.fullmatch((one.text or "").strip()))}


def _error_in(root: Any) -> str:
    said = [one.get("error") or one.text or "" for one in root.iter("Reply", "error", "ERROR")]
    return clean_line(" ".join(said))[:200]
