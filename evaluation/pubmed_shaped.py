"""Files shaped like PubMed's baseline, of invented papers: for measuring and testing, never evidence.

    python -m evaluation.pubmed_shaped OUT --records 100000 --files 4 [--seed 1] [--plain]
        [--without-abstract 0.1] [--corrected 0.01]

DOIs carry the prefix of examples (10.5555), PMIDs begin at 900,000,001, above any that is given out, and every word is
out of `evaluation.invented`. Lengths and shares are after those of recent years of PubMed: abstracts of about 1,500
characters, half of them structured, six authors with affiliations, a dozen MeSH headings, every third paper with its
list of references. The same seed gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from evaluation.invented import (
    BODIES,
    MEASURES,
    SENTENCES,
    SITES,
    Words,
    descriptors,
    drugs,
    forenames,
    illnesses,
    journals,
    often,
    places,
    surnames,
)

FIRST_PMID = 900_000_001
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January '
    '2026//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_260101.dtd">\n<PubmedArticleSet>\n'
)
TAIL = "</PubmedArticleSet>\n"

_TYPES = (
    *(("Journal Article", "D016428"),) * 60,
    *(("Review", "D016454"),) * 12,
    *(("Randomized Controlled Trial", "D016449"),) * 6,
    *(("Case Reports", "D002363"),) * 6,
    *(("Observational Study", "D064888"),) * 5,
    *(("Systematic Review", "D000078182"), ("Meta-Analysis", "D017418")) * 2,
    *(("Multicenter Study", "D016448"), ("Comparative Study", "D003160")) * 2,
    ("Practice Guideline", "D017065"),
    ("Editorial", "D016421"),
    ("Letter", "D016422"),
)
_SECTIONS = (
    ("BACKGROUND", "BACKGROUND", "background", 2),
    ("OBJECTIVE", "OBJECTIVE", "aim", 1),
    ("METHODS", "METHODS", "method", 3),
    ("RESULTS", "RESULTS", "result", 5),
    ("CONCLUSIONS", "CONCLUSIONS", "conclusion", 2),
)
_AFFILIATED = 0.85
_WITH_REFERENCES = 0.35


@dataclass(frozen=True, slots=True)
class Shape:
    """What share of records has no abstract, and what share was corrected or taken back after publication."""

    without_abstract: float = 0.0
    corrected: float = 0.0


def main() -> None:
    """Write the files that the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path, help="folder for the files")
    parser.add_argument("--records", type=int, default=10_000, help="of all files together")
    parser.add_argument("--files", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plain", action="store_true", help="not packed: .xml in place of .xml.gz")
    parser.add_argument("--without-abstract", type=float, default=0.0, help="share of records")
    parser.add_argument("--corrected", type=float, default=0.0, help="share of records with a correction or retraction")
    given = parser.parse_args()
    shape = Shape(given.without_abstract, given.corrected)
    for path in write_files(given.out, given.records, given.files, given.seed, shape, plain=given.plain):
        print(path)


def write_files(
    folder: Path, count: int, files: int = 1, seed: int = 1, shape: Shape | None = None, *, plain: bool = False
) -> list[Path]:
    """Write so many records, as evenly as may be over so many files; their paths, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(files):
        begin, end = count * number // files, count * (number + 1) // files
        path = folder / f"pubmedshaped{number + 1:04d}.xml{'' if plain else '.gz'}"
        with ExitStack() as stack:
            raw = stack.enter_context(path.open("wb"))
            out: IO[bytes] = raw
            if not plain:
                # With the time of packing in it, every file would be another.
                out = cast(IO[bytes], stack.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0)))
            out.write(HEAD.encode())
            for record in records(begin, end, seed, shape):
                out.write(record.encode())
            out.write(TAIL.encode())
        paths.append(path)
    return paths


def records(begin: int, end: int, seed: int = 1, shape: Shape | None = None) -> Iterator[str]:
    """The records from one number up to another, as XML; each depends on its number and the seed alone."""
    return (_record(number, random.Random(f"{seed}/{number}"), shape or Shape()) for number in range(begin, end))


def _record(number: int, chance: random.Random, shape: Shape) -> str:
    words = Words(chance)
    pmid = FIRST_PMID + number
    date = _date(chance.randint(1996, 2025), chance.randint(1, 12), chance.randint(1, 28))
    corrected = _correction(pmid, chance) if chance.random() < shape.corrected else ""
    journal = often(chance, journals())
    citation = (
        _in("PMID", str(pmid), Version="1"),
        _in("DateCompleted", date),
        _in("DateRevised", date),
        _article(words, chance, number, journal, date, shape),
        _in(
            "MedlineJournalInfo",
            _in("Country", "Nowhere") + _in("MedlineTA", journal[:20]) + _in("NlmUniqueID", f"{len(journal)}00007"),
            _in("ISSNLinking", "0000-0000"),
        ),
        _chemicals(chance),
        _in("CitationSubset", "IM"),
        corrected,
        _mesh(chance),
        _keywords(words, chance),
    )
    ids = (
        _in("ArticleId", str(pmid), IdType="pubmed"),
        _in("ArticleId", f"PMC{pmid}", IdType="pmc"),
        _in("ArticleId", _doi(number), IdType="doi"),
    )
    data = (_history(date), _in("PublicationStatus", "ppublish"), _in("ArticleIdList", *ids), _references(chance))
    medline = _in("MedlineCitation", *citation, Status="MEDLINE", IndexingMethod="Automated", Owner="NLM")
    return _in("PubmedArticle", medline, _in("PubmedData", *data)) + "\n"


def _article(words: Words, chance: random.Random, number: int, journal: str, date: str, shape: Shape) -> str:
    types = [chance.choice(_TYPES)]
    if types[0][0] != "Journal Article":
        types.append(("Journal Article", "D016428"))
    first = number % 900 + 1
    pages = _in("StartPage", str(first)), _in("EndPage", str(first + 8)), _in("MedlinePgn", f"{first}-{first + 8}")
    return _in(
        "Article",
        _journal(journal, date, chance),
        _in("ArticleTitle", _title(words, chance)),
        _in("Pagination", *pages),
        _in("ELocationID", _doi(number), EIdType="doi", ValidYN="Y"),
        "" if chance.random() < shape.without_abstract else _abstract(words, chance),
        _authors(chance),
        _in("Language", "eng"),
        _registration(types, number),
        _grants(chance),
        _in("PublicationTypeList", *(_in("PublicationType", name, UI=ui) for name, ui in types)),
        _in("ArticleDate", date, DateType="Electronic"),
        PubModel="Print-Electronic",
    )


def _in(tag: str, *inner: str, **attributes: str) -> str:
    """An element; what it holds is XML already."""
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return f"<{tag}{written}>{''.join(inner)}</{tag}>"


def _doi(number: int) -> str:
    return f"10.5555/invented.{number}"


def _date(year: int, month: int, day: int) -> str:
    return _in("Year", str(year)) + _in("Month", f"{month:02d}") + _in("Day", f"{day:02d}")


def _abstract(words: Words, chance: random.Random) -> str:
    # Some 237 words on average: those of the abstracts of PubMedQA's development half have 238.
    scale = chance.uniform(0.6, 1.5)
    parts = [
        (label, category, " ".join(_sentence(words, chance, role) for _ in range(max(1, round(usual * scale)))))
        for label, category, role, usual in _SECTIONS
    ]
    if chance.random() < 0.5:
        texts = [_in("AbstractText", text, Label=label, NlmCategory=category) for label, category, text in parts]
    else:
        texts = [_in("AbstractText", " ".join(text for _, _, text in parts))]
    if chance.random() < 0.4:
        texts.append(_in("CopyrightInformation", "© Invented Publishing."))
    return _in("Abstract", *texts)


def _sentence(words: Words, chance: random.Random, role: str) -> str:
    return chance.choice(SENTENCES[role]).format_map(words)


def _title(words: Words, chance: random.Random) -> str:
    return _sentence(words, chance, "title")


def _journal(name: str, date: str, chance: random.Random) -> str:
    month = chance.choice(("Jan", "Mar", "Jun", "Sep", "Nov"))
    issue = (
        _in("Volume", str(chance.randint(1, 90))),
        _in("Issue", str(chance.randint(1, 12))),
        _in("PubDate", date.partition("</Year>")[0] + "</Year>", _in("Month", month)),
    )
    return _in(
        "Journal",
        _in("ISSN", "0000-0000", IssnType="Electronic"),
        _in("JournalIssue", *issue, CitedMedium="Internet"),
        _in("Title", name),
        _in("ISOAbbreviation", name[:20]),
    )


def _authors(chance: random.Random) -> str:
    authors = (_author(chance) for _ in range(max(1, round(chance.gauss(6, 3)))))
    return _in("AuthorList", *authors, CompleteYN="Y")


def _author(chance: random.Random) -> str:
    forename, place = chance.choice(forenames()), chance.choice(places())
    names = (
        _in("LastName", often(chance, surnames())),
        _in("ForeName", forename),
        _in("Initials", forename[0]),
    )
    street = f"{chance.randint(1, 99)} Example Street, {place} {chance.randint(10_000, 99_999)}, Nowhere."
    where = _in("Affiliation", f"{chance.choice(BODIES)}, University of {place}, {street}")
    stated = chance.random() < _AFFILIATED
    return _in("Author", *names, _in("AffiliationInfo", where) if stated else "", ValidYN="Y")


def _registration(types: Sequence[tuple[str, str]], number: int) -> str:
    if types[0][0] != "Randomized Controlled Trial":
        return ""
    numbers = _in("AccessionNumberList", _in("AccessionNumber", f"NCT{99_000_000 + number % 1_000_000}"))
    return _in("DataBankList", _in("DataBank", _in("DataBankName", "ClinicalTrials.gov"), numbers), CompleteYN="Y")


def _grants(chance: random.Random) -> str:
    if chance.random() > 0.2:
        return ""
    grant = _in("GrantID", f"XX{chance.randint(1000, 9999)}"), _in("Acronym", "XX"), _in("Agency", "Invented Fund")
    return _in("GrantList", _in("Grant", *grant, _in("Country", "Nowhere")), CompleteYN="Y")


def _chemicals(chance: random.Random) -> str:
    names = dict.fromkeys(often(chance, drugs()).capitalize() for _ in range(chance.randint(0, 5)))
    chemicals = (
        _in("Chemical", _in("RegistryNumber", "0"), _in("NameOfSubstance", name, UI=_ui(chance))) for name in names
    )
    return _in("ChemicalList", *chemicals) if names else ""


def _mesh(chance: random.Random) -> str:
    headings = []
    for name in dict.fromkeys(often(chance, descriptors()) for _ in range(chance.randint(9, 18))):
        major = "Y" if chance.random() < 0.2 else "N"
        descriptor = _in("DescriptorName", name, UI=_ui(chance), MajorTopicYN=major)
        qualifier = _in("QualifierName", "therapy", UI="Q000628", MajorTopicYN="Y") if chance.random() < 0.4 else ""
        headings.append(_in("MeshHeading", descriptor, qualifier))
    return _in("MeshHeadingList", *headings)


def _ui(chance: random.Random) -> str:
    return f"D{chance.randint(900_000, 999_999)}"


def _keywords(words: Words, chance: random.Random) -> str:
    if chance.random() > 0.7:
        return ""
    listed = (words.illness, often(chance, drugs()), chance.choice(MEASURES), chance.choice(SITES))
    return _in("KeywordList", *(_in("Keyword", one, MajorTopicYN="N") for one in listed), Owner="NOTNLM")


def _history(date: str) -> str:
    stages = ("received", "accepted", "pubmed", "medline", "entrez")
    return _in("History", *(_in("PubMedPubDate", date, PubStatus=stage) for stage in stages))


def _references(chance: random.Random) -> str:
    if chance.random() > _WITH_REFERENCES:
        return ""
    return _in("ReferenceList", *(_reference(chance) for _ in range(chance.randint(15, 60))))


def _reference(chance: random.Random) -> str:
    who = ", ".join(f"{often(chance, surnames())} {chance.choice('ABCDEFGH')}" for _ in range(2))
    where = (
        f"{often(chance, journals())}. {chance.randint(1985, 2024)};{chance.randint(1, 80)}:{chance.randint(1, 900)}"
    )
    pmid = _in("ArticleId", str(FIRST_PMID + chance.randint(0, 9_999_999)), IdType="pubmed")
    citation = _in("Citation", f"{who}. Outcomes of {often(chance, illnesses())}. {where}.")
    return _in("Reference", citation, _in("ArticleIdList", pmid))


def _correction(pmid: int, chance: random.Random) -> str:
    kind = chance.choice(("RetractionIn", "ExpressionOfConcernIn", "ErratumIn", "ErratumIn", "ErratumIn", "UpdateIn"))
    source = (
        _in("RefSource", f"{often(chance, journals())}. 2025;1:2"),
        _in("PMID", str(pmid + 50_000_000), Version="1"),
    )
    return _in("CommentsCorrectionsList", _in("CommentsCorrections", *source, RefType=kind))


if __name__ == "__main__":
    main()
