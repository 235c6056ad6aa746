"""What is a preprint, whatever its record says, and preprints that came out as a paper: the paper stands for both."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from curbside.evidence.findings import says_it_is_a_preprint
from curbside.evidence.links import identities_named
from curbside.evidence.reference import Reference

# The servers on which preprints are posted: by name, by the beginning of their DOIs, by address.
_SERVER = re.compile(
    r"(?:(?:med|bio|chem|open)rxiv|(?:psy|soc|earth|ed)?arxiv|ssrn(?: electronic journal)?|research square|authorea"
    r"|(?:osf |jmir |scielo )?preprints?(?:\.org)?|qeios)(?: preprints?)?(?: \(.*\))?",
    re.IGNORECASE,
)
_SERVER_DOI = re.compile(
    r"10\.(?:1101/(?:\d{6}|\d{4}\.\d\d\.\d\d)|21203/rs\.|2139/ssrn|20944/preprints|48550/arxiv|31219/osf|31234/osf"
    r"|26434/chemrxiv|22541/au\.|2196/preprints|1590/scielopreprints|64898/)",
    re.IGNORECASE,
)
_SERVER_URL = re.compile(
    r"//(?:[\w-]+\.)*(?:medrxiv|biorxiv|chemrxiv|arxiv|openrxiv|preprints|researchsquare|authorea|ssrn)\.(?:org|com)\b",
    re.IGNORECASE,
)
_IN_TITLE = re.compile(
    r"[\[(](?:preprint(?:[,;] v(?:ersion )?\d+)?"
    r"|(?:[^\])]*[\s,;:])?not (?:yet )?(?:been )?peer[- ]reviewed(?:[\s,;:][^\])]*)?)[\])]|\bpreprint$",
    re.IGNORECASE,
)
# A source says what it is at its head, or on every page.
_HEAD = 3_000
# A word of these is in every sentence by which a source says so.
_SAID_OF_PREPRINTS = (
    "preprint", "pre-print", "peer", "refereed", "certified",
    "not reviewed", "never reviewed", "yet reviewed", "been reviewed", "far reviewed",
)  # fmt: skip
# A preprint and the paper it became are this many years apart at most.
_YEARS_TO_PRINT = 4
# The paper of each title and first author, with its year.
_Titled = Mapping[tuple[str, str], list[tuple[int, str]]]


def is_a_preprint(reference: Reference, text: str, metadata: Mapping[str, Any]) -> bool:
    """Whether a source was not reviewed by peers, by its record or by what it says of itself.

    Its record may call it so, or name a server for preprints as where it came out.
    """
    if reference.preprint:
        return True
    types = metadata.get("publication_types")
    named = [str(one).strip().lower() for one in (types if isinstance(types, list) else [types]) if one]
    where = (one.strip() for one in (reference.container, reference.publisher) if one)
    posted = any(map(_SERVER.fullmatch, where)) or _SERVER_DOI.match(reference.doi or "") is not None
    posted = posted or (reference.container is None and _SERVER_URL.search(reference.url or "") is not None)
    return posted or "preprint" in named or _IN_TITLE.search(reference.title) is not None or _says_so(text)


def _says_so(text: str) -> bool:
    head = text[:_HEAD]
    folded = head.lower()
    if not any(word in folded for word in _SAID_OF_PREPRINTS):
        return False  # as almost all: looking for every wording of it would slow reading down by a sixth
    return any(map(says_it_is_a_preprint, head.split("\n")))


def published_preprints(
    identities: Mapping[str, Collection[str]], papers: Mapping[str, Collection[str]]
) -> dict[str, str]:
    """The preprints whose paper is held too, by document id, each with the paper's document id.

    `papers` has the preprints: for each the identities of the paper that its record names, if it names one. A paper
    is also known by the preprint's title and first author, up to some years later.
    """
    held: dict[str, str] = {}
    titled: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for document_id in sorted(identities.keys() - papers.keys()):
        for key in identities[document_id]:
            held.setdefault(key, document_id)
            if key.startswith("title:") and (parts := _title_parts(key)):
                titled[parts[0], parts[2]].append((parts[1], document_id))
    found = {}
    for preprint, named in papers.items():
        mine = identities.get(preprint, ())
        same = [held[key] for key in named if key in held]
        same = same or [paper for key in mine for paper in _papers_titled(key, titled)]
        # A text with the preprint's own identifier is the preprint, whatever its record says.
        same = [paper for paper in same if not set(mine).intersection(identities[paper])]
        if same:
            found[preprint] = min(same)
    return found


def papers_named(metadata: Mapping[str, Any]) -> list[str]:
    """The identities of the paper that a preprint's record names: as `published_as`, or as PubMed links the two."""
    named = metadata.get("published_as")
    said = [str(one) for one in (named if isinstance(named, list) else [named]) if one]
    corrections = (one for one in metadata.get("corrections") or () if isinstance(one, Mapping))
    said += [f"PMID {one['pmid']}" for one in corrections if one.get("type") == "UpdateIn" and one.get("pmid")]
    return [identity for one in said for identity in identities_named(one)]


def published_note(paper: Reference) -> str:
    """What is said beside a preprint whose paper stands for it."""
    where = f"doi:{paper.doi}" if paper.doi else f"PMID {paper.pmid}" if paper.pmid else paper.pmcid
    return f"Published as {paper.short_name}{f' ({where})' if where else ''}"


def _papers_titled(key: str, titled: Mapping[tuple[str, str], list[tuple[int, str]]]) -> Iterator[str]:
    parts = _title_parts(key) if key.startswith("preprint:") else None
    if parts is not None:
        title, posted, first = parts
        yield from (paper for year, paper in titled.get((title, first), ()) if 0 <= year - posted <= _YEARS_TO_PRINT)


def _title_parts(key: str) -> tuple[str, int, str] | None:
    """Title, year and first author of a title's key; None if it lacks one or needs more to tell a source."""
    parts = key.partition(":")[2].split("|")
    if len(parts) != 3 or not parts[1].isdecimal() or not parts[2]:
        return None
    return parts[0], int(parts[1]), parts[2]
