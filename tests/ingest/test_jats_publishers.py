"""Whole articles, invented, tagged in the manner of publishers: held against their XML word by word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.ingest.jats_snippets import caption, cells, headings, lines, notes, roles

from curbside.evidence.document import Document, Form
from curbside.evidence.kinds import Role, SourceKind
from curbside.ingest.jats import read_jats

FOLDER = Path(__file__).parent / "jats"
ARTICLES = sorted(path.stem for path in FOLDER.glob("*.xml"))
OWN_HEADINGS = {"Abstract", "Figures and tables", "Footnotes", "Acknowledgements", "Notes"}


def read(name: str) -> Document:
    (document,) = read_jats(FOLDER / f"{name}.xml")
    return document


# A second reading of the XML that knows nothing of the first: all text outside what is left out, with a space at every
# tag that is not dress.
DRESS = {"italic", "bold", "sub", "sup", "xref", "ext-link", "sc"}
LEFT_OUT = {"ref-list", "object-id", "alt-text", "graphic", "sub-article"}


def words_of_the_xml(name: str) -> set[str]:
    root = etree.parse(FOLDER / f"{name}.xml").getroot()
    text: list[str] = []

    def walk(element: Any) -> None:
        tag = etree.QName(element).localname
        is_bullet = tag == "label" and etree.QName(element.getparent()).localname == "list-item"
        if tag not in LEFT_OUT and not is_bullet and not is_number(element):
            text.extend(["" if tag in DRESS else " ", element.text or ""])
            for child in element:
                walk(child)
            text.append("" if tag in DRESS else " ")
        text.append(element.tail or "")

    for path in ("front//abstract", "body", "back", "floats-group"):
        for part in root.findall(path):
            walk(part)
    return set(re.findall(r"\w+", re.sub(r"DOI: http\S+", " ", " ".join("".join(text).split()))))


def is_number(element: Any) -> bool:
    return element.get("ref-type") == "bibr" and bool(re.fullmatch(r"[\d–,-]{1,3}", "".join(element.itertext())))


@pytest.mark.parametrize("name", ARTICLES)
def test_no_word_is_lost_added_or_glued(name: str) -> None:
    document = read(name)
    xml = (FOLDER / f"{name}.xml").read_text("utf-8")
    texts = [document.text[block.start : block.end] for block in document.blocks]
    said = [text for text in texts if text not in OWN_HEADINGS or f">{text}<" in xml]
    # A spanned cell is written out into every cell, floats stand before the back matter: words are compared as a set.
    assert set(re.findall(r"\w+", " ".join(said).replace("^", ""))) == words_of_the_xml(name)


@pytest.mark.parametrize("name", ARTICLES)
def test_no_reference_is_said_and_what_speaks_of_the_paper_never_answers(name: str) -> None:
    document = read(name)
    assert "Quoted nowhere" not in document.text
    assert [entry["text"] for entry in document.metadata["references"]] == ["Quoted nowhere 1999."]
    answering = [text for text, role in roles(document).items() if role.answers]
    of_the_paper = r"neutral|All of it|On request|None\.|thank|Not commissioned|grant|conflict|confidence interval"
    assert not [text for text in answering if re.search(of_the_paper, text)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mdpi", """
            # Abstract
            ## Background
            ## Results
            # 1. Introduction
            # 2. Materials and Methods
            ## 2.1. Participants
            # 3. Results
            # Footnotes
            # Author Contributions
            # Abbreviations"""),
        ("frontiers", """
            # Abstract
            # Introduction
            # Methods
            ## Ethics Statement
            # Box 1 What to do.
            # Data Availability Statement
            # Conflict of Interest
            # Supplementary Material"""),
        ("bmj", """
            # Abstract
            ## Objective
            ## Trial registration
            # What is already known
            # Introduction
            # Results
            # Acknowledgements
            # Footnotes"""),
        ("nihms", """
            # Abstract
            # 1. Introduction
            # 2. Results
            ## 2.1. Pain
            # Figures and tables
            ## Highlights
            # Funding
            # Footnotes"""),
        ("elife", """
            # Abstract
            # eLife digest
            # Results"""),
        ("old", ""),
    ],
)  # fmt: skip
def test_headings_of_every_manner(name: str, expected: str) -> None:
    assert headings(read(name)) == [line.strip() for line in expected.splitlines() if line.strip()]


def test_paragraphs_of_every_manner() -> None:
    assert "Pain is common." in lines(read("mdpi"), Form.SENTENCE)
    assert "We asked 20 men. y = x (1)" in lines(read("mdpi"), Form.SENTENCE)
    assert "Pain is common (Nobody et al., 2010; Other, 2011). Nobody et al. (2010) say so." in lines(read("frontiers"))
    assert "Pain is common. It hurts." in lines(read("bmj"))
    assert "Pain is common (see Fig. 1)." in lines(read("nihms"))
    assert "It helped." in lines(read("jmir"))
    assert [one for one in lines(read("elife")) if one.startswith("Figure")] == [
        "Figure 1: Pain.",
        "Figure 1—figure supplement 1: More pain.",
    ]


def test_tables_of_every_manner() -> None:
    assert (caption(read("mdpi")), notes(read("mdpi"))) == ("Table 1: Who they were.", ["Mean ± SD."])
    assert cells(read("mdpi")) == (["", "Men"], [["Age", "50 ± 3"]])
    assert cells(read("bmj")) == ([], [["Died", "3 (1.5%)"]])
    assert cells(read("jmir")) == (
        ["Characteristic", "Characteristic", "Value"],
        [["Sex, n (%)", "Sex, n (%)", "Sex, n (%)"], ["", "Women", "20 (50)^a"]],
    )
    assert notes(read("jmir")) == ["^a Self-reported."]


def test_records_of_every_manner() -> None:
    assert read("bmj").reference.trial_registration == "ISRCTN12345678"
    assert {read(name).reference.kind for name in ARTICLES} == {SourceKind.OTHER}
    assert roles(read("bmj"))["Little."] is Role.RESULT
