"""The texts behind citation markers: whole rows, marked figures, and nobody else's patients."""

from __future__ import annotations

from dataclasses import replace

from curbside.answer.answer import Answer, AnswerFigure
from curbside.web.carrying import CarryingTexts, figures_told, populations, row_quotes


def told(text: str, *figures: tuple[str, str, str]) -> list[str]:
    """The populations of the figures, each a text, a measure and a population, that a text tells."""
    made = [AnswerFigure(1, None, None, "%", printed, m, p, "not stated", (1,)) for printed, m, p in figures]
    return [one.population for one in figures_told(text, made)]


def test_a_figure_is_no_part_of_a_longer_one() -> None:
    one = ("5 %", "liver metastases", "rectal NETs")
    assert told("Liver metastases in 5 % of rectal NETs.", one) == ["rectal NETs"]
    for text in ("15 %", "2.5 %", "1-5 %", "1–5 %"):
        assert not told(f"Liver metastases in {text} of rectal NETs.", one)
    assert not told("Liver metastases in 12 of 6910.", ("12 of 691", "liver metastases", "NETs"))


def test_of_figures_printed_alike_the_text_tells_those_of_the_patients_that_it_names() -> None:
    same = [("5 %", "liver metastases", f"{site} NET; patients with a NET") for site in ("Rectal", "Bronchial")]
    assert told("Rectal NET: liver metastases in 5 %.", *same) == ["Rectal NET; patients with a NET"]
    assert len(told("Liver metastases in 5 %.", *same)) == 2
    shorter = ("60 %", "nodal metastases", "Ileal NETs")
    text = "Midgut NETs show nodal metastases in about 60 %."
    assert told(text, ("about 60 %", "nodal metastases", "midgut NETs"), shorter) == ["midgut NETs"]


def test_a_phrase_that_leaves_words_out_is_found_in_its_parts() -> None:
    assert told("Spread to nodes was seen in 9 %.", ("9 %", "spread … was seen", "x")) == ["x"]
    assert not told("Spread to nodes occurred in 9 %.", ("9 %", "spread … was seen", "x"))


def test_a_table_row_is_one_text_as_its_source_has_it(answer: Answer) -> None:
    table = next(t for section in answer.sections for t in section.tables)
    [quote] = row_quotes(table.cells[0])
    assert quote.text == " | ".join(table.rows[0])
    assert quote.end - quote.start == len(quote.text)


def test_cells_that_do_not_stand_side_by_side_are_not_joined_as_if_they_did(answer: Answer) -> None:
    cells = next(t for section in answer.sections for t in section.tables).cells[0]
    far = replace(cells[1], quotes=tuple(replace(q, start=q.start + 90, end=q.end + 90) for q in cells[1].quotes))
    [quote] = row_quotes((cells[0], far))
    assert quote.text == f"{cells[0].text} … {cells[1].text}"


def test_every_quote_of_the_answer_has_a_place_and_cells_have_their_row_s(answer: Answer) -> None:
    texts = CarryingTexts(answer)
    assert all(len(texts.places([quote])) == 1 for quote in answer.quotes)
    listed = [text for one in answer.references for text in texts.of_reference(one.number)]
    assert len({text.place for text in listed}) == len(listed)
    for text in listed:
        assert "".join(piece.text for piece in text.line) == text.quote.text
        marked = [piece.text for piece in text.line if piece.marked]
        assert all(any(piece in one.text or one.text in piece for one in text.figures) for piece in marked)


def test_a_figure_s_texts_print_it(answer: Answer) -> None:
    texts = CarryingTexts(answer)
    found = [(figure, quote) for figure in answer.figures for quote in texts.of_figure(figure)]
    assert len({figure for figure, _ in found}) > len(answer.figures) * 0.8
    assert all(figure.text in quote.text and quote.reference in figure.citations for figure, quote in found)


def test_a_statement_without_figures_is_in_nobody(answer: Answer) -> None:
    statement = next(s for section in answer.sections for s in section.statements if "%" not in s.text)
    assert populations(answer, replace(statement, text="Bone is a site of metastasis.")) == []
