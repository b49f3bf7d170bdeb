"""The office: what every service works with, and the one place where it is put together."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from compliance.rulepacks.loader import Rulebook, RuleFile, bring_together, read_rule_file, read_rulebook, rule_paths
from compliance.services.library import RuleLibrary
from compliance.settings import Settings
from compliance.store.database import Store

BEIJING = timezone(timedelta(hours=8))


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Office:
    """The settings, the rules, the database, and the clock (moments in UTC)."""

    settings: Settings
    library: RuleLibrary
    store: Store
    now: Callable[[], datetime] = _now

    def today(self) -> date:
        """The date in China."""
        return self.now().astimezone(BEIJING).date()


def _visits(settings: Settings, rulebook: Rulebook) -> tuple[RuleFile, ...]:
    """What stands in checklists/one_visit, held against the rules."""
    folder = settings.checklists / "one_visit"
    files = tuple(map(read_rule_file, rule_paths([folder]))) if folder.is_dir() else ()
    bring_together([*rulebook.files, *files])
    return files


def open_office(settings: Settings) -> Office:
    """The office, its database brought up to date and its rules loaded.

    Raises ProblemsError for rules that can't be used and DatabaseError for such a database.
    """
    rulebook = read_rulebook([settings.rules])
    library = RuleLibrary(rulebook, _visits(settings, rulebook))
    store = Store(settings.database_url)
    store.migrate()
    return Office(settings, library, store)
