"""What stands on a law: the reverse index of the rule files, for when a law is amended."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.errors import ComplianceError
from compliance.rulepacks.citations import article_text, citation_text
from compliance.rulepacks.loader import Rulebook, read_rulebook
from compliance.rulepacks.models import Statute
from compliance.rulepacks.numerals import NUMBER, read_number
from compliance.rulepacks.problems import did_you_mean
from compliance.rulepacks.source import locate
from compliance.statutes.uses import Register, Role, Use, uses_in

_ARTICLE = re.compile(rf"第?({NUMBER})条?(?:(?:之|-)({NUMBER}))?")


class UnknownLawError(ComplianceError):
    """A law that no rule file cites and no register has, or an article that is none."""


@dataclass(frozen=True, slots=True)
class LawUses:
    """The items and rules that stand on a law, by article. `statute`: its entry in the register, if it has one."""

    name: str
    statute: Statute | None
    by_article: tuple[tuple[str, tuple[Use, ...]], ...]

    @property
    def items(self) -> frozenset[str]:
        """The items and rules, each once."""
        return frozenset(use.by for _, uses in self.by_article for use in uses)


def law_uses(paths: Iterable[Path], name: str, article: str | None = None) -> LawUses:
    """What in the rule files at `paths` stands on the law, or on one article of it (33, 第三十三条, 18-1).

    Raises UnknownLawError, ProblemsError where the rules can't be read.
    """
    return uses_of(read_rulebook(paths), name, article)


def uses_of(rulebook: Rulebook, name: str, article: str | None = None) -> LawUses:
    """What in the rulebook stands on the law; raises UnknownLawError."""
    register = Register(each for file in rulebook.statutes for each in file.statutes)
    statute = register.find(name)
    names = frozenset(register.names(name))
    uses = [use for file in rulebook.files for use in uses_in(file) if use.citation.law in names]
    if not uses and statute is None:
        cited = {use.citation.law for file in rulebook.files for use in uses_in(file)}
        known = sorted(cited | {each for entry in register.statutes for each in entry.names})
        raise UnknownLawError(f"规则里没有引用《{name}》{did_you_mean(name, known)}")
    wanted = article and _article(article)
    chosen = [use for use in uses if wanted in (None, use.citation.article)]
    return LawUses(statute.id if statute else name, statute, tuple(_by_article(chosen)))


def all_laws(rulebook: Rulebook) -> tuple[LawUses, ...]:
    """Every registered law, and what stands on it, in the register's order."""
    return tuple(uses_of(rulebook, each.id) for file in rulebook.statutes for each in file.statutes)


def describe(found: LawUses) -> str:
    """The uses in Chinese, a line each, with its place as lint says it."""
    lines = [_heading(found)]
    for article, uses in found.by_article:
        lines.append(f"\n{article_text(article)}")
        lines += map(_line, uses)
    lines.append(f"\n共 {len(found.items)} 项" if found.items else "\n没有规则依据它")
    return "\n".join(lines)


ROLES: Mapping[Role, str] = {"duty": "义务", "penalty": "罚则", "basis": "裁量依据", "scope": "适用范围"}


def _heading(found: LawUses) -> str:
    if (law := found.statute) is None:
        return f"{found.name}（法规登记里没有）"
    repealed = f"，{law.repealed} 废止" if law.repealed else ""
    return f"{law.title}（{law.rank}，{law.version} 的文本，{law.effective} 起施行{repealed}）"


def _line(use: Use) -> str:
    place = f"{use.file.name}:{locate(use.file.root, use.path).line}"
    return f"  {use.by}　{use.title}　{ROLES[use.role]}　{citation_text(use.citation)}　{place}"


def _article(text: str) -> str:
    match = _ARTICLE.fullmatch(text.strip())
    numbers = [read_number(each) for each in match.groups() if each] if match else []
    if not numbers or None in numbers:
        raise UnknownLawError(f"「{text}」不是条号；写成 33、第三十三条或者 18-1（第十八条之一）")
    return "-".join(f"{each:f}" for each in numbers if each is not None)


def _by_article(uses: list[Use]) -> Iterator[tuple[str, tuple[Use, ...]]]:
    for article in sorted({use.citation.article for use in uses}, key=_order):
        yield article, tuple(use for use in uses if use.citation.article == article)


def _order(article: str) -> tuple[int, int]:
    head, _, tail = article.partition("-")
    return int(head), int(tail or 0)
