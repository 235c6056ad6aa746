"""How strong a source of a kind is for what is asked: the table in strength.toml, as numbers."""

from __future__ import annotations

from functools import cache

from curbside.evidence.data_files import Form, load_data, named
from curbside.evidence.kinds import Aspect, SourceKind


def strength(aspect: Aspect, kind: SourceKind) -> float:
    """From 1 (the strongest kind for this aspect) down to 0 (`topic_overview`)."""
    return _strengths(aspect).get(kind, 0.0)


_FORM: dict[str, Form] = {**named("default how_often what_to_do how_much", [[str]]), "aspects": named(Aspect, str)}


@cache
def _strengths(aspect: Aspect) -> dict[SourceKind, float]:
    data = load_data("evidence", "strength.toml", _FORM)
    tiers = data[data["aspects"].get(aspect.value, "default")]
    return {SourceKind(kind): 1.0 - level / len(tiers) for level, tier in enumerate(tiers) for kind in tier}
