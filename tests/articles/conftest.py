"""Real answers, and real databases: SQLite in a folder, and a throw-away PostgreSQL cluster where one is installed."""

from __future__ import annotations

import getpass
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from curbside import Answer, Curbside
from curbside.articles.database import FILE, Database, open_database

from .desks import Place
from .prepared import Evidence, asked, prepare

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)


def _server_programs() -> Path | None:
    found = next((folder for folder in _BINARIES if (folder / "initdb").exists()), None)
    return found or (Path(path).parent if (path := shutil.which("initdb")) else None)


def _as_somebody(command: list[str]) -> list[str]:
    """PostgreSQL refuses to run as root: Debian's package makes a user for it."""
    return ["runuser", "-u", "postgres", "--", *command] if getpass.getuser() == "root" else command


@pytest.fixture(scope="session")
def postgresql_cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster of this test process, reached by a socket in its own folder; skipped without one."""
    programs = _server_programs()
    if programs is None:
        pytest.skip("PostgreSQL's server is not installed (Debian: apt-get install postgresql)")
    # A socket's path may have some hundred bytes, and the folder must be one the server's user may write to.
    folder = Path("/tmp") / f"curbside-pg-{uuid4().hex[:12]}"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    data = folder / "data"
    run = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE, "cwd": "/"}
    try:
        subprocess.run(
            _as_somebody([str(programs / "initdb"), "-D", str(data), "-A", "trust", "-U", "curbside", "-N"]), **run
        )
        options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        control = [str(programs / "pg_ctl"), "-D", str(data), "-w"]
        subprocess.run(_as_somebody([*control, "-l", str(folder / "log"), "-o", options, "start"]), **run)
        try:
            yield f"postgresql://curbside@/postgres?host={folder}"
        finally:
            subprocess.run(_as_somebody([*control, "-m", "immediate", "stop"]), **run)
    finally:
        subprocess.run(_as_somebody(["rm", "-rf", str(data)]), check=False)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_template(postgresql_cluster: str) -> str:
    """The name of a database with every table and no row in it, for others to be copied from."""
    name = "curbside_template"
    _create(postgresql_cluster, name)
    open_database(Path("/"), _named(postgresql_cluster, name)).close()
    return name


@pytest.fixture
def postgresql_url(postgresql_cluster: str) -> Iterator[str]:
    """The address of a new, empty database."""
    name = f"t{uuid4().hex}"
    _create(postgresql_cluster, name)
    yield _named(postgresql_cluster, name)
    _drop(postgresql_cluster, name)


def _drop(cluster: str, name: str) -> None:
    import psycopg

    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def second_postgresql_url(postgresql_cluster: str) -> str:
    """The address of another one."""
    name = f"t{uuid4().hex}"
    _create(postgresql_cluster, name)
    return _named(postgresql_cluster, name)


def _create(cluster: str, name: str, template: str = "template1") -> None:
    import psycopg

    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")


def _named(cluster: str, name: str) -> str:
    return cluster.replace("/postgres?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    """The setting `database_url`: None for SQLite, the address of a new database for PostgreSQL."""
    return request.getfixturevalue("postgresql_url") if request.param == "postgresql" else None


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and no row in it."""
    folder = tmp_path_factory.mktemp("template")
    open_database(folder).close()
    return folder / FILE


@pytest.fixture(params=["sqlite", "postgresql"])
def new_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Place]]:
    """Makes new article databases, on each kind in turn; their tables are copied, not made, to save time."""
    cluster, names = "", list[str]()
    if request.param == "sqlite":
        template: Any = request.getfixturevalue("sqlite_template")
    else:
        template = request.getfixturevalue("postgresql_template")
        cluster = request.getfixturevalue("postgresql_cluster")

    def make() -> Place:
        name = f"t{uuid4().hex}"
        folder = tmp_path / name
        folder.mkdir()
        if request.param == "sqlite":
            shutil.copy(template, folder / FILE)
            return Place(folder, None)
        _create(cluster, name, template)
        names.append(name)
        return Place(folder, _named(cluster, name))

    yield make
    for name in names:
        _drop(cluster, name)


@pytest.fixture
def database(new_place: Callable[[], Place]) -> Iterator[Database]:
    """A new article database, on each kind in turn."""
    with new_place().open() as opened:
        yield opened


@pytest.fixture(scope="session")
def evidence(
    tmp_path_factory: pytest.TempPathFactory, source_text: Callable[..., str]
) -> Iterator[dict[str, Evidence]]:
    """A small library in each of its states, with what it answers."""
    opened = prepare(tmp_path_factory.mktemp("prepared") / "library", source_text)
    yield {state: asked(curbside) for state, curbside in opened.items()}
    for curbside in opened.values():
        curbside.close()


_QUESTIONS = (
    "What are the classic areas of metastasis for neuroendocrine tumors?",
    "Treatment of neuroendocrine tumors",
    "How is chronic kidney disease treated?",
    "How is conjunctivitis treated in children?",
    "Stop ACE inhibitors in CKD?",
    "zebra xylophone",
)


@pytest.fixture(scope="session")
def real_answers(starter_library: Curbside) -> list[Answer]:
    """Answers with tables, figures, disagreements, glosses and none of them, for all three readers."""
    return [
        starter_library.ask(question, reader=reader)
        for question in _QUESTIONS
        for reader in ("clinician", "trainee", "patient")
    ]
