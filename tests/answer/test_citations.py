"""References as data: what a reference manager is given, and what Curbside's own readers read back from it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.answer.answer import AnswerReference
from curbside.answer.citations import CitationFormat, Name, citations, name_of
from curbside.answer.references import answer_reference
from curbside.engine import Curbside
from curbside.evidence.document import Document
from curbside.evidence.kinds import SourceKind
from curbside.evidence.reference import folded
from curbside.ingest.bibliography import printed_name
from curbside.ingest.csl_json import read_csl_json
from curbside.ingest.ris import read_ris

PAPER = AnswerReference(
    number=1,
    kind="randomized_trial",
    group="Research",
    title="Zorvalitis: rest & 50 % less {pain}_1",
    authors=("Riihimäki M", "van der Zwan JM", "Smith J Jr", "World Health Organization", "et al."),
    container="Journal of Zorvalitis",
    publisher=None,
    year=2019,
    volume="8",
    issue="17",
    pages="7499-7509",
    doi="10.1002/cam4.2567",
    pmid="31609098",
    pmcid="PMC6885880",
    url="https://example.org/a_paper?x=1%202",
    jurisdiction="NL",
    audience="clinician",
    language="en",
    basis="abstract",
    verb="summarised from the abstract",
    standing="corrected",
    standing_checked="2026-11-02",
    standing_note="Erratum in: J Zorv 2020;1:2. PMID: 99999992, PMC99999993",
    documents=("zorv",),
    pack="starter",
)
GUIDELINE = replace(
    PAPER, number=2, kind="guideline", title="Guideline on zorvalitis", authors=("NICE",), container=None,
    publisher="National Institute for Health and Care Excellence", volume=None, issue=None, pages=None, doi=None,
    pmid=None, pmcid=None, standing="current", standing_note=None, pack=None,
)  # fmt: skip
PAGE = replace(
    GUIDELINE, number=3, kind="patient_information", title="Living with zorvalitis", authors=(), year=None,
    accessed="2026-11-22",
)  # fmt: skip
PREPRINT = replace(PAPER, number=4, title="Zorvalitis, early", preprint=True, doi="10.1101/1", pmid=None, pmcid=None)
EVERY = (PAPER, GUIDELINE, PAGE, PREPRINT)


def ris(*references: AnswerReference) -> str:
    return citations(references, CitationFormat.RIS)


def bibtex(*references: AnswerReference) -> str:
    return citations(references, CitationFormat.BIBTEX)


def csl(*references: AnswerReference) -> list[dict[str, object]]:
    read: list[dict[str, object]] = json.loads(citations(references, CitationFormat.CSL_JSON))
    return read


def read_back(references: Sequence[AnswerReference], form: CitationFormat) -> list[Document]:
    file = io.BytesIO(citations(references, form).encode())
    return list(read_ris(file) if form is CitationFormat.RIS else read_csl_json(file))


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("Riihimäki M", Name("Riihimäki", "M.")),
        ("van der Zwan JM", Name("van der Zwan", "J. M.")),
        ("Sartre J-P", Name("Sartre", "J.-P.")),
        ("Smith J Jr", Name("Smith", "J.", "Jr")),
        ("Smith, John A", Name("Smith", "John A")),
        ("Smith, J, Jr", Name("Smith", "J", "Jr")),
        ("O'Brien K", Name("O'Brien", "K.")),
    ],
)
def test_a_name_that_is_printed_family_first_is_split(printed: str, name: Name) -> None:
    assert name_of(printed) == name


@pytest.mark.parametrize(
    "printed",
    [
        "World Health Organization",
        "Department of Health, UK",
        "Cancer Research UK",
        "NICE",
        "ESMO Guidelines Committee",
        "NCCN",
        "John Smith",
        "Ludwig van Beethoven",
        "王小明",
        "Dr.Oracle Medical Advisory Board & Editors",
        ",",
    ],
)
def test_a_body_and_a_name_in_another_order_are_kept_whole(printed: str) -> None:
    assert name_of(printed) == Name(literal=printed)


@pytest.mark.parametrize("form", [CitationFormat.RIS, CitationFormat.CSL_JSON])
def test_what_is_written_is_read_back_by_our_own_readers(form: CitationFormat) -> None:
    for written, document in zip(EVERY, read_back(EVERY, form), strict=True):
        read = document.reference
        assert read.title == written.title
        assert list(read.authors) == [author for author in written.authors if author != "et al."]
        for field in ("container", "publisher", "year", "volume", "issue", "pages", "doi", "pmid", "pmcid", "language"):
            assert getattr(read, field) == getattr(written, field), field
        assert read.url == written.url
        assert read.accessed == written.accessed
        assert read.preprint == written.preprint
        assert not document.statements


@pytest.mark.parametrize("form", [CitationFormat.RIS, CitationFormat.CSL_JSON])
def test_a_kind_that_pubmed_has_a_word_for_comes_back(form: CitationFormat) -> None:
    kinds = [kind for kind in SourceKind if kind.value not in {"registry_study", "case_series", "drug_label"}]
    kinds.remove(SourceKind.TOPIC_OVERVIEW)
    references = [replace(PAPER, title=f"Zorvalitis {kind}", kind=kind.value) for kind in kinds]
    assert [one.reference.kind for one in read_back(references, form)] == kinds


@pytest.mark.parametrize("form", [CitationFormat.RIS, CitationFormat.CSL_JSON])
def test_every_source_of_the_starter_pack_is_read_back_as_itself(
    starter_library: Curbside, form: CitationFormat
) -> None:
    sources = starter_library.library().all_sources()
    references = [answer_reference(1, [source], starter_library.calendar) for source in sources]
    for source, document in zip(sources, read_back(references, form), strict=True):
        read, held = document.reference, source.reference
        assert (read.title, read.year, read.doi, read.pmid, read.pmcid) == (
            held.title, held.year, held.doi, held.pmid, held.pmcid,
        )  # fmt: skip
        held_names = [folded(printed_name(name)) for name in held.authors if name != "et al."]
        assert [folded(name) for name in read.authors] == held_names


def test_ris_names_the_type_of_each_source_and_ends_its_lines_as_the_format_wants() -> None:
    written = ris(*EVERY)
    assert re.findall(r"^TY  - (\w+)\r$", written, re.MULTILINE) == ["JOUR", "RPRT", "ELEC", "UNPB"]
    assert written.count("\r\n") == written.count("\n")
    assert written.count("ER  - \r\n") == 4


def test_bibtex_has_an_entry_for_each_source_with_a_key_of_its_own() -> None:
    written = bibtex(PAPER, replace(PAPER, number=2), GUIDELINE, PAGE)
    assert re.findall(r"^@(\w+)\{([^,]+),$", written, re.MULTILINE) == [
        ("article", "riihimaki2019zorvalitis"),
        ("article", "riihimaki2019zorvalitis-2"),
        ("techreport", "nice2019guideline"),
        ("misc", "nationalinstitutefor" + "living"),
    ]


def test_bibtex_escapes_what_latex_would_take_for_itself() -> None:
    written = bibtex(PAPER)
    assert r"title = {{Zorvalitis: rest \& 50 \% less \{pain\}\_1}}" in written
    assert (
        "author = {Riihimäki, M. and van der Zwan, J. M. and Smith, Jr, J. and {World Health Organization} and others}"
        in written
    )
    assert "pages = {7499--7509}" in written
    assert "url = {https://example.org/a_paper?x=1%202}" in written


def test_csl_names_its_types_and_parts_of_names() -> None:
    paper, guideline, page, preprint = csl(*EVERY)
    assert [one["type"] for one in (paper, guideline, page, preprint)] == [
        "article-journal", "report", "webpage", "article",
    ]  # fmt: skip
    assert paper["author"] == [
        {"family": "Riihimäki", "given": "M."},
        {"family": "van der Zwan", "given": "J. M."},
        {"family": "Smith", "given": "J.", "suffix": "Jr"},
        {"literal": "World Health Organization"},
    ]
    assert paper["issued"] == {"date-parts": [[2019]]}
    assert page["accessed"] == {"date-parts": [[2026, 11, 22]]}
    assert "issued" not in page
    assert preprint["genre"] == "Preprint"


def test_authors_that_the_record_leaves_out_are_no_author_and_are_noted() -> None:
    for written in (ris(PAPER), citations([PAPER], CitationFormat.CSL_JSON)):
        assert "et al" not in written
        assert "the record names only some of the authors" in written
    assert "only some of the authors" not in ris(GUIDELINE)


def test_how_a_source_stands_travels_with_it() -> None:
    for written in (ris(PAPER), bibtex(PAPER), citations([PAPER], CitationFormat.CSL_JSON)):
        assert "standing: corrected, checked 2026-11-02" in written
        assert "Erratum in: J Zorv 2020;1:2." in written
        assert "demonstration summary" in written
    assert "standing: current, checked" in ris(GUIDELINE)


@pytest.mark.parametrize("form", [CitationFormat.RIS, CitationFormat.CSL_JSON])
def test_a_retraction_s_own_number_is_never_taken_for_the_paper_s(form: CitationFormat) -> None:
    (document,) = read_back([replace(PAPER, pmid=None, pmcid=None)], form)
    assert (document.reference.pmid, document.reference.pmcid) == (None, None)


TEXTS = st.text(max_size=80)


@given(TEXTS.filter(lambda text: text.strip()), TEXTS, TEXTS, TEXTS)
@settings(max_examples=200)
def test_no_text_breaks_out_of_its_field(title: str, author: str, container: str, note: str) -> None:
    hostile = replace(PAPER, title=title, authors=(author,), container=container, standing_note=note)
    written = ris(hostile)
    assert written.count("\nER  - ") == 1
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in written.split("\r\n")[:-2])
    entry = re.sub(r"\\.", "", bibtex(hostile).replace("\\textbackslash{}", ""))
    assert entry.count("{") == entry.count("}")
    assert len(re.findall(r"^@", entry, re.MULTILINE)) == 1
    assert len(csl(hostile)) == 1


def test_no_reference_is_no_entry() -> None:
    assert (ris(), bibtex(), csl()) == ("", "", [])
