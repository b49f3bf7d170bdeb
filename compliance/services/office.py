"""The office: what every service works with, and the one place where it is put together."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from compliance.rulepacks.finder import FINDER_FILE, Finder
from compliance.rulepacks.loader import read_rule_file, rule_paths
from compliance.rulepacks.rulebook import Rulebook, read_rulebook
from compliance.rulepacks.signatures import demand
from compliance.rulepacks.workflow import WORKFLOW_FILE, Workflow, read_workflow
from compliance.services.decide_files import of_kind
from compliance.services.library import RuleLibrary
from compliance.services.publishing.shelf import Folders, library_on
from compliance.settings import Settings
from compliance.store.database import Store
from compliance.store.stays import BEIJING as BEIJING

Signing = Callable[[bytes, datetime], bytes]


def _now() -> datetime:
    return datetime.now(UTC)


def _unsigned(pdf: bytes, moment: datetime) -> bytes:
    return b""


@dataclass(frozen=True, slots=True)
class Office:
    """The settings, the rules, the database, the clock (moments in UTC), the signature of papers, and the workflow.

    `sign` takes a PDF and the time of signing and gives what to append; nothing where papers aren't signed.
    `workflow` is None where the checklists have none; matters can't be worked on then.
    `folders` are the rules without what was published here, None where nothing can be. `rules_trouble` says in Chinese
    why the library isn't that of today, where it can't be; it is empty else.
    """

    settings: Settings
    library: RuleLibrary
    store: Store
    now: Callable[[], datetime] = _now
    sign: Signing = _unsigned
    workflow: Workflow | None = None
    folders: Folders | None = None
    rules_trouble: str = ""

    def today(self) -> date:
        """The date in China."""
        return self.now().astimezone(BEIJING).date()


def printing_office(settings: Settings) -> Office:
    """An office that numbers and registers papers and has no rules of its own; its database must be up to date.

    Raises DatabaseError and CertificateError.
    """
    return Office(settings, RuleLibrary(Rulebook()), Store(settings.database_url), sign=signing_of(settings))


def read_folders(settings: Settings) -> Folders:
    """The rules, and what stands in checklists/one_visit and checklists/finder.yaml, held against each other.

    Raises ProblemsError, and SignatureError where they have to be signed.
    """
    rules = read_rulebook([settings.rules]).files
    folder, finder = settings.checklists / "one_visit", settings.checklists / FINDER_FILE
    visits = tuple(map(read_rule_file, rule_paths([folder]))) if folder.is_dir() else ()
    found = of_kind(read_rule_file(finder), (Finder,)) if finder.is_file() else None
    folders = Folders(rules, visits, found)
    folders.with_published({})
    return folders


def _workflow(settings: Settings) -> Workflow | None:
    """What stands in checklists/workflow.yaml."""
    path = settings.checklists / WORKFLOW_FILE
    return read_workflow(path) if path.is_file() else None


def signing_of(settings: Settings) -> Signing:
    """What signs papers; raises CertificateError."""
    if settings.signing is None:
        return _unsigned
    from compliance.documents.signing import signing_with  # pyHanko is loaded only where it is wanted

    return signing_with(settings.signing.certificate, settings.signing.password, _now())


def open_office(settings: Settings) -> Office:
    """The office, its database brought up to date and its rules loaded.

    Raises ProblemsError for rules that can't be used, published ones too, SignatureError and KeyFileError where they
    have to be signed, DatabaseError for such a database and CertificateError for such a certificate.
    """
    sign = signing_of(settings)
    demand(settings.rule_keys)
    folders = read_folders(settings)
    workflow = _workflow(settings)
    store = Store(settings.database_url)
    store.migrate()
    office = Office(settings, RuleLibrary(Rulebook()), store, sign=sign, workflow=workflow, folders=folders)
    return replace(office, library=library_on(folders, store, office.today()))
