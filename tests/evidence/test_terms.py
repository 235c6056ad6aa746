"""Terms: which words count as the same when documents and questions are compared."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from curbside.evidence.terms import content_terms, spelled_words, stop_terms, term, terms, words


@pytest.mark.parametrize(
    "same",
    [
        "tumour tumor tumours Tumors TUMOR tumor's tumor’s",
        "metastasis metastases metastatic metastasize metastasised metastasizing",
        "diagnosis diagnoses diagnostic diagnosed",
        "anaemia anemia",
        "oesophageal esophageal",
        "diarrhoea diarrhea",
        "haemorrhage hemorrhage",
        "paediatric pediatric",
        "localised localized",
        "hospitalisation hospitalization hospitalisations hospitalizations",
        "naïve naive",
        "Sjögren sjogren",
        "β Β beta",
        "λ lambda",
    ],
)
def test_spellings_and_forms_of_one_word_are_one_term(same):
    assert len({term(word) for word in same.split()}) == 1


@pytest.mark.parametrize("different", ["hyperthyroid hypothyroid", "liver live", "α β", "g2 g3", "177lu 68ga"])
def test_words_of_other_meaning_stay_apart(different):
    first, second = different.split()
    assert term(first) != term(second)


def test_words_come_as_printed_and_in_order():
    assert words("5-HIAA in Crohn’s disease (α-blockers).") == [
        "5",
        "HIAA",
        "in",
        "Crohn’s",
        "disease",
        "α",
        "blockers",
    ]


def test_function_words_are_left_out_in_either_apostrophe():
    assert content_terms("What isn't and what isn’t a tumour that doesn’t spread?") == ["tumor", "spread"]


def test_content_terms_keep_order_and_repeats():
    assert content_terms("liver, bone and liver") == ["liver", "bone", "liver"]


def test_text_of_function_words_alone_has_no_content():
    assert content_terms("What is it about?") == []
    assert content_terms("") == []


def test_words_of_another_script_are_terms_too():
    assert len(terms("нейроэндокринная опухоль")) == 2


@given(st.text())
@example("\u1ab0")  # an accent without a letter
@example("gout \u1ab0 \u1ab0x")
def test_content_terms_are_the_terms_without_stop_terms(text):
    assert content_terms(text) == [one for one in terms(text) if one not in stop_terms()]


@given(st.text())
@example("\u1ab0")
def test_every_word_has_one_term(text):
    assert len(terms(text)) == len(words(text))
    assert all(terms(text))


def test_accents_without_a_letter_are_no_words():
    assert words("\u1ab0 gout \u1ab0\u0483") == ["gout"]
    assert terms("\u1ab0gout") == terms("gout")
    assert spelled_words("\u1ab0gout") == [("gout", 1, 5)]
