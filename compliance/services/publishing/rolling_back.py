"""Going back to an older text: a draft of it under a new version, published like any other."""

import re

from compliance.rulepacks.loader import RuleFile, parse_rule_file
from compliance.rulepacks.problems import ProblemsError
from compliance.services.office import Office
from compliance.services.publishing.checking import folders_of
from compliance.services.publishing.drafts import Draft, start_draft
from compliance.services.publishing.errors import NoSuchRules, RefusedError
from compliance.services.publishing.shelf import name_of
from compliance.services.publishing.standing import APPROVE
from compliance.store.deeds import Actor

_SCALAR = re.compile(r'"(?:[^"\\]|\\.)*"|' + r"'(?:[^']|'')*'|[^\s#,}]+")
_BARE = re.compile(r"[^\x00-\x1f\x7f\"\\]{1,100}")


def roll_back(office: Office, actor: Actor, pack: str, rule_file: str, version: str) -> Draft:
    """A new draft with the published text of this hash, in which only the version is another.

    Raises NoSuchRules and RefusedError.
    """
    shipped = folders_of(office).rule(pack)
    with office.store.reading() as records:
        steps = [each for each in records.packs.steps(pack) if each.deed == APPROVE and each.rule_file == rule_file]
        text = records.packs.text(rule_file) if steps else None
    if text is None and shipped and shipped.sha256 == rule_file:
        text = shipped.text
    if text is None:
        raise NoSuchRules(f"「{pack}」没有发布过这一版；请从它的各版里选")
    file = parse_rule_file(text, name_of(pack, ""))
    return start_draft(office, actor, pack, file.content.kind, with_version(file, version.strip()))


def with_version(file: RuleFile, version: str) -> bytes:
    """The file's text with another version and not another byte changed; raises RefusedError."""
    if getattr(file.content, "version", None) is None:
        return file.text
    if not _BARE.fullmatch(version):
        raise RefusedError("请写一个新的版本，如 2026.3；最多 100 个字，不能有引号")
    mark = file.root.value_marks["version"]
    new = _replaced(file.text.decode(), mark.line, mark.column, version)
    try:
        read = parse_rule_file(new, file.name).content
    except ProblemsError:
        read = None
    if read != file.content.model_copy(update={"version": version}):
        raise RefusedError("改不了这份文字里的 version；请另建草稿，照着旧的一版改")
    return new


def _replaced(text: str, line: int, column: int, version: str) -> bytes:
    """With the scalar that stands at this place in quotes and with these words; both counted from 1."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    head, rest = lines[line - 1][: column - 1], lines[line - 1][column - 1 :]
    lines[line - 1] = head + _SCALAR.sub(lambda _: f'"{version}"', rest, count=1)
    return ("\ufeff" * text.startswith("\ufeff") + "".join(lines)).encode()
