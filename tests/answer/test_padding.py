"""What is further off than it need be stays out where enough stands nearer, and stands in where nothing does."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Curbside

from .reading import shown

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]
Shown = Callable[..., str]


@pytest.fixture
def shown_for(make_library: MakeLibrary, source_text: SourceText) -> Shown:
    """What a library of sources, each a title and its text, shows for a question."""

    def ask(question: str, *sources: tuple[str, str]) -> str:
        texts = [source_text(text, title=title, id=f"source-{n}") for n, (title, text) in enumerate(sources)]
        return shown(make_library(*texts).ask(question))

    return ask


GOUT = (
    "Gout",
    "# Treatment\n\nGout is treated with colchicine.\n\nGout is treated with naproxen.\n\n"
    "An attack of gout is treated with ice.",
)


def test_what_holds_at_any_age_answers_for_children(shown_for: Shown) -> None:
    said = shown_for(
        "How is gout treated in children?",
        GOUT,
        ("Gout in the young", "# Treatment\n\nIn children with gout, hydrocortisone eases the pain."),
        ("Gout in the old", "# Treatment\n\nIn elderly people with gout, prednisolone is used."),
    )
    assert "hydrocortisone" in said
    assert "colchicine" in said
    assert "prednisolone" not in said


def test_how_much_is_given_is_told_of_an_age(shown_for: Shown) -> None:
    said = shown_for(
        "What is the dose of colchicine for gout in children?",
        ("Colchicine", "# Dose\n\nThe dose of colchicine in gout is 500 micrograms twice daily."),
    )
    assert "500" not in said


def test_what_another_age_is_given_is_told_with_a_note_where_nothing_else_is_held(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    text = "# Treatment\n\nIn elderly people with gout, prednisolone is used."
    answer = make_library(source_text(text, title="Gout in the old")).ask("How is gout treated in children?")
    assert all(one.note for one in answer.statements)


RECORD = (
    "What causes glaucoma?",
    "Glaucoma is caused by raised pressure in the eye. Glaucoma is due to blocked drainage of fluid. "
    "Injuries of the eye cause glaucoma in some people.",
)
RELATIVE = (
    "What causes zorbonic glaucoma?",
    "Zorbonic glaucoma is caused by a change in the ZORB1 gene. The changed protein causes clouding of the lens.",
)


def test_a_condition_of_a_longer_name_stays_out_where_the_one_asked_about_is_told_of(shown_for: Shown) -> None:
    said = shown_for("What causes glaucoma?", RECORD, RELATIVE)
    assert "raised pressure" in said
    assert "ZORB1" not in said
    assert "clouding" not in said


def test_a_condition_of_a_longer_name_stands_in_where_nothing_else_is_held(shown_for: Shown) -> None:
    assert "ZORB1" in shown_for("What causes glaucoma?", RELATIVE)


def test_another_name_in_a_title_makes_no_relative(shown_for: Shown) -> None:
    said = shown_for(
        "What causes glaucoma?", RECORD, ("What causes smoking and glaucoma?", "Smoking causes glaucoma in some.")
    )
    assert "Smoking causes" in said


def test_of_records_on_other_questions_the_best_few_are_shown(shown_for: Shown) -> None:
    elsewhere = [
        (f"What are the symptoms of gout {n}?", f"Gout is treated with zorbicine {n} in that clinic.") for n in range(9)
    ]
    said = shown_for(
        "How is gout treated?",
        ("What are the treatments for gout?", GOUT[1].removeprefix("# Treatment\n\n")),
        *elsewhere,
    )
    assert "colchicine" in said
    assert said.count("zorbicine") <= 3


def test_of_a_table_by_site_only_the_rows_on_what_was_asked_are_shown(shown_for: Shown) -> None:
    table = (
        "# Prognosis\n\nTable: Median survival of neuroendocrine tumours by site of metastasis\n\n"
        "| Site | Median survival |\n|---|---|\n| Bone metastases | 50 months |\n| Brain metastases | 9 months |\n"
    )
    said = shown_for(
        "What is the median survival of neuroendocrine tumours with bone metastases?",
        ("Bone metastases of neuroendocrine tumours", table),
    )
    assert "50 months" in said
    assert "9 months" not in said
