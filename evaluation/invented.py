"""Words for invented papers: diseases, drugs, genes, people and places that there are not, and sentences about them.

Made of syllables by fixed seeds, and drawn as words are: a few often, most seldom.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache

_ONSETS = (
    "b",
    "br",
    "c",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pr",
    "qu",
    "r",
    "s",
    "sk",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "y",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "io", "ou")
_CODAS = ("l", "m", "n", "r", "s", "t", "x", "nd", "rk", "st")
_DRUG_ENDINGS = ("ozine", "umab", "itrol", "axine", "epril", "idone", "oxacin", "amine", "ostat", "ivir")
_ILLNESSES = (
    "syndrome",
    "disease",
    "fever",
    "dystrophy",
    "carcinoma",
    "nephritis",
    "arthropathy",
    "anaemia",
    "neuropathy",
    "dermatosis",
)
SITES = (
    "hepatic",
    "renal",
    "pulmonary",
    "cardiac",
    "gastric",
    "cerebral",
    "ocular",
    "cutaneous",
    "splenic",
    "pancreatic",
    "thyroid",
    "bladder",
)
MEASURES = (
    *("overall survival", "relapse-free survival", "the symptom score", "serum creatinine", "systolic blood pressure"),
    *(
        "length of stay",
        "quality of life",
        "the rate of readmission",
        "bone density",
        "walking distance",
        "pain at rest",
    ),
)
BODIES = ("Department of Medicine", "Institute of Clinical Research", "Centre for Rare Disorders", "School of Nursing")

SENTENCES = {
    "title": (
        "{Drug} versus {drug} for {illness}: effect on {measure}.",
        "{Illness} with {site} involvement in {large} adults: a study of {measure}.",
        "Expression of <i>{gene}</i> in {site} {plain} and its relation to {measure}.",
        "Managing {illness} after {drug}: what is known of {measure}.",
    ),
    "background": (
        "{Illness} is a {adjective} disorder of the {site} system that affects about {small} in 10,000 adults.",
        "Little is known about the effect of {drug} on {measure} in {illness}, and earlier studies (e.g. those of "
        "{surname} et al.) were small.",
        "Guidelines advise {drug} vs. {drug} for {illness}, although the evidence rests on {small} trials.",
        "The gene <i>{gene}</i> has been linked to {illness} in mice, but not in people.",
    ),
    "aim": (
        "To determine whether {drug} improves {measure} in patients with {illness}.",
        "We aimed to estimate how often {illness} spreads to the {site} region and what it means for {measure}.",
    ),
    "method": (
        "We enrolled {large} patients aged {age} to {older} years with {illness} at {small} centres between {year} and "
        "{later}, and followed them for a median of {months} months.",
        "Participants were assigned (1:1) to {drug} {dose} mg/day or {drug}; the primary outcome was {measure} at "
        "{months} months.",
        "We searched {small} registers up to {year} for studies of {drug}, and pooled them by a random-effects model.",
        "Blood was drawn at baseline and at {months} months, and {gene} measured at 10<sup>{digit}</sup> copies/mL.",
    ),
    "result": (
        "Of {large} patients, {small} ({percent}%) had {site} involvement at diagnosis.",
        "{Drug} reduced {measure} compared with {drug} (HR 0.{two}, 95% CI 0.{low}-0.{high}; P = 0.0{digit}).",
        "Median {measure} was {months}.{digit} months with {drug} and {months}.{digit} with {drug} (p &lt; 0.001).",
        "Serious adverse events occurred in {percent}% of the {drug} group, mostly {site} ones; {small} patients died.",
        "At {months} months, {percent}% (95% CI {low}–{high}%) of those with {illness} were free of relapse.",
        "In women over {older} years the odds ratio for {site} {plain} was {digit}.{two} (95% CI {digit}.{low} to "
        "{digit}.{high}).",
    ),
    "conclusion": (
        "{Drug} {dose} mg/day improves {measure} in adults with {illness}, at the cost of more {site} events.",
        "In {illness}, {site} involvement is common and predicts worse {measure}; look for it at diagnosis.",
        "Larger trials are needed before {drug} can be recommended for {illness}.",
    ),
}


class Words(dict[str, str]):
    """Fills the gaps of a sentence, each anew."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self._chance = chance
        # A paper speaks of one illness and of two drugs.
        self.illness = often(chance, illnesses())
        self._drugs = often(chance, drugs()), chance.choice(drugs())
        self._makers: dict[str, Callable[[], str]] = {
            "illness": lambda: self.illness,
            "Illness": lambda: self.illness[0].upper() + self.illness[1:],
            "plain": lambda: chance.choice(_ILLNESSES),
            "drug": lambda: chance.choice(self._drugs),
            "Drug": lambda: self._drugs[0].capitalize(),
            "site": lambda: chance.choice(SITES),
            "measure": lambda: chance.choice(MEASURES),
            "gene": lambda: often(chance, genes()),
            "surname": lambda: often(chance, surnames()),
            "adjective": lambda: chance.choice(("rare", "common", "chronic", "progressive", "relapsing")),
        }
        self._numbers = {
            "small": (3, 90), "large": (120, 9800), "percent": (2, 88), "age": (18, 45), "older": (50, 85),
            "year": (1996, 2012), "later": (2013, 2024), "months": (3, 60), "dose": (5, 400), "digit": (1, 9),
            "two": (50, 89), "low": (21, 49), "high": (90, 99),
        }  # fmt: skip

    def __missing__(self, key: str) -> str:
        if key in self._numbers:
            return str(self._chance.randint(*self._numbers[key]))
        return self._makers[key]()


def often(chance: random.Random, words: Sequence[str]) -> str:
    """One of the words, the first far more often than the last, as words go."""
    return words[int(len(words) ** chance.random()) - 1]


def _invented(seed: str, count: int, syllables: int, ending: Sequence[str] = ("",)) -> list[str]:
    """So many different words of so many syllables."""
    chance = random.Random(seed)
    words: dict[str, None] = {}
    while len(words) < count:
        parts = (chance.choice(_ONSETS) + chance.choice(_VOWELS) for _ in range(syllables))
        words["".join(parts) + chance.choice(_CODAS if ending == ("",) else ending)] = None
    return list(words)


@cache
def drugs() -> list[str]:
    """Names of drugs that there are not."""
    return _invented("drugs", 1500, 2, _DRUG_ENDINGS)


@cache
def surnames() -> list[str]:
    """Names of nobody."""
    return [name.capitalize() for name in _invented("surnames", 4000, 2)]


@cache
def forenames() -> list[str]:
    """Names of nobody."""
    return [name.capitalize() for name in _invented("forenames", 300, 1)]


@cache
def places() -> list[str]:
    """Towns that are nowhere."""
    return [f"{name.capitalize()}burg" for name in _invented("places", 400, 2)]


@cache
def illnesses() -> list[str]:
    """Diseases that nobody has."""
    named = _invented("illnesses", 1500, 2)
    return [
        f"{name.capitalize()} {_ILLNESSES[at % len(_ILLNESSES)]}" if at % 2 else
        f"{SITES[at % len(SITES)]} {name}osis"
        for at, name in enumerate(named)
    ]  # fmt: skip


@cache
def genes() -> list[str]:
    """Genes that there are not."""
    return [f"{name.upper()}{at % 9 + 1}" for at, name in enumerate(_invented("genes", 800, 1))]


@cache
def journals() -> list[str]:
    """Journals that there are not."""
    return [f"Journal of Invented {name.capitalize()} Medicine" for name in _invented("journals", 300, 2)]


@cache
def descriptors() -> list[str]:
    """Subject headings: a few of the common real ones, and many that there are not."""
    return ["Humans", "Female", "Male", "Adult", "Middle Aged", "Aged", *(one.capitalize() for one in illnesses())]
