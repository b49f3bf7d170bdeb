"""Rule files from disk to drafts, and from here to disk, byte for byte."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from compliance.errors import ComplianceError
from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.problems import Problem, ProblemsError
from compliance.rulepacks.signatures import read_signatures, signature_path
from compliance.rulepacks.source import read_bytes
from compliance.services.check_rules import files_at
from compliance.services.office import Office
from compliance.services.publishing.drafts import newest_text, start_draft
from compliance.services.publishing.errors import NoSuchRules
from compliance.services.publishing.standing import in_force
from compliance.store.deeds import Actor

_NO_NAME = ("/", "\\", "\0")


class ExportError(ComplianceError):
    """A file that can't be written."""


@dataclass(frozen=True, slots=True)
class Imported:
    """A file that was read: the id of its draft, None where nothing differs from what is published."""

    path: Path
    pack: str
    draft: str | None


def import_files(office: Office, actor: Actor, paths: Sequence[Path]) -> tuple[Imported, ...]:
    """A draft of each rule file at the paths, or none where one of them can't be loaded; its signatures go with it.

    Raises CannotCheckError, ProblemsError, and RefusedError for a kind that isn't published here.
    """
    files, problems = [], list[Problem]()
    for path in files_at(paths):
        try:
            files.append((path, parse_rule_file(read_bytes(path), str(path))))
        except ProblemsError as error:
            problems += error.problems
    if problems:
        raise ProblemsError(problems)
    return tuple(_imported(office, actor, path, file) for path, file in files)


def _imported(office: Office, actor: Actor, path: Path, file: RuleFile) -> Imported:
    with office.store.reading() as records:
        same = newest_text(office, records, file.content.id) == file.text
    if same:
        return Imported(path, file.content.id, None)
    signatures = read_signatures(path) if signature_path(path).exists() else b""
    draft = start_draft(office, actor, file.content.id, file.content.kind, file.text, signatures)
    return Imported(path, file.content.id, draft.record.id)


def export_files(office: Office, folder: Path, packs: Sequence[str] = ()) -> tuple[Path, ...]:
    """Writes what counts today, all or these packs, each with its signatures where it was published with some.

    Raises NoSuchRules, and ExportError for a file that is there with another text or can't be written.
    """
    files = {each.content.id: each.text for each in office.library.rulebook.files}
    if unknown := [each for each in packs if each not in files]:
        raise NoSuchRules(f"现在没有编号为「{'、'.join(unknown)}」的规则；用 packs states 看有哪些")
    with office.store.reading() as records:
        published = in_force(records.packs.steps(), office.today())
    written = []
    for pack in packs or files:
        written.append(_write(folder, f"{pack}.yaml", files[pack]))
        if pack in published and published[pack].signatures:
            written.append(_write(folder, signature_path(Path(f"{pack}.yaml")).name, published[pack].signatures))
    return tuple(written)


def _write(folder: Path, name: str, content: bytes) -> Path:
    """The file, new or the same as before."""
    if any(each in name for each in _NO_NAME):
        raise ExportError(f"编号「{name}」不能作文件名，没有导出")
    path = folder / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.read_bytes() != content:
            raise ExportError(f"{path}：已经有了，内容不一样，没有改动；请导出到空文件夹")
        path.write_bytes(content)
    except OSError as error:
        raise ExportError(f"{path}：写不了（{error.strerror}）；请换一个位置") from None
    return path
