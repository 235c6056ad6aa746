"""Follow-ups: what leans on the question before is put into words that stand alone, as a person would put them."""

from __future__ import annotations

import pytest
from evaluation.conversation import load_talks
from evaluation.report import UNSEEN, read_cases
from hypothesis import given
from hypothesis import strategies as st

from curbside.answer.follow_up import addressed, reader_wanted, resolved
from curbside.answer.phrases import Kind, kind_of, read, word_lists
from curbside.evidence.kinds import Reader

NETS = "Where do neuroendocrine tumours spread?"
DROPS = "What is the dose of moxifloxacin eye drops for bacterial conjunctivitis?"
COUGH = "Can ACE inhibitors cause hyperkalemia?"


def meant(*turns: str) -> str:
    """The last of some turns as understood from those before."""
    held = [turns[0]]
    for turn in turns[1:]:
        held.append(resolved(turn, held))
    return held[-1]


# -- a part changed


@pytest.mark.parametrize(
    ("before", "follow_up", "understood"),
    [
        (NETS, "And in the rectum?", "Where do neuroendocrine tumours of the rectum spread?"),
        (NETS, "rectal ones?", "Where do rectal neuroendocrine tumours spread?"),
        (NETS, "what about bone?", "Do neuroendocrine tumours spread to bone?"),
        (NETS, "bone?", "Do neuroendocrine tumours spread to bone?"),
        (NETS, "how often to the liver?", "How often do neuroendocrine tumours spread to the liver?"),
        (NETS, "in children?", "Where do neuroendocrine tumours spread in children?"),
        ("Where do NETs spread in adults?", "and children?", "Where do NETs spread in children?"),
        ("Do NETs spread to the liver?", "And to the brain?", "Do NETs spread to the brain?"),
        ("How common are brain metastases of NETs?", "and bone?", "How common are bone metastases of NETs?"),
        ("How are pancreatic NETs treated?", "and in the appendix?", "How are NETs of the appendix treated?"),
        ("What is the treatment of PNETs?", "and lung?", "What is the treatment of neuroendocrine tumors of the lung?"),
        ("Is lisinopril safe in pregnancy?", "and while breastfeeding?", "Is lisinopril safe while breastfeeding?"),
        ("Is lisinopril safe in pregnancy?", "and with ibuprofen?", "Is lisinopril safe in pregnancy with ibuprofen?"),
        ("Is lisinopril safe with potassium?", "and with ibuprofen?", "Is lisinopril safe with ibuprofen?"),
        (DROPS, "in newborns?", f"{DROPS[:-1]} in newborns?"),
        (COUGH, "what about ARBs?", "Can ARBs cause hyperkalemia?"),
        (COUGH, "and cough?", "Can ACE inhibitors cause cough?"),
        ("What is the dose of Vigamox (moxifloxacin)?", "and besifloxacin?", "What is the dose of besifloxacin?"),
        (DROPS, "and for keratitis?", "What is the dose of moxifloxacin eye drops for keratitis?"),
        ("How is bacterial conjunctivitis treated?", "and viral?", "How is viral conjunctivitis treated?"),
        ("How is a viral rash treated?", "and an allergic one?", "How is an allergic rash treated?"),
        ("What does a Krenning score of 4 mean?", "and 3?", "What does a Krenning score of 3 mean?"),
        ("Is surgery needed for NETs under 1 cm?", "over 2 cm?", "Is surgery needed for NETs over 2 cm?"),
        ("How often do G1 NETs recur?", "in G3?", "How often do G3 NETs recur?"),
        ("Where do lung NETs spread?", "and small bowel primaries?", "Where do NETs of the small bowel spread?"),
        ("What is the five-year survival of NETs?", "ten-year?", "What is the ten-year survival of NETs?"),
        ("How is sore throat treated?", "and surgery?", "How is sore throat treated with surgery?"),
    ],
)
def test_what_a_follow_up_names_takes_the_place_of_what_is_like_it(
    before: str, follow_up: str, understood: str
) -> None:
    assert meant(before, follow_up) == understood


# -- something else asked


@pytest.mark.parametrize(
    ("before", "follow_up", "understood"),
    [
        (NETS, "how is that treated?", "How are neuroendocrine tumours treated?"),
        (NETS, "and the prognosis?", "What is the prognosis of neuroendocrine tumours?"),
        (NETS, "What is their prognosis?", "What is the prognosis of neuroendocrine tumours?"),
        (NETS, "how long do they live?", "How long do people with neuroendocrine tumours live?"),
        (NETS, "why?", "Why do neuroendocrine tumours spread?"),
        (NETS, "when is surgery needed?", "When is surgery needed for neuroendocrine tumours?"),
        (NETS, "Is there a vaccine?", "Is there a vaccine for neuroendocrine tumours?"),
        ("What is purpura?", "why?", "What causes purpura?"),
        ("What is carcinoid heart disease?", "and treated?", "How is carcinoid heart disease treated?"),
        ("How is purpura diagnosed?", "and treated?", "How is purpura treated?"),
        ("Do NETs spread to the heart?", "How common is that?", "How common are heart metastases of NETs?"),
        (COUGH, "how often?", "How often do ACE inhibitors cause hyperkalemia?"),
        (COUGH, "what should be done about it?", "What should be done about hyperkalemia with ACE inhibitors?"),
        (COUGH, "are they safe in pregnancy?", "Are ACE inhibitors safe in pregnancy?"),
        (COUGH, "how is this condition treated?", "How is hyperkalemia treated with ACE inhibitors?"),
        (COUGH, "can this drug be stopped?", "Can ACE inhibitors be stopped?"),
        ("Is lisinopril safe in pregnancy?", "what dose?", "What is the dose of lisinopril in pregnancy?"),
        ("How is hyperkalaemia treated?", "what dose?", "What is the dose in the treatment of hyperkalaemia?"),
        (DROPS, "is it safe with ibuprofen?", "Are moxifloxacin eye drops safe with ibuprofen?"),
        (DROPS, "is it contagious?", "Is bacterial conjunctivitis contagious?"),
        (
            DROPS,
            "any side effects?",
            "Are there any side effects of moxifloxacin eye drops for bacterial conjunctivitis?",
        ),
        ("Do antibiotics help a sore throat?", "which ones?", "Which antibiotics help a sore throat?"),
        (
            "Should ACE inhibitors be stopped in kidney disease?",
            "why not?",
            "Why should ACE inhibitors not be stopped in kidney disease?",
        ),
        (
            "Which antibiotic is best for a sore throat?",
            "what if they are allergic to penicillin?",
            "Which antibiotic is best for a sore throat in people who are allergic to penicillin?",
        ),
        (NETS, "tell me more", NETS),
    ],
)
def test_what_a_follow_up_leaves_unsaid_is_that_of_the_question_before(
    before: str, follow_up: str, understood: str
) -> None:
    assert meant(before, follow_up) == understood


def test_a_follow_up_of_a_follow_up_leans_on_it_as_it_was_understood() -> None:
    assert (
        meant(NETS, "And in the rectum?", "how is that treated?", "in children?", "and of the appendix?")
        == "How are neuroendocrine tumours of the appendix treated in children?"
    )


# -- a new question


@pytest.mark.parametrize("before", [NETS, DROPS, "How is gout treated in women?"])
@pytest.mark.parametrize(
    "question",
    [
        "What is the dose of moxifloxacin eye drops?",
        "How common is carcinoid heart disease?",
        "Is there a vaccine against measles?",
        "In patients with gout, which diet helps?",
        "Is it safe to take ibuprofen with lisinopril?",
        "Is it true that ACE inhibitors cause cough?",
        "How common is it for conjunctivitis to be viral?",
        "Can children with impetigo go to school if they are treated?",
        "What happens if a patient with anuria takes lisinopril and it is not stopped?",
        "A count of 3 per high-power field: which grade is that?",
        "Is it shingles or eczema when the rash burns?",
        "When is a CBC useful?",
        "management of hyperkalemia",
        "gout",
        "thanks",
    ],
)
def test_nothing_is_added_to_a_question_that_stands_alone(before: str, question: str) -> None:
    assert meant(before, question) == question


@pytest.mark.parametrize("before", [NETS, DROPS, "How is gout treated in women?"])
@pytest.mark.parametrize(
    "question",
    [
        "Should toddlers with asthma have a spacer for their inhaler?",
        "How soon after the first tablet does warfarin reach its full effect?",
        "How often does a carcinoid return after it has been removed?",
        "Could I have an ulcer and not feel it?",
        "If a woman has measles can she pass it to the baby?",
        "How likely is it that a father with haemophilia hands down the disease?",
        "Can a wart go away on its own?",
    ],
)
def test_what_a_question_names_before_a_pronoun_is_what_the_pronoun_means(before: str, question: str) -> None:
    assert meant(before, question) == question


@pytest.mark.parametrize("before", [NETS, DROPS, "How is gout treated in women?"])
@pytest.mark.parametrize(
    "question",
    [
        "How do they usually treat a kidney stone?",
        "Which tests do they do for coeliac disease?",
        "Do they offer oseltamivir for influenza?",
        "Is there a cough that almost never stops?",
        "How do you tell that a joint is infected?",
        "Does it make a difference which arm gets the tetanus vaccine?",
        "How long does it take for ibuprofen to work?",
        "Is the rash of measles gone in week one?",
        "how often LFTs on methotrexate",
        "how long to withhold warfarin before a colonoscopy",
        "Kawasaki disease outlook",
        "right heart failure management",
        "Measles - what is it?",
    ],
)
def test_words_that_often_point_back_point_at_nothing_here(before: str, question: str) -> None:
    assert meant(before, question) == question


@pytest.mark.parametrize(
    ("before", "follow_up", "understood"),
    [
        (
            NETS,
            "Does everolimus improve their survival?",
            "Does everolimus improve the survival of neuroendocrine tumours?",
        ),
        (NETS, "In children, how are they treated?", "In children, how are neuroendocrine tumours treated?"),
        (NETS, "liver metastases prognosis?", "What is the liver metastases prognosis of neuroendocrine tumours?"),
        (NETS, "Do scans show them before they grow?", "Do scans show neuroendocrine tumours before they grow?"),
        (
            COUGH,
            "Does ibuprofen help after it has come back?",
            "Does ibuprofen help after hyperkalemia has come back with ACE inhibitors?",
        ),
        ("Are ACE inhibitors safe?", "Do they treat hypertension?", "Do ACE inhibitors treat hypertension?"),
        (COUGH, "What do they do in the kidney?", "What do ACE inhibitors do in the kidney?"),
        (COUGH, "how long does it take to work?", "How long do ACE inhibitors take to work?"),
        (COUGH, "Does it matter if it is taken with food?", "Does it matter if ACE inhibitors are taken with food?"),
        (COUGH, "is that often fatal?", "Is hyperkalemia often fatal with ACE inhibitors?"),
        (
            "Is levothyroxine safe?",
            "Does omeprazole reduce its effect?",
            "Does omeprazole reduce the effect of levothyroxine?",
        ),
        (DROPS, "how often should I apply them?", "How often should I apply moxifloxacin eye drops?"),
        (COUGH, "well, and in children?", "Can ACE inhibitors cause hyperkalemia in children?"),
        ("Are antihistamines safe?", "Do they make me sleepy?", "Do antihistamines make me sleepy?"),
        ("What is osteoporosis?", "Is that from a lack of calcium?", "Is osteoporosis from a lack of calcium?"),
    ],
)
def test_what_stands_in_the_same_clause_or_does_not_fit_is_not_what_a_pronoun_means(
    before: str, follow_up: str, understood: str
) -> None:
    assert meant(before, follow_up) == understood


@pytest.mark.parametrize("before", [NETS, DROPS, "How is gout treated in women?"])
def test_nothing_is_added_to_questions_that_were_written_to_stand_alone(before: str) -> None:
    every = [row for name in ("silence.jsonl", "safety.jsonl") for row in read_cases(name)]
    # Those to MedQuAD were written last, and nothing was made for them.
    for most, rows in (
        (0.01, [row for row in every if "library" not in row]),
        (0.04, [row for row in every if "library" in row]),
    ):
        changed = [row for row in rows if meant(before, row["question"]) != row["question"]]
        seen = [row["question"] for row in changed if row["half"] not in UNSEEN]
        assert len(changed) <= most * len(rows), f"{seen} and {len(changed) - len(seen)} that are only counted"


@pytest.mark.parametrize(
    "told",
    [
        "I want to kill myself",
        "my waters broke and I can feel the cord coming out",
        "I am a nurse; how is status epilepticus treated?",
        "A neuroendocrine tumour shows up first in the brain. Where did it most likely start?",
    ],
)
def test_what_somebody_tells_is_left_in_their_words(told: str) -> None:
    assert meant(NETS, told) == told


@pytest.mark.parametrize(
    ("follow_up", "understood"),
    [
        ("And how is gout treated?", "How is gout treated?"),
        ("So what is the dose of levothyroxine?", "What is the dose of levothyroxine?"),
        ("and the dose of moxifloxacin?", "What is the dose of moxifloxacin?"),
        ("Thanks. What is the normal TSH in pregnancy?", "What is the normal TSH in pregnancy?"),
    ],
)
def test_a_new_question_loses_only_what_led_over_to_it(follow_up: str, understood: str) -> None:
    assert meant("How is conjunctivitis treated in children?", follow_up) == understood


def test_after_a_new_question_nothing_of_the_old_one_comes_back() -> None:
    question = meant(
        NETS, "in children?", "What is the dose of moxifloxacin eye drops?", "and besifloxacin?", "how often?"
    )
    assert question == "How often are besifloxacin eye drops used?"


# -- for whom


@pytest.mark.parametrize(
    ("follow_up", "reader"),
    [
        *(
            (text, Reader.PATIENT)
            for text in ("And for patients?", "for a patient?", "in plain words", "explain it simply")
        ),
        *((text, Reader.PATIENT) for text in ("Can you explain this to my patient?", "What do I tell the patient?")),
        ("and for trainees?", Reader.TRAINEE),
        ("for doctors?", Reader.CLINICIAN),
        *(
            (text, None)
            for text in ("and for patients with gout?", "in patients?", "And in the rectum?", "for children?")
        ),
    ],
)
def test_the_same_for_other_readers_is_told_from_a_question_about_patients(
    follow_up: str, reader: Reader | None
) -> None:
    assert reader_wanted(follow_up) is reader


def test_the_same_question_for_patients_is_the_same_question_and_says_so() -> None:
    assert meant(NETS, "And for patients?") == NETS
    assert addressed("And for patients?", NETS) == "For patients: where do neuroendocrine tumours spread?"
    assert addressed("for doctors?", "NETs spread where?") == "For doctors: NETs spread where?"
    assert addressed("And in the rectum?", NETS) == NETS


def test_whom_it_was_for_is_no_part_of_what_follows() -> None:
    assert meant(NETS, "And for patients?", "how are they treated?") == "How are neuroendocrine tumours treated?"


# -- whatever is typed


def test_the_first_question_is_left_as_it_is() -> None:
    assert resolved("And in the rectum?", []) == "And in the rectum?"


WORDS = sorted(
    word
    for table in ("grammar", "kinds", "words", "aspects")
    for value in word_lists()[table].values()
    if isinstance(value, str)
    for word in value.split()
)
SAID = st.lists(
    st.one_of(
        st.sampled_from(WORDS),
        st.sampled_from(
            ["?", ",", "(", ")", "and", "it", "they", "which ones", "what about", "’s", "5.8", "PNETs", "of the"]
        ),
    ),
    max_size=10,
).map(" ".join)


@given(before=st.one_of(SAID, st.text(max_size=60)), text=st.one_of(SAID, st.text(max_size=60)))
def test_whatever_is_said_is_understood_somehow(before: str, text: str) -> None:
    understood = resolved(text, [before])
    assert isinstance(understood, str)
    assert bool(understood.strip()) == bool(text.strip()) or not understood.strip("?")
    assert resolved(text, [before]) == understood


def test_long_questions_are_understood_in_reasonable_time() -> None:
    long = ("neuroendocrine tumours of the " * 100)[:2000]
    assert resolved("And in children?", [long])
    assert resolved(long, [NETS])


@pytest.mark.parametrize(
    "text", ["Which drugs (e.g. lisinopril) cause a cough in men and women?", "And to the bone?", ""]
)
def test_every_phrase_is_a_span_of_the_text(text: str) -> None:
    for one in read(text).phrases:
        assert text[one.start :].startswith(one.text)
        assert one.at <= one.begins <= one.start < one.end <= len(text)


@pytest.mark.parametrize(
    ("phrase", "kind"),
    [
        ("kidney failure", Kind.CONDITION),
        ("neomycin allergy", Kind.CONDITION),
        ("besifloxacin", Kind.MEDICINE),
        ("potassium supplements", Kind.MEDICINE),
        ("moxifloxacin eye drops", Kind.MEDICINE),
        ("TSH reference range", Kind.TEST),
        ("elderly patients", Kind.PERSON),
        ("rectum", Kind.ORGAN),
        ("side effects", Kind.ASPECT),
        ("school", Kind.THING),
    ],
)
def test_a_phrase_is_of_the_kind_of_its_last_word_or_else_of_what_is_known_in_it(phrase: str, kind: Kind) -> None:
    assert kind_of(phrase) is kind


# -- the cases


@pytest.mark.parametrize("half", ["dev", "frozen"])
def test_nine_of_ten_follow_ups_of_the_cases_are_understood(half: str) -> None:
    results = [right for talk in load_talks() if talk.half == half for right in talk.results()]
    assert len(results) > 40
    assert sum(results) >= 0.9 * len(results)
