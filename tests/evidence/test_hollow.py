"""A sentence that tells a reader nothing is known by its words, and one that tells something besides is not hollow."""

from __future__ import annotations

import pytest

from curbside.evidence.hollow import is_heading, points_elsewhere, sends_to_somebody, tells_nothing


@pytest.mark.parametrize(
    "text",
    [
        "More information is provided in the health topic on the rash.",
        "For more information, see the fact sheet on gout.",
        "See the section on treatment.",
        "Visit www.example.org or call 1-800-555-0100.",
        "The table below shows how often each sign occurs.",
        "Check the list of clinical trials that are now accepting patients.",
        "These resources address the diagnosis or management of zorvalitis: Surgery and Rehabilitation",
        "For information about how to quit smoking, go to the article on smoking.",
    ],
)
def test_a_pointer_to_another_text_tells_nothing(text: str) -> None:
    assert points_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "Fatal cases are described in patients treated with colchicine.",
        "Colchicine treats gout. More information is provided in the fact sheet.",
        "In gout, colchicine is given at 0.5 mg.",
    ],
)
def test_a_finding_is_no_pointer(text: str) -> None:
    assert not points_elsewhere(text)


@pytest.mark.parametrize(
    "text",
    [
        "Talk with your doctor before taking any medicine.",
        "Your doctor can tell you more.",
        "Always ask your pharmacist. He or she can explain the label.",
    ],
)
def test_advice_to_ask_somebody_tells_nothing(text: str) -> None:
    assert sends_to_somebody(text)


def test_whether_something_should_be_done_tells_what_may_be_done() -> None:
    assert not sends_to_somebody("People at high risk should ask their doctor if they should take metformin.")


@pytest.mark.parametrize(
    "text",
    [
        "The symptoms vary from person to person.",
        "Treatment is based on the symptoms present in each person.",
        "Research is ongoing for better treatments of gout.",
        "Doctors may do many tests to find gout.",
        "The drug may cause other side effects.",
    ],
)
def test_what_varies_is_several_or_is_being_studied_tells_nothing(text: str) -> None:
    assert tells_nothing(text)


@pytest.mark.parametrize(
    "text",
    [
        "The symptoms vary from person to person: one has fever, another has none.",
        "Doctors may do many tests, such as a joint puncture.",
        "Five-year survival varies from 46 % to 86 % between series.",
        "There are three ways to treat gout, including colchicine.",
    ],
)
def test_what_says_which_or_how_much_tells_something(text: str) -> None:
    assert not tells_nothing(text)


@pytest.mark.parametrize("text", ["Gout Signs and Symptoms", "How Is Gout Treated"])
def test_a_heading_that_lost_its_place_is_none_of_the_statements(text: str) -> None:
    assert is_heading(text)


@pytest.mark.parametrize("text", ["Gout is treated with colchicine.", "Colchicine 0.5 mg", "Gout"])
def test_a_sentence_or_a_dose_is_no_heading(text: str) -> None:
    assert not is_heading(text)
