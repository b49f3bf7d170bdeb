"""Small matters for papers: a pack with all the kinds of items, and what was decided on it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.documents.matter import Matter
from compliance.engine.sheet import read_sheet
from tests.packs import CITATION, FIRST_OFFENCE, TODAY, engine, item, pack, question

QUESTIONS = {
    "挂牌": {**question("boolean"), "ask": "挂牌了吗？"},
    "备案": {**question("boolean"), "ask": "备案了吗？"},
    "年检": {**question("boolean"), "ask": "年检了吗？"},
    "面积": {**question("number", unit="平方米"), "ask": "多大？"},
}
SHOP = pack(
    QUESTIONS,
    item({"挂牌": False}, id="a-1", title="没有挂牌", rectify={"how": "挂上", "within_days": 30}),
    item({"备案": False}, id="a-2", title="没有备案", rectify={"how": "补办备案", "within_days": 5}),
    item({"年检": False}, id="a-3", title="没有年检", department="市场监管", severity="serious"),
    item({"面积": {"gt": 10}}, id="a-4", title="面积过大"),
    item({"挂牌": False}, id="a-5", title="不归本店的事", applies_when={"备案": True}),
    id="shop",
    title="开店负面清单",
    unverified=["部门名称没有核对。"],
)
ANSWERS = {"挂牌": False, "备案": False, "面积": 3}


@dataclass(frozen=True)
class Shop:
    name: str = "某某店"
    credit_code: str = "91330000MA00000000"
    address: str = "某路1号"


def matter(*data: dict[str, Any], sheet: dict[str, Any] | None = None, day: date = TODAY, **more: Any) -> Matter:
    """A matter of these packs (left out: the shop), decided where a sheet is given."""
    deciding = engine(*(data or (SHOP, FIRST_OFFENCE)))
    read = None if sheet is None else read_sheet(sheet, deciding.rulebook)
    decision = None if read is None else deciding.decide(read, day)
    return Matter(deciding.rulebook, day, decision, read, **more)


def shop_matter(**more: Any) -> Matter:
    """Two violations, one undetermined item, one compliant, one that doesn't apply."""
    return matter(sheet={"answers": ANSWERS}, **{"enterprise": Shop(), **more})


def many_items(count: int) -> dict[str, Any]:
    """A pack with this many items, all violated when 挂牌 is false."""
    items = [item({"挂牌": False}, id=f"m-{n}", title=f"第{n}件事", duty=dict(CITATION)) for n in range(1, count + 1)]
    return pack({"挂牌": question("boolean")}, *items, id="many", title="很多事")
