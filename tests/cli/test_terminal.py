"""Wrapping for a terminal: as wide as the window, never between a figure and its unit, never inside a link."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curbside import Answer, Curbside
from curbside.answer.brief import brief
from curbside.terminal import console_for, show_answer, wrapped

from .conftest import Run

QUESTION = "What are the classic areas of metastasis for neuroendocrine tumors?"
UNITS = ("%", "mg", "g", "µg", "ml", "cm", "mm", "months", "years", "days", "weeks", "of")
PARTED = re.compile(r"\d[\d.,–-]*\n\s*(?:%|mg\b|µg\b|cm\b|mm\b|months\b|years\b|days\b|weeks\b)")


@pytest.fixture(params=[60, 80, 110])
def page(request: pytest.FixtureRequest, run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    monkeypatch.setenv("COLUMNS", str(request.param))
    return request.param, run("ask", QUESTION, "--library", starter).out


def test_no_line_is_wider_than_the_window_except_a_link(page: tuple[int, str]) -> None:
    width, out = page
    too_wide = [line for line in out.splitlines() if len(line) > width]
    assert all(re.fullmatch(r"\s*https?://\S+", line) for line in too_wide), too_wide


def test_no_line_parts_a_figure_from_its_unit(page: tuple[int, str]) -> None:
    _, out = page
    assert "%" in out
    assert PARTED.findall(out) == []


def test_a_link_is_never_broken(page: tuple[int, str]) -> None:
    _, out = page
    links = re.findall(r"https?://\S+", out)
    assert "https://doi.org/10.1002/cam4.2567" in links
    assert all(re.fullmatch(r"https?://[\w.-]+/\S+", link) for link in links)


def test_a_window_wider_than_lines_read_well_is_not_filled(
    run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    out = run("ask", QUESTION, "--library", starter).out
    assert max(len(line) for line in out.splitlines() if "http" not in line) <= 110


@pytest.mark.parametrize("width", [60, 80])
def test_search_and_lists_keep_to_the_window_too(
    width: int, run: Run, starter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    for command in (["search", "bone metastases"], ["sources", "list"]):
        out = run(*command, "--library", starter).out
        assert max(map(len, out.splitlines())) <= width


def test_a_figure_stays_with_its_unit_at_every_width() -> None:
    text = "Median survival was 48.8 months (95 % CI 37.9-59.6) in 1,459 of 2,003 given 0.5 mg, < 2 cm, or 82 %."
    for width in range(20, 110):
        shown = "\n".join(wrapped(text, width))
        assert PARTED.findall(shown) == []
        assert " ".join(shown.split()) == text


@given(
    words=st.lists(
        st.one_of(
            st.sampled_from(["liver", "of", "patients", "(95", "CI", "NETs", "https://doi.org/10.1000/gout", "n", "="]),
            st.tuples(st.integers(0, 9999), st.sampled_from(UNITS)).map(lambda pair: f"{pair[0]} {pair[1]}"),
        ),
        min_size=1,
        max_size=40,
    ),
    width=st.integers(20, 110),
)
def test_wrapping_loses_no_word_and_keeps_figures_whole(words: list[str], width: int) -> None:
    text = " ".join(words)
    lines = wrapped(text, width, first="• ")
    shown = "\n".join(lines)
    assert shown.removeprefix("• ").split() == text.split()
    assert PARTED.findall(shown) == []
    assert all(len(line) <= width or "https" in line for line in lines)


def test_a_figure_of_what_is_folded_is_not_printed_without_it(starter_library: Curbside) -> None:
    answer = starter_library.ask(QUESTION)
    folded = replace(
        answer,
        sections=tuple(replace(section, folded=True) for section in answer.sections),
        disagreements=(),
    )
    printed = {whole: figures_printed(folded, whole=whole) for whole in (False, True)}
    assert "82 % [" in printed[False]
    assert f"{len(answer.figures) - len(brief(folded).figures)} more figures" in printed[False]
    assert printed[True].count("% [") > printed[False].count("% [") == len(brief(folded).figures)


def figures_printed(answer: Answer, *, whole: bool) -> str:
    """The table of figures, in a window wide enough for every one to stand on its line."""
    show_answer(answer, console_for(printed := io.StringIO()), whole=whole)
    return printed.getvalue().partition("\nFigures\n")[2].partition("\nNot covered")[0].partition("\nReferences")[0]


def test_figures_in_a_chain_may_part_only_between_figure_and_figure() -> None:
    assert wrapped("82 % 82 % 82 % 82 %", 10) == ["82 % 82 %", "82 % 82 %"]
