"""Made-up packs that look like the shipped ones, and answer sheets for them; the same for the same seed."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import yaml

from compliance.rulepacks.rulebook import Rulebook

Raw: TypeAlias = dict[str, Any]

ITEMS_A_FILE = 570  # about 0.8 MB; a file may have 2 MB
QUESTIONS_AN_ITEM = 1.5
SECTION = 12  # questions that stand together and are read together
MISSING = 0.25  # of the answers
TODAY = date(2026, 11, 21)
_TYPES = {"boolean": 50, "number": 17, "choice": 15, "choices": 8, "date": 10}
_OPTIONS = ("没有", "自有", "租用", "委托他人", "正在办理")
_TOPICS = ("招牌", "油烟", "食品经营", "纳税申报", "消防通道", "用工登记", "排水", "广告", "计量器具", "特种设备")
_ASPECTS = ("许可", "台账", "面积", "检查记录", "公示", "保管", "期限", "合同", "设施", "备案")


@dataclass(frozen=True, slots=True)
class _Fact:
    name: str
    type: str
    gate: Raw | None
    depth: int


def write_packs(items: int, folder: Path, seed: int = 1) -> list[Path]:
    """Pack files of `items` items in all, written into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = [min(ITEMS_A_FILE, items - start) for start in range(0, items, ITEMS_A_FILE)]
    paths = []
    for number, size in enumerate(sizes, 1):
        path = folder / f"made-up-{items}-{number}.yaml"
        path.write_text(pack_text(size, seed, f"{items}-{number}"), encoding="utf-8")
        paths.append(path)
    return paths


def pack_text(items: int, seed: int, name: str) -> str:
    """The YAML text of one pack; its facts are its own."""
    pack = _Maker(random.Random(f"{seed} {name}"), name).pack(items)  # noqa: S311
    return str(yaml.dump(pack, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None))


class _Dumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Maker:
    def __init__(self, chance: random.Random, name: str) -> None:
        self._chance, self._name = chance, name
        self._facts: list[_Fact] = []
        self._parameters: dict[str, list[Raw]] = {}

    def pack(self, items: int) -> Raw:
        questions = dict(self._question(n) for n in range(round(items * QUESTIONS_AN_ITEM)))
        made = [self._item(n, items) for n in range(items)]
        return {
            "schema": 1,
            "kind": "negative_list",
            "id": f"made-up-{self._name}",
            "title": f"测速用负面清单{self._name}",
            "version": "2026.1",
            "region": "浙江省",
            "effective": {"from": date(2020, 1, 1)},
            "reviewed": {"on": date(2026, 3, 1), "by": "法制审核"},
            "questions": questions,
            "parameters": self._parameters,
            "items": made,
        }

    def _question(self, n: int) -> tuple[str, Raw]:
        chance = self._chance
        (kind,) = chance.choices(list(_TYPES), weights=list(_TYPES.values()))
        name = f"{chance.choice(_TOPICS)}{chance.choice(_ASPECTS)}{self._name}-{n}"
        gate, depth = self._gate(n)
        question: Raw = {"ask": f"{name}是否符合要求、具体情况怎样？", "type": kind}
        if kind in ("choice", "choices"):
            question["options"] = list(_OPTIONS)
        if kind == "number":
            question |= {"unit": "平方米", "min": 0, "max": 1000}
        if gate:
            question["ask_when"] = gate
        if chance.random() < 0.4:
            question["help"] = "按现场实际情况填写，不清楚的可以先跳过。"
        self._facts.append(_Fact(name, kind, gate, depth))
        return name, question

    def _gate(self, n: int) -> tuple[Raw | None, int]:
        """An ask_when on a question above in the same section, for two in five; at most three in a row."""
        section = [each for each in self._facts[n - n % SECTION : n] if each.depth < 3 and each.type != "number"]
        if not section or self._chance.random() > 0.4:
            return None, 0
        above = self._chance.choice(section)
        return {above.name: self._usual(above)}, above.depth + 1

    def _usual(self, fact: _Fact) -> Any:
        """A test that most answers pass."""
        return {
            "boolean": True,
            "choice": {"in": list(_OPTIONS[1:])},
            "choices": {"excludes": _OPTIONS[-1]},
            "date": {"older_than_days": 90},
        }[fact.type]

    def _item(self, n: int, items: int) -> Raw:
        chance = self._chance
        start = int(n / items * len(self._facts)) // SECTION * SECTION
        section = self._facts[start : start + SECTION]
        applies, violated = self._conditions(section)
        department = f"{_TOPICS[start // SECTION % len(_TOPICS)]}主管部门"
        item: Raw = {
            "id": f"made-up-{self._name}-{n:04}",
            "title": f"未按规定办理{section[0].name}",
            "department": department,
            "severity": chance.choice(("minor", "general", "serious")),
            "duty": {"law": "浙江省城市市容和环境卫生管理条例", "article": chance.randint(1, 90), "paragraph": 2},
        }
        if applies:
            item["applies_when"] = applies
        return item | {
            "violated_when": violated,
            "penalty": self._penalty(),
            "rectify": {"how": "停止违法行为，补办许可或者自行拆除，并留存整改证据。", "within_days": 15},
            "examples": [self._example(section, status) for status in ("violation", "compliant")],
        }

    def _conditions(self, section: list[_Fact]) -> tuple[Raw | None, Raw]:
        """Half the items apply only where a gate of the section or another condition holds."""
        gates = [each.gate for each in section if each.gate]
        if self._chance.random() < 0.5:
            return None, self._condition(section, 3)
        applies = self._chance.choice(gates) if gates and self._chance.random() < 0.7 else self._condition(section, 1)
        return applies, self._condition(section, 3)

    def _condition(self, section: list[_Fact], depth: int) -> Raw:
        chance = self._chance
        if depth <= 1 or chance.random() < 0.35:
            return dict(
                self._test(fact) for fact in chance.sample(section, min(len(section), chance.choice((1, 1, 2))))
            )
        (kind,) = chance.choices(("all", "any", "not"), weights=(5, 3, 2))
        if kind == "not":
            return {"not": self._condition(section, depth - 1)}
        return {kind: [self._condition(section, depth - 1) for _ in range(chance.choice((2, 2, 3)))]}

    def _test(self, fact: _Fact) -> tuple[str, Any]:
        chance = self._chance
        some = chance.sample(_OPTIONS, 2)
        tests: dict[str, list[Any]] = {
            "boolean": [True, False, False],
            "number": [{chance.choice(("gt", "gte", "lt", "lte")): self._number()}],
            "choice": [some[0], {"is_not": some[0]}, {"in": some}, {"not_in": some}],
            "choices": [{"includes": some[0]}, {"excludes": some[0]}, {"includes_any": some}, {"includes_all": some}],
            "date": [
                {chance.choice(("before", "on_or_after")): date(2026, 1, 1) - timedelta(chance.randint(0, 900))},
                {chance.choice(("within_days", "older_than_days")): chance.choice((30, 90, 365, 730))},
            ],
        }
        return fact.name, chance.choice(tests[fact.type])

    def _number(self) -> Any:
        """A number, or a parameter that the law changed once."""
        value = self._chance.choice((8, 20, 50.5, 200, 750))
        if self._chance.random() < 0.5:
            return value
        name = f"界限{self._name}-{len(self._parameters)}"
        self._parameters[name] = [
            {"from": date(2012, 1, 1), "value": value},
            {"from": date(2026, self._chance.choice((1, 12)), 1), "value": value + 10},
        ]
        return f"${name}"

    def _penalty(self) -> Raw:
        chance = self._chance
        low = chance.choice((200, 2000, 10000))
        fines: list[Raw] = [
            {"when": chance.choice(("immediate", "uncorrected")), "who": "any", "min": low, "max": low * 10}
        ]
        if chance.random() < 0.3:
            fines.append({"when": "serious", "who": "responsible", "min": low, "max": low * 2, "may": True})
        return {
            "law": "浙江省城市市容和环境卫生管理条例",
            "article": chance.randint(1, 90),
            "paragraph": 5,
            "measures": ["责令限期改正", "罚款"],
            "fines": fines,
        }

    def _example(self, section: list[_Fact], status: str) -> Raw:
        given = {
            each.name: answer(each.type, self._chance) for each in self._chance.sample(section, min(3, len(section)))
        }
        return {"name": f"按现场情况认定为{status}", "given": given, "expect": status}


def answer(kind: str, chance: random.Random, options: tuple[str, ...] = _OPTIONS) -> Any:
    """A random answer to a question of the type, as JSON has it."""
    if kind == "boolean":
        return chance.random() < 0.6
    if kind == "number":
        return chance.choice((0, 8, 12, 50, 199, 760)) + chance.randint(0, 20)
    if kind == "choice":
        return chance.choice(options)
    if kind == "choices":
        return chance.sample(options, chance.randint(0, min(3, len(options))))
    return (TODAY - timedelta(chance.choice((5, 30, 31, 89, 90, 200, 365, 366, 800)))).isoformat()


def raw_sheets(rulebook: Rulebook, count: int, seed: int = 1) -> Iterator[Mapping[str, Any]]:
    """Random answer sheets as `read_sheet` takes them, a quarter of the answers missing."""
    chance = random.Random(f"sheets {seed}")  # noqa: S311
    questions = {name: each for pack in rulebook.packs for name, each in pack.questions.items()}
    for _ in range(count):
        answers = {
            name: answer(each.type, chance, each.options or ())
            for name, each in questions.items()
            if chance.random() >= MISSING
        }
        yield {"answers": answers}
