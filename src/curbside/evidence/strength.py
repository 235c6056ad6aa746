"""How strong a source of a kind is for what is asked: the table in strength.toml, as numbers."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from curbside.evidence.kinds import Aspect, SourceKind


def strength(aspect: Aspect, kind: SourceKind) -> float:
    """From 1 (the strongest kind for this aspect) down to 0 (`topic_overview`)."""
    return _strengths(aspect).get(kind, 0.0)


@cache
def _strengths(aspect: Aspect) -> dict[SourceKind, float]:
    data = tomllib.loads(files("curbside.evidence").joinpath("strength.toml").read_text("utf-8"))
    tiers = data[data["aspects"].get(aspect.value, "default")]
    return {SourceKind(kind): 1.0 - level / len(tiers) for level, tier in enumerate(tiers) for kind in tier}
