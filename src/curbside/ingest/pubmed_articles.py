"""One PubMed record of a journal article, to its document and to what it says about other papers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from curbside.errors import IncompleteRecord
from curbside.evidence.document import Document
from curbside.evidence.kinds import Basis, Role
from curbside.evidence.reference import Reference
from curbside.evidence.standing import StandingNotice
from curbside.ingest.building import DocumentBuilder
from curbside.ingest.languages import two_letters
from curbside.ingest.pubmed_abstract import licence_in, read_abstract, title_in
from curbside.ingest.pubmed_kinds import PREPRINT, RETRACTED, kind_of
from curbside.ingest.pubmed_record import (
    PMCID,
    PMID,
    Plain,
    article_ids_of,
    authors_of,
    chemicals_of,
    children,
    concepts_of,
    corrections_of,
    data_banks_of,
    date_of,
    doi_in,
    grants_of,
    history_of,
    mesh_of,
    named_list,
    references_of,
    texts,
    words,
)
from curbside.ingest.pubmed_standing import Correction, notices_of, standing_of
from curbside.ingest.xml import Element

Parts = dict[str, Element]

# Registries of trials, as PubMed names them among its data banks.
_TRIAL_REGISTRIES = frozenset(
    (
        *("ANZCTR", "ChiCTR", "ClinicalTrials.gov", "CRiS", "CTRI", "DRKS", "EU Clinical Trials Register", "EudraCT"),
        *("IRCT", "ISRCTN", "JapicCTI", "JMACCT", "JPRN", "jRCT", "LBCTR", "NTR", "PACTR", "ReBec", "REPEC", "RPCEC"),
        *("SLCTR", "TCTR", "UMIN CTR", "UMIN-CTR"),
    )
)
_CITATION_LISTS: tuple[tuple[str, str, Callable[[Element], Any]], ...] = (
    ("mesh", "MeshHeadingList", mesh_of),
    ("chemicals", "ChemicalList", chemicals_of),
    ("supplementary_concepts", "SupplMeshList", named_list),
    ("conflict_of_interest", "CoiStatement", words),
)
_ARTICLE_LISTS: tuple[tuple[str, str, Callable[[Element], Any]], ...] = (
    ("publication_types", "PublicationTypeList", named_list),
    ("grants", "GrantList", grants_of),
    ("data_banks", "DataBankList", data_banks_of),
    ("vernacular_title", "VernacularTitle", words),
)
_JOURNAL = {"ISSN": "issn", "ISOAbbreviation": "journal_abbreviation"}
_MEDLINE_JOURNAL = {
    "MedlineTA": "medline_ta",
    "NlmUniqueID": "nlm_unique_id",
    "ISSNLinking": "issn_linking",
    "Country": "country",
}
_PRINTED_DATES = {"MedlineDate": "date_as_printed", "Season": "season"}
_PLAIN_LANGUAGE = "plain-language-summary"


def read_article(element: Element) -> Iterator[Document | StandingNotice]:
    """The document of a PubmedArticle or a bare MedlineCitation, then its notices about other papers.

    Raises IncompleteRecord when it has no title or no PMID.
    """
    top = children(element)
    yield from _Article(top.get("MedlineCitation", element), top.get("PubmedData")).reads()


class _Article:
    """A record being read: its parts by tag, and the facts that more than one field is made of."""

    def __init__(self, citation: Element, data: Element | None) -> None:
        self.citation, self.data = citation, data
        self.top = children(citation)
        if "Article" not in self.top:
            raise IncompleteRecord("The record holds no article.", "Download it again.")
        self.article_element = self.top["Article"]
        self.article = children(self.article_element)
        self.about = children(data) if data is not None else {}
        self.journal = children(self.article["Journal"]) if "Journal" in self.article else {}
        self.pmid = pmid_of(self.top)
        self.metadata: Plain = {}

    def reads(self) -> Iterator[Document | StandingNotice]:
        builder = DocumentBuilder()
        self._read_text(builder)
        self._read_metadata()
        ids = self._identifiers()
        corrections = (
            corrections_of(self.top["CommentsCorrectionsList"]) if "CommentsCorrectionsList" in self.top else []
        )
        if corrections:
            self.metadata["corrections"] = [plain_correction(one) for one in corrections]
        reference = self._reference(ids, corrections)
        yield builder.document(
            self.pmid,
            reference,
            basis=Basis.ABSTRACT,
            concepts=concepts_of(self.metadata.get("mesh", [])),
            recency=recency_of(self.top, reference.standing_checked),
            metadata=self.metadata,
        )
        if corrections:
            yield from notices_of(corrections, self.pmid, cited(reference), reference.published, reference.kind)

    def _read_text(self, builder: DocumentBuilder) -> None:
        if "Abstract" in self.article:
            self.metadata.update(read_abstract(self.article["Abstract"], builder))
        if "OtherAbstract" not in self.top:
            return
        for other in self.citation.iterchildren("OtherAbstract"):
            kind, language = other.get("Type") or "", other.get("Language") or "eng"
            text = " ".join(text for part in other if part.tag == "AbstractText" and (text := words(part)))
            if kind == _PLAIN_LANGUAGE and language == "eng":
                builder.heading(2, "Plain language summary", Role.CONCLUSION)
                builder.paragraph(text)
            elif text:
                kept = {"type": kind, "language": language, "text": text}
                self.metadata.setdefault("other_abstracts", []).append(kept)

    def _read_metadata(self) -> None:
        kept = self.metadata
        for lists, parts in ((_CITATION_LISTS, self.top), (_ARTICLE_LISTS, self.article)):
            for key, tag, read in lists:
                if tag in parts and (value := read(parts[tag])):
                    kept[key] = value
        kept.update(texts(self.journal, _JOURNAL))
        if "MedlineJournalInfo" in self.top:
            kept.update(texts(children(self.top["MedlineJournalInfo"]), _MEDLINE_JOURNAL))
        if keywords := self._all("KeywordList", "Keyword"):
            kept["keywords"] = keywords
        if other := self._all("OtherID"):
            kept["other_ids"] = other
        if "ReferenceList" in self.about and self.data is not None:
            kept["references"] = [
                reference for one in self.data.iterchildren("ReferenceList") for reference in references_of(one)
            ]
        if "History" in self.about:
            kept["history"] = history_of(self.about["History"])
        if "PublicationStatus" in self.about:
            kept["publication_status"] = words(self.about["PublicationStatus"])
        if status := self.citation.get("Status"):
            kept["status"] = status

    def _all(self, tag: str, inner: str | None = None) -> list[str]:
        """The words of all children of the citation with a tag, or of what is inside them."""
        if tag not in self.top:
            return []
        found = self.citation.iterchildren(tag)
        elements = (one for outer in found for one in outer.iterchildren(inner)) if inner else found
        return list(dict.fromkeys(text for one in elements if (text := words(one))))

    def _identifiers(self) -> dict[str, str]:
        """DOI and PMCID, well-formed; every other identifier, and what is malformed, goes to the metadata."""
        given = article_ids_of(self.about["ArticleIdList"]) if "ArticleIdList" in self.about else {}
        given.pop("pmid", None)
        dois = [given.pop("doi")] if "doi" in given else []
        if "ELocationID" in self.article:
            for one in self.article_element.iterchildren("ELocationID"):
                kind, text = one.get("EIdType") or "", words(one)
                if kind == "doi" and one.get("ValidYN") != "N":
                    dois.insert(0, text)
                elif text:
                    given.setdefault(kind, text)
        pmcids = [given.pop("pmcid")] if "pmcid" in given else []
        pmcids += [text for text in self.metadata.get("other_ids", ()) if text.startswith("PMC")]
        ids = well_formed(dois, pmcids, self.metadata)
        if given:
            self.metadata["article_ids"] = given
        return ids

    def _reference(self, ids: dict[str, str], corrections: list[Correction]) -> Reference:
        kept = self.metadata
        names, known = authors_of(self.article["AuthorList"]) if "AuthorList" in self.article else ((), [])
        if known:
            kept["author_details"] = known
        types = [one["name"] for one in kept.get("publication_types", ())]
        kind = kind_of(types, (one["descriptor"] for one in kept.get("mesh", ())))
        container = words(self.journal["Title"]) if "Title" in self.journal else kept.get("medline_ta")
        preprint = PREPRINT in types
        standing, note = standing_of(corrections, kind, container, preprint=preprint, retracted=RETRACTED in types)
        revised = self.top.get("DateRevised", self.top.get("DateCompleted"))
        return Reference(
            title=self._title(),
            kind=kind,
            authors=names,
            container=container or None,
            language=self._language(),
            licence=licence_in(kept["copyright"]) if "copyright" in kept else None,
            trial_registration=self._registration(),
            preprint=preprint,
            standing=standing,
            standing_note=note,
            standing_checked=date_of(revised) if revised is not None else None,
            **self._issue(),
            pmid=self.pmid,
            doi=ids.get("doi"),
            pmcid=ids.get("pmcid"),
        )

    def _title(self) -> str:
        title = title_in(words(self.article["ArticleTitle"])) if "ArticleTitle" in self.article else ""
        # Some papers were never given an English title.
        title = title or title_in(self.metadata.get("vernacular_title", ""))
        if not title:
            raise IncompleteRecord("The record has no title.", "Add the paper in another format, with its title.")
        return title

    def _issue(self) -> Plain:
        """Where and when it was published: year and date, volume, issue, pages."""
        about: Plain = {}
        date = None
        if "JournalIssue" in self.journal:
            parts = children(self.journal["JournalIssue"])
            about = texts(parts, {"Volume": "volume", "Issue": "issue"})
            if "PubDate" in parts:
                date = date_of(parts["PubDate"])
                self.metadata.update(texts(children(parts["PubDate"]), _PRINTED_DATES))
        if "Pagination" in self.article and (pages := pages_of(self.article["Pagination"])):
            about["pages"] = pages
        date = self._electronic(date)
        if date is not None:
            about.update(date=date, year=int(date[:4]))
        return about

    def _electronic(self, printed: str | None) -> str | None:
        """The date to go by: the issue's, with the day on which it came out online where that says the same year."""
        if "ArticleDate" not in self.article or not (online := date_of(self.article["ArticleDate"])):
            return printed
        self.metadata["electronic_date"] = online
        return online if printed is None or printed == online[:4] else printed

    def _language(self) -> str | None:
        if "Language" not in self.article:
            return None
        codes = [two_letters(words(one)) for one in self.article_element.iterchildren("Language")]
        languages = list(dict.fromkeys(code for code in codes if code))
        if len(languages) > 1:
            self.metadata["languages"] = languages
        return languages[0] if languages else None

    def _registration(self) -> str | None:
        """The first trial registration: as indexed, else as the abstract's own section on it states."""
        registered: str | None = self.metadata.pop("registered", None)
        banks = self.metadata.get("data_banks", {})
        return next((numbers[0] for name, numbers in banks.items() if name in _TRIAL_REGISTRIES), registered)


def pmid_of(parts: Parts) -> str:
    """The PMID, which is the document's id; raises IncompleteRecord where there is none."""
    pmid = words(parts["PMID"]) if "PMID" in parts else ""
    if not PMID.fullmatch(pmid):
        raise IncompleteRecord("The record has no PMID.", "Download it again.")
    return pmid


def recency_of(parts: Parts, revised: str | None) -> str:
    """Orders records of one PMID: by version, then by the date on which NLM revised them."""
    version = parts["PMID"].get("Version") or "1"
    return f"{int(version) if version.isascii() and version.isdecimal() else 1:03d} {revised or ''}".rstrip()


def pages_of(pagination: Element) -> str | None:
    """Pages as printed, else from the first to the last."""
    parts = {part.tag: words(part) for part in pagination}
    span = "-".join(text for tag in ("StartPage", "EndPage") if (text := parts.get(tag)))
    return parts.get("MedlinePgn") or span or None


def well_formed(dois: Iterable[str], pmcids: Iterable[str], metadata: Plain) -> dict[str, str]:
    """The first DOI and PMCID that are such; what only says that it is one is kept in the metadata."""
    ids: dict[str, str] = {}
    malformed = []
    for text in dois:
        if doi := doi_in(text):
            ids.setdefault("doi", doi)
        elif text:
            malformed.append(text)
    for text in pmcids:
        if match := PMCID.match(text):
            ids.setdefault("pmcid", match[0])
        elif text:
            malformed.append(text)
    if malformed:
        metadata["malformed_ids"] = malformed
    return ids


def plain_correction(correction: Correction) -> Plain:
    """For the metadata."""
    fields = ("type", "source", "pmid", "note")
    return {name: value for name in fields if (value := getattr(correction, name))}


def cited(reference: Reference) -> str:
    """Where a notice was published, in PubMed's manner: "J Made Up. 2020-03;12(3):45"."""
    place = f"{reference.volume or ''}{f'({reference.issue})' if reference.issue else ''}"
    place = f"{place}:{reference.pages}" if reference.pages else place
    when = ";".join(part for part in (reference.published, place) if part)
    return ". ".join(part for part in (reference.container, when) if part)
