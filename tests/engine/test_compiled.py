"""What engines share, so that a pack is compiled once for all choices of packs."""

import gc
from weakref import ref

import pytest

from compliance.engine import durable
from compliance.engine.compiled import Compiled
from compliance.engine.decide import Engine
from compliance.engine.sheet import read_sheet
from compliance.rulepacks.rulebook import bring_together
from tests.packs import FINE, FIRST_OFFENCE, SIGN, TODAY, changed, item, pack, question, rule_file

BIG = {"answers": {"设有招牌": True, "招牌面积": 12, "取得许可": False}}
LAMP = pack({"灯坏": question("boolean")}, item({"灯坏": True}, id="lamp-001"), id="lamp")
ONLY_MINOR = changed(
    FIRST_OFFENCE, "rules", 0, "elements", to=[{"id": "minor", "title": "轻微", "when": {"item.severity": "minor"}}]
)


def test_a_pack_is_compiled_once_for_all_engines_that_have_it() -> None:
    compiled = Compiled()
    (sign,) = bring_together([rule_file(SIGN)]).packs

    assert compiled.finder(sign) is compiled.finder(sign)


def test_what_no_engine_uses_any_more_is_let_go() -> None:
    compiled = Compiled()
    engine = Engine(bring_together(map(rule_file, (SIGN, FIRST_OFFENCE))), compiled)
    kept = [ref(compiled.finder(engine.rulebook.packs[0])), ref(compiled.outcomes(engine.rulebook.discretion))]
    assert all(each() for each in kept)

    del engine
    gc.collect()

    assert not any(each() for each in kept)


def test_what_was_prepared_is_not_compiled_when_something_is_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    graded = changed(SIGN, "items", 0, "penalty", "fines", to=[{**FINE, "if": {"招牌面积": {"gt": 10}}}])
    compiled, files = Compiled(), {data["id"]: rule_file(data) for data in (graded, LAMP, FIRST_OFFENCE)}
    whole = Engine(bring_together(files.values()), compiled)
    whole.prepare(TODAY)
    monkeypatch.setattr(durable, "_Program", None)

    engine = Engine(bring_together([files["sign"], files["law-33"]]), compiled)
    sheet = read_sheet(BIG, engine.rulebook)
    (finding,) = engine.decide(sheet, TODAY).findings

    assert finding.outcome
    assert finding.fines
    assert engine.visible(sheet, TODAY) == {"设有招牌", "招牌面积", "取得许可"}
    assert engine.visible_circumstances("sign-001", sheet, TODAY) == {"危害后果", "已改正"}


def test_versions_of_a_pack_that_share_the_discretion_files_keep_their_own_verdicts() -> None:
    compiled, rules = Compiled(), rule_file(ONLY_MINOR)
    graver = changed(changed(SIGN, "items", 0, "severity", to="serious"), "version", to="2027.1")
    engines = [Engine(bring_together([rule_file(each), rules]), compiled) for each in (SIGN, graver, SIGN)]

    decisions = [engine.decide(read_sheet(BIG, engine.rulebook), TODAY) for engine in engines]

    verdicts = [finding.outcome and finding.outcome.verdict for each in decisions for finding in each.findings]
    assert verdicts == ["no_penalty_allowed", "ordinary", "no_penalty_allowed"]


def test_an_engine_that_shares_decides_as_one_alone() -> None:
    compiled, files = Compiled(), [rule_file(data) for data in (SIGN, LAMP, FIRST_OFFENCE)]
    books = [bring_together(files), bring_together(files[:1] + files[2:]), bring_together(files[1:])]
    sheets = [{"answers": {**BIG["answers"], "灯坏": True}}, BIG, {"answers": {"灯坏": True}}]

    for book, raw in zip(books, sheets, strict=True):
        sheet = read_sheet(raw, book)
        assert Engine(book, compiled).decide(sheet, TODAY) == Engine(book).decide(sheet, TODAY)
