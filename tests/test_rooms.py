"""Data flows one way through the house: no room imports from a later one."""

from __future__ import annotations

import ast
from functools import lru_cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "curbside"
# In order; the edges at the end may use everything and are used by nothing but each other.
ROOMS = [
    "errors",
    "evidence",
    "ingest",
    "fetch",
    "index",
    "answer",
    "engine",
    "settings",
    "terminal",
    "chat",
    "articles",
    "evaluating",
    "web",
    "command_line",
    "acting",
    "progress",
    "sources_commands",
    "articles_commands",
    "fetch_commands",
    "users_commands",
    "audit_commands",
    "backup_commands",
    "cli",
    "__main__",
]


@lru_cache
def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def room_of(module: str) -> str | None:
    parts = module.split(".")
    return parts[1] if parts[0] == "curbside" and len(parts) > 1 else None


MODULES = sorted(path for path in SOURCE.rglob("*.py") if path.name != "__init__.py" or path.parent != SOURCE)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_room_imports_from_a_later_one(path: Path) -> None:
    own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
    if own == "starter":
        assert not imports_of(path)
        return
    for module in imports_of(path):
        room = room_of(module)
        if room is not None:
            allowed = ROOMS[: ROOMS.index(own) + 1] + (["settings"] if own == "engine" else [])
            assert room in allowed, f"{own} imports {module}"


def test_only_the_index_knows_lancedb() -> None:
    users = {path.relative_to(SOURCE).as_posix() for path in MODULES if any("lancedb" in m for m in imports_of(path))}
    assert users == {"index/lance.py"}


def test_only_fetching_asks_anything_of_the_network() -> None:
    network = {"httpx", "httpcore", "urllib.request", "http.client", "requests", "aiohttp"}
    users = {path.relative_to(SOURCE).parts[0] for path in MODULES if imports_of(path) & network}
    assert users == {"fetch", "fetch_commands.py"}


def test_no_module_is_a_junk_drawer() -> None:
    assert not [path.name for path in MODULES if path.stem in {"utils", "util", "helpers", "helper", "manager", "misc"}]
