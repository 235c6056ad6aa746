"""Lists in running text are read item by item, each with what it hangs on, and no item without."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Answer, Curbside
from curbside.answer.running_lists import items_apart
from curbside.index.library import Hit

HitOf = Callable[[str], Hit]
FILLER = "zorvalitis, a disease of the ear that is named after the town where it was seen first, of which much is known"


@pytest.fixture
def hit_of(make_library: Callable[..., Curbside], source_text: Callable[..., str]) -> HitOf:
    """The passage of a library that holds one source of one paragraph."""

    def hit(paragraph: str) -> Hit:
        library = make_library(source_text(paragraph, title="Zorvalitis")).library()
        (found,) = library.search("zorvalitis", 5)
        return found

    return hit


def items(hit: Hit) -> list[str]:
    """What each statement says, after its lead-ins."""
    return [
        " | ".join((*(text for _, _, text in one.lead_ins), hit.words(one.start, one.end)))
        for one in items_apart(hit).statements
    ]


def test_an_item_is_led_in_by_what_ends_in_a_colon(hit_of: HitOf) -> None:
    hit = hit_of("Do not give it for zorvalitis in: - bad disease. - The old and the frail. It is safe in all others.")
    assert items(hit) == [
        "Do not give it for zorvalitis in: - bad disease.",
        "Do not give it for zorvalitis in: | The old and the frail.",
        "It is safe in all others.",
    ]


def test_an_item_is_led_in_by_a_sentence_that_points_on_to_it(hit_of: HitOf) -> None:
    hit = hit_of("Do not take it for zorvalitis if any of these is true. - You are pregnant and near your term.")
    assert items(hit)[1] == (
        "Do not take it for zorvalitis if any of these is true. | You are pregnant and near your term."
    )


def test_an_item_is_led_in_by_words_that_are_no_sentence(hit_of: HitOf) -> None:
    hit = hit_of("What not to do in zorvalitis - Rub the eye with it. - Give aspirin to a child who has it.")
    assert items(hit)[1] == "What not to do in zorvalitis | Give aspirin to a child who has it."


@pytest.mark.parametrize(
    "before",
    [
        "Zorvalitis hurts in the joints of the hand.",
        "Many false beliefs about zorvalitis are common among patients.",
        "Doctors advise against several home treatments of zorvalitis.",
    ],
)
def test_an_item_is_led_in_by_the_sentence_before_the_list(before: str, hit_of: HitOf) -> None:
    hit = hit_of(f"{before} - Zorvalitis is cured by butter on the ear. - Give aspirin to every child that has it.")
    assert items(hit) == [
        before,
        f"{before} | Zorvalitis is cured by butter on the ear.",
        f"{before} | Give aspirin to every child that has it.",
    ]


def test_an_item_under_a_heading_that_only_names_a_list_is_a_sentence_of_its_own(hit_of: HitOf) -> None:
    hit = hit_of("Key Points - Zorvalitis is rare. - The heart is not affected by it. - Red or blond hair.")
    assert items(hit)[1:] == ["The heart is not affected by it.", "- Red or blond hair."]


def test_a_sentence_in_an_item_does_not_lead_in_the_next_one(hit_of: HitOf) -> None:
    hit = hit_of(
        "Do not do any of the following in zorvalitis: - Rub the ear. See a doctor if you did. "
        "- Put aspirin drops in the ear every day."
    )
    assert items(hit)[-1] == "- Put aspirin drops in the ear every day."


@pytest.mark.parametrize(
    ("lead_in", "item"),
    [
        ("Brentamab - a new medicine - must never be given for zorvalitis in:", "Children who have a fever."),
        ("Do not take 5 - 10 mg of it for zorvalitis if you have:", "Pregnant women who have a fever."),
    ],
)
def test_a_dash_within_a_lead_in_ends_it_not(lead_in: str, item: str, hit_of: HitOf) -> None:
    assert items(hit_of(f"{lead_in} - gout. - {item}"))[-1] == f"{lead_in} | {item}"


def test_what_limits_a_list_is_not_lost_by_reading_its_items(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    """Whether the limit stands in the passage of the list or begins the next one."""
    for count in (4, 5, 9, 12):
        listed = " - ".join(f"{FILLER} {number}" for number in range(count))
        body = f"Brentamab may be given for zorvalitis when: - {listed}. However, this does not hold in gout."
        answer = make_library(source_text(body, title="Zorvalitis")).ask("When may brentamab be given for zorvalitis?")
        assert all("not hold in gout" in text for text in shown(answer) if "may be given" in text), count


def test_a_long_list_of_small_letters_and_many_items_is_read(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    listed = " - ".join(f"pain of the part {number} in zorvalitis" for number in range(1_100))
    answer = make_library(source_text(f"Brentamab causes in zorvalitis: - {listed}.", title="Zorvalitis")).ask(
        "Does brentamab cause pain of part 77 in zorvalitis?"
    )
    assert answer.status


def test_signs_without_shares_are_left_as_they_are(hit_of: HitOf) -> None:
    hit = hit_of("Signs and Symptoms Approximate number of patients (when available) Zorvalitis is seldom fatal.")
    assert items_apart(hit).statements == hit.statements


def test_of_an_item_after_a_sentence_that_may_end_the_list_nothing_is_made(hit_of: HitOf) -> None:
    hit = hit_of(
        "Do not give it in zorvalitis with: - bad disease. The dose is halved in others. - It may be given to children."
    )
    assert items(hit)[-1] == "- It may be given to children."


def test_a_list_that_is_too_long_is_read_by_its_items(hit_of: HitOf) -> None:
    listed = " - ".join(f"{FILLER} {number}" for number in range(9))
    assert items(hit_of(f"It is seen in: - {listed}.")) == [
        *(f"It is seen in: | {FILLER} {number}" for number in range(8)),
        f"It is seen in: | {FILLER} 8.",
    ]


def test_a_long_list_is_read_whole_and_by_its_items(hit_of: HitOf) -> None:
    listed = " - ".join(f"{FILLER} {number}" for number in range(4))
    whole, *parts = items(hit_of(f"It is seen in: - {listed}."))
    assert whole == f"It is seen in: - {listed}."
    assert parts[1] == f"It is seen in: | {FILLER} 1"
    assert len(parts) == 4


def test_a_list_that_begins_within_an_item_of_another_has_a_lead_in_of_its_own(hit_of: HitOf) -> None:
    """No full stop parts the lists, and what the second says of adults is not said of children."""
    hit = hit_of(
        f"In children zorvalitis can cause: - {FILLER} - pain in the ear Adults may have one or more of the following: "
        f"- {FILLER}, too - fits - gout."
    )
    whole, *parts = items(hit)
    assert whole.startswith("In children")
    second = "Adults may have one or more of the following:"
    assert parts == [
        f"In children zorvalitis can cause: | {FILLER}",
        "In children zorvalitis can cause: | pain in the ear",
        f"{second} | {FILLER}, too",
        f"{second} | fits",
        f"{second} | gout.",
    ]


def test_an_item_after_another_list_has_begun_is_led_in_by_that_one(hit_of: HitOf) -> None:
    hit = hit_of("In children zorvalitis can cause: - fever - rash Adults may have: - gout. - Headaches in the night.")
    assert items(hit)[-1] == "Adults may have: | Headaches in the night."


def test_of_items_after_a_lead_in_that_begins_nobody_knows_where_nothing_is_made(hit_of: HitOf) -> None:
    hit = hit_of(
        f"In children zorvalitis can cause: - {FILLER} - pain as in Bright Disease Harm from: - {FILLER}, too - gout."
    )
    assert items(hit)[1:] == [f"In children zorvalitis can cause: | {FILLER}"]
    hit = hit_of("In children it can cause: - pain as in Bright Disease Harm from: - gout. - Headaches in the night.")
    assert items(hit)[-1] == "- Headaches in the night."


def test_the_signs_of_a_disease_are_told_with_their_shares(hit_of: HitOf) -> None:
    head = "Signs and Symptoms Approximate number of patients (when available)"
    hit = hit_of(
        f"{head} Short nose 90% Zorvalitis of the ear 7.5% Scoliosis 5/14 Autosomal dominant inheritance - Ptosis - "
        "The Human Phenotype Ontology (HPO) has collected them."
    )
    assert items(hit) == [
        f"{head} | {sign}"
        for sign in (
            "Short nose 90%",
            "Zorvalitis of the ear 7.5%",
            "Scoliosis 5/14",
            "Autosomal dominant inheritance",
            "Ptosis",
        )
    ]


def test_a_text_without_a_list_stays_as_it_is(hit_of: HitOf) -> None:
    hit = hit_of("Zorvalitis - a disease of the ear - is rare. It is not treated.")
    assert items_apart(hit).statements == hit.statements


# -- what stands in the passage before


@pytest.fixture
def answer_of(make_library: Callable[..., Curbside], source_text: Callable[..., str]) -> Callable[[str, str], Answer]:
    """Ask a question of a library that holds one source."""
    return lambda body, question: make_library(source_text(body, title="Zorvalitis")).ask(question)


def shown(answer: Answer) -> list[str]:
    return [one.text for one in answer.statements]


def test_what_a_passage_begins_with_is_shown_with_the_sentence_before_it(
    answer_of: Callable[[str, str], Answer],
) -> None:
    told = " ".join(f"Sign {number} of zorvalitis was seen by {FILLER}." for number in range(12))
    for length in range(1, 12):
        body = " ".join(told.split(". ")[:length]) + ". Zorvalitis of the ear is painful. It lasts for nine days."
        answer = answer_of(body, "How many days does zorvalitis of the ear last?")
        assert not any(text.startswith("It lasts") for text in shown(answer)), length


def test_an_item_at_the_begin_of_a_passage_is_led_in_by_the_passage_before(
    make_library: Callable[..., Curbside], source_text: Callable[..., str]
) -> None:
    listed = " ".join(f"- Part {number} of the body has {FILLER}." for number in range(4))
    body = f"Do not give brentamab for zorvalitis in any of the following: {listed} - Gout may be fatal with it."
    library = make_library(source_text(body, title="Zorvalitis")).library()
    first, *_, last = sorted(library.search("zorvalitis", 50), key=lambda one: one.start)
    assert items(last)[-1] == "- Gout may be fatal with it."
    before = library.before([(last.source.document_id, last.position)])[last.position]
    assert before.start == first.start
    lead_ins = items_apart(last, before).statements[-1].lead_ins
    assert [text for _, _, text in lead_ins] == ["Do not give brentamab for zorvalitis in any of the following:"]
