"""What is asked for in bulk: whether it makes sense, and what it hangs on."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from compliance.documents.content import check_basis
from compliance.documents.definitions import Definition
from compliance.documents.matter import Matter
from compliance.documents.rows import Rows
from compliance.errors import ComplianceError
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.batch.manifest import manifest_of
from compliance.services.issue_paper import Issuing, check_numbered
from compliance.services.paper_laws import quotes_laws
from compliance.settings import PROJECT

OPTIONS = {
    "kind": "文书",
    "definition": "文书的定义",
    "templates": "模板（templates/documents）",
    "register": "法规登记（statutes.yaml）",
    "laws": "法律文本 --laws",
    "as_of": "决定的日期 --as-of",
    "acted_on": "行为的日期 --acted-on",
    "items": "事项 --item",
    "suffix": "文件的格式 --format",
    "issuing_body": "发文机关",
    "numbered": "正式出具 --issue",
}


class BulkError(ComplianceError):
    """What is asked for doesn't go together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Papers of `kind` about the packs, decided for each enterprise where there is a table of them.

    `items`: the only ones to print, by id; `suffix`: a key of FORMATS; `laws`: the folder of laws' texts; `zip_file`
    and `merged`: where to put all papers together. `issue`: who numbers and registers the papers, and where; None
    where they bear no number.
    """

    kind: str
    packs: Sequence[Path]
    output: Path
    as_of: date
    enterprises: Path | None = None
    discretion: Sequence[Path] = ()
    acted_on: date | None = None
    items: tuple[str, ...] = ()
    suffix: str = "pdf"
    issuing_body: str = ""
    laws: Path | None = None
    zip_file: Path | None = None
    merged: Path | None = None
    issue: Issuing | None = None
    checklists: Path = PROJECT / "checklists"
    templates: Path = PROJECT / "templates"
    register: Path = PROJECT / "rules" / "statutes.yaml"


def check(request: Request, definition: Definition, rulebook: Rulebook) -> None:
    """Raises BulkError, NoNumberError, UnknownItemError and NoVisitError for what would go wrong with every paper."""
    decided = definition.decision in ("required", "violations")
    if decided and not request.enterprises:
        raise BulkError(f"「{definition.id}」要逐户判断；请用 --enterprises 写企业名单")
    if definition.made_for == "public" and request.enterprises:
        raise BulkError(f"「{definition.id}」不针对哪一家，每个规则包一份就够；请去掉 --enterprises")
    if request.items and not request.enterprises:
        raise BulkError("每个规则包一份时不能挑选事项；请去掉 --item，或者用 --enterprises 写企业名单")
    if request.merged and request.suffix != "pdf":
        raise BulkError("只有 PDF 能合订成一个文件；请去掉 --merged，或者用 --format pdf")
    if request.output.suffix.lower() == ".zip":
        raise BulkError("-o 后面写文件夹，中断以后才能接着做；要压缩包，另用 --zip 写文件名")
    if request.issue:
        check_numbered(definition, request.suffix)
    matter = Matter(rulebook, request.as_of, items=request.items)
    Rows(matter, decided=False)
    if not decided:
        check_basis(definition, matter)


def basis_of(request: Request, definition: Definition, rulebook: Rulebook) -> dict[str, Any]:
    """All that the papers hang on, by content; reads every file that they are made from."""
    texts = sorted(request.laws.rglob("*.md")) if request.laws and quotes_laws(definition) else []
    return manifest_of(
        rulebook,
        request.enterprises,
        kind=definition.id,
        definition=_digest([request.checklists / f"{definition.id}.yaml"]),
        templates=_digest(path for path in sorted((request.templates / "documents").rglob("*")) if path.is_file()),
        register=_digest([request.register]) if request.register.exists() else None,
        laws=_digest(texts) if texts else None,
        as_of=request.as_of.isoformat(),
        acted_on=(request.acted_on or request.as_of).isoformat(),
        items=list(request.items),
        suffix=request.suffix,
        issuing_body=request.issuing_body,
        numbered=request.issue is not None,
    )


def _digest(paths: Iterable[Path]) -> str:
    """Of the files' names and contents."""
    digest = hashlib.sha256()
    for path in paths:
        content = hashlib.sha256(path.read_bytes()).digest()
        digest.update(path.name.encode("utf-8", "surrogateescape") + b"\n" + content)
    return digest.hexdigest()
