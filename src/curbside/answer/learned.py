"""What was learned of how much each measure says: weights by table and name, from `learned.toml`.

`python -m evaluation.learning` writes that file and says what it was learned from. A weight is of its measure as it
stands; a measure that no table names counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from curbside.evidence.data_files import ANY, load_data, named

# Added to what is weighed, whatever was measured.
CONSTANT = "constant"


class Learned(StrEnum):
    """What was learned: which statements are near, which answers most directly, whether the best one answers, and
    which are of use beside it.
    """

    NEARNESS = "nearness"
    DIRECTNESS = "directness"
    ANSWERED = "answered"
    USEFUL = "useful"


def weighed(what: Learned, measures: Mapping[str, float]) -> float:
    """The sum of measures, each by its weight, in the order of the table; a logit."""
    weights = learned()[what]
    return weights[CONSTANT] + sum(weight * measures[name] for name, weight in weights.items() if name in measures)


def once_more(measures: Mapping[str, float], name: str, how_far: float) -> dict[str, float]:
    """Measures as they count once more as far as something holds (`how_far`, 0 to 1), by names that say so."""
    return {f"{measure}, {name}": how_far * value for measure, value in measures.items()}


@lru_cache(maxsize=1)
def learned() -> Mapping[str, Mapping[str, float]]:
    """The weights of every table, by name."""
    return load_data("answer", "learned.toml", named("nearness directness answered useful", {ANY: float}))
