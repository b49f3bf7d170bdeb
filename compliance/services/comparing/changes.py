"""Two rule files held against each other, part by part and label by label."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from compliance.documents.aloud import read_aloud
from compliance.errors import ComplianceError
from compliance.rulepacks.conditions import Condition, Test, parts_of
from compliance.rulepacks.loader import RuleFile, read_rule_file
from compliance.rulepacks.models import Discretion, NegativeList
from compliance.services.comparing.parts import KINDS, Part, Said, parts_of_file


class NotComparableError(ComplianceError):
    """Files that can't be held against each other."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is said otherwise. `what` is a label of `part`, empty where the whole part was added or removed.

    `old` and `new` are empty where nothing is said; `how` is a verb where it became more or less, else empty.
    """

    part: Part
    what: str
    old: str
    new: str
    how: str = ""

    def __str__(self) -> str:
        whose = f"{KINDS[self.part.kind]}{_named(self.part)}"
        if not self.what:
            return f"{'新增' if self.new else '删去'}{whose}"
        if not self.old or not self.new:
            return f"{whose}：{'新写了' if self.new else '删去了'}{self.what}「{self.new or self.old}」"
        return f"{whose}：{self.what}由「{self.old}」{self.how or '改'}为「{self.new}」"

    def as_json(self) -> dict[str, str]:
        part = self.part
        return {
            "kind": part.kind,
            "id": part.id,
            "title": part.title,
            "what": self.what,
            "old": self.old,
            "new": self.new,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two files, in the order of the newer one; what it has no more stands at the end."""

    old: RuleFile
    new: RuleFile
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        if not self.changes:
            return "两份内容一样" if self.old.text != self.new.text else "两份一个字节都不差"
        return "\n".join([f"有 {len(self.changes)} 处不一样：", *map(str, self.changes)])

    def as_json(self) -> dict[str, Any]:
        return {"old": self.old.sha256, "new": self.new.sha256, "changes": [each.as_json() for each in self.changes]}


def compare_files(old: Path, new: Path) -> Comparison:
    """The rule files at these paths; raises ProblemsError for one that can't be read, and NotComparableError."""
    return compare(read_rule_file(old, draft=True), read_rule_file(new, draft=True))


def compare(old: RuleFile, new: RuleFile) -> Comparison:
    """What the newer file says otherwise; raises NotComparableError."""
    before, after = _parts(old), _parts(new)
    if old.content.kind != new.content.kind:
        raise NotComparableError(f"{old.name} 和 {new.name} 不是同一种文件，不能比较")
    now = (_changed(before.get(key), part) for key, part in after.items())
    gone = (_changed(part, None) for key, part in before.items() if key not in after)
    return Comparison(old, new, tuple(chain.from_iterable(chain(now, gone))))


def _parts(file: RuleFile) -> dict[tuple[str, str], Part]:
    if not isinstance(file.content, NegativeList | Discretion):
        raise NotComparableError(f"{file.name}：能比较的是负面清单和裁量规则，不能是 {file.content.kind}")
    return {(part.kind, part.id): part for part in parts_of_file(file.content)}


def _changed(old: Part | None, new: Part | None) -> Iterator[Change]:
    if old is None or new is None:
        part = new or old
        assert part
        yield Change(part, "", old.title if old else "", new.title if new else "")
        return
    for label in dict.fromkeys([*new.says, *old.says]):
        before, after = old.says.get(label), new.says.get(label)
        if before is None or after is None:
            yield Change(new, label, before.text if before else "", after.text if after else "")
        elif _content(before) != _content(after):
            yield _reworded(new, label, before, after)


def _content(said: Said) -> object:
    """What it says; a condition says more than its words, which name no type of what a fact is held against."""
    return (said.text, said.numbers, said.condition)


def _reworded(part: Part, label: str, old: Said, new: Said) -> Change:
    if old.condition is not None and new.condition is not None:
        differing = list(_differing(old.condition, new.condition))
        if len(differing) == 1:
            (before, after) = differing[0]
            return Change(part, f"{label}里的条件", read_aloud(before, {}), read_aloud(after, {}))
    return Change(part, label, old.text, new.text, _tendency(old, new))


def _differing(old: Condition, new: Condition) -> Iterator[tuple[Condition, Condition]]:
    """The smallest parts that differ, of trees that are alike down to them."""
    below, above = parts_of(old), parts_of(new)
    if type(old) is not type(new) or isinstance(old, Test) or len(below) != len(above):
        if old != new:
            yield old, new
        return
    for one, other in zip(below, above, strict=True):
        yield from _differing(one, other)


def _tendency(old: Said, new: Said) -> str:
    """The verb where all numbers became more, or all less."""
    pairs = list(zip(old.numbers, new.numbers, strict=False))
    if not pairs or len(old.numbers) != len(new.numbers) or old.numbers == new.numbers:
        return ""
    if all(before <= after for before, after in pairs):
        return new.more
    return new.less if all(before >= after for before, after in pairs) else ""


def _named(part: Part) -> str:
    if part.kind == "file":
        return f"《{part.title}》"
    return f"「{part.title}」" + (f"（{part.id}）" if part.id != part.title else "")
