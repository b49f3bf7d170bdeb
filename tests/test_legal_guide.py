"""The lawyers' guide, followed on the real pages: what it names is there, and what it promises comes."""

import re
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from compliance.rulepacks.lint import warnings
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.problems import Problem, ProblemsError
from compliance.services.item_form.shapes import FACT, Box, Fields, Rows
from compliance.services.item_form.shapes import ITEM as ITEM_SHAPE
from compliance.services.office import Office
from compliance.services.read_assessment import read_assessment
from compliance.services.replaying import making
from compliance.services.replaying.making import make_all
from compliance.settings import PROJECT, Settings
from compliance.statutes.check import check_citations
from compliance.statutes.corpus import read_corpus
from compliance.statutes.uses import Register
from compliance.web import create_web
from tests.conftest import NOW
from tests.guide_reading import Section, plain, read_guide
from tests.guide_walking import Walker
from tests.packs import changed, pack, rule_file
from tests.people import PASSWORD, settled
from tests.services.replaying.replays import run_here
from tests.statutes.texts import HEAD, write_laws

GUIDE = PROJECT / "docs" / "legal-guide.zh-CN.md"
RULES = ("negative_lists/gas.yaml", "discretion/penalty_law.yaml", "statutes.yaml")
NEARBY = "店里、外墙或门口是否有燃气管道、阀门、调压箱或燃气警示标志？"
LAW = "城镇燃气管理条例"
FACTS = ("近旁有燃气设施", "保护范围内堆放种植")
READ_IN_A_MINUTE = 300
"""Characters, slowly."""
SECTIONS = read_guide(GUIDE)


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """The shipped rules that the guide is about."""
    for name in RULES:
        target = tmp_path / "rules" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / "rules" / name, target)
    return tmp_path / "rules"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, public_url="http://localhost")


@pytest.fixture
def site(office: Office, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Where reports are made at once."""
    monkeypatch.setattr("compliance.web.legal.rule_report.go_on", lambda office: make_all(office, 1))
    monkeypatch.setattr(making, "run_tasks", run_here(office))
    return create_web(office)


@pytest.fixture
def walkers(office: Office, site: Flask) -> dict[str, Walker]:
    settled(office, "fa", "legal")
    settled(office, "shen", "reviewer")

    def walker(name: str) -> Walker:
        said = {"登录名": lambda _: name, "密码": lambda _: PASSWORD, "编码的前 8 位": hash_shown}
        return Walker(site.test_client(), **said)

    return {"法制人员": walker("fa"), "审核人员": walker("shen"), "企业": walker("")}


def hash_shown(walker: Walker) -> str:
    """That of the text that waits for approval."""
    (shown,) = walker.page.xpath("//p[@class='note']/code")
    return str(shown.text)


def checked_before(enterprise: Walker) -> None:
    """A self-check by the rules as they stand without the guide's item, with a gas pipe at the door."""
    for sentence in (
        "打开 `/`，选 **燃气安全负面清单**，点 **开始自查**",
        f"一直点 **继续**，直到 **{NEARBY}**",
        f"在 **{NEARBY}** 里，选 **是**",
        "一直点 **继续**，直到 **查看结果**，点 **查看结果**",
    ):
        enterprise.do(sentence)


def statuses(office: Office, enterprise: Walker) -> list[str | None]:
    """What each of the enterprise's results says of the guide's item; None where it doesn't know it."""
    tokens = [path.split("/")[2] for path in enterprise.been if "/results/" in path]
    decisions = [read_assessment(office, token).decision for token in tokens]
    return [next((each.status for each in made.findings if each.item == ITEM["id"]), None) for made in decisions]


def section(number: int) -> Section:
    return next(each for each in SECTIONS if each.title.startswith(f"{number} "))


def _item() -> dict[str, Any]:
    """The guide's item as it stands in the text."""
    (block,) = section(6).blocks("yaml")
    (item,) = yaml.safe_load(block)
    return dict(item)


ITEM = _item()


def test_who_follows_the_guide_comes_to_what_it_promises(walkers: dict[str, Walker], office: Office) -> None:
    walked = [each for each in SECTIONS if each.role]
    assert {each.role for each in walked} == set(walkers)
    checked_before(walkers["企业"])
    for each in walked:
        walkers[each.role].follow(each)
    assert statuses(office, walkers["企业"]) == [None, "undetermined", "violation"]
    assert replayed(walkers["法制人员"])["原来有结论，变得不能确定"] == "1"


def replayed(lawyer: Walker) -> dict[str, str]:
    """How many stored results came to what, by the report that was read on the way."""
    lawyer.go(next(path for path in lawyer.been if path.endswith("/report")))
    return {row.findtext("th"): row.findtext("td") for row in lawyer.page.xpath("//tbody/tr")}


def test_what_the_guide_calls_an_error_is_one_and_what_it_calls_a_warning_is_none() -> None:
    questions = {name: {"ask": "有没有？", "type": "boolean"} for name in FACTS}

    def written(**changes: Any) -> RuleFile:
        item = {key: value for key, value in (ITEM | changes).items() if value is not None}
        return rule_file(pack(questions, item, id="guide", title="指引"))

    assert warnings(written(), NOW.date()) == ()
    assert warnings(written(rectify=None), NOW.date()) != ()
    for wrong in ({"title": None}, {"violated_when": {"没有的事实": True}}):
        with pytest.raises(ProblemsError):
            written(**wrong)


def test_the_item_is_borne_out_by_the_articles_that_the_guide_quotes(tmp_path: Path) -> None:
    text = HEAD.format(title=LAW, history="2016年2月6日 国务院修订") + "\n\n".join(section(1).quoted)
    corpus = read_corpus(write_laws(tmp_path / "laws", 条例=text))
    assert {"33", "50"} <= set(corpus.newest([LAW]).articles)

    def found(**fine: int) -> tuple[Problem, ...]:
        item = changed(ITEM, "penalty", "fines", 0, to=ITEM["penalty"]["fines"][0] | fine)
        questions = {name: {"ask": "有没有？", "type": "boolean"} for name in FACTS}
        file = rule_file(pack(questions, item, id="guide", title="指引"))
        return check_citations([file], Register([]), corpus)

    assert found() == ()
    assert found(max=90_000) != ()


def test_the_articles_quoted_for_the_elements_have_the_words_of_the_table() -> None:
    _, _, *rows = section(1).rows
    labels = {cells[2].strip("*") for cells in rows}
    assert labels <= {each.label for each in ITEM_SHAPE.keys.values()}
    for _, words, _ in rows:
        for part in words.split("……"):
            assert any(part in quoted for quoted in section(1).quoted), part


def test_the_editor_shows_what_the_guide_says_beside_the_text(walkers: dict[str, Walker], office: Office) -> None:
    lawyer = walkers["法制人员"]
    for each in SECTIONS[1:6]:
        lawyer.follow(each)
    tabs = {plain(each.text_content()): each.get("data-how") for each in lawyer.page.xpath("//*[@role='tab']")}
    named = re.findall(r"\*\*([^*]+)\*\*", section(7).text)
    assert named == list(tabs)
    draft, text = lawyer.path.rpartition("/")[2], "".join(lawyer.page.xpath("//textarea/text()"))
    for name, words in (("企业看到的", ITEM["rectify"]["how"]), ("印出来的", ITEM["title"])):
        assert plain(words) in plain(lawyer.preview(draft, str(tabs[name]), text, ITEM["id"])), name


def test_each_word_of_the_table_is_the_forms_and_each_key_the_languages() -> None:
    _, _, *rows = section(14).rows
    assert len(rows) > 20
    for label, key, meaning in rows:
        assert (label, key.strip("`")) in {*labelled(ITEM_SHAPE), *labelled(FACT)}, label
        choices = choices_of(ITEM_SHAPE, label) or choices_of(FACT, label)
        for value in re.findall(r"`([^`]+)`", meaning):
            assert value in choices or value in ("true", "false"), (label, value)


def labelled(shape: Fields) -> Iterator[tuple[str, str]]:
    """Labels of the form with their keys."""
    for key, each in shape.keys.items():
        yield each.label, key
        below = each.row if isinstance(each, Rows) else each
        if isinstance(below, Fields):
            yield from labelled(below)


def choices_of(shape: Fields, label: str) -> Mapping[Any, str]:
    for each in shape.keys.values():
        if isinstance(each, Box) and each.label == label:
            return each.choices
        below = each.row if isinstance(each, Rows) else each
        if isinstance(below, Fields) and (found := choices_of(below, label)):
            return found
    return {}


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)", GUIDE.read_text(encoding="utf-8"))
    assert len(links) > 2
    assert [link for link in links if not (GUIDE.parent / link).exists()] == []


def test_the_guide_is_read_in_ten_minutes() -> None:
    told = re.sub(r"(?s)```.*?```|^\|.*?$|^>.*?$", "", GUIDE.read_text(encoding="utf-8"), flags=re.M)
    assert len(re.findall(r"[\u4e00-\u9fff]", told)) < 10 * READ_IN_A_MINUTE
