"""Which statements may answer, and with what beside them: nothing torn, nothing that only says what was planned."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from curbside import Answer, Curbside
from curbside.answer import understood
from curbside.answer.candidates import candidates
from curbside.answer.compose import compose
from curbside.answer.fit import Fit
from curbside.answer.retrieve import retrieve
from curbside.answer.select import Evidence, chosen
from curbside.answer.understand import understand
from curbside.evidence.kinds import Reader

from .reading import pieces, quotes, shown, statements

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]

TREATED = "How is gout treated?"


@pytest.fixture
def answer_from(make_library: MakeLibrary, source_text: SourceText) -> Callable[[str], Answer]:
    """Ask how gout is treated of a library that holds one text about it."""
    return lambda body: make_library(source_text(body, title="Gout")).ask(TREATED)


def said(answer: Answer) -> list[str]:
    return [one.text for one in statements(answer)]


def test_a_sentence_that_points_back_is_shown_with_the_one_before_it(answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from(
        "## Treatment\n\nColchicine treats an acute attack of gout. It is started within 12 hours of the first symptom."
    )
    assert any("12 hours" in text for text in said(answer))
    for text in said(answer):
        assert text.startswith("Colchicine treats an acute attack of gout.")
    (one,) = [one for one in statements(answer) if "12 hours" in one.text]
    assert [quote.text for quote in one.quotes] == [one.text]


def test_a_sentence_that_says_what_there_is_points_to_none_before_it(answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from("## Treatment\n\nColchicine is old. There is no cure for gout, but treatment helps.")
    assert "There is no cure for gout, but treatment helps." in said(answer)


@pytest.mark.parametrize(
    "torn",
    [
        "This drug is given in gout at 0.5 mg twice a day.",
        "However, gout attacks are treated with 0.5 mg twice a day.",
        "They treat gout attacks with 0.5 mg twice a day.",
        "Of these, gout attacks need treatment with 0.5 mg twice a day.",
        "The latter treats gout attacks with 0.5 mg twice a day.",
        "For example, gout attacks are treated with 0.5 mg twice a day.",
    ],
)
def test_a_sentence_that_points_to_nothing_before_it_is_not_shown(
    torn: str, answer_from: Callable[[str], Answer]
) -> None:
    answer = answer_from(f"## Treatment\n\n{torn}\n\n## Attacks\n\nAllopurinol treats chronic gout in adults.")
    assert "Allopurinol" in shown(answer)
    assert "0.5 mg" not in shown(answer)


def test_a_sentence_that_points_to_one_that_points_further_back_is_shown_with_both(
    answer_from: Callable[[str], Answer],
) -> None:
    told = "Colchicine treats attacks of gout. It is old and cheap in gout. This treats gout for 7 days."
    assert any(told in text for text in said(answer_from(f"## Treatment\n\n{told}")))


def test_a_sentence_that_points_back_further_than_two_sentences_is_not_shown(
    answer_from: Callable[[str], Answer],
) -> None:
    answer = answer_from(
        "## Treatment\n\nColchicine treats attacks of gout. It is old in gout. It is cheap in gout. "
        "This treats gout for 7 days."
    )
    assert "Colchicine" in shown(answer)
    assert not any("7 days" in text for text in said(answer))


def test_a_list_item_that_points_back_to_its_neighbour_is_not_shown(answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from(
        "## Treatment\n\n- Colchicine treats attacks of gout.\n- It treats gout best when given within 12 hours."
    )
    assert said(answer) == ["Colchicine treats attacks of gout."]


def test_a_list_item_is_shown_behind_its_lead_in_with_a_quote_for_each(answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from(
        "## Treatment\n\nTreatment of gout with colchicine is to be avoided in:\n\n"
        "- adults with severe renal failure\n- adults who take clarithromycin\n"
    )
    items = list(statements(answer))
    assert {one.mode for one in items} == {"stem_added"}
    assert {one.text for one in items} == {
        "Treatment of gout with colchicine is to be avoided in: adults with severe renal failure",
        "Treatment of gout with colchicine is to be avoided in: adults who take clarithromycin",
    }
    for one in items:
        lead_in, item = one.quotes
        assert f"{lead_in.text} {item.text}" == one.text
        assert lead_in.end <= item.start


def test_a_list_item_without_a_lead_in_stands_as_it_is(answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from("## Treatment\n\n- Colchicine treats attacks of gout.\n")
    assert [(one.mode, one.text) for one in statements(answer)] == [("verbatim", "Colchicine treats attacks of gout.")]


@pytest.mark.parametrize(
    "heading", ["Background", "Introduction", "Aim", "Objectives", "Methods", "Patients and methods"]
)
def test_what_a_study_set_out_to_do_never_answers(heading: str, answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from(
        f"## {heading}\n\nGout is treated with a poultice of leeches.\n\n"
        "## Results\n\nGout treated with colchicine was relieved in 24 hours."
    )
    assert "colchicine" in shown(answer)
    assert "leeches" not in shown(answer)


def test_a_source_that_only_says_what_was_planned_leaves_the_question_open(
    answer_from: Callable[[str], Answer],
) -> None:
    answer = answer_from("## Methods\n\nGout was treated with colchicine or with allopurinol.")
    assert answer.status == "insufficient_evidence"
    assert answer.nearest


@pytest.mark.parametrize(
    "fragment",
    ["Treatment of gout:", "Gout treatment", "Is gout treated with colchicine at all?", "0.5 mg - 1 mg, 12 % (24/200)"],
)
def test_a_fragment_or_a_question_is_no_statement(fragment: str, answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from(f"## Treatment\n\n{fragment}\n\nColchicine treats attacks of gout in adults.")
    assert said(answer) == ["Colchicine treats attacks of gout in adults."]


def test_table_rows_become_a_table_with_a_quote_for_every_cell(answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from(
        "## Treatment\n\nColchicine treats attacks of gout in adults.\n\n"
        "Table: Response of gout to treatment at 24 hours; denominator: adults with an attack\n"
        "| Drug | Response | Time |\n|---|---|---|\n"
        "| Colchicine | 38 % | 24 hours |\n| Placebo | 16 % | |\n"
    )
    (table,) = [table for section in answer.sections for table in section.tables]
    assert table.caption == "Response of gout to treatment at 24 hours; denominator: adults with an attack"
    assert table.columns == ("Drug", "Response", "Time")
    assert table.rows == (("Colchicine", "38 %", "24 hours"), ("Placebo", "16 %", ""))
    for row in table.cells:
        for cell in row:
            assert [quote.text for quote in cell.quotes] == ([cell.text] if cell.text else [])
            assert bool(cell.citations) == bool(cell.text)


def test_a_row_is_never_shown_as_a_sentence(answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from(
        "## Treatment\n\nTable: Gout treatment\n"
        "| Drug | Response |\n|---|---|\n| Colchicine | 38 % |\n| None | 16 % |\n"
    )
    assert answer.is_answered
    assert said(answer) == []


@pytest.mark.parametrize("standing", ["retracted", "superseded", "retired"])
def test_a_source_that_no_longer_stands_never_answers(
    standing: str, make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(
        source_text("## Treatment\n\nGout is treated with leeches.", title="Gout", standing=standing),
        source_text("## Treatment\n\nGout is treated with colchicine.", title="Gout in adults"),
    )
    answer = curbside.ask(TREATED)
    assert said(answer) == ["Gout is treated with colchicine."]
    assert {reference.standing for reference in answer.references} == {"current"}


@pytest.mark.parametrize("standing", ["retracted", "superseded", "retired"])
def test_a_source_that_no_longer_stands_is_not_even_nearest(
    standing: str, make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(
        source_text("## Treatment\n\nGout is treated with leeches.", title="Gout", standing=standing),
    )
    answer = curbside.ask(TREATED)
    assert answer.status == "insufficient_evidence"
    assert answer.nearest == ()


def test_a_source_under_an_expression_of_concern_answers_with_a_notice_that_names_it(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    text = source_text(
        "## Treatment\n\nGout is treated with colchicine.",
        title="Gout",
        standing="concern",
        authors=["Doe J"],
        standing_note="Figures under investigation.",
    )
    answer = make_library(text).ask(TREATED)
    assert answer.is_answered
    assert any("expression of concern" in notice and "Doe 2020" in notice for notice in answer.notices)
    assert answer.references[0].standing == "concern"
    assert answer.references[0].standing_note == "Figures under investigation."


def test_what_two_sources_say_in_the_same_words_is_said_once_and_cited_to_both(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    body = "## Treatment\n\nGout is treated with colchicine."
    curbside = make_library(
        source_text(body, title="Gout", doi="10.1000/one"), source_text(body, title="Gout revisited", doi="10.1000/two")
    )
    (one,) = statements(curbside.ask(TREATED))
    assert sorted(one.citations) == [1, 2]
    assert {quote.document for quote in one.quotes} == {"doi:10.1000/one", "doi:10.1000/two"}


def test_what_differs_in_a_figure_is_never_said_as_one(make_library: MakeLibrary, source_text: SourceText) -> None:
    curbside = make_library(
        source_text("## Treatment\n\nGout is treated with colchicine 0.5 mg.", title="Gout"),
        source_text("## Treatment\n\nGout is treated with colchicine 5 mg.", title="Gout in adults"),
    )
    assert len(list(statements(curbside.ask(TREATED)))) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("with 0.5 µg of colchicine", "with 0.5 g of colchicine"),
        ("with α-blockers and colchicine", "with β-blockers and colchicine"),
        ("when urate is > 6 mg/dl", "when urate is < 6 mg/dl"),
        ("with 1.5 mg of colchicine", "with 1-5 mg of colchicine"),
        ("with 10⁶ units of colchicine", "with 106 units of colchicine"),
    ],
)
def test_signs_points_and_greek_letters_are_part_of_what_is_said(
    one: str, other: str, make_library: MakeLibrary, source_text: SourceText
) -> None:
    curbside = make_library(
        source_text(f"## Treatment\n\nGout is treated {one}.", title="Gout"),
        source_text(f"## Treatment\n\nGout is treated {other}.", title="Gout in adults"),
    )
    assert len(list(statements(curbside.ask(TREATED)))) == 2


def test_what_is_said_of_the_subject_but_was_not_asked_is_left_out(answer_from: Callable[[str], Answer]) -> None:
    answer = answer_from(
        "## Treatment\n\nColchicine treats attacks of gout in adults.\n\n"
        "## Symptoms\n\nGout begins in the big toe and wakes the patient.\n\n"
        "## History\n\nHippocrates called gout unwalkable."
    )
    assert said(answer) == ["Colchicine treats attacks of gout in adults."]


def test_every_quote_is_the_stored_text_at_its_place(make_library: MakeLibrary, source_text: SourceText) -> None:
    curbside = make_library(
        source_text(
            "## Treatment\n\nDie Behandlung der Gicht: gout is treated “early” with 0.5 µg/kg 𝛼-colchicine.\n\n"
            "Gout treatment is avoided in:\n\n- adults with severe renal failure\n\n"
            "Table: Gout treatment\n| Größe | Response |\n|---|---|\n| 𝛼-colchicine | 38 % |\n",
            title="Gout",
        )
    )
    answer = curbside.ask(TREATED)
    found = list(quotes(answer))
    assert len(found) >= 5
    for quote in found:
        document = curbside.library().document(quote.document, quote.revision)
        assert document is not None
        assert document.text[quote.start : quote.end] == quote.text
    assert any("𝛼-colchicine" in piece for piece in pieces(answer))


def test_a_statement_that_names_all_that_was_asked_answers_wherever_it_stands(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    body = "# Safety\n\n## Pancreatitis\n\nIn adults with gout, pancreatitis followed colchicine in 3 of 100 adults."
    answer = make_library(source_text(body, title="Colchicine")).ask(
        "What raises pancreatitis in gout with colchicine?"
    )
    assert "3 of 100" in answer.summary[0].text


def test_a_name_with_a_stop_word_in_it_is_found(starter_library: Curbside) -> None:
    answer = starter_library.ask("What raises chromogranin A falsely?")
    assert any("falsely raise chromogranin A" in one.text for one in answer.summary)


@pytest.mark.parametrize("organ", ["kidney", "spleen"])
def test_an_organ_and_a_tumour_in_one_sentence_are_no_spread(organ: str, starter_library: Curbside) -> None:
    assert not starter_library.ask(f"How often do neuroendocrine tumors spread to the {organ}?").is_answered


def test_a_long_list_may_be_the_direct_answer_where_a_list_is_asked_for(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    items = " ".join(f"- aching of joint number {number} at night, which comes and goes" for number in range(6))
    body = f"# Signs\n\n## Symptoms\n\nSymptoms of zorvalitis include {items}."
    answer = make_library(source_text(body, title="Zorvalitis")).ask("What are the symptoms of zorvalitis?")
    assert answer.summary


def test_a_statement_too_long_to_lead_leads_with_its_first_sentences(evidence: Evidence) -> None:
    first = "A diagnosis of gout is suspected on CT. However, CT alone cannot tell gout from pseudogout."
    rest = f"Although several methods are being looked at, {'slowly and ' * 40}they take time."
    question = understand("Can CT tell gout from pseudogout?", Reader.CLINICIAN, lambda _: 1.0)
    whole = _stated(evidence, f"{first} {rest}")
    draft = compose(question, [whole])
    assert [one.text for one in draft.summary] == [first]
    quote = draft.summary[0].quotes[0]
    assert (quote.text, quote.end - quote.start) == (first, len(first))
    # the whole stands below
    assert [one.text for section in draft.sections for one in section.statements] == [whole.text]


def test_no_sentence_is_cut_off_from_one_that_turns_on_it(evidence: Evidence) -> None:
    first = "A diagnosis of gout is suspected on CT, which tells gout from pseudogout."
    rest = f"However, this {'really and truly ' * 25}takes time."
    question = understand("Can CT tell gout from pseudogout?", Reader.CLINICIAN, lambda _: 1.0)
    assert compose(question, [_stated(evidence, f"{first} {rest}")]).summary == []


def _stated(evidence: Evidence, text: str) -> Evidence:
    """Evidence that is likely to answer, in other words."""
    quote = replace(evidence.quotes[0], start=0, end=len(text), text=text)
    return replace(
        evidence, text=text, quotes=(quote,), own_quotes=1, mode="verbatim", fit=Fit.TITLE, likely=True, limit=None
    )


def test_where_little_answers_a_heading_gives_all_of_it(make_library: MakeLibrary, source_text: SourceText) -> None:
    drugs = ("Colchicine", "Naproxen", "Prednisolone")
    told = "\n".join(f"- {drug} treats gout in lighthouse keepers." for drug in drugs)
    title = "Lighthouse keepers of the northern coast and their medicines"
    held = make_library(source_text(f"## Treatment\n\n### Choice of medicine\n\n{told}", title=title))
    assert all(drug in shown(held.ask(TREATED)) for drug in drugs)


@pytest.mark.parametrize(
    ("heading", "told", "leads"),
    [
        ("Adults", "Colchicine is used to treat gout.", True),
        ("Adults", "Colchicine is used to treat gout at 0.5 mg twice daily.", False),
        ("Second line", "Colchicine is given for gout by most rheumatologists of the northern coast.", False),
    ],
)
def test_adults_are_meant_where_nobody_else_is_asked_about_but_a_dose_says_whose_it_is(
    heading: str, told: str, leads: bool, answer_from: Callable[[str], Answer]
) -> None:
    answer = answer_from(f"## Treatment\n\n### {heading}\n\n{told}")
    assert told in shown(answer)
    assert bool(answer.summary) is leads


def test_what_has_nearly_all_of_the_question_in_its_own_words_leads_under_any_heading(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    told = "Kidney failure doubles the half-life of colchicine in gout."
    held = make_library(source_text(f"## Safety\n\n### Psoriasis and lupus\n\n{told}", title="Medicines"))
    assert [one.text for one in held.ask("Does kidney failure double the half-life of colchicine?").summary] == [told]


def test_whether_something_may_be_given_is_led_by_what_speaks_against_it(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    body = (
        "- Colchicine levels are often measured in people with liver failure and gout.\n"
        "- Colchicine is contraindicated in people with liver failure.\n"
    )
    held = make_library(source_text(f"## Safety\n\n{body}", title="Colchicine"))
    answer = held.ask("My aunt has liver failure. Can she take colchicine?")
    assert answer.summary[0].text == "Colchicine is contraindicated in people with liver failure."


def test_an_answer_with_room_says_more_of_one_source(answer_from: Callable[[str], Answer]) -> None:
    doses = "\n\n".join(f"Drug {letter} treats gout at {n} mg a day." for n, letter in enumerate("ABCD", start=1))
    answer = answer_from(f"## Treatment\n\n{doses}")
    assert sum("treats gout at" in text for text in said(answer)) == 4


def test_what_is_said_of_a_class_leads_only_where_nothing_is_said_of_the_medicine(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    body = (
        "- ACE inhibitors are contraindicated in pregnancy, and guidelines advise against them.\n"
        "- Lisinopril harms the kidneys of the fetus when it is used in pregnancy.\n"
    )
    held = make_library(source_text(f"## Safety\n\n{body}", title="Medicines in pregnancy"))
    assert held.ask("Is lisinopril safe in pregnancy?").summary[0].text.startswith("Lisinopril harms")


# -- what must not be missed


@pytest.fixture(scope="module")
def evidence(starter_library: Curbside) -> Evidence:
    """A statement chosen for an answer, to be given other words."""
    library = starter_library.library()
    asked = "How is bacterial conjunctivitis treated?"
    question, _ = understood(asked, asked, library)
    return chosen(question, candidates(question, retrieve(question, library)))[0]


@pytest.mark.parametrize(
    "told",
    [
        "Colchicine is contraindicated in kidney failure.",
        "Do not give colchicine in kidney failure: contraindicated.",
        "Do not give it, contraindicated in pregnancy.",
        "Colchicine must not be given in kidney failure.",
        "Colchicine should not be used in kidney failure.",
        "Colchicine is not only useless but contraindicated in kidney failure.",
        "Colchicine is not recommended or contraindicated in kidney failure.",
        "If it is not treated immediately, blindness follows.",
        "If it does not improve call a doctor immediately.",
        "If you do not have insulin call for it immediately.",
        "Without treatment it is fatal.",
        "Without emergency surgery most patients die.",
        "Rarely, poisoning with colchicine is fatal.",
        "Poisoning with colchicine may rarely be fatal.",
        "Poisoning with colchicine is not always fatal.",
        "Poisoning with colchicine is not rarely fatal.",
        "No antidote exists and poisoning is fatal.",
        "Neither dialysis nor charcoal prevents fatal poisoning.",
        "Colchicine is not contraindicated unless the kidneys fail.",
        "Except in pregnancy, colchicine is not contraindicated.",
        "It is rarely fatal but in infants it often is.",
        "Gout is not a contraindication, but lupus is a contraindication.",
        "It is not known whether colchicine is contraindicated in gout.",
    ],
)
def test_what_could_hurt_if_it_were_missed_is_marked(told: str, evidence: Evidence) -> None:
    assert replace(evidence, text=told, heading_path=()).must_not_miss


@pytest.mark.parametrize(
    "told",
    [
        "Colchicine is not contraindicated in gout.",
        "Gout is no contraindication.",
        "Gout is not listed as a contraindication.",
        "Gout is not on the list of contraindications in the label.",
        "There are no known contraindications.",
        "It is no longer contraindicated.",
        "Neither gout nor asthma is a contraindication.",
        "The rash is not life-threatening.",
        "Gout isn't a serious or life-threatening condition.",
        "Gout is rarely fatal.",
        "It is neither fatal nor an emergency.",
        "It is never fatal.",
        "Non-fatal strokes were seen in 3 %.",
        "An attack need not be treated immediately.",
        "It does not need to be treated immediately.",
        "There is no need to operate at once.",
        "Treatment is not needed immediately.",
        "This is not an emergency.",
        "This is no emergency, so that surgery can wait.",
        "In patients without red flags, it is treated at home.",
    ],
)
def test_what_is_said_not_to_be_grave_is_not_marked(told: str, evidence: Evidence) -> None:
    assert not replace(evidence, text=told, heading_path=()).must_not_miss


def test_a_heading_that_denies_it_marks_nothing(evidence: Evidence) -> None:
    told = "Gout is treated with colchicine."
    assert replace(evidence, text=told, heading_path=("Contraindications",)).must_not_miss
    assert not replace(evidence, text=told, heading_path=("Not an emergency",)).must_not_miss
