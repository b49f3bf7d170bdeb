"""Ten thousand stored self-checks: some made by the services as the site does, the rest copies of these."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image
from sqlalchemy import select

from benchmarks.timing import say
from compliance.rulepacks.loader import parse_rule_file
from compliance.rulepacks.rulebook import bring_together
from compliance.services.demo.typing_in import Typing, filled_in
from compliance.services.enterprise import Enterprise
from compliance.services.evidence import add_evidence
from compliance.services.issue_checklist import issue_checklist
from compliance.services.library import RuleLibrary
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.self_check.finish import finish_check
from compliance.services.self_check.keep import save_check, start_check
from compliance.services.self_check.pages import SelfCheck
from compliance.services.visits import VisitRequest, departments_called_for, request_visit
from compliance.store.tables.papers import DocumentRow

ANSWERS = 300
_OLDER = 3
"""How many packs have an older version."""


@dataclass
class Stock:
    """What is stored, for the walk to pick from: tokens, and what stands with them."""

    results: list[str] = field(default_factory=list)
    several: list[str] = field(default_factory=list)
    mending: list[tuple[str, str]] = field(default_factory=list)
    visits: list[tuple[str, str, str]] = field(default_factory=list)
    older: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)
    papers: list[str] = field(default_factory=list)
    packs: list[str] = field(default_factory=list)
    laws: list[str] = field(default_factory=list)

    def write(self, path: Path) -> None:
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def lay_in(office: Office, distinct: int, wide: int, seed: int = 1) -> Stock:
    """Makes `distinct` self-checks of one to three packs and `wide` of all packs with 300 answers, half not sent."""
    stock = Stock(packs=[pack.id for pack in office.library.packs])
    stock.laws = sorted({law for pack in office.library.packs for item in pack.items for law in item.laws})
    maker = _Maker(office, stock, random.Random(f"site {seed}"))  # noqa: S311
    older = replace(office, library=_older(office.library))
    for number in range(distinct):
        maker.ordinary(older if number % 20 == 0 else None)
        if number % 200 == 199:
            say(f"  {number + 1} self-checks")
    for number in range(2 * wide):
        maker.of_all_packs(send=number < wide)
    for token in stock.results[:3]:
        issue_checklist(office, token)
    with office.store.engine.connect() as connection:
        stock.papers = list(connection.scalars(select(DocumentRow.number)))
    return stock


def _older(library: RuleLibrary) -> RuleLibrary:
    """The first packs as they might have been a year ago: other times for putting right."""
    files = list(library.rulebook.files)
    places = [n for n, file in enumerate(files) if file.content.kind == "negative_list"][:_OLDER]
    for n in places:
        text = re.sub(r"(?m)^version: .*$", "version: older", files[n].text.decode(), count=1)
        text = re.sub(r"within_days: (\d+)", lambda found: f"within_days: {int(found[1]) + 1}", text)
        files[n] = parse_rule_file(text.encode(), files[n].name)
    return RuleLibrary(bring_together(files))


class _Maker:
    def __init__(self, office: Office, stock: Stock, chance: random.Random) -> None:
        self._office, self._stock, self._chance = office, stock, chance
        self._photo = _photo(chance)

    def ordinary(self, older: Office | None) -> None:
        """One to three packs, sent; now and then several times, with evidence, under older rules or handed over."""
        office = self._on_some_day(older or self._office)
        choice = self._stock.packs[:_OLDER] if older else self._stock.packs
        packs = self._chance.sample(choice, self._chance.choice((1, 1, 2, 3) if not older else (1, 2)))
        token = start_check(office, packs)
        typed = filled_in(office.library.select(packs), office.today(), self._chance)
        self._send(office, token, packs, typed)
        result = read_assessment(office, token)
        violations = [finding.item for finding in result.decision.with_status("violation")]
        if older:
            self._stock.older += [token] if violations else []
            return
        self._stock.results.append(token)
        if self._chance.random() < 0.03:
            about = next(name for name in typed if name.startswith("answers/"))
            add_evidence(office, token, about, [self._photo])
        if self._chance.random() < 0.15:
            self._again(office, token, packs, typed)
        elif violations:
            self._stock.mending.append((token, violations[0]))
        if self._chance.random() < 0.1 and departments_called_for(result):
            self._hand_over(office, token)

    def of_all_packs(self, send: bool) -> None:
        """All packs, all pages dealt with."""
        office = self._on_some_day(self._office)
        token = start_check(office, self._stock.packs)
        typed = filled_in(office.library.select(self._stock.packs), office.today(), self._chance, ANSWERS)
        if send:
            self._send(office, token, self._stock.packs, typed)
        else:
            save_check(office, token, typed)
        (self._stock.wide if send else self._stock.drafts).append(token)

    def _again(self, office: Office, token: str, packs: list[str], typed: Typing) -> None:
        for _ in range(self._chance.randint(1, 3)):
            typed = filled_in(office.library.select(packs), office.today(), self._chance)
            self._send(office, token, packs, typed, mended=True)
        self._stock.several.append(token)

    def _send(self, office: Office, token: str, packs: list[str], typed: Typing, mended: bool = False) -> None:
        save_check(office, token, typed)
        check = SelfCheck(office.library.select(packs), typed, office.today())
        if wrong := check.first_wrong():
            raise AssertionError(f"the answers can't be sent: {wrong.key} {check.answers.flaws(wrong)}")
        finish_check(office, token, check, mended)

    def _hand_over(self, office: Office, token: str) -> None:
        result = read_assessment(office, token)
        request = VisitRequest(
            Enterprise("测试用小饭馆", "", "测试路 1 号"), "张三", "13800000000", departments_called_for(result)[:1]
        )
        visit = request_visit(office, result, request)
        self._stock.visits.append((token, visit.number, visit.code))

    def _on_some_day(self, office: Office) -> Office:
        """Within the days for which self-checks are kept."""
        moment = self._office.now() - timedelta(minutes=self._chance.randint(0, 20 * 24 * 60))
        return replace(office, now=_standing(moment))


def _standing(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def _photo(chance: random.Random) -> bytes:
    """A JPEG of some 100 KB."""
    size = (400, 300)
    picture = Image.frombytes("RGB", size, chance.randbytes(size[0] * size[1] * 3))
    file = BytesIO()
    picture.save(file, "JPEG", quality=60)
    return file.getvalue()
