"""The first draft of a rule file that there isn't yet."""

from collections.abc import Mapping
from datetime import date

from compliance.errors import ComplianceError
from compliance.rulepacks.parts import read_name
from compliance.rulepacks.values import ValueFlaw
from compliance.services.enterprise import text_problem
from compliance.services.office import Office
from compliance.services.publishing.checking import folders_of
from compliance.services.publishing.drafts import KINDS, Draft, start_draft
from compliance.services.rule_texts.yaml_text import scalar
from compliance.store.deeds import Actor

MAX_TITLE = 100
"""Characters."""
_PARTS: Mapping[str, str] = {
    "negative_list": 'version: "{year}.1"   # 发布以后不再改，下一次写新的\n'
    "effective: {{from: {today}}}   # 从哪天起生效，改成所依据的法律施行的日期\n"
    "\n"
    "questions: {{}}\n"
    "\n"
    "items: []\n",
    "discretion": 'version: "{year}.1"   # 发布以后不再改，下一次写新的\n\ncircumstances: {{}}\n\nrules: []\n',
    "statutes": "\nstatutes: []\n",
}
_REVIEW = "# 对照法律审核以后，在这里写 reviewed: {{on: 审核日期, by: 审核人}}\n"


class PackInputError(ComplianceError):
    """What was written of a new rule file can't be used: `problems` says of each field, by name, what to mend."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems.values()))


def begin_pack(office: Office, actor: Actor, pack: str, title: str, kind: str) -> Draft:
    """A draft in which everything has yet to be written; raises PackInputError."""
    pack, title = pack.strip(), title.strip()
    problems = naming_problems(office, pack, title)
    if kind not in KINDS:
        problems["kind"] = "请选是哪一种规则"
    if problems:
        raise PackInputError(problems)
    return start_draft(office, actor, pack, kind, empty_text(pack, title, kind, office.today()))


def naming_problems(office: Office, pack: str, title: str) -> dict[str, str]:
    """What keeps a new rule file from being called so, by field."""
    problems = {}
    try:
        read_name(pack)
    except ValueFlaw as flaw:
        problems["id"] = f"编号{flaw}"
    if pack in _known(office):
        problems["id"] = f"编号「{pack}」已经用了；改它，请从规则一览里打开，新的请换一个编号"
    if problem := text_problem("名称", title, MAX_TITLE) or (None if title else "请写名称，如 户外招牌负面清单"):
        problems["title"] = problem
    return problems


def empty_text(pack: str, title: str, kind: str, today: date) -> bytes:
    """A rule file in which nothing is wrong but that nothing stands in it."""
    head = f"schema: 1\nkind: {kind}\nid: {scalar(pack)}\ntitle: {scalar(title)}\n"
    return (head + (_REVIEW + _PARTS[kind]).format(year=today.year, today=today)).encode()


def _known(office: Office) -> set[str]:
    """Every id that a rule file has or had."""
    with office.store.reading() as records:
        written = {each.pack for each in records.packs.steps()} | {each.pack for each in records.packs.drafts()}
    folders = folders_of(office)
    return written | {each.content.id for each in (*folders.rules, *folders.visits)}
