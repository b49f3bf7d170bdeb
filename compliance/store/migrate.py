"""Bringing the tables to their latest form, by Alembic."""

from contextlib import nullcontext
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from compliance.store import sqlite

MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_164_273  # any number, the same in every process


def upgrade(engine: Engine) -> None:
    """Makes the changes that the database still lacks, all or none, while no other process makes any."""
    with sqlite.alone(engine) if engine.dialect.name == "sqlite" else nullcontext(), engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    """Alembic's settings, for working on this connection; a new change of the tables is written with

    command.revision(alembic_config(connection), "what it does", autogenerate=True, rev_id="0002")
    """
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
