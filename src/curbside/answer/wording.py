"""Curbside's own sentences, from wording.toml."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def wording() -> dict[str, str]:
    """Every sentence of Curbside's own that an answer may show, by name."""
    return tomllib.loads(files("curbside.answer").joinpath("wording.toml").read_text("utf-8"))
