"""What an answer of a kind must not leave out is pulled in where it is held, and named where it is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Answer, Curbside
from curbside.answer.completeness import items_of
from curbside.evidence.kinds import Aspect

TREATMENT = {
    "what to use first": (
        "## Treatment of zorvalitis\n\nOral brentamab is recommended first-line for zorvalitis in adults."
    ),
    "contraindications and harms": (
        "## Safety of treatment\n\nBrentamab for zorvalitis is contraindicated in liver failure."
    ),
    "how to follow treatment up": (
        "## Monitoring\n\nIn zorvalitis treated with brentamab, liver tests are repeated every 3 months."
    ),
}
DIAGNOSIS = {
    "the first test": "## Diagnosis of zorvalitis\n\nThe first test for zorvalitis is a serum zorvalin.",
    "how well tests perform": (
        "## Diagnosis: accuracy\n\nSerum zorvalin diagnosed zorvalitis with a sensitivity of 91 %"
        " and a specificity of 88 %."
    ),
}

MakeLibrary = Callable[..., Curbside]
SourceText = Callable[..., str]


def ask(question: str, parts: dict[str, str], make_library: MakeLibrary, source_text: SourceText) -> Answer:
    body = "# Zorvalitis\n\n" + "\n\n".join(parts.values())
    return make_library(source_text(body, title="Zorvalitis in adults", kind="guideline")).ask(question)


@pytest.mark.parametrize(
    ("question", "parts", "removed"),
    [
        *(("How is zorvalitis treated?", TREATMENT, name) for name in TREATMENT),
        *(("How is zorvalitis diagnosed?", DIAGNOSIS, name) for name in DIAGNOSIS),
    ],
)
def test_what_the_library_does_not_hold_is_named(
    question: str, parts: dict[str, str], removed: str, make_library: MakeLibrary, source_text: SourceText
) -> None:
    whole = ask(question, parts, make_library, source_text)
    assert whole.is_answered
    assert not any(removed in text for text in whole.not_covered)
    rest = {name: text for name, text in parts.items() if name != removed}
    lacking = ask(question, rest, make_library, source_text)
    assert lacking.is_answered
    assert any(removed in text for text in lacking.not_covered), lacking.not_covered


def test_what_is_held_elsewhere_is_pulled_in(make_library: MakeLibrary, source_text: SourceText) -> None:
    answer = ask("How is zorvalitis treated?", TREATMENT, make_library, source_text)
    shown = " ".join(
        one.text for one in (*answer.summary, *(s for section in answer.sections for s in section.statements))
    )
    assert "contraindicated in liver failure" in shown
    assert "repeated every 3 months" in shown


@pytest.mark.parametrize("aspect", [Aspect.TREATMENT, Aspect.DOSE, Aspect.SAFETY, Aspect.DIAGNOSIS])
def test_every_item_says_what_it_is(aspect: Aspect) -> None:
    items = items_of(aspect)
    assert len(items) >= 2
    assert len({item.name for item in items}) == len(items)
    assert all(item.words.search(item.name) or item.words.pattern for item in items)


def test_what_is_wanted_only_if_held_is_not_told_of_as_missing(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    wanted = [item.name for item in items_of(Aspect.DIAGNOSIS) if item.if_held]
    answer = ask("How is zorvalitis diagnosed?", DIAGNOSIS, make_library, source_text)
    assert wanted
    assert not any(name in text for name in wanted for text in answer.not_covered)


def test_harms_are_told_of_the_disease_wherever_it_has_spread(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    answer = make_library(
        source_text(
            "## Treatment\n\nEverolimus is recommended first for liver metastases of insulinoma.",
            title="Liver metastases of insulinoma",
            id="spread",
        ),
        source_text(
            "## Safety\n\nEverolimus for insulinoma has the adverse effect of mouth ulcers in 40 %.",
            title="Everolimus in insulinoma",
            id="harms",
        ),
    ).ask("How are liver metastases of an insulinoma treated?")
    assert any("mouth ulcers" in one.text for one in answer.statements)


def test_harms_of_a_medicine_that_treats_something_else_stay_out(
    make_library: MakeLibrary, source_text: SourceText
) -> None:
    answer = make_library(
        source_text(
            "## Treatment\n\nEverolimus is recommended first for insulinoma that has spread.",
            title="Treatment of insulinoma",
            id="treated",
        ),
        source_text(
            "## Contraindications\n\nInsulinoma is no listed contraindication of tirzepatide.",
            title="Tirzepatide and insulinoma",
            id="harms",
        ),
    ).ask("How is insulinoma treated?")
    assert answer.is_answered
    assert not any("tirzepatide" in one.text for one in answer.statements)
