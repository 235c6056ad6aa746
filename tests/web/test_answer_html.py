"""The stand-alone page, and every template rendered with everything an answer can hold."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest
from jinja2 import meta
from webpage import METASTASES, Webpage

from curbside import web
from curbside.answer.answer import (
    INSUFFICIENT,
    Answer,
    AnswerDisagreement,
    AnswerFigure,
    AnswerReference,
    Nearest,
    Review,
)
from curbside.engine import Curbside
from curbside.errors import OwnOutput
from curbside.ingest.html import read_html
from curbside.web import html, pages


def full(answer: Answer) -> Answer:
    """An answer with everything in it that the engine may ever give."""
    statement = replace(answer.summary[0], grade="Grade 1A", must_not_miss=True)
    guideline = replace(
        answer.references[0],
        kind="guideline",
        group="Guideline",
        standing="concern",
        standing_checked="2026-11-02",
        standing_note="Figures under question",
        pack=None,
        doi=None,
        pmid=None,
        pmcid=None,
        url="javascript:alert(1)",
    )
    figure = AnswerFigure(82, None, None, "%", "82 %", "liver metastases", "not stated", "not stated", (1,))
    return replace(
        answer,
        corrected_from="neurendocrine",
        interpreted="Understood otherwise?",
        summary=(statement,),
        figures=(figure,),
        disagreements=(AnswerDisagreement("Liver", "figures", (statement,)),),
        not_covered=("No statement shown speaks of “children”.",),
        nearest=(Nearest(guideline, ("Spread", "Liver"), "Nearest words."),),
        references=(guideline, *answer.references[1:]),
    )


def rendered(answer: Answer, served: bool = True) -> Webpage:
    return Webpage(html.page_html(pages.AnswerPage(answer)) if served else html.answer_html(answer))


@pytest.mark.parametrize("template", sorted(path.name for path in html.TEMPLATES.glob("*.html")))
def test_every_template_compiles(template: str) -> None:
    assert html._environment().get_template(template)


def test_every_page_has_a_template_and_every_template_a_use() -> None:
    modules = [import_module(f"curbside.web.{one.name}") for one in iter_modules(web.__path__)]
    shown = {one for module in modules for one in vars(module).values() if isinstance(one, type)}
    used = {"export.html", *(one.template for one in shown if isinstance(getattr(one, "template", None), str))}
    environment = html._environment()
    for template in html.TEMPLATES.glob("*.html"):
        parsed = environment.parse(template.read_text("utf-8"))
        used.update(filter(None, meta.find_referenced_templates(parsed)))
    assert used == {path.name for path in html.TEMPLATES.glob("*.html")}


@pytest.mark.parametrize("served", [True, False])
def test_everything_an_answer_can_hold_is_shown(answer: Answer, served: bool) -> None:
    shown = rendered(full(answer), served)
    text = shown.one("main").text
    for said in (
        "Asked as “neurendocrine”",
        "Understood as “Understood otherwise?”",
        "Do not miss",
        "Grade as the source prints it: Grade 1A",
        "Sources give different figures",
        "What the evidence does not cover",
        "“children”",
        "Nearest words.",
        "expression of concern; standing checked 2 November 2026: Figures under question",
    ):
        assert said in text
    row = next(tag for tag in shown.all("tr") if "82 %" in tag.text)
    assert row.text.count("not stated") == 2
    assert [h for h in shown.headings if h in ("Guideline", "Research")] == ["Guideline", "Research"]
    assert not shown.misnested
    assert not shown.unclosed


def test_an_address_that_is_not_the_web_s_never_becomes_a_link(answer: Answer) -> None:
    assert not [a for a in rendered(full(answer)).all("a") if a["href"].startswith("javascript")]


def test_an_approved_answer_says_who_approved_it_and_when(answer: Answer) -> None:
    reviewer = {"name": "Dr A. Reviewer", "role": "oncologist", "date": "2026-11-01"}
    review = Review("approved", "nets", 2, ("clinician",), (reviewer,), "2026-11-02T10:00:00Z")
    text = rendered(replace(answer, review=review)).one("main").text
    assert "Reviewed and approved on 2 November 2026 by Dr A. Reviewer (oncologist), for clinician." in text
    assert "pending human review" not in text.split("Direct answer")[0]


@pytest.mark.parametrize("state", ["none", "submitted", "under_review", "changes_requested", "retired"])
def test_an_answer_in_any_other_state_is_pending_review(answer: Answer, state: str) -> None:
    text = rendered(replace(answer, review=Review(state=state, notices=("New evidence.",)))).one("main").text
    assert "Educational; pending human review. New evidence." in text


def test_a_table_whose_cells_cite_different_sources_cites_each_cell(answer: Answer) -> None:
    section = next(s for s in answer.sections if s.tables)
    table = section.tables[0]
    mixed = replace(table, citations=(*table.citations, 2))
    sections = (replace(section, tables=(mixed,)),)
    markers = [a for a in rendered(replace(answer, sections=sections)).all("a") if {"sup", "td"} <= set(a.parents)]
    assert len(markers) >= len(table.rows)


@pytest.mark.parametrize("served", [True, False])
def test_what_sets_a_row_apart_stands_in_that_row_and_in_no_other(answer: Answer, served: bool) -> None:
    section = next(s for s in answer.sections if s.tables and len(s.tables[0].rows) > 1)
    notes = ["in children, not adults" if n == 1 else "" for n in range(len(section.tables[0].rows))]
    noted = replace(section.tables[0], row_notes=tuple(notes))
    shown = rendered(replace(answer, sections=(replace(section, statements=(), tables=(noted,)),)), served)
    first, second = (
        next(tag for tag in shown.all("tr") if tag.text.startswith(row[0]) and row[-1] in tag.text)
        for row in noted.rows[:2]
    )
    assert "in children, not adults" in second.text
    assert "in children, not adults" not in first.text
    assert shown.one("main").text.count("in children, not adults") == 1


def test_the_export_needs_nothing_but_itself(answer: Answer) -> None:
    shown = rendered(answer, served=False)
    assert not shown.all("link")
    assert not shown.all("script")
    assert not shown.all("form")
    assert shown.one("style").text
    for a in shown.all("a"):
        assert a["href"].startswith("#") or a["rel"] == "noopener noreferrer"
        if a["href"].startswith("#"):
            assert a["href"][1:] in shown.ids
    assert all(detail.attributes.get("open") == "" for detail in shown.all("details", class_="more"))


def test_the_export_holds_the_same_words_as_the_served_page(answer: Answer) -> None:
    served, alone = rendered(answer), rendered(answer, served=False)
    assert [h for h in alone.headings if h in served.headings] == alone.headings
    assert [li["id"] for li in alone.all("li") if "value" in li.attributes] == [
        li["id"] for li in served.all("li") if "value" in li.attributes
    ]
    assert answer.disclaimer in alone.one("main").text


def test_the_export_s_policy_admits_its_own_stylesheet_and_nothing_else(answer: Answer) -> None:
    import base64
    import hashlib

    text = html.answer_html(answer)
    style = text.split("<style>")[1].split("</style>")[0]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policies = [meta["content"] for meta in Webpage(text).all("meta", **{"http-equiv": "Content-Security-Policy"})]
    assert policies == [f"default-src 'none'; style-src 'sha256-{digest}'"]


def test_the_export_is_never_taken_as_evidence(answer: Answer, tmp_path: Path) -> None:
    file = tmp_path / "answer.html"
    file.write_text(html.answer_html(answer), "utf-8")
    with pytest.raises(OwnOutput):
        list(read_html(file))


def test_the_export_of_silence_says_so(engine: Curbside) -> None:
    answer = engine.ask("What is the best treatment for migraine?")
    assert answer.status == INSUFFICIENT
    assert answer.not_covered[0] in rendered(answer, served=False).one("main").text


def test_the_same_answer_is_the_same_page(engine: Curbside, answer: Answer) -> None:
    assert html.answer_html(engine.ask(METASTASES)) == html.answer_html(answer)


@pytest.mark.parametrize(
    ("date", "said"),
    [("2026-01-29", "29 January 2026"), ("2026-01", "January 2026"), ("2026", "2026"), ("2026-13-01", "2026")],
)
def test_a_date_is_said_as_precisely_as_it_is_known(date: str, said: str) -> None:
    assert pages.day(date) == said


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"container": "J", "volume": "8", "issue": "17", "pages": "1-2"}, "J 8(17):1-2"),
        ({"container": None, "publisher": "P", "volume": None, "issue": None, "pages": None}, "P"),
        ({"container": "J", "volume": None, "issue": None, "pages": "1-2"}, "J 1-2"),
    ],
)
def test_a_reference_says_where_it_was_published(answer: Answer, changes: dict[str, str], said: str) -> None:
    reference: AnswerReference = replace(answer.references[0], **changes)
    assert pages.where_published(reference) == said


def test_only_the_readers_whom_a_site_answers_are_offered(answer: Answer) -> None:
    shown = Webpage(html.page_html(pages.AnswerPage(answer, readers=("clinician", "trainee"))))
    form = shown.one("form", class_="readers")
    assert [button["value"] for button in shown.tags_in(form, "button")] == ["clinician", "trainee"]


def test_the_export_leads_from_every_marker_to_the_words_that_carry_it(answer: Answer) -> None:
    shown = rendered(answer, served=False)
    markers = [a for a in shown.all("a") if "sup" in a.parents]
    assert markers
    assert {a["href"].removeprefix("#") for a in markers} <= set(shown.ids)
    carried = " ".join(tag.text for tag in shown.all("blockquote"))
    assert all(" ".join(quote.text.split()) in carried for one in answer.statements for quote in one.quotes)
