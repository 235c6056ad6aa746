"""Statements that have the words of the question and are no answer to it stay out; those beside them stay in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Curbside

from .reading import shown, statements

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]


@pytest.fixture
def shown_for(make_library: MakeLibrary, source_text: SourceText) -> Callable[..., str]:
    """What a library of records, each a title and its text, shows for a question."""

    def ask(question: str, *records: tuple[str, str]) -> str:
        texts = [source_text(text, title=title, id=f"record-{n}") for n, (title, text) in enumerate(records)]
        return shown(make_library(*texts).ask(question))

    return ask


def test_hollow_sentences_stay_out(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is gout treated?",
        (
            "What are the treatments for gout?",
            "Gout attacks are treated with colchicine. Talk with your doctor about treatments for gout. "
            "More information on treatments is provided in the fact sheet on gout. Treatment of gout varies from "
            "person to person.",
        ),
    )
    assert "colchicine" in said
    for hollow in ("Talk with", "More information", "varies"):
        assert hollow not in said


def test_whom_to_see_is_told_where_that_is_asked(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "When should I see a doctor about gout?",
        ("Do I need to see a doctor for gout?", "Call your doctor if gout comes with fever. Gout is common in men."),
    )
    assert "Call your doctor" in said


def test_a_record_on_another_disease_names_this_one_to_tell_them_apart(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is gout diagnosed?",
        ("How to diagnose gout?", "Gout is diagnosed by crystals in the joint fluid."),
        ("How to diagnose septic arthritis?", "Tests of the joint fluid are done to rule out gout and other causes."),
    )
    assert "crystals" in said
    assert "rule out" not in said


def test_a_record_that_promises_something_else_answers_by_its_own_words_only_where_those_belong_together(
    shown_for: Callable[..., str],
) -> None:
    said = shown_for(
        "What are the symptoms of gout?",
        ("What are the symptoms of gout?", "The symptoms of gout are pain and swelling of the big toe."),
        ("What are the treatments for gout?", "Colchicine eases the symptoms within a day of an attack."),
    )
    assert "big toe" in said
    assert "Colchicine" not in said


def test_what_hangs_on_an_item_of_a_list_in_running_text_stays_out(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is gout diagnosed?",
        (
            "How to diagnose gout?",
            "Gout is diagnosed by these tests: - Joint puncture: fluid is drawn from the joint with a needle. A "
            "numbing drug may be given first to help the test. - Blood test: the level of uric acid is measured.",
        ),
    )
    assert "Joint puncture" in said
    assert not any(text.startswith("A numbing") for text in said.splitlines())


def test_a_sentence_shown_with_the_one_before_is_not_shown_again(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    text = "## Treatment\n\nGout is treated with colchicine. It is not given in gout with renal failure."
    answer = make_library(source_text(text, title="Gout")).ask("How is gout treated?")
    said = [one.text for one in statements(answer)]
    assert len(said) == 1
    assert "renal failure" in said[0]


def test_the_word_before_a_name_that_many_share_says_which_is_meant(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is Zorbo infection treated?",
        ("Zorbo infection", "Zorbo infection is treated with colchicine."),
        ("Other infections", "An infection of the skin is treated with flucloxacillin."),
    )
    assert "colchicine" in said
    assert "flucloxacillin" not in said


def test_how_common_a_disease_is_is_not_told_by_how_often_it_spreads(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How common is gout?",
        ("Gout", "# Frequency\n\nGout affects 3 in 100 men.\n\n# Symptoms\n\nIn gout, 60 % have pain in the big toe."),
    )
    assert "3 in 100" in said
    assert "60 %" not in said


def test_how_often_a_sign_is_seen_in_a_disease_is_told_by_its_record(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "Cutaneous mastocytosis: frequency of hypotension?",
        (
            "What are the symptoms of Cutaneous mastocytosis ?",
            "Signs and symptoms, approximate number of patients: Hypotension 50%.\n\n"
            "Signs and symptoms, approximate number of patients: Flushing 90%.",
        ),
    )
    assert "50%" in said
    assert "90%" not in said


def test_what_names_one_of_two_subjects_is_no_sister_of_the_other(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "Can a COVID-19 infection cause chronic sore throat?",
        ("COVID-19 and the throat", "COVID-19 infection causes sore throat that lasts 9 days at the median."),
        ("Chronic sore throat", "Reflux causes chronic sore throat in 31 % of adults at throat clinics."),
    )
    assert "9 days" in said
    assert "Reflux" in said


def test_a_sentence_that_has_lost_its_beginning_stays_out(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is gout treated?",
        (
            "What are the treatments for gout?",
            "Gout is treated with colchicine.\n\nis used to treat severe gout and is taken by mouth.",
        ),
    )
    assert "colchicine" in said
    assert "taken by mouth" not in said


def test_how_a_test_is_done_is_not_what_it_finds(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is pneumonia diagnosed?",
        (
            "How to diagnose pneumonia?",
            "Pneumonia is diagnosed with a chest x-ray. Blood tests show whether germs are in the blood. "
            "The bronchoscope has a light and a small camera at its end.",
        ),
    )
    assert "chest x-ray" in said
    assert "camera" not in said


def test_that_people_were_diagnosed_does_not_say_how(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is gout diagnosed?",
        ("How to diagnose gout?", "Gout is diagnosed by crystals in the joint fluid."),
        ("What is gout?", "Gout is usually first diagnosed in men of middle age."),
    )
    assert "crystals" in said
    assert "middle age" not in said


def test_what_the_subject_brings_about_is_not_its_cause(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "What causes glaucoma?",
        ("What causes glaucoma?", "Raised pressure in the eye causes glaucoma."),
        ("What is glaucoma?", "Many people have glaucoma, a leading cause of blindness."),
        ("What are the symptoms of glaucoma?", "Glaucoma can cause pain in the eye."),
    )
    assert "Raised pressure" in said
    assert "blindness" not in said
    assert "pain" not in said


def test_how_many_of_the_sick_have_something_else_is_not_how_many_are_sick(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How common is Down syndrome?",
        ("What is Down syndrome?", "Down syndrome is met in 1 in 800 newborns."),
        ("What else is met in Down syndrome?", "About 15 percent of people with Down syndrome have a goitre."),
        ("How many people are affected by Zorbo syndrome?", "Zorbo syndrome is met in 3 in 1,000 newborns."),
    )
    assert "1 in 800" in said
    assert "15 percent" not in said
    assert "Zorbo" not in said


def test_what_a_disease_is_does_not_say_how_it_is_treated(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is gout treated?",
        (
            "What are the treatments for gout?",
            "Gout is a painful disease of the joints. Colchicine eases an attack of gout.",
        ),
    )
    assert "Colchicine" in said
    assert "painful disease" not in said


def test_what_prevents_a_disease_does_not_say_how_it_is_treated(shown_for: Callable[..., str]) -> None:
    text = (
        "Warfarin is used to prevent a first or recurrent stroke. A stroke is treated with alteplase. "
        "Surgery can be used to prevent stroke or to treat stroke."
    )
    said = shown_for("How is a stroke treated?", ("What are the treatments for stroke?", text))
    assert "alteplase" in said
    assert "Surgery" in said
    assert "Warfarin" not in said
    asked = "How is a recurrent stroke prevented?"
    assert "Warfarin" in shown_for(asked, ("What are the treatments for stroke?", text))


def test_a_pointer_to_another_text_is_not_shown_with_its_neighbour(shown_for: Callable[..., str]) -> None:
    said = shown_for(
        "How is gout treated?",
        (
            "What are the treatments for gout?",
            "Gout is treated with colchicine. More information is provided in the fact sheet on gout.",
        ),
    )
    assert "colchicine" in said
    assert "fact sheet" not in said


def test_of_a_source_asked_by_name_all_on_the_subject_is_told(starter_library: Curbside) -> None:
    assert "85 %" in shown(starter_library.ask("How many of the placebo group crossed over in RADIANT-3?"))
