"""A made-up town that is small, under small rules of two departments."""

from pathlib import Path
from typing import Any

from compliance.rulepacks.workflow import WORKFLOW_FILE
from compliance.services.demo.filling import Size
from compliance.settings import PROJECT, Settings
from tests.packs import FIRST_OFFENCE, SIGN, changed, dumped

SMALL = Size(checks=3, visits=12, found=26, past=4, cases=4, days=120)
TINY = Size(checks=1, visits=2, found=3, past=1, cases=2, days=60)
OTHER = changed(changed(SIGN, "id", to="stall"), "items", 0, "id", to="stall-001")
RULES: tuple[dict[str, Any], ...] = (SIGN, changed(OTHER, "items", 0, "department", to="市场监管"), FIRST_OFFENCE)


def write_rules(folder: Path) -> Path:
    folder.mkdir()
    for data in RULES:
        (folder / f"{data['id']}.yaml").write_bytes(dumped(data))
    return folder


def town_settings(folder: Path, public_url: str = "http://localhost") -> Settings:
    """Of an office in the folder under these rules, with the shipped workflow and none of what names shipped packs."""
    (checklists := folder / "checklists").mkdir()
    (checklists / WORKFLOW_FILE).write_bytes((PROJECT / "checklists" / WORKFLOW_FILE).read_bytes())
    return Settings(
        root=PROJECT,
        database_url=f"sqlite:///{folder / 'town.sqlite3'}",
        secret_key="only for tests",
        public_url=public_url,
        rules=write_rules(folder / "rules"),
        checklists=checklists,
        templates=PROJECT / "templates",
    )
