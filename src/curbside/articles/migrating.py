"""Bringing an article database up to date with Alembic; the steps are in migrations/versions."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parent / "migrations"


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration for the steps that ship with this version, on a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def known_revisions() -> list[str]:
    """The revisions this version knows, the oldest first."""
    script = ScriptDirectory.from_config(configuration())
    return [step.revision for step in script.walk_revisions()][::-1]


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run the steps that lead to a revision, all in one transaction."""
    with engine.connect().execution_options(curbside_writes=True) as connection, connection.begin():
        command.upgrade(configuration(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    """Take steps back, all in one transaction."""
    with engine.connect().execution_options(curbside_writes=True) as connection, connection.begin():
        command.downgrade(configuration(connection), to)


def remake(connection: Connection, to: str) -> None:
    """Drop every table there is and make those of a revision, in the connection's own transaction."""
    command.downgrade(configuration(connection), "base")
    command.upgrade(configuration(connection), to)


def bring_up_to_date(connection: Connection) -> None:
    """Run the steps that are missing, in the connection's own transaction."""
    command.upgrade(configuration(connection), "head")
