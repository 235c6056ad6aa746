"""PubMed records by query or by PMID, in files of two hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import IO, Any

from curbside.errors import NotOffered, NotReachable, UsageError
from curbside.evidence.text import clean_line
from curbside.fetch.eutils import MOST_FOUND, Eutils, Found, History, clear, elements
from curbside.fetch.fetched import Fetched, OnFetched, OnRemark
from curbside.fetch.resuming import Journal, journal, key_of, put_in_place
from curbside.fetch.retrying import Transient, try_each

BATCH = 200
# How often records that are missing from a whole answer are asked for by their PMIDs before they count as not there.
_ASKED = 3
_EARLIEST = date(1700, 1, 1)
_PMID = re.compile(r"0*([1-9][0-9]{0,8})")


def read_pmids(text: str) -> list[str]:
    """The PMIDs in a text, separated by commas or white space, each once.

    Raises UsageError naming the first that is none.
    """
    pmids: dict[str, None] = {}
    for word in re.split(r"[\s,;]+", re.sub(r"(?i)\bpmid:?\s*", "", text).strip(" ,;\t\r\n")):
        if not (match := _PMID.fullmatch(word)):
            raise UsageError(f"{word[:40]!r} is no PMID." if word else "No PMID is given.", "Write them like 31609098.")
        pmids[match[1]] = None
    return list(pmids)


def fetch_query(
    source: Eutils,
    query: str,
    folder: Path,
    *,
    limit: int | None = None,
    today: date | None = None,
    on_fetched: OnFetched = lambda done, total: None,
    on_remark: OnRemark = lambda remark: None,
) -> Fetched:
    """Bring every record that a query finds, at most `limit`, as files into a folder.

    Goes on where the same fetch was interrupted. Raises NotOffered where nothing is found, UsageError for an empty
    query, and NotReachable when PubMed stays away; files that came before are kept.
    """
    if not query.strip():
        raise UsageError("The query is empty.", "Say what to look for in PubMed.")
    name = f"pubmed-{key_of('pubmed', query, limit)}"
    with journal(folder, name) as kept:
        if kept.plan is None:
            kept.begin(_plan(_search(source, query, limit, today or date.today(), on_remark)))
        return _Run(source, folder, name, kept, on_fetched, on_remark).bring()


def fetch_pmids(
    source: Eutils,
    pmids: Sequence[str],
    folder: Path,
    *,
    on_fetched: OnFetched = lambda done, total: None,
    on_remark: OnRemark = lambda remark: None,
) -> Fetched:
    """Bring the records of PMIDs as files into a folder; otherwise like `fetch_query`."""
    name = f"pubmed-{key_of('pubmed', list(pmids))}"
    with journal(folder, name) as kept:
        if kept.plan is None:
            kept.begin(_plan([Found(len(pmids), tuple(pmids))]))
        return _Run(source, folder, name, kept, on_fetched, on_remark).bring()


def pmids_in(answer: IO[bytes]) -> set[str]:
    """The PMIDs of the records in a PubmedArticleSet, read to its end.

    Raises Transient when it is cut off or something else, NotOffered when the service says that nothing is there.
    """
    pmids, root = set(), None
    for event, element in elements(answer):
        root = element if root is None else root
        if event == "end" and element.tag in _RECORDS:
            pmids.add((element.findtext(_RECORDS[element.tag]) or "").strip())
            clear(element)
    if root is None or root.tag != "PubmedArticleSet":
        said = clean_line("".join(root.itertext()))[:200] if root is not None else ""
        if "empty" in said.lower() or "obtain query" in said.lower():
            raise NotOffered(f"PubMed answers: {said}.", "Check the PMIDs.")
        raise Transient(f"answers: {said}" if said else "sent something other than PubMed records")
    return pmids


_RECORDS = {"PubmedArticle": "MedlineCitation/PMID", "PubmedBookArticle": "BookDocument/PMID"}


def _search(source: Eutils, query: str, limit: int | None, today: date, on_remark: OnRemark) -> list[Found]:
    """The results in parts that the search gives whole: by days of entry, newest first, where there are too many."""
    found = source.search(query, min(limit or MOST_FOUND, MOST_FOUND))
    for remark in found.remarks:
        on_remark(f"PubMed {remark}.")
    if not found.count:
        raise NotOffered("PubMed finds nothing for this query.", "Check its words and fields.")
    wanted = min(found.count, limit) if limit else found.count
    if wanted <= len(found.ids):
        return [found]
    parts: list[Found] = []
    for part in _by_days(source, query, _EARLIEST, today + timedelta(days=1)):
        parts.append(replace(part, ids=part.ids[:wanted]))
        wanted -= len(part.ids)
        if wanted <= 0:
            return parts
    on_remark(f"PubMed finds {found.count:,} and lists only {found.count - wanted:,} of them by day of entry.")
    return parts


def _by_days(source: Eutils, query: str, first: date, last: date) -> Iterator[Found]:
    found = source.search(query, between=(first, last))
    if found.count <= MOST_FOUND:
        if found.count:
            yield found
        return
    if first == last:
        raise NotOffered(
            f"PubMed lists only {MOST_FOUND:,} of the {found.count:,} records that entered it on {first}.",
            "Narrow the query.",
        )
    middle = first + (last - first) // 2
    yield from _by_days(source, query, middle + timedelta(days=1), last)
    yield from _by_days(source, query, first, middle)


def _plan(parts: list[Found]) -> dict[str, Any]:
    """What is to come. The PMIDs are part of it: a later search would find others, and in another order."""
    return {
        "batch": BATCH,
        "parts": [
            {
                "pmids": ",".join(part.ids),
                "history": [part.history.web_env, part.history.query_key] if part.history else None,
            }
            for part in parts
        ],
    }


@dataclass(frozen=True, slots=True)
class _Batch:
    number: int
    pmids: tuple[str, ...]
    start: int
    history: History | None

    @property
    def from_history(self) -> dict[str, str] | None:
        """How to ask for it by its place in the search's result."""
        if self.history is None:
            return None
        where = {"WebEnv": self.history.web_env, "query_key": self.history.query_key}
        return {**where, "retstart": str(self.start), "retmax": str(len(self.pmids))}

    @property
    def by_pmid(self) -> dict[str, str]:
        return {"id": ",".join(self.pmids)}


def _batches(plan: dict[str, Any]) -> Iterator[_Batch]:
    number = 0
    for part in plan["parts"]:
        pmids = part["pmids"].split(",")
        history = History(*part["history"]) if part["history"] else None
        for start in range(0, len(pmids), plan["batch"]):
            number += 1
            yield _Batch(number, tuple(pmids[start : start + plan["batch"]]), start, history)


class _Run:
    """One fetch at work, with a plan."""

    def __init__(
        self, source: Eutils, folder: Path, name: str, kept: Journal, on_fetched: OnFetched, on_remark: OnRemark
    ) -> None:
        self._source = source
        self._folder = folder
        self._name = name
        self._kept = kept
        self._batches = list(_batches(kept.plan or {}))
        self._total = sum(len(batch.pmids) for batch in self._batches)
        self._on_fetched = on_fetched
        self._asked = 0
        # Histories that did not give what was searched: expired, or in another order.
        self._lost: set[History | None] = {None}
        self._fetched = Fetched()
        if kept.done:
            on_remark(f"Going on: {len(kept.done):,} of {len(self._batches):,} files came before.")

    def bring(self) -> Fetched:
        """Bring what is not there yet; what came, whenever it did."""
        fetched = self._fetched
        try:
            failed = try_each(self._batches, self._bring)
        except NotReachable as error:
            raise self._stopped(error) from error
        fetched.missing += [(f"PMID {pmid}", reason) for batch, reason in failed for pmid in batch.pmids]
        if not failed:
            self._remove_left_over()
            self._kept.finish()
        if not fetched.files:
            raise fetched.missing[0][1]
        return fetched

    def _bring(self, batch: _Batch) -> None:
        path = self._path(batch.number)
        noted = self._kept.done.get(str(batch.number))
        if noted is None or not (path.exists() or len(noted["missing"]) == len(batch.pmids)):
            noted = {"missing": sorted(set(batch.pmids) - self._download(batch, path), key=int)}
            self._kept.note(str(batch.number), noted)
        missing = set(noted["missing"])
        fetched = self._fetched
        fetched.records += [pmid for pmid in batch.pmids if pmid not in missing]
        fetched.missing += [(f"PMID {pmid}", _not_there(pmid)) for pmid in batch.pmids if pmid in missing]
        if len(missing) < len(batch.pmids):
            fetched.files.append(path)
        self._asked += len(batch.pmids)
        self._on_fetched(self._asked, self._total)

    def _download(self, batch: _Batch, path: Path) -> set[str]:
        """Have the batch in its file; the PMIDs that are in it.

        By its place in the search's result while the history server has that, else by its PMIDs. Records that a whole
        answer lacks are asked for again before they count as not there.
        """
        wanted, held = set(batch.pmids), set[str]()
        best = path.with_name(f".{path.name}.best")
        if batch.history not in self._lost and batch.from_history is not None:
            held = self._ask(batch.from_history, wanted, held, best)
            if held != wanted:
                self._lost.add(batch.history)
        for again in range(_ASKED):
            if held == wanted:
                break
            if again:
                self._source.service.patience.sleep(float(again))
            held = self._ask(batch.by_pmid, wanted, held, best)
        if held:
            put_in_place(best, path)
        return held

    def _ask(self, where: dict[str, str], wanted: set[str], held: set[str], best: Path) -> set[str]:
        """Ask once more; what is held then, which is what came if that is more than what came before."""
        part = best.with_suffix(".part")

        def read(answer: IO[bytes]) -> set[str]:
            came = pmids_in(answer)
            if came - wanted and "id" in where:
                raise Transient("sent records that were not asked for")
            return came if came <= wanted else set()

        try:
            came = self._source.download(where, part, read)
        except NotOffered:
            return held  # an expired history, or PMIDs that are all unknown
        except NotReachable:
            if "id" in where:
                raise
            return held
        if len(came) > len(held):
            part.replace(best)
            return came
        part.unlink(missing_ok=True)
        return held

    def _path(self, number: int) -> Path:
        return self._folder / f"{self._name}-{number:05}.xml"

    def _remove_left_over(self) -> None:
        """Remove what an earlier, longer fetch of the same query left: it would pass for part of this one."""
        for path in {*self._folder.glob(f"{self._name}-*.xml")} - {*self._fetched.files}:
            path.unlink()

    def _stopped(self, error: NotReachable) -> NotReachable:
        there = len(self._kept.done)
        if not there:
            return error
        return NotReachable(
            f"{error.message} {there:,} of {len(self._batches):,} batches are in {self._folder}.",
            "Run the same command again to go on.",
        )


def _not_there(pmid: str) -> NotOffered:
    return NotOffered(f"PubMed has no record of PMID {pmid}.", "Check the number; a citation may have been deleted.")
