"""Replays held against a second reading: both decisions by tests/engine/naive.py, and weighed here, from the text of
services/replaying/order.py alone."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.services.inputs import decide, decision_bytes, to_bytes
from compliance.services.office import Office
from compliance.services.replaying.order import CHANGES
from compliance.services.replaying.proposals import Proposal, proposed
from compliance.services.replaying.replayer import Replayer
from compliance.store.records.checks import Inputs
from compliance.store.rulebooks import keep_rulebook
from compliance.store.stored_cases import CaseKey, StoredCase
from tests.engine import naive
from tests.packs import CITATION, FINE, FIRST_OFFENCE, SIGN, SIGN_QUESTIONS, TODAY, dumped, item, question

OF_PACKS, OF_ITEMS, OF_PENALTIES = ["questions", "parameters"], ["violated_when", "rectify", "severity"], ["measures"]
"""What one version can have from another."""
STARTS = [date(2012, 1, 1), date(2026, 7, 1)]
MARCH = date(2026, 3, 1)
DAYS = [(TODAY, TODAY), (TODAY, MARCH), (date(2027, 2, 1), MARCH)]
"""Of the decision and of the act."""
ORDER = [
    "time_barred", "no_penalty_required", "no_penalty_allowed", "mitigated", "lenient", "ordinary", "aggravated",
    "refer",
]  # fmt: skip

amounts = st.sampled_from([0, 5_000, 10_000])
grades = st.builds(
    lambda low, high, when, may: {**FINE, "min": low, "max": high, "when": when, "may": may},
    amounts,
    st.sampled_from([20_000, 100_000]),
    st.sampled_from(["immediate", "uncorrected"]),
    st.booleans(),
)
conditions = st.sampled_from(
    [
        {"招牌面积": {"gt": "$大型招牌面积"}},
        {"all": [{"招牌面积": {"gt": "$大型招牌面积"}}, {"取得许可": False}]},
        {"any": [{"招牌面积": {"gt": "$大型招牌面积"}}, {"取得许可": False}]},
    ]
)


@st.composite
def penalties(draw: st.DrawFn, start: date) -> dict[str, Any]:
    measures = draw(st.sampled_from([["罚款"], ["罚款", "责令限期改正"], ["警告", "罚款"]]))
    fines = draw(st.lists(grades, min_size=1, max_size=2))
    return {"from": start, **CITATION, "measures": measures, "fines": fines}


@st.composite
def packs(draw: st.DrawFn) -> dict[str, Any]:
    """Versions of one small pack."""
    first = item(draw(conditions), applies_when=draw(st.sampled_from([{"设有招牌": True}, {"取得许可": False}])))
    first["penalty"] = [draw(penalties(start)) for start in STARTS[: draw(st.integers(1, 2))]]
    first["rectify"] = {"how": "改", "within_days": draw(st.sampled_from([7, 15]))}
    first["severity"] = draw(st.sampled_from(["minor", "general"]))
    second = item({"取得许可": False}, id="sign-002", title="没有许可")
    sizes = st.sampled_from([5, 8, 12])
    numbers = [{"from": date(2012, 1, 1), "value": draw(sizes)}, {"from": date(2027, 1, 1), "value": draw(sizes)}]
    unit = draw(st.sampled_from(["平方米", "平方米", "平方分米"]))
    size = question("number", unit=unit, min=0, ask_when={"设有招牌": True})
    items = [first] + [second] * draw(st.booleans())
    more = {"questions": {**SIGN_QUESTIONS, "招牌面积": size}, "parameters": {"大型招牌面积": numbers}}
    return {**SIGN, **more, "items": items, "version": draw(st.sampled_from(["1", "2"]))}


@st.composite
def versions(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two versions: of one another's making, or with a few things changed between them."""
    old, other = draw(packs()), draw(packs())
    taken = draw(st.none() | st.sets(st.sampled_from([*OF_PACKS, *OF_ITEMS, *OF_PENALTIES]), max_size=2))
    if taken is None:
        return old, other
    new = copy.deepcopy(old)
    new.update({each: other[each] for each in taken & set(OF_PACKS)})
    new["items"][0].update({each: other["items"][0][each] for each in taken & set(OF_ITEMS)})
    for mine, theirs in zip(new["items"][0]["penalty"], other["items"][0]["penalty"], strict=False):
        mine.update({each: theirs[each] for each in taken & set(OF_PENALTIES)})
    return old, new


@st.composite
def sheets(draw: st.DrawFn) -> dict[str, Any]:
    has, permitted = st.sampled_from([True, True, False, None]), st.sampled_from([False, False, True, None])
    size = st.sampled_from([20, 20, 9, 3, None])
    answers = {"设有招牌": draw(has), "取得许可": draw(permitted), "招牌面积": draw(size)}
    answers = {name: value for name, value in answers.items() if value is not None}
    circumstances = {"危害后果": draw(st.sampled_from(["无", "严重"])), "已改正": draw(st.booleans())}
    told = {"circumstances": {"sign-001": circumstances}} if draw(st.booleans()) else {}
    return {"answers": answers, "history_source": draw(st.sampled_from(["declared", "verified"])), **told}


@dataclass(frozen=True)
class Read:
    """What the second reading makes of a case, and its pack."""

    pack: dict[str, Any]
    decision: dict[str, Any]
    days: tuple[date, date]

    def finding(self, id: str) -> dict[str, Any] | None:
        return next((each for each in self.decision["findings"] if each["item"] == id), None)

    def measures(self, id: str) -> set[str]:
        """Those of the law that counts."""
        penalty, finding = self.item(id)["penalty"], self.finding(id)
        assert finding
        day = self.days[0] if finding["law"] == "new" else self.days[1]
        begun = [penalty] if isinstance(penalty, dict) else [each for each in penalty if each["from"] <= day]
        return set(begun[-1]["measures"])

    def item(self, id: str) -> dict[str, Any]:
        return next(each for each in self.pack["items"] if each["id"] == id)


def weighed_naively(old: Read, new: Read, id: str) -> str:
    before, after = old.finding(id), new.finding(id)
    was, is_ = (each["status"] if each else "not_applicable" for each in (before, after))
    if was == is_ == "undetermined":
        return "same"
    if is_ == "undetermined":
        return "newly_undetermined"
    if was == "undetermined":
        return "newly_decided"
    if "violation" not in (was, is_):
        return "same" if was == is_ else "otherwise"
    if was != is_:
        return "harsher" if is_ == "violation" else "lighter"
    assert before
    assert after
    verdicts = [ORDER.index(each["outcome"]["verdict"]) for each in (before, after)]
    if verdicts[0] != verdicts[1]:
        return "lighter" if verdicts[1] < verdicts[0] else "harsher"
    ways = {*fines_differ(before["fines"], after["fines"]), *terms_differ(old, new, id)}
    if not ways:
        return "same" if rest(before, old.item(id)) == rest(after, new.item(id)) else "otherwise"
    return ways.pop() if len(ways) == 1 else "otherwise"


def rest(finding: dict[str, Any], item: dict[str, Any]) -> tuple[Any, ...]:
    outcome = finding["outcome"]
    own = (finding["law"], finding["officer_decides"], item["severity"])
    return (*own, *(outcome[name] for name in ("applied", "reachable", "provisional", "officer_decides")))


def fines_differ(old: list[Any], new: list[Any]) -> Iterator[str]:
    """Of each `when` on its own, since there is one `who` here and no multiples."""
    for when in ("immediate", "uncorrected"):
        was, is_ = ([each for each in side if each["when"] == when] for side in (old, new))
        if bool(was) != bool(is_):
            yield "harsher" if is_ else "lighter"
        elif len(was) != len(is_):
            yield "otherwise"
        else:
            was, is_ = (sorted(side, key=lambda each: (each["min"], each["max"])) for side in (was, is_))
            for one, other in zip(was, is_, strict=True):
                for name in ("min", "max"):
                    if one[name] != other[name]:
                        yield "harsher" if other[name] > one[name] else "lighter"
                if one["may"] != other["may"]:
                    yield "lighter" if other["may"] else "harsher"


def terms_differ(old: Read, new: Read, id: str) -> Iterator[str]:
    was, is_ = (each.measures(id) for each in (old, new))
    if was != is_:
        yield "lighter" if is_ < was else "harsher" if was < is_ else "otherwise"
    days = [each.item(id)["rectify"]["within_days"] for each in (old, new)]
    if days[0] != days[1]:
        yield "lighter" if days[1] > days[0] else "harsher"


def without_what_is_asked_otherwise(sheet: dict[str, Any], old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    units = [each["questions"]["招牌面积"]["unit"] for each in (old, new)]
    if units[0] == units[1]:
        return sheet
    return {**sheet, "answers": {name: said for name, said in sheet["answers"].items() if name != "招牌面积"}}


def read(pack: dict[str, Any], sheet: dict[str, Any], days: tuple[date, date]) -> Read:
    return Read(pack, naive.decide([pack], [FIRST_OFFENCE], sheet, *days), days)


met: set[str] = set()


@settings(
    max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)
@given(versions=versions(), sheet=sheets(), days=st.sampled_from(DAYS))
def test_what_becomes_of_each_item_is_what_the_second_reading_says(
    office: Office, versions: tuple[dict[str, Any], dict[str, Any]], sheet: dict[str, Any], days: tuple[date, date]
) -> None:
    old, new = versions
    case, texts = _stored(office, old, sheet, days)
    library = proposed(office, Proposal("", "sign", "negative_list", dumped({**new, "version": "3"}))).library
    before = read(old, sheet, days)
    after = read(new, without_what_is_asked_otherwise(sheet, old, new), days)

    replayed = Replayer(office, library).replay(case)

    items = {each["item"] for each in (*before.decision["findings"], *after.decision["findings"])}
    assert dict(replayed.changes) == {id: weighed_naively(before, after, id) for id in items}
    assert replayed.current == (set(texts) <= set(office.library.rulebook.texts))
    met.update(replayed.changes.values())


def test_all_that_can_become_of_an_item_was_met() -> None:
    if not met:
        pytest.skip("asked for alone")
    assert met == set(CHANGES)


def _stored(
    office: Office, pack: dict[str, Any], sheet: dict[str, Any], days: tuple[date, date]
) -> tuple[StoredCase, tuple[bytes, ...]]:
    texts = (dumped(pack), dumped(FIRST_OFFENCE))
    inputs = Inputs(texts, to_bytes(sheet), *days)
    _, decision = decide(office.library.remake(texts), inputs)
    with office.store.writing() as records:
        rulebook = keep_rulebook(records.packs.session, texts)
    return StoredCase(CaseKey("x", 0), rulebook, *days, inputs.sheet, decision_bytes(decision)), texts
