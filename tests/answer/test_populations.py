"""Whom a statement is about is never lost: not with its heading, its lead-in, its title or its sign."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Answer, Curbside

from .reading import shown, statements

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]


@pytest.fixture
def dose_of(make_library: MakeLibrary, source_text: SourceText) -> Callable[[str], Answer]:
    """Ask for the dose of a library that holds one label."""
    return lambda body: make_library(source_text(body, title="Zolmarin", kind="drug_label")).ask(
        "What is the dose of zolmarin?"
    )


def headings(answer: Answer) -> dict[str, list[str]]:
    return {section.heading: [one.text for one in section.statements] for section in answer.sections}


def test_a_dose_that_needs_its_heading_is_shown_under_it_and_never_alone(dose_of: Callable[[str], Answer]) -> None:
    answer = dose_of("## Dose\n\n### Children\n\nGive 2 mg per kg once daily.\n\n### Adults\n\nGive 40 mg once daily.")
    assert answer.summary == ()
    assert headings(answer) == {
        "Dose: adults": ["Give 40 mg once daily."],
        "Dose: children": ["Give 2 mg per kg once daily."],
    }


def test_a_dose_that_names_drug_and_patient_itself_can_be_the_direct_answer(dose_of: Callable[[str], Answer]) -> None:
    answer = dose_of("## Dose\n\n### Adults\n\nZolmarin is given to adults at a dose of 40 mg once daily.")
    assert [one.text for one in answer.summary] == ["Zolmarin is given to adults at a dose of 40 mg once daily."]


def test_headings_below_the_second_are_shown_too(dose_of: Callable[[str], Answer]) -> None:
    answer = dose_of("# Dose\n\n## Adults\n\n### On dialysis\n\nGive 5 mg of zolmarin after each session.")
    assert "Dose: adults: on dialysis" in headings(answer)


def test_headings_that_differ_in_a_sign_are_two_headings(dose_of: Callable[[str], Answer]) -> None:
    answer = dose_of(
        "## Dose\n\n### Age < 65 years\n\nGive 80 mg once daily.\n\n### Age ≥ 65 years\n\nGive 40 mg once daily."
    )
    assert headings(answer) == {
        "Dose: age < 65 years": ["Give 80 mg once daily."],
        "Dose: age ≥ 65 years": ["Give 40 mg once daily."],
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Zolmarin in adults"}, {"title": "Zolmarin in children"}),
        ({"title": "Zolmarin A", "heading": "Adults"}, {"title": "Zolmarin B", "heading": "Children"}),
    ],
)
def test_equal_words_about_other_people_are_two_statements(
    one: dict[str, str], other: dict[str, str], make_library: MakeLibrary, source_text: SourceText
) -> None:
    texts = [
        source_text(
            f"## Dose\n\n### {about.get('heading', 'Dose')}\n\nThe dose of zolmarin is 5 mg daily.",
            title=about["title"],
            kind="drug_label",
        )
        for about in (one, other)
    ]
    answer = make_library(*texts).ask("What is the dose of zolmarin?")
    assert [len(one.citations) for one in statements(answer)] == [1, 1]


def test_a_lead_in_governs_its_item_s_first_sentence_only(make_library: MakeLibrary, source_text: SourceText) -> None:
    body = (
        "## Contraindications\n\nZolmarin is contraindicated in:\n\n"
        "- Severe liver disease. Zolmarin may be given in mild liver disease.\n- Pregnancy."
    )
    answer = make_library(source_text(body, title="Zolmarin", kind="drug_label")).ask(
        "What are the contraindications of zolmarin?"
    )
    texts = [one.text for one in statements(answer)]
    assert "Zolmarin is contraindicated in: Severe liver disease." in texts
    assert "Zolmarin is contraindicated in: Pregnancy." in texts
    assert not any("contraindicated in: Zolmarin may" in text for text in texts)


def test_a_list_whose_introduction_has_no_colon_keeps_it_all_the_same(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    body = "## Contraindications\n\nDo not give zolmarin to the following patients.\n\n- Patients with cirrhosis."
    answer = make_library(source_text(body, title="Zolmarin", kind="drug_label")).ask(
        "What are the contraindications of zolmarin?"
    )
    assert [one.text for one in statements(answer)] == [
        "Do not give zolmarin to the following patients. Patients with cirrhosis."
    ]


def test_powers_and_comparisons_keep_their_signs(make_library: MakeLibrary, source_text: SourceText) -> None:
    body = (
        "## Treatment\n\nGout is treated if platelets are over 50 × 10<sup>9</sup>/L and a<b and c>d.\n\n"
        "<p>Gout treatment: age < 18 years; never above weight > 80 kg.</p>"
    )
    answer = make_library(source_text(body, title="Gout")).ask("How is gout treated?")
    assert "10^9/L" in shown(answer)
    assert "a<b and c>d" in shown(answer)
    assert "age < 18 years; never above weight > 80 kg" in shown(answer)


def test_a_follow_up_asks_what_its_own_words_ask(make_library: MakeLibrary, source_text: SourceText) -> None:
    body = "## Treatment\n\nGout is treated with colchicine.\n\n## Prognosis\n\nThe prognosis of gout is good."
    curbside = make_library(source_text(body, title="Gout"))
    first = curbside.ask("How is gout treated?")
    second = curbside.ask("What about its prognosis?", conversation=first.conversation)
    assert [one.text for one in statements(second)] == ["The prognosis of gout is good."]


def test_what_is_nearest_is_only_shown_as_its_source_has_it(
    make_library: MakeLibrary, source_text: SourceText, monkeypatch: pytest.MonkeyPatch
) -> None:
    curbside = make_library(source_text("## Course\n\nGout returned in 38 % of 50 patients.", title="Gout"))
    library = curbside.library()
    assert curbside.ask("Does zanubrutinib cure gout?").nearest
    monkeypatch.setattr(library, "texts", lambda wanted: dict.fromkeys(wanted, "Gout returned in 88 % of 50 patients."))
    assert curbside.ask("Does zanubrutinib cure gout?").nearest == ()


@pytest.mark.parametrize(
    ("held", "asked"),
    [("vitamin D", "vitamin K"), ("hepatitis C", "hepatitis B"), ("type 1 diabetes", "type 2 diabetes")],
)
def test_a_letter_or_figure_tells_one_thing_from_another(
    held: str, asked: str, make_library: MakeLibrary, source_text: SourceText
) -> None:
    body = f"## Prognosis\n\nThe prognosis of {held} deficiency or infection was good in 90 % of 50 patients."
    curbside = make_library(source_text(body, title=f"The prognosis of {held}"))
    assert curbside.ask(f"What is the prognosis of {held}?").is_answered
    assert not curbside.ask(f"What is the prognosis of {asked}?").is_answered
