"""Guidance lists of any length, and what each contestant makes its PDF of.

The findings are those of docs/gallery: a small shop's answers to two shipped packs, three violations and seven open
questions with all that a guidance list says of them. They are repeated under other ids and titles up to the length.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from benchmarks.documents.outline import Outline, Table, Text
from compliance.documents.content import Block, Cell, Content, content_of
from compliance.documents.definitions import Definition, read_definition
from compliance.documents.laws import Laws
from compliance.documents.matter import Matter
from compliance.documents.page import to_html
from compliance.documents.paragraphs import card_head, paragraphs
from compliance.documents.render import render, stylesheet
from compliance.engine.decision import Finding, to_json
from compliance.rulepacks.models import Item, NegativeList
from compliance.rulepacks.rulebook import read_rulebook
from compliance.services.decide_files import decide_files
from compliance.services.enterprise import Enterprise
from compliance.settings import PROJECT
from compliance.statutes.uses import Register

DAY = date(2026, 11, 21)
TEMPLATES = PROJECT / "templates"
_RULES = PROJECT / "rules"
_ANSWERS = PROJECT / "docs" / "gallery" / "answers.yaml"
_PACKS = [_RULES / "negative_lists" / f"{name}.yaml" for name in ("street", "signage")]


def definition() -> Definition:
    return read_definition(PROJECT / "checklists" / "guidance.yaml")


def matter_of(items: int, number: int = 1) -> Matter:
    """A decision whose guidance list prints so many items; `number` tells lists of the same length apart."""
    party = Enterprise(name=f"示例市某某便利店（第{number}店）", credit_code="", address="示例市示例路 1 号")
    link = f"http://127.0.0.1:8000/verify/{number}"
    return replace(_matter(items), enterprise=party, link=link, number=f"清导〔2026〕{number}号")


@lru_cache
def _matter(items: int) -> Matter:
    decided = decide_files(_PACKS, _ANSWERS, [_RULES / "discretion" / "penalty_law.yaml"], DAY, None)
    printed = decided.decision.with_status("violation", "undetermined")
    findings = tuple(_again(printed[place % len(printed)], 1 + place // len(printed)) for place in range(items))
    copies = range(1, 2 + items // len(printed))
    packs = tuple(_pack_again(pack, copy) for copy in copies for pack in decided.rulebook.packs)
    return Matter(
        replace(decided.rulebook, packs=packs),
        DAY,
        replace(decided.decision, findings=findings),
        decided.sheet,
        issuing_body="示例市综合行政执法局",
        laws=Laws(Register.of(read_rulebook([_RULES / "statutes.yaml"]).files)),
    )


def _again(finding: Finding, copy: int) -> Finding:
    return replace(finding, pack=f"{finding.pack}-{copy}", item=f"{finding.item}-{copy}")


def _pack_again(pack: NegativeList, copy: int) -> NegativeList:
    items = tuple(_item_again(item, copy) for item in pack.items)
    return pack.model_copy(update={"id": f"{pack.id}-{copy}", "items": items})


def _item_again(item: Item, copy: int) -> Item:
    changed = {
        "id": f"{item.id}-{copy}",
        "title": f"{item.title}（{copy}）",
        "act": item.act and f"{item.act}（{copy}）",
    }
    return item.model_copy(update=changed)


def content(items: int, number: int = 1) -> Content:
    return content_of(definition(), matter_of(items, number))


def html(items: int, number: int = 1) -> str:
    """The page that our PDF is made of, its stylesheet inside."""
    page = to_html(content(items, number), TEMPLATES)
    return page.replace("</head>", f"<style>{stylesheet(TEMPLATES)}</style></head>", 1)


def docx(items: int, number: int = 1) -> bytes:
    return render(definition(), matter_of(items, number), TEMPLATES, "docx")


def attachment(items: int, number: int = 1) -> str:
    decision = matter_of(items, number).decision
    assert decision
    return to_json(decision.as_json())


def titles(items: int) -> list[str]:
    """What every contestant's PDF must contain, without spaces."""
    matter = matter_of(items)
    found = {finding.item for finding in matter.decision.findings} if matter.decision else set()
    return [item.title.replace(" ", "") for pack in matter.rulebook.packs for item in pack.items if item.id in found]


def outline(items: int, number: int = 1) -> Outline:
    return Outline(tuple(_outline(content(items, number))), attachment(items, number))


def _outline(content: Content) -> Iterator[Table | Text]:
    yield Text("title", content.title)
    party = content.enterprise
    yield Text("text", f"编号：{content.number}　{content.issued_on}")
    if party:
        rows = (("单位名称", party.name, "统一社会信用代码", party.credit_code), ("地址", party.address, "", ""))
        yield Table((20, None, 35, 44), rows)
    yield from (Text("text", text) for text in content.introduction)
    for block in content.blocks:
        yield from _block(block)
    yield from (Text("text", text) for text in content.statements)
    signatures = content.definition.signatures
    lines = ["\n".join([each.title, *(f"{line}：" for line in each.lines)]) for each in signatures]
    yield Table((None,) * len(lines), (tuple(lines),))


def _block(block: Block) -> Iterator[Table | Text]:
    yield Text("heading", block.heading)
    if not block.rows:
        yield Text("text", block.section.when_empty or "")
        return
    if block.explanation:
        yield Text("text", block.explanation)
    if block.section.layout == "table":
        yield _table(block)
    elif block.section.layout == "cards":
        yield from _cards(block)
    else:
        yield from (Text("text", f"{n}．{'；'.join(map(_text, row))}") for n, row in enumerate(block.rows, 1))


def _table(block: Block) -> Table:
    columns = block.section.columns
    head = tuple(column.title for column in columns)
    return Table(tuple(column.width for column in columns), (head, *(tuple(map(_text, row)) for row in block.rows)), 1)


def _cards(block: Block) -> Iterator[Table | Text]:
    for group in block.groups:
        if group.title:
            yield Text("heading", f"{group.heading}（{len(group.rows)}项）")
        for head, *others in group.rows:
            rows = ((cell.column.title, _text(cell)) for cell in others if cell.lines)
            yield Table((30, None), (("事项", card_head(head)), *rows), 1)


def _text(cell: Cell) -> str:
    return "\n".join(map(str, paragraphs(cell)))
