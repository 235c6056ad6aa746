"""The reference list of a JATS article, kept apart from its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from curbside.evidence.text import clean_line
from curbside.ingest.jats_inline import CITATIONS, citation_text

Element = Any


def is_only_citations(element: Element) -> bool:
    """Whether a paragraph holds nothing but entries of a reading list."""
    if not len(element) or (element.text or "").strip():
        return False
    return all(child.tag in CITATIONS and len((child.tail or "").strip()) < 2 for child in element)


def references_in(listed: Element) -> Iterator[dict[str, str]]:
    """The entries of a reference list, one for each source; of several forms of one, the first."""
    for ref in listed.findall("ref"):
        for one in ref.iter(*CITATIONS):
            if not any(above.tag in CITATIONS for above in one.iterancestors(*CITATIONS)):
                yield reference_entry(one)
                if one.getparent().tag == "citation-alternatives":
                    break


def reference_entry(citation: Element) -> dict[str, str]:
    """An entry of the reference list: what it is known by, and its words."""
    entry: dict[str, str] = {}
    for one in citation.iter("pub-id"):
        kind, value = one.get("pub-id-type", ""), clean_line("".join(one.itertext()))
        if kind in {"doi", "pmid"} and value:
            entry.setdefault(kind, value)
    return {**entry, "text": citation_text(citation)}
