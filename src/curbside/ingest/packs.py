"""Packs: named folders of sources. The starter pack ships inside the package."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

STARTER = "starter"


def starter_pack() -> Path:
    """The folder of the starter pack's sources."""
    return Path(str(files("curbside.starter")))
