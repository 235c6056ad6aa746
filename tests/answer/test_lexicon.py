"""The lexicon is a file that people edit: what it must hold to, and what it is read to."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from importlib.resources import files
from typing import Any

import pytest

from curbside.answer.lexicon import find_mentions, is_part_of, lexicon, other_names
from curbside.answer.understand import understand
from curbside.evidence.kinds import Reader
from curbside.evidence.terms import spelled_words, stop_terms, term, terms

FORMS = ("also", "lay", "brand", "asked")
# "Down" is a function word, and no passage is known by it; chromogranin A is the only chromogranin asked for.
_LOSES_A_WORD = frozenset({"Down syndrome", "chromogranin A"})
# Words that half of all names end in: one of them alone names nothing.
_OF_ANY_NAME = frozenset(terms("disease syndrome disorder condition illness test drug deficiency type level"))


@pytest.fixture(scope="module")
def entries() -> list[tuple[str, dict[str, Any]]]:
    data = tomllib.loads(files("curbside.answer").joinpath("lexicon.toml").read_text("utf-8"))
    return [entry for kind in data.values() for entry in kind.items()]


def named(text: str) -> list[str]:
    return [mention.entry.name for mention in find_mentions(text)]


def carries(question: str, statement: str) -> bool:
    """Whether a statement carries every concept that must be met of a question."""
    said = frozenset(terms(statement))
    focus = understand(question, Reader.CLINICIAN, lambda one: 1.0).focus
    assert focus
    return all(concept.is_in(said) for concept in focus if concept.must_be_met)


def test_a_form_stands_once_in_the_whole_file(entries: list[tuple[str, dict[str, Any]]]) -> None:
    forms = Counter(
        form for name, entry in entries for form in {name, *(f for key in FORMS for f in entry.get(key, ()))}
    )
    assert len(entries) > 2000
    assert not [form for form, times in forms.items() if times > 1]


def test_a_concept_has_no_key_that_nothing_reads(entries: list[tuple[str, dict[str, Any]]]) -> None:
    known = {*FORMS, "is", "sited", "gloss", "optional"}
    assert not [(name, key) for name, entry in entries for key in entry if key not in known]


def test_no_two_concepts_are_told_by_the_same_words() -> None:
    told = defaultdict(set)
    for entry in lexicon().values():
        for wording in entry.wordings:
            told[frozenset(wording)].add(entry.name)
    assert not [names for names in told.values() if len(names) > 1]


def test_every_concept_can_be_met_by_its_own_name() -> None:
    assert not [entry.name for entry in lexicon().values() if not entry.wordings]
    lost = [entry.name for entry in lexicon().values() if find_mentions(entry.name)[:1] == []]
    assert not lost


def test_no_statement_is_known_by_a_form_that_stop_words_leave_one_word_of() -> None:
    """ "Can't sleep" is no sleep, and "throw up" is no throw: such forms are looked for in questions only."""
    left = [
        (entry.name, form)
        for entry in lexicon().values()
        for form in entry.forms
        for said in [[term(word) for word, _, _ in spelled_words(form)]]
        if len(said) > 1 and sum(one not in stop_terms() for one in said) == 1 and form not in _LOSES_A_WORD
    ]
    assert not left


def test_no_statement_is_known_by_words_that_any_name_has() -> None:
    assert not [
        (entry.name, wording)
        for entry in lexicon().values()
        for wording in entry.wordings
        if _OF_ANY_NAME.issuperset(wording) and entry.name not in _LOSES_A_WORD
    ]


def test_what_is_broader_is_an_entry_too(entries: list[tuple[str, dict[str, Any]]]) -> None:
    names = {name for name, _ in entries}
    assert not [
        (name, one)
        for name, entry in entries
        for key in ("is", "sited")
        for one in entry.get(key, ())
        if one not in names
    ]


def test_nothing_is_a_kind_of_itself() -> None:
    def above(name: str, below: tuple[str, ...]) -> None:
        assert name not in below, (*below, name)
        for broader in lexicon()[name].broader:
            above(broader, (*below, name))

    for name in lexicon():
        above(name, ())


def test_an_explanation_is_short_and_has_no_figures(entries: list[tuple[str, dict[str, Any]]]) -> None:
    glosses = [entry["gloss"] for _, entry in entries if "gloss" in entry]
    assert glosses
    assert not [gloss for gloss in glosses if len(gloss.split()) > 12 or any(c.isdigit() for c in gloss)]


def test_a_word_in_plain_english_is_read_as_the_concept() -> None:
    assert find_mentions("pink eye")[0].entry is find_mentions("conjunctivitis")[0].entry
    assert find_mentions("water pill")[0].entry is find_mentions("diuretics")[0].entry


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("FBC, U&Es and LFTs", ["complete blood count", "urea and electrolytes", "liver function test"]),
        ("K+ of 6.8 on an ACEi", ["potassium", "ACE inhibitor"]),
        ("a BM of 2.1", ["blood glucose"]),
        ("sats are low, SOB", ["oxygen saturation", "dyspnea"]),
        ("What bloods for GCA?", ["blood test", "giant cell arteritis"]),
        ("Is impetigo catching?", ["impetigo", "transmission"]),
        ("hyaline membrane disease", ["neonatal respiratory distress syndrome"]),
        ("Lou Gehrig's disease", ["amyotrophic lateral sclerosis"]),
        ("Septrin or co-trimoxazole", ["trimethoprim-sulfamethoxazole"] * 2),
        ("I keep throwing up and have the runs", ["vomiting", "diarrhea"]),
        ("after the baby is born", ["childbirth"]),
    ],
)
def test_shorthand_and_everyday_words_are_read(said: str, meant: list[str]) -> None:
    found = named(said)
    assert [name for name in found if name in meant] == meant


@pytest.mark.parametrize(
    ("said", "not_meant"),
    [
        ("vitamin K in newborns", "potassium"),
        ("500 mg twice daily", "magnesium"),
        ("he was hit by a car", "heparin-induced thrombocytopenia"),
        ("it runs in families", "diarrhea"),
        ("blood pressure", "blood test"),
        ("what are all the causes", "acute lymphoblastic leukemia"),
        ("he sat up", "oxygen saturation"),
        ("the immune system", "vaccination"),
        ("thyroid-stimulating hormone", "psychostimulant"),
        ("a double-blind trial", "vision loss"),
        ("a period of five years", "menstruation"),
        ("the change in weight", "menopause"),
    ],
)
def test_words_that_mean_something_else_are_not(said: str, not_meant: str) -> None:
    assert not_meant not in named(said)


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("What to do about a K+ of 6.8?", "Hyperkalaemia needs an ECG."),
        ("What does a low plt count mean?", "Thrombocytopenia is a platelet count under 150."),
        ("Appendix carcinoid: prognosis?", "Appendiceal NETs rarely spread."),
        ("How often does a carcinoid of the appendix spread?", "Appendiceal neuroendocrine tumours rarely spread."),
        ("Which chemo for gut NEC?", "Chemotherapy of digestive neuroendocrine carcinoma is platinum with etoposide."),
        ("When are U&Es checked?", "Creatinine is checked after one week."),
        ("Is ibuprofen safe after the baby is born?", "Ibuprofen may be taken postpartum."),
    ],
)
def test_a_clinician_would_say_that_it_is_about_that(question: str, statement: str) -> None:
    assert carries(question, statement)


@pytest.mark.parametrize(
    ("question", "statement"),
    [
        ("Appendix carcinoid: prognosis?", "Pancreatic NETs often spread."),
        ("Appendix carcinoid: prognosis?", "Rectal NETs rarely spread."),
        ("What is a carcinoid?", "Pancreatic neuroendocrine tumours make insulin."),
        ("What to do about a K+ of 6.8?", "Hyponatraemia needs slow correction."),
        ("Is vitamin K safe?", "Potassium is safe."),
        ("How is ALS treated?", "Smith et al. treated pain."),
        ("How is HIT treated?", "Patients who were hit in the head were treated."),
        ("How do I lower my blood pressure?", "Hypotension is treated with fluids."),
    ],
)
def test_a_near_miss_stays_one(question: str, statement: str) -> None:
    assert not carries(question, statement)


def test_what_an_asked_form_means_is_not_explained_back() -> None:
    assert all(form not in entry.forms for entry in lexicon().values() for form in entry.asked)


def test_parts_of_the_body_lie_within_each_other() -> None:
    assert is_part_of("liver", "liver")
    assert not is_part_of("liver", "bone")


def test_a_question_is_known_by_the_other_names_of_what_it_names() -> None:
    said = {one.terms: one.names for one in other_names("Can NSAIDs cause a heart attack or erectile dysfunction?")}
    assert frozenset({"impot"}) in said["erectil", "dysfunct"]
    assert frozenset({"myocardi", "infarct"}) in said["heart", "attack"]
    assert all(frozenset(asked) not in names for asked, names in said.items())


def test_what_belongs_to_a_thing_is_no_other_name_of_it() -> None:
    assert all(frozenset({"ibuprofen"}) not in one.names for one in other_names("Are NSAIDs safe?"))


def test_a_text_that_names_nothing_known_has_no_other_names() -> None:
    assert other_names("Would a man throw it away?") == []
