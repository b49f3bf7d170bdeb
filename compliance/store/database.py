"""The store: a database, its transactions, and the tables' latest form."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from alembic.util import CommandError
from sqlalchemy import URL, Engine, create_engine, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.orm import Session

from compliance.errors import ComplianceError
from compliance.store import sqlite
from compliance.store.accounts import Accounts
from compliance.store.amendments import Amendments
from compliance.store.assessments import Assessments
from compliance.store.audit import AuditLog
from compliance.store.credit_repairs import CreditRepairs
from compliance.store.decisions import Decisions
from compliance.store.deeds import Actor, Deed
from compliance.store.documents import Documents
from compliance.store.evidence import EvidenceFiles
from compliance.store.faults import Faults
from compliance.store.follow_ups import FollowUps
from compliance.store.history import History
from compliance.store.matter_papers import MatterPapers
from compliance.store.matters import Matters
from compliance.store.migrate import upgrade
from compliance.store.numbers import Numbers
from compliance.store.packs import Packs
from compliance.store.self_checks import SelfChecks
from compliance.store.stored_cases import StoredCases
from compliance.store.tables.base import Table
from compliance.store.tables.drafts import ListUploadRow
from compliance.store.tables.history import HistoryUploadRow
from compliance.store.uploads import Uploads
from compliance.store.visits import Visits
from compliance.store.walks import Walks
from compliance.store.working_copies import WorkingCopies


class DatabaseError(ComplianceError):
    """A database that can't be used; the text says what to set or start."""


@dataclass(frozen=True, slots=True)
class Records:
    """All repositories, in one transaction."""

    accounts: Accounts
    amendments: Amendments
    assessments: Assessments
    audit: AuditLog
    credit_repairs: CreditRepairs
    decisions: Decisions
    documents: Documents
    evidence: EvidenceFiles
    faults: Faults
    follow_ups: FollowUps
    history: History
    history_uploads: Uploads
    list_uploads: Uploads
    matter_papers: MatterPapers
    matters: Matters
    numbers: Numbers
    packs: Packs
    self_checks: SelfChecks
    stored_cases: StoredCases
    visits: Visits
    walks: Walks
    working_copies: WorkingCopies

    def tell(self, now: datetime, actor: Actor, deed: Deed, about: str = "", **detail: int | str) -> None:
        """Has the audit log tell of it, where the transaction is stored, and only there.

        `about` is the number or the account's name of what was read or changed, and `detail` says how much or which;
        neither may say anything of a person or an enterprise, since the log is kept for ever.
        """
        self.audit.tell(now, actor, deed, about, detail)


class UntoldFault(Exception):
    """What was told to the audit log in a transaction that stores nothing."""


class Store:
    """A database on SQLite or PostgreSQL. Safe to share among threads."""

    def __init__(self, database_url: str) -> None:
        """Connects to nothing yet; raises DatabaseError for a URL that can't be used."""
        self.engine = _engine(database_url)
        self._writer = self.engine.execution_options(**sqlite.WRITING)

    def migrate(self) -> None:
        """Brings the tables to their latest form; several processes may do so at once. Raises DatabaseError."""
        try:
            upgrade(self._writer)
        except (DBAPIError, OSError) as error:
            where = self.engine.url.render_as_string(hide_password=True)
            reason = error.orig if isinstance(error, DBAPIError) else error.strerror
            raise DatabaseError(f"打不开数据库 {where}：{reason}；请检查 DATABASE_URL 和数据库服务") from error
        except CommandError as error:
            raise DatabaseError(f"数据库是更新版本的程序建的；请改用那个版本的程序（{error}）") from error
        self.close()  # a connection left open would be shared by the processes that a server forks

    @contextmanager
    def reading(self) -> Iterator[Records]:
        """The records as they are now; raises UntoldFault where the audit log is told, for nothing is stored."""
        with Session(self.engine) as session:
            records = _records(session)
            yield records
            if records.audit.told:
                raise UntoldFault

    @contextmanager
    def writing(self) -> Iterator[Records]:
        """One transaction: stored whole at the end, with what the audit log was told, or not at all where the block
        raises."""
        with Session(self._writer) as session, session.begin():
            records = _records(session)
            yield records
            records.audit.write()

    def is_empty(self) -> bool:
        """Whether nothing is stored, in tables that are up to date."""
        with Session(self.engine) as session:
            return not any(session.execute(select(table).limit(1)).first() for table in Table.metadata.sorted_tables)

    def forget(self) -> None:
        """Has what was removed leave the files of SQLite too, once nobody else is at work; it takes a second for some
        100 MB. PostgreSQL does so by itself, in time."""
        if self.engine.dialect.name == "sqlite":
            sqlite.write_anew(self.engine)

    def close(self) -> None:
        """Closes the connections; a later use opens new ones."""
        self.engine.dispose()


def _records(session: Session) -> Records:
    return Records(
        Accounts(session),
        Amendments(session),
        Assessments(session),
        AuditLog(session),
        CreditRepairs(session),
        Decisions(session),
        Documents(session),
        EvidenceFiles(session),
        Faults(session),
        FollowUps(session),
        History(session),
        Uploads(session, HistoryUploadRow),
        Uploads(session, ListUploadRow),
        MatterPapers(session),
        Matters(session),
        Numbers(session),
        Packs(session),
        SelfChecks(session),
        StoredCases(session),
        Visits(session),
        Walks(session),
        WorkingCopies(session),
    )


def _engine(database_url: str) -> Engine:
    try:
        url = make_url(database_url)
        if _usable(url):
            engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)  # personal data stays out of logs
            if url.get_backend_name() == "sqlite":
                sqlite.set_up(engine)
            return engine
    except (ArgumentError, NoSuchModuleError):
        pass
    raise DatabaseError("DATABASE_URL 应写成 sqlite:///文件路径 或 postgresql://用户:密码@主机/库名")


def _usable(url: URL) -> bool:
    if url.get_backend_name() == "sqlite":
        return url.database not in (None, "", ":memory:")
    return url.get_backend_name() == "postgresql"
