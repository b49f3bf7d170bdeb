"""The repository of the office's own people."""

from collections.abc import Collection
from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from compliance.store.records.people import AccountRecord
from compliance.store.rows import record_of
from compliance.store.tables.people import AccountRow


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts by their login names. None is ever removed: what somebody did keeps its name."""

    session: Session

    def add(self, record: AccountRecord) -> bool:
        """Keeps a new account; False where its name or its subject is another's."""
        dialect = postgresql if self.session.get_bind().dialect.name == "postgresql" else sqlite
        new = dialect.insert(AccountRow).values(**asdict(record)).on_conflict_do_nothing()
        return self.session.scalar(new.returning(AccountRow.name)) is not None

    def find(self, name: str, to_change: bool = False) -> AccountRecord | None:
        """`to_change`: others that want to change it wait until this transaction is through."""
        row = self.session.get(AccountRow, name, with_for_update=to_change or None)
        return record_of(AccountRecord, row) if row else None

    def with_subject(self, subject: str) -> AccountRecord | None:
        """The account of whom the provider of single sign-on calls `subject`."""
        row = self.session.scalars(select(AccountRow).where(AccountRow.sso_subject == subject)).first()
        return record_of(AccountRecord, row) if row else None

    def all(self) -> tuple[AccountRecord, ...]:
        """All of them, by their names."""
        query = select(AccountRow).order_by(AccountRow.name)
        return tuple(record_of(AccountRecord, row) for row in self.session.scalars(query))

    def display_names(self, names: Collection[str]) -> dict[str, str]:
        """What those of the login names are called that are accounts, closed ones too."""
        query = select(AccountRow.name, AccountRow.display_name).where(AccountRow.name.in_(names))
        return {row.name: row.display_name for row in self.session.execute(query)}

    def active_in(self, department: str) -> tuple[AccountRecord, ...]:
        """Who is of the department and may sign in, by their names."""
        query = select(AccountRow).where(AccountRow.department == department, AccountRow.active)
        rows = self.session.scalars(query.order_by(AccountRow.name))
        return tuple(record_of(AccountRecord, row) for row in rows)

    def towns(self) -> tuple[str, ...]:
        """Those that accounts are bound to."""
        query = select(AccountRow.town).where(AccountRow.town != "").distinct().order_by(AccountRow.town)
        return tuple(self.session.scalars(query))

    def active_names(self, role: str) -> tuple[str, ...]:
        """Who has the role and may sign in; others that want to change any of them wait."""
        query = select(AccountRow).where(AccountRow.role == role, AccountRow.active)
        rows = self.session.scalars(query.order_by(AccountRow.name).with_for_update())
        return tuple(row.name for row in rows)

    def keep(self, record: AccountRecord) -> None:
        """Puts the record in place of the account's earlier one."""
        row = self.session.get_one(AccountRow, record.name, with_for_update=True)
        for name, value in asdict(record).items():
            setattr(row, name, value)
