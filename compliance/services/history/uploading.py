"""Importing earlier violations at the desk: a file is tried, looked at, and then imported as it was tried.

Meanwhile it is kept for the account, an hour at most and one file at a time.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from compliance.services.batch.tables import TableError
from compliance.services.history.importing import Imported, import_history
from compliance.services.matters.people import Officer
from compliance.services.office import Office
from compliance.store.deeds import Deed
from compliance.store.records.history import UploadRecord

MAX_FILE = 5_000_000
"""Bytes."""
SUFFIXES = (".csv", ".xlsx")
KEPT = timedelta(hours=1)
_NAME = "文件"


class UploadError(TableError):
    """A file that can't be tried, or isn't there any more."""


class AlreadyImported(UploadError):
    """The file was imported before, as on a second click."""

    def __init__(self) -> None:
        super().__init__("这份文件已经导入了，不用再导入")


@dataclass(frozen=True, slots=True)
class Tried:
    """What would come of importing the file."""

    done: Imported
    sha256: str

    @property
    def can_be_imported(self) -> bool:
        return bool(self.done.new and not self.done.bad)


def try_upload(office: Office, officer: Officer, name: str, content: bytes) -> Tried:
    """What importing the file would come to; it is kept for import_upload() where that would add anything.

    Raises TableError.
    """
    suffix = Path(name).suffix.lower()
    if not content:
        raise UploadError("还没有选择文件，或者文件是空的")
    if suffix not in SUFFIXES:
        raise UploadError("请用 .csv 或 .xlsx 文件；别的表请另存为「CSV UTF-8」")
    if len(content) > MAX_FILE:
        raise UploadError(f"文件最大 {MAX_FILE // 1_000_000} MB；请分成几个文件")
    record = UploadRecord(officer.name, sha256(content).hexdigest(), suffix, office.now(), content)
    tried = Tried(_imported(office, officer, record, dry_run=True), record.sha256)
    with office.store.writing() as records:
        records.history_uploads.remove_older(office.now() - KEPT)
        records.history_uploads.remove(officer.name)
        if tried.can_be_imported:
            records.history_uploads.keep(record)
        records.tell(office.now(), officer.actor, Deed.HISTORY_UPLOADED, rows=tried.done.rows)
    return tried


def import_upload(office: Office, officer: Officer, tried: str) -> Imported:
    """Imports the file that was tried last, whose hash is `tried`, and lets it go; where a row is wrong by now,
    nothing is imported.

    Raises AlreadyImported, UploadError where another was tried since, or its time is over, and TableError.
    """
    with office.store.writing() as records:
        records.history_uploads.remove_older(office.now() - KEPT)
        kept = records.history_uploads.find(officer.name)
        already = tried in records.history.imported_on([tried])
        records.history_uploads.remove(officer.name)
        records.tell(office.now(), officer.actor, Deed.HISTORY_UPLOAD_REMOVED)
    if kept is None and already:
        raise AlreadyImported
    if kept is None or kept.sha256 != tried:
        raise UploadError(f"试过的文件只留 {KEPT // timedelta(hours=1)} 小时，这份已经不在了；请再选一次文件")
    return _imported(office, officer, kept)


def _imported(office: Office, officer: Officer, record: UploadRecord, dry_run: bool = False) -> Imported:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{_NAME}{record.suffix}"
        path.write_bytes(record.content)
        try:
            done = import_history(office, officer.actor, path, dry_run)
        except TableError as error:
            raise TableError(str(error).replace(f"{folder}/", "")) from None
    return replace(done, notes=tuple(each.replace(f"{folder}/", "") for each in done.notes))
