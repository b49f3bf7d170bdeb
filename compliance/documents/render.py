"""From a definition and a matter to a paper, in any of its formats: the one door."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.documents.content import Content, content_of
from compliance.documents.definitions import Definition
from compliance.documents.matter import Matter
from compliance.documents.page import to_html
from compliance.documents.pdf import to_pdf
from compliance.documents.spreadsheet import to_xlsx
from compliance.documents.word import to_docx
from compliance.engine.decision import to_json
from compliance.errors import ComplianceError


class UnknownFormatError(ComplianceError):
    """Papers don't come in that format."""


@dataclass(frozen=True, slots=True)
class Format:
    """How a paper can come. `media_type` as in HTTP."""

    media_type: str
    make: Callable[[Content, Matter, Path], bytes]


def render(definition: Definition, matter: Matter, templates: Path, suffix: str = "pdf") -> bytes:
    """The paper, the same bytes for the same arguments; `suffix` is a key of FORMATS. Raises NoDecisionError."""
    return FORMATS[suffix].make(content_of(definition, matter), matter, templates)


def suffix_of(path: Path) -> str:
    """The key of FORMATS that the file's name ends in, in either case; raises UnknownFormatError."""
    suffix = path.suffix.removeprefix(".").lower()
    if suffix not in FORMATS:
        known = "、".join(f".{each}" for each in FORMATS)
        raise UnknownFormatError(f"{path}：不知道要生成哪种文件；文件名请以 {known} 之一结尾")
    return suffix


def _pdf(content: Content, matter: Matter, templates: Path) -> bytes:
    """With the decision that it tells of attached as decision.json; where an officer ruled, what was computed is no
    part of the paper."""
    told = matter.decision if content.definition.decision != "none" and matter.officially is None else None
    attachments = {"decision.json": to_json(told.as_json())} if told else {}
    return to_pdf(to_html(content, templates), stylesheet(templates), matter.issued_on, attachments)


def stylesheet(templates: Path) -> str:
    """How papers look: the general before the particular."""
    names = ("style.css", "official.css")
    return "\n".join((templates / "documents" / name).read_text(encoding="utf-8") for name in names)


def _xlsx(content: Content, matter: Matter, _: Path) -> bytes:
    return to_xlsx(content, matter.issued_on)


def _docx(content: Content, matter: Matter, templates: Path) -> bytes:
    return to_docx(content, matter.issued_on, templates / "documents" / "word")


_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS: Mapping[str, Format] = {
    "pdf": Format("application/pdf", _pdf),
    "xlsx": Format(f"{_OFFICE}.spreadsheetml.sheet", _xlsx),
    "docx": Format(f"{_OFFICE}.wordprocessingml.document", _docx),
}
