"""What is told from its like by the letter A alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from curbside import Curbside
from curbside.answer.lettering import bears_its_letter, lettered


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How is hepatitis A spread?", ("hepat",)),
        ("Hepatitis A in pregnancy", ("hepat",)),
        ("What is vitamin A for?", ("vitamin",)),
        ("Is a cough with influenza a sign of pneumonia?", ()),
        ("What is A fib?", ()),
        ("Penicillin for group A streptococcal pharyngitis?", ()),
        ("How is hepatitis B spread?", ()),
    ],
)
def test_the_words_that_a_question_names_with_the_letter(question: str, words: tuple[str, ...]) -> None:
    assert len(lettered(question)) == len(words)
    assert all(one.startswith(word) for one, word in zip(lettered(question), words, strict=True))


@pytest.mark.parametrize(
    ("text", "bears"),
    [
        ("Hepatitis A spreads through food.", True),
        ("Vaccines against hepatitis B and A are given together.", True),
        ("The hepatitis A virus lives for a month.", True),
        ("Hepatitis B spreads at birth; a vaccine protects.", False),
        ("Hepatitis is a disease of the liver.", False),
        ("Hepatitis B. A vaccine protects.", True),  # a new sentence cannot be told from a list; its heading decides
    ],
)
def test_a_text_has_the_letter_beside_its_word(text: str, bears: bool) -> None:
    assert bears_its_letter(lettered("How is hepatitis A spread?"), [text]) is bears


def test_a_question_on_one_is_never_answered_with_another(tmp_path: Path) -> None:
    records = {
        "hbv": ("Hepatitis B", "Hepatitis B is an infection of the liver that passes from a mother at birth."),
        "liver": ("Liver disease", "Hepatitis C is an infection of the liver that passes by blood."),
    }
    file = tmp_path / "records.jsonl"
    with Curbside(tmp_path / "library", empty=True) as curbside:
        curbside.add(_written(records, file))
        assert not curbside.ask("What is hepatitis A?").is_answered
        assert curbside.ask("What is hepatitis B?").is_answered
        curbside.add(_written({"hav": ("Hepatitis A", "Hepatitis A is an infection that passes by food.")}, file))
        answer = curbside.ask("What is hepatitis A?")
        assert [reference.documents for reference in answer.references] == [("hav",)]


def _written(records: dict[str, tuple[str, str]], file: Path) -> Path:
    rows = ({"id": one, "title": title, "text": text} for one, (title, text) in records.items())
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file
