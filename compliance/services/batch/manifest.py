"""What a run was made from, and what another isn't made from the same."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from compliance import __version__
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.batch.folder import Manifest


def manifest_of(rulebook: Rulebook, enterprises: Path | None, **options: Any) -> dict[str, Any]:
    """Everything on which the results depend, by content and not by name; reads the table once.

    `options` are what else matters, as JSON has it.
    """
    return {
        "program": __version__,
        "rules": {file.content.id: file.sha256 for file in rulebook.files},
        "order": [file.content.id for file in rulebook.files],
        "enterprises": _sha256(enterprises) if enterprises else None,
        "format": enterprises.suffix.lower() if enterprises else None,
        **options,
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def differences(old: Manifest, new: Manifest, options: Mapping[str, str]) -> Iterator[str]:
    """What isn't the same, in words; `options` are the names that a user knows the options by."""
    yield from _rules_changed(old.get("rules", {}), new["rules"])
    if old.get("rules") == new["rules"] and old.get("order") != new["order"]:
        yield f"规则文件的顺序（上次是 {'、'.join(old.get('order', ()))}）"
    for key, name in _TABLE:
        if old.get(key) != new[key]:
            yield name
            break
    for key, option in {**options, "program": "程序的版本"}.items():
        if old.get(key) != new[key]:
            yield f"{option}（上次是 {_said(old.get(key))}，这次是 {_said(new[key])}）"


_TABLE = (("enterprises", "企业名单的内容"), ("format", "企业名单的格式"))
_DIGITS = 12  # of a hash: enough to tell two apart


def _said(value: Any) -> str:
    if value in (None, "", []):
        return "没有"
    if isinstance(value, list):
        return "、".join(map(str, value))
    text = str(value)
    return text[:_DIGITS] if len(text) == 64 else text


def _rules_changed(old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    for name in old:
        if name not in new:
            yield f"这次没有规则文件「{name}」"
        elif old[name] != new[name]:
            yield f"规则文件「{name}」的内容"
    for name in new:
        if name not in old:
            yield f"这次多了规则文件「{name}」"
