"""What the documents say is so: commands, examples, links, settings."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from curbside.evidence.kinds import SourceKind
from curbside.ingest.checking import RULES
from curbside.ingest.markdown import read_markdown
from curbside.ingest.new_source import new_source

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
METASTASES = "What are the classic areas of metastasis for neuroendocrine tumors?"


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def curbside(*arguments: str, library: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "curbside", *arguments, "--library", str(library)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def library(made_starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("docs") / "library"
    shutil.copytree(made_starter, folder)
    return folder


def test_the_readme_shows_the_answer_that_is_printed(library: Path) -> None:
    printed = curbside("ask", METASTASES, library=library).stdout
    (shown,) = blocks(README, "text")
    at = 0
    for part in shown.split("…\n"):
        assert part in printed[at:]
        at = printed.index(part, at) + len(part)


def test_the_readme_s_python_runs_as_it_stands(library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = blocks(README, "python")
    (tmp_path / "guidelines").mkdir()
    (tmp_path / "guidelines" / "one.md").write_text("---\ntitle: One\n---\nA statement of a guideline.\n", "utf-8")
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert run.returncode == 0, run.stderr
    assert "82 % of patients with metastases" in run.stdout
    assert run.stdout.rstrip().endswith("1 []")


def test_the_readme_s_first_screen_has_both_commands_and_what_curbside_will_not_do() -> None:
    first_screen = README.splitlines()[:60]
    text = "\n".join(first_screen)
    assert "make ask" in text
    assert "make test" in text
    assert "does not replace a clinician" in text


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_documents_leads_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    for target in [*re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text), *re.findall(r'<img src="([^"]+)"', text)]:
        if not target.startswith(("http://", "https://")):
            assert (document.parent / target).exists(), target


def test_every_test_that_the_hazard_table_names_is_there() -> None:
    safety = (ROOT / "docs" / "safety.md").read_text("utf-8")
    named = re.findall(r"`(tests/[\w/.]+)`", safety)
    assert len(named) > 15
    for path in named:
        assert (ROOT / path).exists(), path


def test_every_make_target_that_a_document_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for document in DOCUMENTS:
        for target in re.findall(r"^make (\w+)|`make (\w+)", document.read_text("utf-8"), re.MULTILINE):
            name = next(filter(None, target))
            assert re.search(rf"^{name}:", makefile, re.MULTILINE), f"{document.name}: make {name}"


def test_every_command_that_a_document_names_exists() -> None:
    helped = subprocess.run(
        [sys.executable, "-m", "curbside", "--help"], capture_output=True, text=True, check=True
    ).stdout
    for document in DOCUMENTS:
        for name in re.findall(r"(?:^|`)curbside ([a-z]+)\b", document.read_text("utf-8"), re.MULTILINE):
            assert re.search(rf"\b{name}\b", helped), f"{document.name}: curbside {name}"


def test_the_source_in_the_authoring_guide_can_be_read(tmp_path: Path) -> None:
    _, example = blocks((ROOT / "docs" / "authoring.md").read_text("utf-8"), "markdown")
    path = tmp_path / "zheng-2019.md"
    path.write_text(example, "utf-8")
    (document,) = read_markdown(path)
    assert document.id == "zheng-2019"
    assert len(document.statements) == 1


def test_every_setting_is_named_in_the_documents() -> None:
    from curbside.settings import Settings

    text = "\n".join(document.read_text("utf-8") for document in DOCUMENTS)
    for name in Settings.model_fields:
        assert f"CURBSIDE_{name.upper()}" in text, name


def test_make_hands_a_question_on_as_it_was_typed(tmp_path: Path) -> None:
    """Backticks, quotes and dollar signs are the question's, not the shell's."""
    question = 'NET `touch pwned` "liver" $HOME $(x) $$5 it\'s'
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "curbside").write_text('#!/bin/sh\nfor last; do :; done\nprintf "%s" "$last"\n')
    (tmp_path / "bin" / "curbside").chmod(0o755)
    command = ["make", "-s", "-o", f"{tmp_path}/demo/.ready", "ask", f"Q={question}", f"BIN={tmp_path}/bin"]
    run = subprocess.run([*command, f"DEMO={tmp_path}/demo"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout == question
    assert not (ROOT / "pwned").exists()


def test_the_authoring_guide_shows_the_template_as_it_is_written(tmp_path: Path) -> None:
    guide = (ROOT / "docs" / "authoring.md").read_text("utf-8")
    shown = guide.split("<!-- template -->\n```markdown\n")[1].split("```\n<!-- /template -->")[0]
    assert shown == new_source("nice-ng145", "Thyroid disease: assessment and management", SourceKind.GUIDELINE)


def test_the_authoring_guide_explains_every_rule_in_the_rules_own_words() -> None:
    guide = (ROOT / "docs" / "authoring.md").read_text("utf-8")
    for rule in RULES:
        asked = " ".join((rule.__doc__ or "").split("\n\n")[0].split())
        assert f"| `{rule.__name__}` | {asked} |" in guide
