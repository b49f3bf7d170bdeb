"""What the made-up lawyers are at: a law that is said to be amended, a change that waits for review, and a draft in
which something is still wrong."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from compliance.rulepacks.models import Item, NegativeList
from compliance.services.amendments.marking import Said, mark_amended
from compliance.services.demo.people import Person
from compliance.services.demo.town import Town
from compliance.services.publishing.drafts import Draft, draft_from_published, save_draft
from compliance.services.publishing.submitting import submit_draft
from compliance.services.rule_texts.amending import amend, read_whole

_COUNTS_FROM = 40  # days until the amended law does
_NOTE = "演示：假设这几条改了，看看依据它们的事项怎样复核"
_SOURCE = "演示数据，并没有真的修改"
_MORE_DAYS = 7
_WRONG = "严重"  # a grade as people say it, where its key belongs


def change_rules(town: Town, people: Sequence[Person]) -> None:
    """Leaves the rules as they are, with work of each kind on them."""
    lawyers = [each for each in people if each.role == "legal"]
    pack = _busiest(town)
    items = _most_violated(town, pack)
    _amend_the_law(town, lawyers[0], items)
    _submit_other_deadlines(town, lawyers[0], pack, items)
    _begin_with_a_mistake(town, lawyers[-1], next(each for each in town.office.library.packs if each.id != pack.id))


def _busiest(town: Town) -> NegativeList:
    """The pack that most cases are about."""
    ids = Counter(case.pack.id for case in town.cases)
    return max(town.office.library.packs, key=lambda pack: ids[pack.id])


def _most_violated(town: Town, pack: NegativeList) -> list[Item]:
    """Two at most that have a deadline, the most often violated first."""
    counts = Counter(item for case in town.cases for item in case.items)
    items = [each for each in pack.items if each.rectify and each.rectify.within_days]
    return sorted(items, key=lambda item: -counts[item.id])[:2]


def _amend_the_law(town: Town, lawyer: Person, items: Sequence[Item]) -> None:
    law = items[0].duty[0].law
    cited = dict.fromkeys(str(each.article) for item in items for each in item.duty if each.law == law)
    day = town.office.today() + timedelta(_COUNTS_FROM)
    mark_amended(town.office, lawyer.officer, law, Said(day.isoformat(), "、".join(cited), _NOTE, _SOURCE))


def _submit_other_deadlines(town: Town, lawyer: Person, pack: NegativeList, items: Sequence[Item]) -> None:
    """More days for the first item, fewer for the other: neither is the law's, both make a difference."""
    draft = draft_from_published(town.office, lawyer.officer.actor, pack.id)
    rules = read_whole(draft.text)
    rules["version"] = f"{pack.version}（演示）"
    written = {each["id"]: each["rectify"] for each in rules["items"] if "rectify" in each}
    for item, more in zip(items, (_MORE_DAYS, -1), strict=False):
        written[item.id]["within_days"] = max(1, written[item.id]["within_days"] + more)
    saved = _save(town, lawyer, draft, rules)
    submit_draft(town.office, lawyer.officer, saved.record.id, saved.record.rule_file)


def _begin_with_a_mistake(town: Town, lawyer: Person, pack: NegativeList) -> None:
    draft = draft_from_published(town.office, lawyer.officer.actor, pack.id)
    rules = read_whole(draft.text)
    rules["items"][0]["severity"] = _WRONG
    _save(town, lawyer, draft, rules)


def _save(town: Town, lawyer: Person, draft: Draft, rules: dict[str, Any]) -> Draft:
    text = amend(draft.text, rules)
    return save_draft(town.office, lawyer.officer.actor, draft.record.id, text, draft.record.revision).draft
