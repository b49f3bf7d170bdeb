"""A form that wasn't changed gives the same bytes; one that was gives a text that says that, and all else as before."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.rulepacks.loader import parse_rule_file
from compliance.services.item_form.item_form import item_form
from compliance.services.item_form.pressing import press
from compliance.services.item_form.texts import OpenText, open_text
from compliance.services.rule_texts.amending import read_whole, same
from compliance.settings import PROJECT
from tests.services.item_form.browser import Sent, sent

SHIPPED = sorted((PROJECT / "rules" / "negative_lists").glob("*.yaml"))


@lru_cache(None)
def opened(path: Path) -> OpenText:
    return open_text(path.read_bytes())


ITEMS = [(path, each.id) for path in SHIPPED for each in opened(path).lines]
an_item = st.sampled_from(ITEMS)
words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp", "Co", "Cn")), min_size=1, max_size=30
).filter(lambda text: text == text.strip() and text)


def remarks(content: bytes) -> list[str]:
    return [line.strip() for line in content.decode().splitlines() if line.strip().startswith("#")]


def written(path: Path, item: str, change: Callable[[Sent], Sent]) -> tuple[bytes, Any]:
    """The new text, and its value where the item stands apart."""
    form = item_form(opened(path), item)
    new = item_form(opened(path), item, change(sent(form))).written()
    assert remarks(new) == remarks(opened(path).content)
    return new, read_whole(new)


def without(root: Any, item: str) -> tuple[Any, Any]:
    """The item, and all else."""
    [found] = [each for each in root["items"] if each["id"] == item]
    return found, {**root, "items": [each for each in root["items"] if each["id"] != item]}


def check_only(path: Path, item: str, new: Any, key: str, value: Any) -> None:
    """Nothing but the item's key says otherwise."""
    before, others_before = without(opened(path).root, item)
    after, others_after = without(new, item)
    assert same(others_before, others_after)
    assert same({**before, key: value}, after)


def test_there_are_items_to_try() -> None:
    assert len(ITEMS) > 400


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_an_unchanged_form_gives_the_same_bytes(path: Path) -> None:
    for line in opened(path).lines:
        form = item_form(opened(path), line.id)
        again = item_form(opened(path), line.id, sent(form))
        assert again.value == form.value, line.id
        assert again.facts == form.facts, line.id
        assert not again.flaws
        assert again.written() == opened(path).content


@given(an_item, words)
@settings(deadline=None, max_examples=15)
def test_a_new_title_is_all_that_is_new(item: tuple[Path, str], title: str) -> None:
    new, root = written(*item, lambda said: {**said, "title": [title]})
    check_only(*item, root, "title", title)
    changed = sum(a != b for a, b in zip(new.splitlines(), opened(item[0]).content.splitlines(), strict=True))
    assert changed <= 1


@given(an_item, st.integers(0, 10**9), st.data())
@settings(deadline=None, max_examples=15)
def test_another_amount_stands_in_its_place(item: tuple[Path, str], amount: int, data: st.DataObject) -> None:
    path, id = item
    before, _ = without(opened(path).root, id)
    fines = before["penalty"].get("fines", [])
    places = [place for place, fine in enumerate(fines) if "max" in fine]
    if not places:
        return
    place = data.draw(st.sampled_from(places))
    _, root = written(path, id, lambda said: {**said, f"penalty.fines.{place}.max": [str(amount)]})
    wanted = [{**fine, "max": amount} if number == place else fine for number, fine in enumerate(fines)]
    check_only(path, id, root, "penalty", {**before["penalty"], "fines": wanted})


@given(an_item, st.data())
@settings(deadline=None, max_examples=15)
def test_a_row_that_is_dropped_goes_alone(item: tuple[Path, str], data: st.DataObject) -> None:
    path, id = item
    before, _ = without(opened(path).root, id)
    place = data.draw(st.sampled_from(range(len(before["examples"]))))
    _, root = written(path, id, lambda said: press(said, f"drop:examples.{place}"))
    check_only(path, id, root, "examples", before["examples"][:place] + before["examples"][place + 1 :])


@given(an_item, words)
@settings(deadline=None, max_examples=15)
def test_what_was_not_there_comes_into_its_place(item: tuple[Path, str], act: str) -> None:
    _, root = written(*item, lambda said: {**said, "act": [act], "rectify.within_days": ["77"]})
    before, _ = without(opened(item[0]).root, item[1])
    check_only(
        item[0], item[1], _with(root, item[1], "act", before), "rectify", {**before["rectify"], "within_days": 77}
    )
    assert without(root, item[1])[0]["act"] == act


def _with(root: Any, id: str, key: str, before: Any) -> Any:
    """The root with the item's key as it was."""
    items = [
        {name: each for name, each in {**item, key: before.get(key)}.items() if each is not None}
        if item["id"] == id
        else item
        for item in root["items"]
    ]
    return {**root, "items": items}


@given(an_item, st.data())
@settings(deadline=None, max_examples=15)
def test_a_condition_gets_a_row_and_loses_it_again(item: tuple[Path, str], data: st.DataObject) -> None:
    path, id = item
    form = item_form(opened(path), id)
    fact = data.draw(st.sampled_from([each for each in form.testable if each.type == "boolean"]))
    said = press({**sent(form), "violated_when.new": [fact.name]}, "test:violated_when")
    place = max((each for each in said if each.startswith("violated_when.") and each.count(".") == 2), key=_number)
    row = place.rsplit(".", 1)[0]
    said |= {f"{row}.operator": ["is"], f"{row}.value": ["true"]}
    fuller = item_form(opened(path), id, said)
    assert not fuller.flaws
    assert fact.name in fuller.readings["violated_when"]
    new = fuller.written()
    parse_rule_file(new, "包.yaml")
    again = item_form(open_text(new), id)
    back = item_form(open_text(new), id, press(sent(again), f"drop:{row}"))
    assert same(back.told["violated_when"], form.told["violated_when"]) or len(form.value["violated_when"].parts) == 1


def _number(name: str) -> int:
    return int(name.split(".")[1])


@given(an_item)
@settings(deadline=None, max_examples=15)
def test_an_item_can_be_removed(item: tuple[Path, str]) -> None:
    path, id = item
    new = item_form(opened(path), id).removed()
    _, others = without(opened(path).root, id)
    assert same(read_whole(new), others)
    assert set(remarks(new)) == set(remarks(opened(path).content))
