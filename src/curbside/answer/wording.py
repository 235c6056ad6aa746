"""Curbside's own sentences, from wording.toml."""

from __future__ import annotations

from functools import lru_cache

from curbside.evidence.data_files import load_data, named

_NAMES = (
    "disclaimer emergency unreviewed reviewed demonstration overview secondary concern withheld uncertain"
    " nothing_held named_silent named_many source_not_held not_held continued not_answered withdrawn elsewhere"
    " one_country missing mended identifiers reading_grade other_population other_age other_direction other_value"
    " other_condition not_said_of stands_under animals preprint second_hand doubtful_page by_name gives_way"
    " unchecked never_checked checked_long_ago aged_guideline one_trial"
)


@lru_cache(maxsize=1)
def wording() -> dict[str, str]:
    """Every sentence of Curbside's own that an answer may show, by name."""
    return load_data("answer", "wording.toml", named(_NAMES, str))
