"""Nothing in a file of words, rules or weights is ignored in silence: a slip in an edit is told by file, entry, key."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import curbside
from curbside.errors import DataFileWrong
from curbside.evidence.data_files import ANY, Form, named, read_data

SOURCE = Path(curbside.__file__).parent
FORM: dict[str, Form] = {
    "order": [str],
    **named("drug test", {ANY: {**named("also lay", [str]), "gloss": str, "optional": bool, "ages": [int]}}),
}

# What somebody types wrongly in a file, who reads that file, and the entry and the key that the error names.
SLIPS = [
    # The first three are read when the package is imported.
    ("evidence/standing.toml", "noted =", "notd =", "answer:answer", ("corrected", "notd")),
    ("answer/figures.toml", "verbs = ", "verb = ", "answer:answer", ("verb", "verbs")),
    ("answer/disagreements.toml", "[sides]", "[side]", "answer:answer", ("side", "sides")),
    ("answer/lexicon.toml", '"heart" = { lay', '"heart" = { lya', "answer.lexicon:lexicon()", ("organ › heart", "lya")),
    ("answer/aspects.toml", "question = [", "questoin = [", "answer.aspects:aspect_words()", ("dose", "questoin")),
    (
        "answer/qualifiers.toml",
        "special =",
        "speciel =",
        "answer.qualifiers:kinds_that_tell_what()",
        ("age › newborns", "speciel"),
    ),
    (
        "answer/completeness.toml",
        "words = [",
        "word = [",
        "answer.completeness:_items()",
        ("treatment › no. 1", "word"),
    ),
    ("answer/countries.toml", "adjectives =", "adjectivs =", "answer.jurisdiction:_countries()", ("GB", "adjectivs")),
    ("answer/emergencies.toml", "needs =", "need =", "answer.emergencies:_wordings()", ("kinds › ", "need")),
    ("answer/follow_up.toml", "pronouns =", "pronuns =", "answer.phrases:word_lists()", ("grammar", "pronuns")),
    ("answer/kinds_asked_for.toml", "says =", "say =", "answer.shape:_kinds()", ("enzyme", "say")),
    ("answer/learned.toml", "[nearness]", "[nearnes]", "answer.learned:learned()", ("nearnes",)),
    ("answer/left_out.toml", "leading =", "leadin =", "answer.left_out:_leading()", ("leadin",)),
    ("answer/related.toml", "[medicine]", "[medicines]", "answer.related:_forms()", ("medicines",)),
    ("answer/shorthand.toml", "near =", "nearby =", "answer.shorthand:_forms()", ("beside › ", "nearby")),
    ("answer/source_names.toml", "does =", "do =", "answer.source_words:source_words()", ("verbs", "do")),
    ("answer/wording.toml", "mended =", "mend =", "answer.wording:wording()", ("mend", "mended")),
    ("evidence/findings.toml", "takes_back =", "takes_bak =", "evidence.findings:_lists()", ("forms", "takes_bak")),
    (
        "evidence/strength.toml",
        "how_much =",
        "how_many =",
        "evidence.strength:_strengths(Aspect.CAUSE)",
        ("how_many",),
    ),
    ("articles/claims.toml", "[met]", "[meet]", "articles.claims:_families()", ("meet", "met")),
    (
        "articles/transitions.toml",
        "roles =",
        "rolls =",
        "articles.states:transitions()",
        ("no. 1", "rolls"),
    ),
    ("ingest/publication_types.toml", "mesh =", "mash =", "ingest.pubmed_kinds:_table()", ("entry › no.", "mash")),
]
READ = """
import importlib, json, pathlib, sys
from curbside.errors import DataFileWrong
said = {}
for file, before, after, reader, _ in json.loads(sys.argv[2]):
    path = pathlib.Path(sys.argv[1], "curbside", file)
    text = path.read_text("utf-8")
    assert before in text, file
    path.write_text(text.replace(before, after, 1), "utf-8")
    module, call = reader.split(":")
    try:
        eval(call, vars(importlib.import_module("curbside." + module)))
    except DataFileWrong as error:
        said[file] = [error.message, error.hint]
    path.write_text(text, "utf-8")
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What a copy of the package says of each slip."""
    folder = tmp_path_factory.mktemp("package")
    shutil.copytree(SOURCE, folder / "curbside", ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-c", READ, str(folder), json.dumps(SLIPS)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=120, env={"PYTHONPATH": str(folder)}
    )
    found: dict[str, list[str]] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip[0])
def test_a_key_that_nobody_reads_is_told_by_file_entry_and_key(
    slip: tuple[str, str, str, str, tuple[str, ...]], said: dict[str, list[str]]
) -> None:
    file, *_, told = slip
    message, hint = said[file]
    assert file.split("/")[1] in message
    for one in told:
        assert one in message + hint


def test_no_other_module_reads_toml_of_the_package() -> None:
    users = [
        path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if "tomllib" in path.read_text("utf-8")
    ]
    assert users == ["evidence/data_files.py"]


def test_every_toml_file_of_the_package_is_among_the_slips_or_has_free_names_only() -> None:
    every = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.toml")}
    assert every - {slip[0] for slip in SLIPS} == {"index/passages.toml", "ingest/languages.toml"}


def test_what_is_written_as_its_reader_takes_it_is_read() -> None:
    text = 'order = ["a"]\n[drug]\nibuprofen = { also = ["NSAID"], optional = true, ages = [1, 2] }\n'
    assert read_data(text, "words.toml", FORM)["drug"]["ibuprofen"]["ages"] == [1, 2]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[drug]\na = { alos = ["ASA"] }', "In words.toml, entry “drug › a”, nobody reads the key “alos”."),
        ("[drgu]\n", "In words.toml, nobody reads the key “drgu”."),
        ('[drug]\na = { also = "ASA" }', "In words.toml, entry “drug › a”, “also” must be a list."),
        ("[drug]\na = { also = [1] }", "In words.toml, entry “drug › a › also”, “no. 1” must be a text."),
        (
            "[drug]\na = { optional = 1 }",
            "In words.toml, entry “drug › a”, “optional” must be true or false.",
        ),
        (
            "[drug]\na = { ages = [true] }",
            "In words.toml, entry “drug › a › ages”, “no. 1” must be a whole number.",
        ),
        ("drug = 1", "In words.toml, “drug” must be a table."),
    ],
)
def test_what_is_written_otherwise_is_told(text: str, message: str) -> None:
    with pytest.raises(DataFileWrong) as caught:
        read_data(text, "words.toml", FORM)
    assert caught.value.message == message
    assert caught.value.hint


def test_a_slip_is_told_with_what_was_likely_meant() -> None:
    with pytest.raises(DataFileWrong, match="Write “also” if that is meant"):
        read_data('[drug]\na = { alos = ["ASA"] }', "words.toml", FORM)


def test_a_key_like_none_is_told_with_those_there_are() -> None:
    with pytest.raises(DataFileWrong, match="Known here are order, drug, test"):
        read_data("unheard = 1", "words.toml", FORM)


def test_a_file_that_is_no_toml_is_told_with_the_place() -> None:
    with pytest.raises(DataFileWrong, match=r"words\.toml cannot be read as TOML: .*line 2"):
        read_data('order = ["a"]\nalso 1\n', "words.toml", FORM)
