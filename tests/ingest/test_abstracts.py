"""Abstracts in one piece come apart where their labels say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curbside.evidence.kinds import Role
from curbside.evidence.reference import Reference
from curbside.ingest.abstracts import add_abstract, parts_of_abstract, role_of_label
from curbside.ingest.building import DocumentBuilder


def document(abstract):
    builder = DocumentBuilder()
    add_abstract(builder, abstract)
    return builder.document("a", Reference(title="T"))


def roles(abstract):
    made = document(abstract)
    return [(made.heading_path(s), s.role, made.text[s.start : s.end]) for s in made.statements]


@pytest.mark.parametrize(
    ("background", "methods", "results"),
    [("BACKGROUND", "METHODS", "RESULTS"), ("Background", "Methods", "Results")],
)
def test_labels_become_headings_with_what_they_do(background, methods, results):
    text = f"{background}: Gout hurts. {methods}: We treated 40 people. {results}: 31 of 40 (78 %) were better."
    assert roles(text) == [
        ((background,), Role.BACKGROUND, "Gout hurts."),
        ((methods,), Role.METHOD, "We treated 40 people."),
        ((results,), Role.RESULT, "31 of 40 (78 %) were better."),
    ]


def test_labels_at_the_beginning_of_lines_are_found_and_what_stands_before_keeps_no_heading():
    assert list(parts_of_abstract("Gout hurts\nMETHODS: We treated 40 people\nCONCLUSION: It helps.")) == [
        (None, "Gout hurts"),
        ("METHODS", "We treated 40 people"),
        ("CONCLUSION", "It helps."),
    ]


def test_a_label_of_its_own_is_one_only_where_the_abstract_is_labelled():
    labelled = "OBJECTIVE: To ask. WHAT WE DID: We asked 40 people."
    assert [label for label, _ in parts_of_abstract(labelled)] == ["OBJECTIVE", "WHAT WE DID"]
    assert [label for label, _ in parts_of_abstract("We asked. NATURE AND NURTURE: both count.")] == [None]


@pytest.mark.parametrize(
    "text",
    [
        "Survival was longer (HR: 0.7). CI: 0.5 to 0.9.",
        "Two groups were compared: results were better in one.",
        "The ratio of results: methods was 1:2.",
    ],
)
def test_a_colon_in_a_sentence_makes_no_heading(text):
    assert [label for label, _ in parts_of_abstract(text)] == [None]


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("BACKGROUND AND AIMS", Role.BACKGROUND),
        ("Objectives", Role.AIM),
        ("PATIENTS AND METHODS", Role.METHOD),
        ("MAIN OUTCOME MEASURES", Role.METHOD),
        ("METHODS AND FINDINGS", Role.RESULT),
        ("AUTHORS' CONCLUSIONS", Role.CONCLUSION),
        ("Conclusions and Relevance", Role.CONCLUSION),
        ("LIMITATIONS", None),
    ],
)
def test_a_label_tells_what_its_part_does(label, role):
    assert role_of_label(label) is role


@pytest.mark.parametrize(
    "rights", ["Copyright © 2019 A Publisher. All rights reserved.", "© 2019 The Authors.", "(c) 2020 X"]
)
def test_whose_an_abstract_is_is_no_statement(rights):
    assert document(f"Gout hurts. {rights}").text == "Gout hurts."


def test_wrapped_lines_are_put_together():
    wrapped = (
        "We compared colchicine with placebo in a trial of forty\npeople with gout, and prednisolone vs.\nnaproxen."
    )
    assert document(wrapped).text == wrapped.replace("\n", " ")
    assert len(document(wrapped).statements) == 1
    assert document("Gout hurts\nWe treated it").text == "Gout hurts\nWe treated it"


def test_an_empty_abstract_makes_nothing():
    assert document(" \n ").text == ""


@settings(max_examples=100)
@given(
    st.lists(st.sampled_from(["METHODS", "Results", ":", ": ", ". ", "\n", "word ", "© 2019 ", "A", "("])).map("".join)
)
def test_no_word_is_lost_but_labels_and_rights(text):
    parts = list(parts_of_abstract(text))
    kept = "".join(part for one in parts for part in (one[0] or "", one[1]))
    # Labels under which nothing stands but rights are left out with them.
    said = re.sub(r"(?:(?:METHODS|Results|A)[\s:.(]*)*\Z", "", text.partition("©")[0])
    words = [word for word in said.replace(":", " ").split() if word.isalpha()]
    assert all(word in kept for word in words)
    document(text)
