"""`curbside ask`: in which formats, from where, and with which exit code."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from curbside import Curbside
from curbside.ingest.own_output import MARK

from .conftest import Run

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"


def test_an_answer_ends_with_exit_code_0_and_says_nothing_beside_it(run: Run, starter: Path) -> None:
    done = run("ask", QUESTION, "--library", starter)
    assert (done.code, done.err) == (0, "")


def test_no_evidence_ends_with_exit_code_3_and_what_is_nearest(run: Run, starter: Path) -> None:
    done = run("ask", "How is gout treated?", "--library", starter)
    assert done.code == 3
    assert "Nothing was found in the library that answers this question." in done.out
    assert "Nearest in the library" in done.out


def test_the_text_is_in_the_order_in_which_a_reader_needs_it(run: Run, starter: Path) -> None:
    out = run("ask", QUESTION, "--library", starter).out
    places = [
        out.index(text)
        for text in (
            "Sites of metastasis",
            QUESTION,
            "Educational; pending human review",
            "82 % of patients",
            "\nMetastatic sites",
            "\nReferences",
            "\nResearch",
            "\nOther sources",
            "\nRelated questions",
            "\nNotices",
            "does not replace clinical judgement",
        )
    ]
    assert places == sorted(places)


def test_every_reference_of_the_text_says_what_it_is_and_how_it_was_seen(run: Run, starter: Path) -> None:
    out = run("ask", QUESTION, "--library", starter).out
    references = out[out.index("\nReferences") : out.index("\nRelated questions")]
    for entry in re.split(r"\n(?=[ \d]\d\. )", references)[1:]:
        entry = " ".join(entry.split())
        assert "demonstration summary" in entry
        assert "standing not checked" in entry


def test_every_shown_statement_of_the_text_ends_in_its_citations(run: Run, starter: Path) -> None:
    out = run("ask", QUESTION, "--library", starter).out
    answer = out[: out.index("\nReferences")]
    bullets = [" ".join(item.split()) for item in re.findall(r"^• (.*(?:\n  .*)*)", answer, re.MULTILINE)]
    assert len(bullets) > 20
    assert all(re.search(r"\[\d+(, \d+)*\]$", bullet) for bullet in bullets)


def test_brief_gives_the_direct_answer_and_only_its_references(run: Run, starter: Path) -> None:
    whole = run("ask", QUESTION, "--library", starter).out
    brief = run("ask", QUESTION, "--library", starter, "--brief").out
    assert "82 % of patients" in brief
    assert len(brief) < len(whole) / 3
    assert "\nMetastatic sites" not in brief
    answer = brief[: brief.index("\nReferences")]
    cited = {int(number) for marks in re.findall(r"\[([\d, ]+)\]", answer) for number in marks.split(", ")}
    assert {int(number) for number in re.findall(r"^ ?(\d+)\. ", brief, re.MULTILINE)} == cited


def test_json_is_the_answer_object_and_nothing_else(run: Run, starter: Path, starter_library: Curbside) -> None:
    done = run("ask", QUESTION, "--library", starter, "--format", "json")
    data = json.loads(done.out)
    assert done.code == 0
    assert list(data) == list(starter_library.ask(QUESTION).to_dict())
    assert data["answer_id"] == starter_library.ask(QUESTION).answer_id


def test_json_without_evidence_is_the_same_object_with_exit_code_3(run: Run, starter: Path) -> None:
    done = run("ask", "How is gout treated?", "--library", starter, "-f", "json")
    assert done.code == 3
    assert json.loads(done.out)["status"] == "insufficient_evidence"


def test_markdown_is_marked_as_curbsides_own(run: Run, starter: Path) -> None:
    done = run("ask", QUESTION, "--library", starter, "--format", "markdown")
    assert done.code == 0
    assert done.out.startswith(f"---\n{MARK}: ")
    assert "\n## References\n" in done.out


def test_brief_shows_the_whole_where_there_is_no_direct_answer(run: Run, starter: Path) -> None:
    question = "What fraction of a lisinopril dose is eliminated unchanged by the kidneys?"
    whole = run("ask", question, "--library", starter)
    assert whole.code == 0
    assert run("ask", question, "--library", starter, "--brief").out == whole.out


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_asking_twice_prints_the_same(form: str, run: Run, starter: Path) -> None:
    def printed() -> str:
        out = run("ask", QUESTION, "--library", starter, "--format", form).out
        return re.sub(r'"(?:elapsed_ms|conversation)": ?[^,]+', "", out)

    assert printed() == printed()


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_no_colour_codes_are_printed_where_there_is_no_screen(form: str, run: Run, starter: Path) -> None:
    done = run("ask", QUESTION, "--library", starter, "--format", form)
    assert "\x1b" not in done.out + done.err


def test_a_question_can_come_from_standard_input(run: Run, starter: Path) -> None:
    piped = run("ask", "-", "--library", starter, stdin=f"{QUESTION}\n")
    assert (piped.code, piped.out) == (0, run("ask", QUESTION, "--library", starter).out)


def test_nothing_on_standard_input_is_an_empty_question(run: Run, starter: Path) -> None:
    done = run("ask", "-", "--library", starter)
    assert done.code == 2
    assert done.err.startswith("The question is empty. ")


@pytest.mark.parametrize("reader", ["clinician", "trainee", "patient"])
def test_every_reader_can_be_named(reader: str, run: Run, starter: Path) -> None:
    done = run("ask", QUESTION, "--library", starter, "--reader", reader, "--format", "json")
    assert json.loads(done.out)["reader"] == reader


def test_the_library_can_be_named_in_the_environment(run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CURBSIDE_LIBRARY", str(starter))
    assert run("ask", QUESTION).code == 0


def test_a_named_library_goes_before_the_one_in_the_environment(
    run: Run, starter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURBSIDE_LIBRARY", str(tmp_path / "elsewhere"))
    assert run("ask", QUESTION, "--library", starter).code == 0
    assert not (tmp_path / "elsewhere").exists()


def test_a_library_that_does_not_exist_is_made_with_the_starter_pack_and_it_says_so(run: Run, tmp_path: Path) -> None:
    done = run("ask", QUESTION, "--library", tmp_path / "new")
    assert done.code == 0
    assert "Making a library with the starter pack" in done.err
    assert "Making" not in done.out
    assert "demonstration summary" in done.out


@pytest.mark.parametrize(
    ("form", "begins"), [("ris", "TY  - JOUR"), ("bibtex", "@article{riihimaki2016"), ("csl-json", "[\n  {")]
)
def test_the_references_of_an_answer_are_written_for_reference_managers(
    run: Run, starter: Path, form: str, begins: str
) -> None:
    done = run("ask", QUESTION, "--format", form, "--library", starter)
    assert done.code == 0
    assert done.out.startswith(begins)
    assert "Riihimäki" in done.out
