"""A source with pages is cited with them, and what stands on a page of doubtful layout is marked and never leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from curbside import Answer, Curbside
from curbside.answer.answer import AnswerQuote, AnswerStatement
from curbside.answer.markdown import answer_markdown
from curbside.evidence.kinds import SourceKind
from curbside.evidence.reference import Reference
from curbside.index.writing import open_writer
from curbside.ingest.building import DocumentBuilder
from curbside.terminal import console_for, show_answer
from curbside.web.html import answer_html

from .reading import statements

UNCLEAR = "page layout unclear; check the page"
QUESTION = "How is zorvalitis treated?"
PLAIN = "Zorvalitis is treated with brentamab, which healed 40 % of 90 patients."
JUMBLED = "Zorvalitis is also treated with colvarine, which healed 55 % of 200 patients."
Build = Callable[[DocumentBuilder], None]


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Callable[[Build], Answer]]:
    """Ask a library of one document that is built page by page."""
    opened: list[Curbside] = []

    def asked(build: Build) -> Answer:
        builder = DocumentBuilder()
        build(builder)
        reference = Reference(title="Zorvalitis", kind=SourceKind.GUIDELINE, year=2024)
        folder = tmp_path / f"library-{len(opened)}"
        with open_writer(folder) as writer:
            writer.add(builder.document("made-up", reference))
            writer.commit()
        opened.append(Curbside(folder))
        return opened[-1].ask(QUESTION)

    yield asked
    for one in opened:
        one.close()


def two_pages(builder: DocumentBuilder) -> None:
    builder.page(11)
    builder.heading(1, "Treatment")
    builder.paragraph(PLAIN)
    builder.page(12, doubtful=True)
    builder.paragraph(JUMBLED)


def test_a_quote_names_the_page_it_stands_on(ask: Callable[[Build], Answer]) -> None:
    data = ask(two_pages).to_dict()
    (summary,) = data["summary"]
    assert [quote["page"] for quote in summary["quotes"]] == [11]
    assert "doubtful" not in summary["quotes"][0]


def test_a_source_without_pages_has_none_in_its_quotes(starter_library: Curbside) -> None:
    data = starter_library.ask("Where do neuroendocrine tumors spread?").to_dict()
    assert all("page" not in quote for one in data["summary"] for quote in one["quotes"])


def test_what_stands_on_a_doubtful_page_is_marked_and_never_leads(ask: Callable[[Build], Answer]) -> None:
    answer = ask(two_pages)
    assert [one.text for one in answer.summary] == [PLAIN]
    assert {one.text: one.note for one in statements(answer)} == {PLAIN: None, JUMBLED: UNCLEAR}
    assert [one.text for one in answer.figures] == ["40 %"]
    (quote,) = next(one for one in statements(answer) if one.text == JUMBLED).quotes
    assert (quote.page, quote.doubtful) == (12, True)


def test_a_doubtful_page_alone_gives_no_direct_answer_and_no_figures(ask: Callable[[Build], Answer]) -> None:
    def build(builder: DocumentBuilder) -> None:
        builder.page(3, doubtful=True)
        builder.heading(1, "Treatment")
        builder.paragraph(PLAIN)

    answer = ask(build)
    assert answer.is_answered
    assert (answer.summary, answer.figures) == ((), ())


def test_a_table_on_a_doubtful_page_is_marked_and_gives_no_figures(ask: Callable[[Build], Answer]) -> None:
    def build(builder: DocumentBuilder) -> None:
        builder.page(3, doubtful=True)
        builder.heading(1, "Treatment of zorvalitis")
        rows = [["brentamab", "40 %"], ["colvarine", "55 %"]]
        builder.table("Treatment of zorvalitis", ["Drug", "Healed, of 90 patients"], rows)

    answer = ask(build)
    (table,) = [table for section in answer.sections for table in section.tables]
    assert table.note == UNCLEAR
    assert answer.figures == ()


def test_citations_show_the_page_in_every_format(
    ask: Callable[[Build], Answer], capsys: pytest.CaptureFixture[str]
) -> None:
    answer = ask(two_pages)
    assert f"**{PLAIN}** \\[1 p. 11\\]" in answer_markdown(answer)
    assert "1&nbsp;p. 11</a>" in answer_html(answer)
    assert 'aria-label="citation 1, Zorvalitis 2024, p. 11"' in answer_html(answer)
    show_answer(answer, console_for())
    out = " ".join(capsys.readouterr().out.split())
    assert f"{PLAIN} [1 p. 11]" in out
    assert f"{JUMBLED} ({UNCLEAR}) [1 p. 12]" in out


def test_several_pages_of_one_source_are_named_together() -> None:
    quotes = [
        AnswerQuote(ref, "d", "r", "p", (), 0, 1, "x", "quoted from", page) for ref, page in ((1, 4), (1, 2), (2, None))
    ]
    statement = AnswerStatement("x", "verbatim", (1, 2), tuple(quotes))
    assert statement.cited == "1 pp. 2, 4; 2"


def test_a_sentence_shown_with_one_from_a_doubtful_page_is_doubtful(ask: Callable[[Build], Answer]) -> None:
    def build(builder: DocumentBuilder) -> None:
        builder.page(1, doubtful=True)
        builder.heading(1, "Treatment")
        builder.paragraph("Zorvalitis is treated with brentamab by mouth.")
        builder.page(2)
        builder.paragraph("It healed 40 % of 90 patients with zorvalitis treated for a week.")

    answer = ask(build)
    shown = [one for one in statements(answer) if "healed" in one.text]
    assert answer.summary == ()
    assert all(one.note == UNCLEAR and "brentamab" in one.text for one in shown)
    assert shown
    assert answer.figures == ()
