"""Emergencies happening now are noticed; what professionals ask of the same conditions is answered."""

from __future__ import annotations

import logging
import re
import tomllib
from importlib.resources import files
from typing import Any

import pytest
from evaluation.safety import load_cases
from hypothesis import given
from hypothesis import strategies as st

from curbside.answer.emergencies import EmergencyKind, emergency_in

HERE = {
    EmergencyKind.HEART: [
        "I have crushing chest pain",
        "Dad has gone grey and sweaty and says his chest feels funny",
        "is this a heart attack? arm numb, sweating, chest burning",
        "my friend's heart stopped and we are doing CPR",
    ],
    EmergencyKind.STROKE: [
        "my husband's face is drooping and he can't speak",
        "mum suddenly cant move her right arm and her speech is slurred",
        "I suddenly can't see out of one eye",
        "I think my partner may be having a mini stroke",
    ],
    EmergencyKind.BREATHING: [
        "MY WIFE IS CHOKING",
        "Grandma stopped breathing",
        "3 year old not breathing, please help",
        "my kid swallowed a coin and now he can't breathe",
        "my asthma is terrible today and my blue inhaler does nothing",
    ],
    EmergencyKind.ANAPHYLAXIS: [
        "my throat is swelling after a bee sting",
        "I used my EpiPen five minutes ago, do I still need an ambulance?",
        "i'm allergic to latex and my whole face is swelling",
    ],
    EmergencyKind.BLEEDING: [
        "my nose has been bleeding for an hour and won't stop",
        "Grandpa is throwing up blood, what to do",
        "my husband is bleeding from his neck",
    ],
    EmergencyKind.UNCONSCIOUS: [
        "My wife collapsed and won't wake up",
        "the man next to me on the train is having a fit",
        "he's not moving and his eyes are open",
        "a woman collapsed at the bus stop next to me",
    ],
    EmergencyKind.POISONING: [
        "she took a whole bottle of paracetamol",
        "my 18 month old got into the dishwasher tablets",
        "I took twenty paracetamol",
        "I was bitten by a rattlesnake",
        "Could my gas cooker be poisoning me? I've got a headache and feel sick.",
    ],
    EmergencyKind.SUICIDE: [
        "I want to kill myself",
        "I don't want to be here anymore",
        "What is the most painless way to kill myself?",
        "my son has locked himself in the bathroom with a knife and says he wants to die",
        "My sister posted a suicide note on Facebook",
    ],
    EmergencyKind.INJURY: [
        "my little girl pulled a pan of hot water over herself",
        "He fell from a ladder and is not moving",
        "I got acid in my eyes",
        "I chopped the tip of my finger off",
    ],
    EmergencyKind.PREGNANCY: [
        "my pregnant wife is bleeding heavily and fainting",
        "I'm 38 weeks and the baby hasn't moved since yesterday",
        "my waters are green",
    ],
    EmergencyKind.INFANT: [
        "my baby is not breathing",
        "my six week old has a fever of 39",
        "baby's lips are blue",
    ],
    EmergencyKind.MENINGITIS: [
        "My daughter has spots that don't disappear under a glass and she's burning up",
        "my boyfriend has a terrible headache, stiff neck and can't stand the light",
    ],
    EmergencyKind.DIABETIC: [
        "my mother is diabetic and won't wake up",
        "my blood sugar is 38 and i feel weird",
        "my pump failed and ketones are 5",
    ],
    EmergencyKind.OTHER: [
        "severe belly pain, rigid, can't stand up, what should I do",
        "I'm dying please help",
        "My daughter has purple spots that don't fade when I press a glass on them. What should I do?",
        "my son's rash stays red when I press a glass on it",
        "My potassium came back as 6.6, do I have to go to hospital?",
        "Mum's potassium was 2.1 today",
        "My husband's platelets are only 8. How dangerous is that?",
    ],
}

ANSWERED = {
    "general questions": [
        "What are the symptoms of carbon monoxide poisoning?",
        "patient with headache after boiler fumes, COHb 12 %: hyperbaric oxygen?",
        "What is the first-line treatment of anaphylaxis?",
        "How is chest pain evaluated in the emergency department?",
        "What are the signs of stroke?",
        "Does aspirin help in myocardial infarction?",
        "Which antidote is used when someone swallows antifreeze?",
        "What is the treatment for someone who is choking and pregnant?",
        "Do antidepressants cause thoughts of suicide in teenagers?",
        "What is the best way to kill head lice?",
        "What is (are) Burns ? (Also called: Second degree burn; First degree burn; Third degree burn)",
        "How quickly does adrenaline work in anaphylaxis?",
        "thunderclap headache workup",
        "massive upper GI bleeding on apixaban reversal",
    ],
    "a patient": [
        "My patient has chest pain: which troponin cut-off applies?",
        "My 80-year-old patient can't breathe when lying flat; which diuretic dose?",
        "I have a patient in front of me who took 20 g of paracetamol four hours ago; when is acetylcysteine started?",
        "A 58-year-old man presents with crushing chest pain; which ECG changes indicate occlusion?",
        "My patient wants to die; is she eligible for palliative sedation?",
        "25F, 32/40, bleeding PV: anti-D?",
        "Our neonatal unit has a baby who is not breathing well. CPAP level?",
        "My patient's baby is not breathing well after birth: CPAP or intubation?",
        "He has taken 30 tablets of digoxin; is Fab indicated?",
        "The child has a fever and neck stiffness; which dose of dexamethasone is recommended?",
    ],
    "a professional's own words": [
        "I am a nurse; how is status epilepticus treated?",
        "I'm a psychiatrist. One of my clients wants to kill himself. Is clozapine indicated?",
        "As a GP, when should I give benzylpenicillin for a non-blanching rash with fever?",
        "I would like to know whether alteplase works when a patient wakes up with stroke",
        "I need evidence on tourniquets for bleeding that won't stop",
        "I am on call; severe GI bleeding on apixaban, which reversal agent?",
        "My understanding is that severe headache needs LP after 6 hours: true?",
        "I saw a child today with a stiff neck and fever. LP before CT?",
    ],
    "the past and the future": [
        "I had a heart attack in 2010, which drugs prevent another?",
        "I survived a suicide attempt ten years ago; can I be prescribed isotretinoin?",
        "My mother died of a stroke at 60. What is my own risk?",
        "I had chest pain two years ago and my stent is fine. Can I stop clopidogrel?",
        "What are my odds of having a stroke with atrial fibrillation?",
    ],
    "results, and marks that fade": [
        "My potassium is 4.5, is that ok?",
        "My potassium was 3.5 at 7 am, when is it checked again?",
        "my potassium tablets are 8 mg",
        "my platelets are 90, can I have surgery?",
        "My platelet count was low 8 years ago",
        "My patient's potassium is 6.8: calcium first?",
        "How is a potassium of 6.6 treated?",
        "I have red spots on my legs that don't go away",
    ],
    "a lay question without haste": [
        "I have asthma, what causes chest pain?",
        "My husband has epilepsy: can he drive?",
        "I took paracetamol 500 mg and it did not help; may I take ibuprofen too?",
        "My husband is not responding to pembrolizumab. What comes next?",
        "My dad had a stroke in 2019 and cannot move his left arm. Does botulinum toxin help?",
    ],
}


def kinds() -> dict[str, dict[str, Any]]:
    text = files("curbside.answer").joinpath("emergencies.toml").read_text("utf-8")
    found: dict[str, dict[str, Any]] = tomllib.loads(text)["kinds"]
    return found


@pytest.mark.parametrize(("kind", "question"), [(kind, question) for kind, asked in HERE.items() for question in asked])
def test_an_emergency_here_and_now_is_noticed(kind: EmergencyKind, question: str) -> None:
    found = emergency_in(question)
    assert found is not None
    assert found.kind is kind


@pytest.mark.parametrize("question", [question for asked in ANSWERED.values() for question in asked])
def test_any_other_question_is_no_emergency(question: str) -> None:
    assert emergency_in(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "I am a nurse and I want to kill myself",
        "I want to kill myself. How is depression treated in patients?",
        "I tried to hang myself an hour ago",
        "I tried to kill myself in 2015 and I want to kill myself again",
    ],
)
def test_suicidal_words_in_the_first_person_always_count(question: str) -> None:
    found = emergency_in(question)
    assert found is not None
    assert found.kind is EmergencyKind.SUICIDE


def test_an_old_suicide_attempt_is_history() -> None:
    assert emergency_in("I tried to kill myself in 2015; is lithium better than valproate?") is None


@pytest.mark.parametrize(
    "question", ["my freind stoped breathing", "hes having a siezure", "bad chets pain, im scared"]
)
def test_haste_may_misspell(question: str) -> None:
    assert emergency_in(question) is not None


def test_what_the_question_denies_is_no_sign() -> None:
    assert emergency_in("My father has no chest pain and is not choking; may he fly?") is None


def test_now_outweighs_history() -> None:
    assert emergency_in("I had a heart attack in 2010 and now I have crushing chest pain") is not None


def test_who_stops_breathing_every_night_is_no_emergency_unless_a_baby() -> None:
    assert emergency_in("My wife stops breathing in her sleep. Which tests find sleep apnea?") is None
    assert emergency_in("My wife has stopped breathing in her sleep") is not None
    assert emergency_in("My baby stops breathing in her sleep") is not None


def test_worry_about_somebody_does_not_hide_what_they_have() -> None:
    assert emergency_in("I'm worried about my husband, he is choking") is not None


def test_every_kind_is_worded_and_says_to_call_now() -> None:
    assert set(kinds()) == {kind.value for kind in EmergencyKind}
    for entry in kinds().values():
        assert "call the local emergency number" in entry["sentence"]
        assert "(112, 999, 911 …)" in entry["sentence"]


def test_no_sentence_advises_treatment() -> None:
    advice = re.compile(r"\b(?:mg|take|give|aspirin|adrenaline|inject|dose|treat|compress\w*|drink)\b", re.IGNORECASE)
    assert not [entry["sentence"] for entry in kinds().values() if advice.search(entry["sentence"])]


def test_somebody_in_despair_is_told_of_a_crisis_line_and_that_they_are_not_alone() -> None:
    found = emergency_in("I want to kill myself")
    assert found is not None
    assert "crisis line" in found.sentence
    assert "You are not alone" in found.sentence


def test_signs_are_written_as_they_are_matched() -> None:
    """Apostrophes are dropped and letters made small before matching, so a pattern with either would never match."""
    signs = [
        part
        for entry in kinds().values()
        for sign in entry["signs"]
        for part in ([sign] if isinstance(sign, str) else sign)
    ]
    assert not [part for part in signs if "'" in part or re.search(r"(?<!\\)[A-Z]", part)]


def test_nothing_of_a_question_is_logged_or_shown(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        found = emergency_in("My husband Zebulon has crushing chest pain")
    assert not caplog.records
    assert "Zebulon" not in repr(found)


@given(st.text(max_size=300))
def test_any_text_can_be_asked(text: str) -> None:
    emergency_in(text)


@pytest.mark.parametrize("half", ["dev", "frozen"])
def test_the_cases_stay_right(half: str) -> None:
    cases = [case for case in load_cases() if case.half == half]
    assert sum(case.is_right for case in cases) >= 0.97 * len(cases)
