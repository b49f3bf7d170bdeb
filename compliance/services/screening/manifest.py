"""What a screening was made from, and what another isn't made from the same."""

import hashlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from compliance import __version__
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.screening.output import Manifest


def manifest_of(rulebook: Rulebook, enterprises: Path, as_of: date, acted_on: date, chunk_rows: int) -> dict[str, Any]:
    """Everything on which the results depend, by content and not by name; reads the table once."""
    with enterprises.open("rb") as file:
        table = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "program": __version__,
        "rules": {file.content.id: file.sha256 for file in rulebook.files},
        "order": [file.content.id for file in rulebook.files],
        "enterprises": table,
        "format": enterprises.suffix.lower(),
        "as_of": as_of.isoformat(),
        "acted_on": acted_on.isoformat(),
        "chunk_rows": chunk_rows,
    }


def differences(old: Manifest, new: Manifest) -> Iterator[str]:
    """What isn't the same, in words."""
    yield from _rules_changed(old.get("rules", {}), new["rules"])
    if old.get("rules") == new["rules"] and old.get("order") != new["order"]:
        yield f"规则文件的顺序（上次是 {'、'.join(old.get('order', ()))}）"
    for key, name in _TABLE:
        if old.get(key) != new[key]:
            yield name
            break
    for key, option in _OPTIONS.items():
        if old.get(key) != new[key]:
            yield f"{option}（上次是 {old.get(key)}，这次是 {new[key]}）"


_TABLE = (("enterprises", "企业名单的内容"), ("format", "企业名单的格式"))
_OPTIONS = {
    "as_of": "决定的日期 --as-of",
    "acted_on": "行为的日期 --acted-on",
    "chunk_rows": "每批的行数",
    "program": "程序的版本",
}


def _rules_changed(old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    for name in old:
        if name not in new:
            yield f"这次没有规则文件「{name}」"
        elif old[name] != new[name]:
            yield f"规则文件「{name}」的内容"
    for name in new:
        if name not in old:
            yield f"这次多了规则文件「{name}」"
