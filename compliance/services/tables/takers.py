"""How each column of a pack's table goes back into the pack's text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

from compliance.rulepacks.models import Citation
from compliance.services.rule_texts.edits import CannotEditError, Edits, value_of
from compliance.services.rule_texts.yaml_text import citation_keys, fine_keys, flow, scalar
from compliance.services.tables import pack_table as table
from compliance.services.tables.citing import read_citations
from compliance.services.tables.fining import read_fine
from compliance.services.tables.items import SEVERITY_OF


@dataclass(frozen=True, slots=True)
class ChangedCell:
    """A cell that was changed. `place`: «F5「罚款」»."""

    place: str
    item: str
    column: str
    old: str
    new: str

    @property
    def lines(self) -> list[str]:
        return self.new.splitlines()

    def refused(self, why: str) -> str:
        return f"{self.place}（{self.item}）：{why}"


Taker: TypeAlias = Callable[[Edits, Any, ChangedCell], None]


def _needed(cell: ChangedCell) -> str:
    if len(cell.lines) != 1:
        raise CannotEditError("要写一行，不能空，也不能换行")
    return cell.new


def _text(key: str, after: str) -> Taker:
    """A text that every item has."""

    def take(edits: Edits, item: Any, cell: ChangedCell) -> None:
        edits.set(item, key, scalar(_needed(cell)), after)

    return take


def _optional(key: str, after: str) -> Taker:
    """A text that may be left out."""

    def take(edits: Edits, item: Any, cell: ChangedCell) -> None:
        if cell.new:
            edits.set(item, key, scalar(_needed(cell)), after)
        else:
            edits.remove(item, key)

    return take


def _id(edits: Edits, item: Any, cell: ChangedCell) -> None:
    raise CannotEditError("编号不能改")


def _severity(edits: Edits, item: Any, cell: ChangedCell) -> None:
    if cell.new not in SEVERITY_OF:
        raise CannotEditError(f"应为{'、'.join(SEVERITY_OF)}")
    edits.set(item, "severity", SEVERITY_OF[cell.new], "id")


def _how(edits: Edits, item: Any, cell: ChangedCell) -> None:
    if (rectify := value_of(item, "rectify")) is None:
        edits.set(item, "rectify", flow({"how": _needed(cell)}), "penalty")
    else:
        edits.set(rectify, "how", scalar(_needed(cell)), "how")


def _days(edits: Edits, item: Any, cell: ChangedCell) -> None:
    if cell.new and not (cell.new.isascii() and cell.new.isdecimal()):
        raise CannotEditError("应为几天，只写数字")
    if (rectify := value_of(item, "rectify")) is None:
        raise CannotEditError("这一项没有写怎么改；请先写回怎么改，再写期限")
    if cell.new:
        edits.set(rectify, "within_days", str(int(cell.new)), "how")
    else:
        edits.remove(rectify, "within_days")


def _citation(line: str) -> Citation:
    found = read_citations(line)
    if len(found.citations) != 1 or found.rest:
        raise CannotEditError(f"「{line}」没有读懂；一行写一处，写成《某条例》第十八条第二款第三项")
    return found.citations[0]


def _move(edits: Edits, cited: Any, old: str, new: str) -> None:
    """Changes a citation's keys from one place to another."""
    before, after = (citation_keys(_citation(each)) for each in (old, new))
    last = "article"
    for key in ("law", "article", "paragraph", "subitem"):
        if key not in after:
            edits.remove(cited, key)
        elif after[key] != before.get(key):
            edits.set(cited, key, scalar(after[key]), last)
        if key in after and value_of(cited, key) is not None:
            last = key if key != "law" else last


def _duty(edits: Edits, item: Any, cell: ChangedCell) -> None:
    duty, old = value_of(item, "duty"), cell.old.splitlines()
    entries = duty.value if isinstance(duty, yaml.SequenceNode) else [duty]
    if len(old) == len(cell.lines):
        for node, before, after in zip(entries, old, cell.lines, strict=True):
            if before != after:
                _move(edits, node, before, after)
        return
    if any(value_of(each, "unverified") is not None for each in entries):
        raise CannotEditError("这里有没有核对的条款，增减几处请在规则文件里改")
    cited = [flow(citation_keys(_citation(each))) for each in cell.lines]
    edits.set(item, "duty", cited[0] if len(cited) == 1 else f"[{', '.join(cited)}]", "duty")


def _penalty(item: Any) -> Any:
    penalty = value_of(item, "penalty")
    if isinstance(penalty, yaml.SequenceNode):
        if len(penalty.value) > 1:
            raise CannotEditError("有几个时期的罚则，请在规则文件里改")
        penalty = penalty.value[0]
    return penalty


def _basis(edits: Edits, item: Any, cell: ChangedCell) -> None:
    penalty = _penalty(item)
    _move(edits, penalty, cell.old, _needed(cell))


def _measures(edits: Edits, item: Any, cell: ChangedCell) -> None:
    measures, old = value_of(_penalty(item), "measures"), cell.old.splitlines()
    if not cell.lines:
        raise CannotEditError("不能空")
    if len(old) == len(cell.lines):
        for node, before, after in zip(measures.value, old, cell.lines, strict=True):
            if before != after:
                edits.replace_entry(node, scalar(after))
    else:
        edits.replace_lines(measures, list(map(scalar, cell.lines)))


def _fines(edits: Edits, item: Any, cell: ChangedCell) -> None:
    penalty, old = _penalty(item), cell.old.splitlines()
    fines = value_of(penalty, "fines")
    if fines is None or not fines.value:
        edits.set(penalty, "fines", f"[{', '.join(flow(_fine(each)) for each in cell.lines)}]", "measures")
    elif not cell.lines:
        edits.remove(penalty, "fines")
    elif len(old) == len(cell.lines):
        for node, before, after in zip(fines.value, old, cell.lines, strict=True):
            if before != after:
                _change_fine(edits, node, _fine(after))
    else:
        kept = dict(zip(old, map(edits.source, fines.value), strict=True))
        edits.replace_lines(fines, [kept.get(line) or flow(_fine(line)) for line in cell.lines])


def _fine(line: str) -> dict[str, Any]:
    fine = read_fine(line)
    if fine is None:
        raise CannotEditError(f"「{line}」没有读懂；写成“逾期不改正的，处1万元以上10万元以下罚款”这样的一行")
    return fine_keys(fine)


def _change_fine(edits: Edits, node: Any, wanted: dict[str, Any]) -> None:
    for key in ("when", "who", "of", "times", "min", "max", "may", "per"):
        new, there = wanted.get(key), value_of(node, key)
        if new is None and there is not None and not (key == "may" and there.value == "false"):
            edits.remove(node, key)
        elif new is not None and (there is None or edits.source(there) != flow(new)):
            edits.set(node, key, flow(new), "max" if key == "may" and value_of(node, "max") else "who")


TAKERS: Mapping[str, Taker] = {
    table.ID: _id,
    table.TITLE: _text("title", "id"),
    table.DEPARTMENT: _text("department", "title"),
    table.SEVERITY: _severity,
    table.ACT: _optional("act", "department"),
    table.DUTY: _duty,
    table.BASIS: _basis,
    table.MEASURES: _measures,
    table.FINES: _fines,
    table.HOW: _how,
    table.DAYS: _days,
    table.UNVERIFIED: _optional("unverified", "severity"),
}
"""By the column; each changes the item's node, or raises CannotEditError."""
