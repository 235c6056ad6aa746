"""The engine stands on its own: importing it loads no web, command-line or article-database package."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

EDGES = {"fastapi", "starlette", "uvicorn", "sqlalchemy", "alembic", "typer", "click", "rich", "jinja2"}
HEAVY = {"numpy", "pyarrow", "lancedb", "pydantic", "tokenizers", "wordllama", "yaml"}
ENGINE = (
    "curbside.engine",
    "curbside.answer",
    "curbside.answer.markdown",
    "curbside.index.library",
    "curbside.index.adding",
    "curbside.index.doctor",
    "curbside.index.reindexing",
    "curbside.ingest.formats",
    "curbside.evidence.document",
)


def loaded_by(code: str) -> set[str]:
    """The top-level packages that a fresh process has loaded after running this code."""
    report = f"{code}\nimport json, sys; print(json.dumps(sorted({{m.partition('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", report], capture_output=True, text=True, check=True, timeout=120)
    return set(json.loads(done.stdout))


def test_importing_the_package_loads_nothing_heavy() -> None:
    loaded = loaded_by("import curbside")
    assert "curbside" in loaded
    assert not loaded & (EDGES | HEAVY)


def test_importing_the_package_makes_its_names_known_without_loading_them() -> None:
    loaded = loaded_by("import curbside; assert 'Curbside' in dir(curbside)")
    assert not loaded & (EDGES | HEAVY)


@pytest.mark.parametrize("module", ENGINE)
def test_importing_a_room_of_the_engine_loads_no_web_cli_or_database_package(module: str) -> None:
    assert not loaded_by(f"import {module}") & EDGES


def test_answering_loads_no_web_cli_or_database_package(tmp_path: object) -> None:
    code = f"from curbside import Curbside; Curbside({str(tmp_path)!r} + '/library').ask('Where do NETs spread?')"
    assert not loaded_by(code) & EDGES


def test_every_public_name_is_there() -> None:
    import curbside

    for name in curbside.__all__:
        assert getattr(curbside, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        _ = curbside.Nothing
