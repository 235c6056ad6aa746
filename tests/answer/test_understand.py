"""What is understood of a question: what it is about, what is asked of it, which words are looked for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from curbside import Curbside, Question, Reader
from curbside.answer.understand import LONGEST_QUESTION, rarity_in, title_match, understand
from curbside.errors import QuestionError
from curbside.evidence.kinds import Aspect

SCRIPTS = {
    "Chinese": "神经内分泌肿瘤最常见的转移部位是哪里？",
    "Russian": "Куда чаще всего метастазируют нейроэндокринные опухоли?",
    "Arabic": "ما هي المواقع الأكثر شيوعا لانتشار الأورام العصبية الصماوية؟",
}
# Each of these holds no word that could be looked for.
NOTHING_TO_LOOK_FOR = ("what is the of", "🙂 🫀🫁", "?!", "of the and with")


def understood(text: str) -> Question:
    return understand(text, Reader.CLINICIAN, lambda term: 1.0)


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("What are the classic areas of metastasis for neuroendocrine tumors?", Aspect.SPREAD),
        ("Where do NETs spread?", Aspect.SPREAD),
        ("Does melanoma disseminate to the liver?", Aspect.SPREAD),
        ("Which treatment is there for liver metastases?", Aspect.TREATMENT),
        ("How are neuroendocrine tumours treated?", Aspect.TREATMENT),
        ("What is the surgical management of gout?", Aspect.TREATMENT),
        ("What is the dose of octreotide?", Aspect.DOSE),
        ("How much mg of lanreotide is given per month?", Aspect.DOSE),
        ("What are the side effects of everolimus?", Aspect.SAFETY),
        ("Is sunitinib safe in pregnancy?", Aspect.SAFETY),
        ("Does warfarin interact with clarithromycin?", Aspect.SAFETY),
        ("What is the prognosis of pancreatic NETs?", Aspect.PROGNOSIS),
        ("What is the life expectancy with a carcinoid?", Aspect.PROGNOSIS),
        ("How often should blood pressure be monitored?", Aspect.MONITORING),
        ("What follow-up is needed after resection?", Aspect.MONITORING),
        ("What is the grading of lung carcinoid?", Aspect.STAGING),
        ("How is carcinoid heart disease diagnosed?", Aspect.DIAGNOSIS),
        ("What is the sensitivity of DOTATATE PET?", Aspect.DIAGNOSIS),
        ("How can shingles be prevented?", Aspect.PREVENTION),
        ("Is MEN1 inherited?", Aspect.INHERITANCE),
        ("When should a patient with a NET be referred?", Aspect.REFERRAL),
        ("What are the symptoms of carcinoid syndrome?", Aspect.SYMPTOMS),
        ("What causes asthma?", Aspect.CAUSE),
        ("What is the incidence of NETs?", Aspect.FREQUENCY),
        ("How common is psoriasis?", Aspect.FREQUENCY),
        ("Is psoriasis getting commoner?", Aspect.FREQUENCY),
        ("How much of the colchicine is lost in the urine?", Aspect.FREQUENCY),
        ("How often is my blood pressure checked?", Aspect.MONITORING),
        ("Gout: how long to check the urate?", Aspect.MONITORING),
        ("When to recheck the urate after a change of dose?", Aspect.MONITORING),
        ("For how many days may I put fusidic acid on it?", Aspect.DOSE),
        ("First-line antibiotics for cellulitis?", Aspect.TREATMENT),
        ("A patient on lithium trembles: whom do I phone?", Aspect.REFERRAL),
        ("A cough for two months - what could it be?", Aspect.CAUSE),
        ("What is a carcinoid?", Aspect.DEFINITION),
        ("neuroendocrine tumors", Aspect.GENERAL),
        ("aspirin asthma", Aspect.GENERAL),
    ],
)
def test_what_a_question_asks_of_its_subject_is_recognised(text: str, aspect: Aspect) -> None:
    assert understood(text).aspect is aspect


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        pytest.param("How are neuroendocrine tumors staged?", Aspect.STAGING),
        pytest.param("How are neuroendocrine tumors followed up?", Aspect.MONITORING),
    ],
)
def test_a_related_question_of_curbsides_own_is_understood_as_what_it_asks(text: str, aspect: Aspect) -> None:
    assert understood(text).aspect is aspect


@pytest.mark.parametrize(
    ("text", "about"),
    [
        ("What are the classic areas of metastasis for neuroendocrine tumors?", ["neuroendocrine tumors"]),
        ("What is the dose of octreotide?", ["octreotide"]),
        ("How common is carcinoid heart disease?", ["carcinoid", "heart disease"]),
        pytest.param("How long do patients with carcinoid live?", ["carcinoid"]),
    ],
)
def test_the_subject_is_what_is_left_without_the_words_that_ask(text: str, about: list[str]) -> None:
    assert [concept.words for concept in understood(text).focus] == about


@pytest.mark.parametrize(
    "said", ["neuroendocrine tumour", "Neuroendocrine Tumors", "NET", "NETs", "neuroendocrine neoplasms"]
)
def test_synonyms_spellings_and_abbreviations_are_one_concept(said: str) -> None:
    (concept,) = understood(f"Where do {said} spread?").focus
    for terms in ({"neuroendocrin", "tumor"}, {"net"}, {"neuroendocrin", "neoplasm"}):
        assert concept.is_in(terms)


def test_a_net_that_is_not_written_in_capitals_is_not_a_tumour() -> None:
    """Fish nets and net weights are no neuroendocrine tumours."""
    concepts = understood("What is the net weight?").focus
    assert not any(concept.is_in({"neuroendocrin", "tumor"}) for concept in concepts)


def test_lay_words_are_looked_for_in_their_clinical_form_too() -> None:
    assert "uterus" in understood("Where is pain in the womb felt?").search_terms
    assert "metastasi" in understood("How are secondaries in the liver treated?").search_terms
    assert "hepat" in understood("liver").search_terms


def test_a_rarer_word_weighs_more_than_one_found_everywhere() -> None:
    rarity = rarity_in(1000, {"common": 900, "rare": 2}.__getitem__)
    assert rarity("rare") > rarity("common") >= 1.0


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u202e\u200b", "\x00\x07"])
def test_an_empty_question_is_refused(text: str, starter_library: Curbside) -> None:
    with pytest.raises(QuestionError, match="empty"):
        starter_library.ask(text)


@pytest.mark.parametrize("length", [LONGEST_QUESTION + 1, 100_000])
def test_a_question_that_is_too_long_is_refused_with_its_length(length: int, starter_library: Curbside) -> None:
    with pytest.raises(QuestionError, match=f"{length:,} characters"):
        starter_library.ask("w" * length)


def test_a_question_that_is_too_long_is_refused_before_anything_of_it_is_read(starter_library: Curbside) -> None:
    # Read as a whole, the first would take half a minute and the second minutes.
    for repeated in ("-", "my son "):
        with pytest.raises(QuestionError, match="at most 2,000"):
            starter_library.ask(repeated * (60_000 // len(repeated)), conversation="no such")


@pytest.mark.parametrize("padding", [" ", "\n", "\u202e", "\x00"])
def test_what_is_not_seen_does_not_count_to_the_length_of_a_question(padding: str, starter_library: Curbside) -> None:
    assert starter_library.ask(f"Where do NETs{padding * 3_000} spread?").is_answered


def test_a_question_of_the_greatest_length_is_read(starter_library: Curbside) -> None:
    question = ("Where do NETs spread? " * 100)[:LONGEST_QUESTION]
    assert len(question) == LONGEST_QUESTION
    assert starter_library.ask(question).question == question.strip()


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_question_in_another_script_gets_no_answer_and_no_error(script: str, starter_library: Curbside) -> None:
    answer = starter_library.ask(SCRIPTS[script])
    assert answer.status == "insufficient_evidence"
    assert not answer.summary
    assert not answer.sections


@pytest.mark.parametrize(
    "script",
    [
        "Chinese",
        *(pytest.param(name) for name in ("Russian", "Arabic")),
    ],
)
def test_a_question_in_another_script_is_told_that_only_english_is_read(script: str, starter_library: Curbside) -> None:
    assert any("reads English only" in notice for notice in starter_library.ask(SCRIPTS[script]).notices)


@pytest.mark.parametrize("text", NOTHING_TO_LOOK_FOR)
def test_a_question_without_a_subject_is_told_so(text: str, starter_library: Curbside) -> None:
    answer = starter_library.ask(text)
    assert answer.status == "insufficient_evidence"
    assert any("names no subject" in notice for notice in answer.notices)


@pytest.mark.parametrize(
    "text",
    [
        "Where do NETs spread' OR '1'='1?",
        "Robert'); DROP TABLE passages;-- liver",
        'NETs "spread" to the liver\\',
        "NETs` spread % _ * ~2 +liver -bone (AND) [OR] {NOT} ^3 liver:",
        "NETs\x00 spread\x1b[31m to the liver",
    ],
)
def test_quotes_and_operators_are_only_characters(text: str, starter_library: Curbside) -> None:
    before = starter_library.library().evidence_version
    answer = starter_library.ask(text)
    assert answer.status in {"answered", "insufficient_evidence"}
    assert "\x1b" not in answer.question
    assert "\x00" not in answer.question
    assert starter_library.library().evidence_version == before


def test_spaces_and_line_breaks_do_not_change_the_answer(starter_library: Curbside) -> None:
    plain = starter_library.ask("Where do NETs spread?")
    spread_out = starter_library.ask("  Where\ndo \u00a0NETs\t spread?\r\n")
    assert spread_out.answer_id == plain.answer_id


def test_what_brackets_say_after_the_question_mark_belongs_to_the_name_before_it() -> None:
    focus = understood("What are the symptoms of viral arthritis ? (Also called: Infectious arthritis - viral)").focus
    assert any(concept.words.endswith("arthritis") for concept in focus)


@pytest.mark.parametrize("text", ["? (gout)", "(gout)", "... (gout) ?", "- (gout)", "What is it ?! (gout)"])
def test_brackets_after_no_name_are_read_without_error(text: str) -> None:
    assert understood(text).text == text


def test_a_title_that_names_its_subject_otherwise_is_about_exactly_what_was_asked() -> None:
    title = "What are the complications of Orbeline fever ? (Also called: Marsh ague; Reed disease)"
    assert title_match(understood("What are the complications of marsh ague?"), title) == 1.0
    assert title_match(understood("What are the complications of marsh ague and pneumonia?"), title) < 1.0


def test_a_title_is_not_about_what_has_its_other_name_as_a_part() -> None:
    title = "What causes Osteogenesis imperfecta ? (Also called: Congenital disease)"
    assert title_match(understood("What causes congenital heart disease?"), title) < 1.0


def test_a_short_form_is_met_by_what_the_library_says_that_it_stands_for() -> None:
    question = understand(
        "What causes ZXP?", Reader.CLINICIAN, lambda term: 1.0, long_form={"ZXP": "zonular orange plaques"}.get
    )
    (concept,) = question.focus
    assert concept.is_in({"zonular", "orang", "plaqu"})
    assert concept.is_in({"zxp"})
    assert not concept.is_in({"zonular", "plaqu"})


def test_a_narrower_name_is_not_lost_beside_its_broader_one() -> None:
    words = [concept.words for concept in understood("What share of cancer deaths is due to bowel cancer?").focus]
    assert "bowel cancer" in words


def test_one_of_what_is_named_with_others_of_its_kind_is_enough() -> None:
    focus = understood("Which blood tests find gout and other arthritis?").focus
    assert len({concept.group for concept in focus if concept.words in ("gout", "arthritis")}) == 1


def test_whom_and_what_else_a_question_names_need_not_be_met() -> None:
    told = understood("My baby has whooping cough. How is it treated?").focus
    assert [concept.words for concept in told if concept.must_be_met] == ["whooping cough"]
    asked = understood("Does calcium help in osteoporosis, and should it be taken with magnesium?").focus
    assert [concept.words for concept in asked if not concept.must_be_met] == ["magnesium"]


def test_a_dose_written_in_one_word_names_nothing_to_look_for() -> None:
    assert [concept.words for concept in understood("When can I stop a metformin 500mg tablet?").focus] == [
        "metformin",
        "tablet",
    ]


def test_the_kind_of_thing_asked_for_weighs_less_than_what_it_is_asked_of() -> None:
    rarity = rarity_in(1000, lambda term: 5 if term in ("organ", "zorvalin") else 0)
    weights = {
        concept.words: concept.rarity
        for concept in understand("Which organs does zorvaline harm?", Reader.CLINICIAN, rarity).focus
    }
    assert weights["organs"] < weights["zorvaline"]


@pytest.mark.parametrize("text", ["Define sarcoidosis", "What happens if sarcoidosis goes untreated?"])
def test_words_that_only_ask_are_not_looked_for(text: str) -> None:
    assert {"Define", "goes"}.isdisjoint(concept.words for concept in understood(text).focus)


def library_with(*held: str) -> Callable[[str], float]:
    """Terms weighed as by a library that holds these and no others."""
    return lambda term: 1.0 if term in held else 8.0


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("I tripped over a rug. Does colchicine help in gout?", ["colchicine", "gout"]),
        ("Gout at home in winter: does colchicine help?", ["Gout", "colchicine"]),
        ("Does colchicine bang in the middle of gout help?", ["colchicine", "gout"]),
        # What is asked for itself counts, however ordinary.
        ("Does rhubarb help in gout?", ["rhubarb", "gout"]),
    ],
)
def test_circumstances_that_the_library_lacks_need_not_be_met(text: str, focus: list[str]) -> None:
    question = understand(text, Reader.CLINICIAN, library_with("gout", "colchicin"))
    assert [one.words for one in question.focus] == focus


def test_a_circumstance_that_the_library_holds_tells_statements_apart() -> None:
    question = understand("Does colchicine help in gout at home?", Reader.CLINICIAN, library_with("gout", "home"))
    assert "home" in [one.words for one in question.focus]


def test_how_much_of_a_medicine_asks_for_its_dose() -> None:
    assert understood("How much extra colchicine after a test for gout?").aspect is Aspect.DOSE
    assert understood("How much does colchicine help in gout?").aspect is not Aspect.DOSE


def test_a_term_of_the_question_is_had_by_another_name_of_what_it_names() -> None:
    question = understood("Is AF common in gout?")
    assert question.has("af", frozenset(["atrial", "fibril"]))
    assert not question.has("af", frozenset(["arrhythmia"]))


@pytest.mark.parametrize(
    "text",
    [
        "Physio asking: can neck movement set off hemicrania?",
        "The patient's wife wants to know, can neck movement set off hemicrania?",
        "GP asks - can neck movement set off hemicrania?",
    ],
)
def test_who_asks_is_not_asked_about(text: str) -> None:
    question = understand(text, Reader.CLINICIAN, lambda _: 1.0)
    assert [one.words for one in question.focus] == ["neck", "movement", "hemicrania"]
