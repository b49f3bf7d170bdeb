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
from compliance.services.comparing.pairing import BY_ID, LIKENED, Pair, pairs_of
from compliance.services.comparing.parts import KINDS, Part, Said, parts_of_file

ID = "编号"
"""What the change of an id is told as."""


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
class Row:
    """A part of either file, or two that are taken for the same; `why` they are, empty for a part that is alone."""

    old: Part | None
    new: Part | None
    why: str
    changes: tuple[Change, ...]

    @property
    def part(self) -> Part:
        """The newer one, where there is one."""
        part = self.new or self.old
        assert part
        return part

    @property
    def likened(self) -> bool:
        """Whether the two were found by their likeness."""
        return self.why not in ("", BY_ID)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All parts of two files, in the order of the newer one; those that it hasn't stand at the end."""

    old: RuleFile
    new: RuleFile
    rows: tuple[Row, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        """All that differs."""
        return tuple(chain.from_iterable(row.changes for row in self.rows))

    @property
    def likened(self) -> tuple[Row, ...]:
        """The pairs that were found by their likeness, and are to be looked at."""
        return tuple(row for row in self.rows if row.likened)

    def __str__(self) -> str:
        if not self.changes:
            return "两份内容一样" if self.old.text != self.new.text else "两份一个字节都不差"
        return "\n".join([f"有 {len(self.changes)} 处不一样：", *map(_taken, self.likened), *map(str, self.changes)])

    def as_json(self) -> dict[str, Any]:
        return {
            "old": self.old.sha256,
            "new": self.new.sha256,
            "likened": [
                {"old": row.old.id, "new": row.new.id, "why": row.why} for row in self.likened if row.old and row.new
            ],
            "changes": [each.as_json() for each in self.changes],
        }


def _taken(row: Row) -> str:
    assert row.old
    return f"当作同一{KINDS[row.part.kind]}：{_named(row.old)}和{_named(row.part)}（{row.why}）"


def compare_files(old: Path, new: Path) -> Comparison:
    """The rule files at these paths; raises ProblemsError for one that can't be read, and NotComparableError."""
    return compare(read_rule_file(old, draft=True), read_rule_file(new, draft=True))


def compare(old: RuleFile, new: RuleFile) -> Comparison:
    """What the newer file says otherwise, or another office's; raises NotComparableError."""
    before, after = _parts(old), _parts(new)
    if old.content.kind != new.content.kind:
        raise NotComparableError(f"{old.name} 和 {new.name} 不是同一种文件，不能比较")
    same_file = old.content.id == new.content.id
    pairs = pairs_of(before, after, same_file)
    by_new, paired = {id(each.new): each for each in pairs}, {id(each.old) for each in pairs}
    now = (_row(by_new.get(id(part)) or part, same_file) for part in after)
    gone = (Row(part, None, "", tuple(_changed(part, None))) for part in before if id(part) not in paired)
    return Comparison(old, new, (*now, *gone))


def part_changes(old: Part | None, new: Part | None) -> tuple[Change, ...]:
    """What is said of one part otherwise; at least one of the two is there."""
    return tuple(_changed(old, new))


def _row(found: Pair | Part, same_file: bool) -> Row:
    """In another office's file another id is no change: each has its own."""
    if isinstance(found, Part):
        return Row(None, found, "", part_changes(None, found))
    changes = part_changes(found.old, found.new)
    told = (each for each in changes if each.what != ID or same_file or found.old.kind not in LIKENED)
    return Row(found.old, found.new, found.why, tuple(told))


def _parts(file: RuleFile) -> tuple[Part, ...]:
    if not isinstance(file.content, NegativeList | Discretion):
        raise NotComparableError(f"{file.name}：能比较的是负面清单和裁量规则，不能是 {file.content.kind}")
    return tuple(parts_of_file(file.content))


def _changed(old: Part | None, new: Part | None) -> Iterator[Change]:
    if old is None or new is None:
        part = new or old
        assert part
        yield Change(part, "", old.title if old else "", new.title if new else "")
        return
    if old.id != new.id:
        yield Change(new, ID, old.id, new.id)
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
