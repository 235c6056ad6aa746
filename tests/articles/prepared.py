"""Real answers of a small library in several states of its evidence, so that asking again costs a test nothing.

Every question is really asked once in every state. A process of its own takes `kept` along: what the review desk reads
of a library, without the library.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from curbside import Answer, Curbside
from curbside.articles.publish import question_key
from curbside.articles.versions import cited_by
from curbside.evidence.kinds import Reader
from curbside.index.library import Library, Source

SPREAD = "Where do carcinoids spread?"
ITCH = "How is scabies treated?"
UNKNOWN = "How is tsunami insurance priced?"
QUESTIONS = (SPREAD, ITCH, UNKNOWN)

# What the answers say in each state of the evidence, told apart by numbers; 0 is silence.
SAYS: Mapping[str, Mapping[str, int]] = {
    SPREAD: {"all": 1, "more": 1, "fewer": 2, "none": 0},
    ITCH: {"all": 1, "more": 1, "fewer": 1, "none": 1},
    UNKNOWN: {"all": 0, "more": 0, "fewer": 0, "none": 0},
}
STATES = tuple(SAYS[SPREAD])
# The documents that are taken out of answering in a state, by their titles.
GONE: Mapping[str, tuple[str, ...]] = {
    "all": (), "more": (), "fewer": ("Spread of carcinoids",), "none": ("Spread of carcinoids", "Sites of carcinoids")
}  # fmt: skip

_SOURCES = {
    "Spread of carcinoids": """## Spread

Carcinoids spread to the liver in 66 % of patients. Carcinoids spread to the bone in 12 % of patients.
Spread of carcinoids to the skin is seldom seen.""",
    "Sites of carcinoids": """## Spread

In a cohort of 120 patients, carcinoids had spread to the lymph nodes in 41 % of patients.
Where carcinoids spread to the liver, they may do so before symptoms are seen.""",
    "Scabies": """## Treatment

Scabies is treated with a cream on the whole body. The treatment of scabies is repeated after one week.
Household contacts of patients with scabies are treated at the same time.""",
}
_MORE = """## Storage

Reagent strips are stored in a dry place and away from light."""


@dataclass(frozen=True, slots=True)
class KeptLibrary:
    """What the review desk reads of a library, as values: to be handed to another process."""

    evidence_version: str
    held_sources: Mapping[str, Source]
    held_texts: Mapping[tuple[str, str], str]

    def sources(self, documents: Iterable[str]) -> dict[str, Source]:
        return {one: self.held_sources[one] for one in documents if one in self.held_sources}

    def texts(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
        return {one: self.held_texts[one] for one in wanted if one in self.held_texts}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A library in one state, and what it answers."""

    library: Library | KeptLibrary
    answers: Mapping[tuple[str, str], Answer]


class PreparedCurbside:
    """Answers as a Curbside does, from what was asked before; `now` names the state that the evidence is in."""

    def __init__(self, states: Mapping[str, Evidence], now: str = "all") -> None:
        self.states = states
        self.now = now
        self.before_answering: Callable[[], None] = lambda: None

    def library(self) -> Any:
        return self.states[self.now].library

    def ask(self, question: str, reader: Reader | str = Reader.CLINICIAN, conversation: str | None = None) -> Answer:
        state = self.states[self.now]
        self.before_answering()
        return state.answers[question_key(question), str(reader)]

    def state_of(self, evidence_version: str) -> str:
        return next(name for name, one in self.states.items() if one.library.evidence_version == evidence_version)


def prepare(folder: Path, source_text: Callable[..., str]) -> dict[str, Curbside]:
    """The library in each of its states."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for number, (title, body) in enumerate(_SOURCES.items()):
        (sources / f"{number}.md").write_text(source_text(body, title=title, year=2019 + number), "utf-8")
    (folder / "more.md").write_text(source_text(_MORE, title="Storing strips"), "utf-8")
    with Curbside(folder / "all", empty=True) as first:
        first.add(sources)
        by_title = {one.reference.title: one.document_id for one in first.library().all_sources()}
    made = {}
    for state in STATES:
        if state != "all":
            shutil.copytree(folder / "all", folder / state, ignore=shutil.ignore_patterns("readers", "*.lock"))
        made[state] = Curbside(folder / state)
        if state == "more":
            made[state].add(folder / "more.md")
        if GONE[state]:
            made[state].retire([by_title[title] for title in GONE[state]])
    return made


def asked(curbside: Curbside) -> Evidence:
    """Every question asked for every reader."""
    return Evidence(
        curbside.library(),
        {
            (question_key(question), reader.value): curbside.ask(question, reader)
            for question in QUESTIONS
            for reader in Reader
        },
    )


def kept(states: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """The same as values, with all that any state's answers cite."""
    cited = {one for state in states.values() for one in cited_by(state.answers.values())}
    return {
        name: replace(
            state,
            library=KeptLibrary(
                state.library.evidence_version,
                state.library.sources({document for document, _ in cited}),
                state.library.texts(cited),
            ),
        )
        for name, state in states.items()
    }
