"""A question that names its source is answered from that source and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Curbside
from curbside.answer.designations import cue_of, runs_of
from curbside.answer.naming import names_not_held, sources_named
from curbside.answer.source_words import source_words


def cited(curbside: Curbside, question: str) -> set[str]:
    return {document for one in curbside.ask(question).references for document in one.documents}


@pytest.mark.parametrize(
    ("question", "beginnings"),
    [
        ("What did Riihimäki 2016 find about liver metastases?", ("riihimaki-2016",)),
        ("What does doi 10.1056/NEJMoa2210639 report on stopping ACE inhibitors?", ("bhandari-2022",)),
        ("What did the PiC study find about meningococcal disease?", ("pic-study-2020",)),
        ("What did the STOP ACEi trial find?", ("bhandari-2022", "stop-acei-2024")),
        ("According to the 2016 Riihimäki study, where do NETs spread?", ("riihimaki-2016",)),
        ("What does the paper by Riihimäki say about the liver?", ("riihimaki-2016",)),
        ("In Bhandari's 2022 trial, what was the eGFR after stopping?", ("bhandari-2022",)),
        ("Per NICE NG145, who should have a thyroid test?", ("nice-ng145",)),
        ("What did Knoll et al. find in anuric haemodialysis patients?", ("knoll-2002",)),
    ],
)
def test_a_source_asked_by_name_is_the_only_one_cited(
    question: str, beginnings: tuple[str, ...], starter_library: Curbside
) -> None:
    documents = cited(starter_library, question)
    assert documents
    assert all(one.startswith(beginnings) for one in documents)


@pytest.mark.parametrize(
    "question",
    [
        "Is Child-Pugh B cirrhosis a contraindication?",
        "What did Nemo 1987 find?",
        "How is Crohn disease followed after 2016?",
        "Screening for thyroid dysfunction according to US recommendations",
        "What do American guidelines advise for sore throat?",
    ],
)
def test_an_eponym_or_a_paper_that_is_not_held_names_nothing(question: str, starter_library: Curbside) -> None:
    assert sources_named(question, starter_library.library()) is None


def test_a_retracted_source_asked_by_name_is_said_to_be_retracted(make_library: object, source_text: object) -> None:
    body = "# Findings\n\nZorvaline lowered the blood pressure of 40 adults by 8 mmHg."
    text = source_text(body, title="Zorvaline", authors=["Nemo A"], year=2019, standing="retracted")  # type: ignore[operator]
    answer = make_library(text).ask("What did Nemo 2019 find on zorvaline?")  # type: ignore[operator]
    assert not answer.summary
    assert not answer.sections
    assert any("retracted" in notice for notice in answer.notices)


TRIALS = (
    ("Brentamab in severe zorvalitis (QUORIM-2): a randomised trial", "Okonjo-Reyes T", 2021, "randomized_trial"),
    ("Brentamab for zorvalitis in children: a cohort study", "Okonjo-Reyes T", 2018, "cohort_study"),
    ("Colvestat against brentamab in zorvalitis: the TALLIS trial", "Brønsted L", 2023, "randomized_trial"),
)


@pytest.fixture
def trials(make_library: Callable[..., Curbside], source_text: Callable[..., str]) -> Curbside:
    """Three invented studies, two of them by one first author."""
    texts = []
    for title, author, year, kind in TRIALS:
        about = "children" if "children" in title else "adults"
        body = f"# Results\n\n## Remission\n\nIn {about} with zorvalitis, remission was reached by {year - 1980} %."
        record = {"title": title, "authors": [author, "Marlowe P"], "year": year, "kind": kind}
        texts.append(source_text(body, id=f"{author.split()[0].lower()}-{year}", **record))
    return make_library(*texts)


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("What did QUORIM-2 find on remission?", {2021}),
        ("quorim 2: remission?", {2021}),
        ("Remission in the TALLIS trial", {2023}),
        ("Bronsted 2023 on remission", {2023}),
        ("Okonjo-Reyes et al. on remission in children", {2018}),
        ("What did Okonjo-Reyes and Marlowe find in children?", {2018}),
        ("Okonjo-Reyes 2018 or TALLIS: which had more remissions?", {2018, 2023}),
        ("Compare QUORIM-2 with Brønsted's trial", {2021, 2023}),
        ("QUORIM-1: remission?", set()),
        ("Okonjo-Reyes 2019 on remission", set()),
        ("What did Marlowe find?", set()),
    ],
)
def test_an_invented_study_is_known_by_its_names(question: str, years: set[int], trials: Curbside) -> None:
    named = sources_named(question, trials.library())
    assert {int(one[-4:]) for one in (named.document_ids if named else ())} == years


def test_a_source_asked_by_name_that_does_not_say_is_said_not_to(trials: Curbside) -> None:
    answer = trials.ask("What did QUORIM-2 find about liver failure?")
    assert not answer.is_answered
    assert "QUORIM-2" in answer.not_covered[0]
    assert "Other sources were not looked at" in answer.not_covered[0]


@pytest.mark.parametrize("name", ["PMID 99999999", "Vandermoor et al. 2011", "NG999", "doi:10.1000/nowhere"])
def test_a_source_asked_by_name_that_is_not_held_is_said_not_to_be(name: str, trials: Curbside) -> None:
    answer = trials.ask(f"What is said of remission of zorvalitis in {name}?")
    assert any(name in notice and "holds no source known as" in notice for notice in answer.notices)


@pytest.mark.parametrize("question", ["How is zorvalitis treated in Sweden 2016?", "What is Graves disease 2020?"])
def test_a_place_or_an_eponym_is_no_source_that_is_missing(question: str, trials: Curbside) -> None:
    assert not names_not_held(question, trials.library())


@pytest.mark.parametrize(
    ("asked", "kind"),
    [
        ("What does the NICE guıdeline say?", "guıdeline"),
        ("What does the NICE guİdeline say?", "guİdeline"),
        ("What does the NICE poſition ſtatement say?", "poſition ſtatement"),
        ("What does the tıtan trıal say?", "trıal"),
    ],
)
def test_a_kind_of_source_is_read_in_letters_that_a_pattern_takes_for_its_own(
    asked: str, kind: str, starter_library: Curbside
) -> None:
    name = asked.split()[3]
    start = asked.index(name)
    cue = cue_of(asked, start, start + len(name))
    assert cue.kind_span is not None
    assert asked[slice(*cue.kind_span)] == kind
    assert cue.kind is not None
    sources_named(asked, starter_library.library())


def test_every_kind_of_source_is_read_in_such_letters() -> None:
    for kind, group in source_words().groups.items():
        for plain, other in [("i", "ı"), ("i", "İ"), ("s", "ſ")]:
            cue = cue_of(f"the Nemo {kind.replace(plain, other)}", 4, 8)
            assert (cue.kind, cue.kind_word) == (group, kind)


@pytest.mark.parametrize("repeated", ["my son ", "patient ", "the sonbol ", "per "])
def test_the_names_of_a_long_text_are_looked_for(repeated: str) -> None:
    # In time by its length: by the square of that, minutes.
    assert runs_of(repeated * (60_000 // len(repeated))) is not None


@pytest.mark.parametrize(
    "asked",
    [
        "A MAN OF 67 WITH DIABETES AND AN EGFR OF 28 ON RAMIPRIL: SHOULD THE ACE INHIBITOR BE STOPPED? " * 18,
        "Aa " * 660,
        " ".join(f"Hospital{letter}{other} Of Glen{other}{letter}" for letter in "abcdefgh" for other in "ijklmnop"),
    ],
    ids=["in capitals", "one word", "names"],
)
def test_a_question_of_many_capitals_is_read(asked: str, starter_library: Curbside) -> None:
    assert sources_named(asked[:2000], starter_library.library()) is None


def test_a_name_in_capitals_is_a_name_where_not_all_is(starter_library: Curbside) -> None:
    named = sources_named("What did RIIHIMAKI 2016 find?", starter_library.library())
    assert named is not None
    assert named.document_ids == ("riihimaki-2016",)
