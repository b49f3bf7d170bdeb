"""One act is fined once, by the highest fine."""

from decimal import Decimal

from compliance.engine.sheet import read_sheet
from tests.packs import CITATION, TODAY, engine, item, pack, question


def violated(identity, *fines, **more):
    full = [{"when": "immediate", "who": "any"} | fine for fine in fines]
    penalty = {**CITATION, "measures": ["罚款"], "fines": full}
    return item({"all": []}, id=identity, penalty=penalty, **more)


def exposure(*items, answers=None, **more):
    deciding = engine(pack({"货值": question("number"), "事": question("boolean")}, *items))
    sheet = read_sheet({"answers": answers or {}, **more}, deciding.rulebook)
    return deciding.exposure(deciding.decide(sheet, TODAY))


def test_acts_add_up():
    found = exposure(violated("a", {"min": 100, "max": 500}), violated("b", {"max": 1000}))
    assert (found.min, found.max) == (Decimal(100), Decimal(1500))


def test_one_act_counts_once_with_the_highest_fine():
    found = exposure(
        violated("a", {"min": 300, "max": 500}, act="乱堆"),
        violated("b", {"min": 100, "max": 1000}, act="乱堆"),
        violated("c", {"max": 10}),
    )
    assert (found.min, found.max) == (Decimal(100), Decimal(1010))
    assert [(act.act, act.items) for act in found.acts] == [("乱堆", ("a", "b")), (None, ("c",))]


def test_of_one_items_fines_the_highest_counts():
    found = exposure(violated("a", {"min": 1, "max": 10}, {"when": "serious", "min": 5, "max": 50}))
    assert (found.min, found.max) == (Decimal(5), Decimal(50))


def test_only_violations_count():
    innocent = item({"事": True}, id="b")
    assert exposure(violated("a", {"max": 5}), innocent, answers={"事": False}).max == 5


def test_multiples_of_what_is_not_known_leave_the_sum_open():
    multiple = {"of": "货值", "times": [1, 3]}
    assert exposure(violated("a", multiple)).open == ("货值",)
    answered = exposure(violated("a", multiple), answers={"货值": 10})
    assert (answered.min, answered.max, answered.open) == (Decimal(10), Decimal(30), ())


def test_what_is_not_fined_costs_nothing():
    found = exposure(violated("a"))
    assert (found.max, found.acts[0].fine) == (Decimal(0), None)
