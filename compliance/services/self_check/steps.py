"""The pages of a self-check: which fields stand on which."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from math import ceil
from typing import Literal, NamedTuple, TypeAlias

from compliance.engine.sheet import Subject
from compliance.rulepacks.models import Item, Question
from compliance.rulepacks.rulebook import Rulebook
from compliance.services.self_check.fields import Field

FIELDS_PER_PAGE = 8
PRIOR, PRIOR_ON = "prior.earlier", "prior.on"  # no circumstance can have these names
HAD_NONE, HAD_SOME = "没有", "有"
SUBJECT, NAME, CREDIT_CODE, ADDRESS = "subject", "name", "credit_code", "address"
SUBJECTS: Mapping[str, Subject] = {"公司等单位": "unit", "个体工商户或个人": "individual"}


Kind: TypeAlias = Literal["questions", "subject", "item", "enterprise"]


@dataclass(frozen=True, slots=True)
class Step:
    """One page; `key` is its place in the address, `fields` are by the fact that each asks for."""

    kind: Kind
    key: str
    title: str
    fields: Mapping[str, Field]
    item: Item | None = None
    about: str | None = None

    @property
    def ids(self) -> Mapping[str, str]:
        """What each fact's field is called within the page."""
        return {fact: f"q{number}" for number, fact in enumerate(self.fields, start=1)}


class Section(NamedTuple):
    """What is asked together: `look` says what to look at, `fields` are by the fact that each asks for."""

    title: str
    look: str | None
    fields: Mapping[str, Field]


def question_steps(rulebook: Rulebook) -> tuple[Step, ...]:
    """The pages of questions, each with a few of one section."""
    pages = [(section, page) for section in question_sections(rulebook) for page in _pages(list(section.fields))]
    return tuple(
        Step("questions", str(number), of.title, {fact: of.fields[fact] for fact in page}, about=of.look)
        for number, (of, page) in enumerate(pages, start=1)
    )


def question_sections(rulebook: Rulebook) -> tuple[Section, ...]:
    """The questions stop by stop on a walk, else pack by pack; what several packs ask only once."""
    asked = gathered(pack.questions for pack in rulebook.packs)
    return tuple(
        Section(title, look, _fields("answers", {fact: asked[fact] for fact in facts}))
        for title, look, facts in _sections(rulebook, asked)
    )


def _sections(
    rulebook: Rulebook, asked: Mapping[str, tuple[Question, ...]]
) -> Iterator[tuple[str, str | None, list[str]]]:
    """What is asked together: a title, what to look at, the facts."""
    for stop in rulebook.walk:
        yield stop.title, stop.look, list(stop.facts)
    for pack in () if rulebook.walk else rulebook.packs:
        yield pack.title, None, [fact for fact, own in pack.questions.items() if asked[fact][0] is own]


def subject_step() -> Step:
    """Of what kind it is: asked once there is a violation, for only then does it matter."""
    kind = question(
        ask="您是哪一类？",
        type="choice",
        options=tuple(SUBJECTS),
        help="看营业执照上的类型。有的处罚对单位和个人不一样；不选的，按单位计算。",
    )
    return Step("subject", "subject", "您的身份", _fields("subject", {SUBJECT: (kind,)}))


def item_step(item: Item, circumstances: Mapping[str, tuple[Question, ...]], today: date) -> Step:
    """What to ask about a violation: its circumstances, and whether it happened before."""
    earlier, on = _questions_of_before()
    group = f"items/{item.id}"
    fields = _fields(group, circumstances)
    fields[PRIOR] = Field(f"{group}/{PRIOR}", (earlier,))
    fields[PRIOR_ON] = Field(f"{group}/{PRIOR_ON}", (on,), before=today)
    return Step("item", group, item.title, fields, item)


@cache
def _questions_of_before() -> tuple[Question, Question]:
    """Whether it happened before, and when last."""
    earlier = question(
        ask="过去是否因为同样的事被查处过？",
        type="choice",
        options=(HAD_NONE, HAD_SOME),
        help="只问这一件事，因为别的事被查处过的不算。",
    )
    return earlier, question(ask="最近一次被查处是哪一天？", type="date", help="看处罚决定书或责令改正通知书上的日期。")


def enterprise_step() -> Step:
    """Who it is about."""
    questions = {
        NAME: question(ask="名称", type="text", help="营业执照上的名称。"),
        CREDIT_CODE: question(ask="统一社会信用代码", type="text", help="营业执照上的 18 位代码。"),
        ADDRESS: question(ask="地址", type="text"),
    }
    return Step(
        "enterprise",
        "enterprise",
        "单位信息",
        _fields("enterprise", {fact: (each,) for fact, each in questions.items()}),
    )


def question(**parts: object) -> Question:
    """A question that no pack asks."""
    return Question.model_validate(parts)


def gathered(groups: Iterable[Mapping[str, Question]]) -> dict[str, tuple[Question, ...]]:
    """Each fact with all questions that ask for it, in order."""
    found: dict[str, tuple[Question, ...]] = {}
    for fact, asked in (pair for group in groups for pair in group.items()):
        found[fact] = (*found.get(fact, ()), asked)
    return found


def _fields(group: str, questions: Mapping[str, tuple[Question, ...]]) -> dict[str, Field]:
    return {fact: Field(f"{group}/{fact}", asked) for fact, asked in questions.items()}


def _pages(facts: list[str]) -> Iterator[list[str]]:
    """The facts in pages of about the same length."""
    size = ceil(len(facts) / ceil(len(facts) / FIELDS_PER_PAGE)) if facts else 1
    yield from (facts[start : start + size] for start in range(0, len(facts), size))
