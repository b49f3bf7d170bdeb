"""Answers sent from phones: none is lost, none counts twice, and each keeps who gave it. On both databases."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from compliance.services.matters.moving import Details, MatterStateError, NoSuchMatter, do
from compliance.services.matters.people import NotYours, Officer
from compliance.services.office import Office
from compliance.services.walks.adding import MAX_LENGTH, Form, Said, save_form
from compliance.services.walks.opening import open_walk
from compliance.store.records.walks import WalkEntryRecord
from compliance.store.walks import Walks
from tests.conftest import NOW
from tests.meeting import at_once, meet_at
from tests.services.matters.officers import CITY, MARKET, begun, officer
from tests.services.walks.walking import AREA, HAS, PERMIT, add, answered, ids, said

TWO = officer(name="李某")
FORM = "f" * 16


def test_an_answer_is_kept_with_who_gave_it_and_when(any_office: Office) -> None:
    number, earlier = begun(any_office).number, NOW - timedelta(hours=3)

    assert add(any_office, number, said("a", HAS, "yes", at=earlier)) == {}

    [entry] = open_walk(any_office, officer(), number).entries
    assert entry == WalkEntryRecord("a".ljust(16, "0"), 1, HAS, ("yes",), "王某", earlier, NOW)


def test_the_newest_that_came_counts_and_the_older_ones_stay(any_office: Office) -> None:
    number = begun(any_office).number
    add(any_office, number, said("a", HAS, "yes"), said("b", AREA, "20"))
    add(any_office, number, said("c", HAS, "no"), by=TWO)

    assert answered(any_office, number) == {HAS: ("no",), AREA: ("20",)}
    walk = open_walk(any_office, officer(), number)
    assert [each.typed for each in walk.entries] == [("yes",), ("20",), ("no",)]
    assert [(each.by, each.typed) for each in walk.others_said(HAS)] == [("王某", ("yes",))]
    assert walk.others_said(AREA) == ()


def test_what_comes_again_changes_nothing_whatever_it_says_now(any_office: Office) -> None:
    number = begun(any_office).number
    add(any_office, number, said("a", HAS, "yes"), said("b", HAS, "no"))

    add(any_office, number, said("a", HAS, "yes"), by=TWO)
    add(any_office, number, said("a", AREA, "3"), said("c", PERMIT, "no"), said("c", PERMIT, "yes"))

    assert answered(any_office, number) == {HAS: ("no",), PERMIT: ("no",)}
    assert len(ids(any_office, number)) == 3


def test_an_id_of_another_matter_s_walk_is_no_obstacle(any_office: Office) -> None:
    one, two = begun(any_office).number, begun(any_office).number
    for number in (one, two):
        add(any_office, number, said("a", HAS, "yes"))
    assert ids(any_office, one) == ids(any_office, two)


def test_two_who_send_at_once_both_arrive(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = begun(any_office).number
    meet_at(monkeypatch, Walks, "places")

    done = at_once(
        partial(add, any_office, number, said("a", HAS, "yes")),
        partial(add, any_office, number, said("b", AREA, "3"), by=TWO),
    )

    assert done == [{}, {}]
    assert answered(any_office, number) == {HAS: ("yes",), AREA: ("3",)}


def test_the_same_sent_twice_at_once_arrives_once(any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    number = begun(any_office).number
    meet_at(monkeypatch, Walks, "known")

    assert at_once(*[partial(add, any_office, number, said("a", HAS, "yes"))] * 2) == [{}, {}]
    assert len(ids(any_office, number)) == 1


class TestAnyRepetition:
    """Phones send in order, and again from anywhere in what they weren't told of, as often as they must."""

    one = st.tuples(st.sampled_from([HAS, AREA, PERMIT]), st.sampled_from(["yes", "no", "3"]))
    sends = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 6), st.integers(1, 6)), max_size=12)

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(first=st.lists(one, max_size=6), second=st.lists(one, max_size=6), tries=sends)
    def test_comes_to_what_each_first_arrival_said(
        self, office: Office, first: list[Any], second: list[Any], tries: list[Any]
    ) -> None:
        number, reached, came = begun(office).number, [0, 0], dict[str, Said]()
        queues = [
            [said(f"{phone}-{n}", *each) for n, each in enumerate(of)] for phone, of in enumerate((first, second))
        ]
        everything = [(0, 6, 12), (1, 6, 12)]
        for phone, back, many in [*tries, *everything]:
            start = max(0, reached[phone] - back)
            sent = queues[phone][start : start + many]
            add(office, number, *sent)
            came |= {each.id: each for each in sent if each.id not in came}
            reached[phone] = max(reached[phone], start + len(sent))

        assert set(came) == {each.id for queue in queues for each in queue}
        assert ids(office, number) == list(came)
        assert answered(office, number) == {each.field: tuple(each.typed) for each in came.values()}

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(order=st.permutations([0] * 4 + [1] * 3), again=st.lists(st.integers(0, 6), min_size=7, max_size=7))
    def test_in_any_order_of_phones_that_fill_in_different_fields_comes_to_the_same(
        self, office: Office, order: list[int], again: list[int]
    ) -> None:
        number, sent = begun(office).number, list[Said]()
        mine = [said(f"0-{n}", HAS, each) for n, each in enumerate(("yes", "no", "unknown", "yes"))]
        theirs = [said(f"1-{n}", AREA, each) for n, each in enumerate(("1", "2", "3"))]
        queues = [iter(mine), iter(theirs)]
        for phone, repeated in zip(order, again, strict=True):
            sent.append(next(queues[phone]))
            add(office, number, sent[-1], *sent[repeated:])
        assert answered(office, number) == {HAS: ("yes",), AREA: ("3",)}


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (said("a", "answers/没有这一题", "yes"), "没有这个问题"),
        (said("a", "items/sign-001/已改正", "yes"), "没有这个问题"),
        (said("a", HAS, "x" * (MAX_LENGTH + 1)), "太长"),
        (Said("short", HAS, ("yes",), NOW), "编号"),
        (Said("\0" * 20, HAS, ("yes",), NOW), "编号"),
        (Said("\ud800" * 20, HAS, ("yes",), NOW), "编号"),
        (Said("A" * 20, HAS, ("yes",), NOW), "编号"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason_and_the_rest_is_kept(
    any_office: Office, answer: Said, why: str
) -> None:
    number = begun(any_office).number

    refused = add(any_office, number, answer, said("b", AREA, "3"))

    assert refused.keys() == {answer.id}
    assert why in refused[answer.id]
    assert answered(any_office, number) == {AREA: ("3",)}


@pytest.mark.parametrize("typed", ["\0", "\ud800", "😀", "<script>", "a\r\nb"])
def test_any_text_can_be_kept_and_shown(any_office: Office, typed: str) -> None:
    number = begun(any_office).number
    add(any_office, number, said("a", AREA, typed))
    [kept] = answered(any_office, number)[AREA]
    kept.encode()
    assert kept == typed.replace("\ud800", "?").replace("\r\n", "\n")


class TestWho:
    def test_sees_not_the_matter_neither_reads_nor_adds(self, office: Office) -> None:
        number = begun(office, town="甲镇").number
        for stranger in (officer(MARKET), officer(town="乙镇")):
            with pytest.raises(NoSuchMatter):
                open_walk(office, stranger, number)
            with pytest.raises(NoSuchMatter):
                add(office, number, said("a", HAS, "yes"), by=stranger)
        with pytest.raises(NoSuchMatter):
            open_walk(office, officer(), "事〔2026〕9号")

    def test_only_looks_adds_nothing(self, office: Office) -> None:
        number = begun(office).number
        looker = Officer("法某", "legal", CITY)
        assert open_walk(office, looker, number).entries == ()
        with pytest.raises(NotYours, match="执法人员"):
            add(office, number, said("a", HAS, "yes"), by=looker)

    def test_is_of_the_department_that_the_matter_is_offered_to_walks_along(self, office: Office) -> None:
        number = begun(office).number
        do(office, officer(), number, "offer", Details("涉及食品", to_department=MARKET))
        add(office, number, said("a", HAS, "yes"), by=officer(MARKET, name="李某"))
        assert open_walk(office, officer(), number).entries[0].by == "李某"


def test_a_closed_matter_takes_nothing_more(office: Office) -> None:
    number = begun(office).number
    do(office, officer(), number, "close", Details("查无此事"))
    with pytest.raises(MatterStateError, match="已经办结"):
        add(office, number, said("a", HAS, "yes"))


def test_the_database_refuses_to_change_an_answer(any_office: Office) -> None:
    number = begun(any_office).number
    add(any_office, number, said("a", HAS, "yes"))
    with pytest.raises(DBAPIError, match="never changed"), any_office.store.engine.begin() as connection:
        connection.execute(text("UPDATE walk_entries SET received_at = said_at"))


class TestAWholeForm:
    """As browsers without scripts send it."""

    def send(self, office: Office, number: str, basis: int = 0, form: str = FORM, **typed: list[str]) -> None:
        save_form(
            office, officer(), number, Form(form, basis, {f"answers/{name}": each for name, each in typed.items()})
        )

    def test_keeps_what_it_says_and_nothing_of_what_it_leaves_as_it_was(self, any_office: Office) -> None:
        number = begun(any_office).number
        add(any_office, number, said("a", HAS, "yes"))
        self.send(any_office, number, basis=1, 设有招牌=["yes"], 招牌面积=["20"], 取得许可=[])
        assert answered(any_office, number) == {HAS: ("yes",), AREA: ("20",)}
        assert len(ids(any_office, number)) == 2

    def test_sent_twice_does_nothing_twice(self, any_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
        number = begun(any_office).number
        meet_at(monkeypatch, Walks, "entries")
        once = partial(self.send, any_office, number, 设有招牌=["yes"])
        assert at_once(once, once) == [None, None]
        assert len(ids(any_office, number)) == 1

    def test_leaves_alone_what_somebody_else_answered_since_the_page_was_made(self, office: Office) -> None:
        number = begun(office).number
        add(office, number, said("a", HAS, "yes"), by=TWO)
        self.send(office, number, basis=0, 设有招牌=[], 招牌面积=["20"])
        assert answered(office, number) == {HAS: ("yes",), AREA: ("20",)}

    def test_gone_back_to_and_changed_again_counts_again(self, office: Office) -> None:
        number = begun(office).number
        for area in (["20"], ["30"], [], ["20"]):
            self.send(office, number, 招牌面积=area)
        assert [each.typed for each in open_walk(office, officer(), number).entries] == [("20",), ("30",), (), ("20",)]

    def test_takes_an_answer_back(self, office: Office) -> None:
        number = begun(office).number
        self.send(office, number, 设有招牌=["unknown"], 招牌面积=["20"])
        self.send(office, number, basis=2, form="e" * 16, 设有招牌=["unknown"], 招牌面积=[""])
        assert open_walk(office, officer(), number).sheet.typed("招牌面积") == ()


def test_a_clock_set_back_changes_no_order(office: Office) -> None:
    number = begun(office).number
    add(office, number, said("a", HAS, "yes"))
    add(replace(office, now=lambda: NOW - timedelta(days=1)), number, said("b", HAS, "no"))
    assert answered(office, number) == {HAS: ("no",)}
