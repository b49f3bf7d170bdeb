"""What stands on a law: the reverse index of the rule files, for when a law is amended."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from compliance.errors import ComplianceError
from compliance.rulepacks.citations import article_text, citation_text
from compliance.rulepacks.models import Statute
from compliance.rulepacks.numerals import NUMBER, article_number, article_order
from compliance.rulepacks.problems import did_you_mean
from compliance.rulepacks.rulebook import Rulebook, read_rulebook
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
    return uses_of(read_rulebook(paths, drafts=True), name, article)


def uses_of(rulebook: Rulebook, name: str, article: str | None = None) -> LawUses:
    """What in the rulebook stands on the law; raises UnknownLawError."""
    register = Register.of(rulebook.files)
    statute, uses = register.find(name), _uses_by_name(rulebook, register)
    known = statute.id if statute else name
    if statute is None and name not in uses:
        names = sorted({*uses, *(each for entry in register.statutes for each in entry.names)})
        raise UnknownLawError(f"规则里没有引用《{name}》{did_you_mean(name, names)}")
    wanted = article and article_named(article)
    return _found(known, statute, (use for use in uses.get(known, ()) if wanted in (None, use.citation.article)))


def all_laws(rulebook: Rulebook, unregistered: bool = False) -> tuple[LawUses, ...]:
    """Every registered law, and what stands on it, in the register's order; then those that are cited besides."""
    register = Register.of(rulebook.files)
    uses = _uses_by_name(rulebook, register)
    others = sorted(uses.keys() - {each.id for each in register.statutes}) if unregistered else ()
    registered = (_found(each.id, each, uses.get(each.id, ())) for each in register.statutes)
    return (*registered, *(_found(name, None, uses[name]) for name in others))


def _uses_by_name(rulebook: Rulebook, register: Register) -> dict[str, list[Use]]:
    """All uses, by the law's id in the register, or by the name that is cited of one that isn't in it."""
    found: dict[str, list[Use]] = {}
    for file in rulebook.files:
        for use in uses_in(file):
            statute = register.find(use.citation.law)
            found.setdefault(statute.id if statute else use.citation.law, []).append(use)
    return found


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


def article_named(text: str) -> str:
    """The article's number (33, or 18-1 for 第十八条之一) of one as people write it; raises UnknownLawError."""
    match = _ARTICLE.fullmatch(text.strip())
    if match is None or (number := article_number(*match.groups())) is None:
        raise UnknownLawError(f"「{text}」不是条号；写成 33、第三十三条或者 18-1（第十八条之一）")
    return number


def _found(name: str, statute: Statute | None, uses: Iterable[Use]) -> LawUses:
    by_article: dict[str, list[Use]] = {}
    for use in uses:
        by_article.setdefault(use.citation.article, []).append(use)
    ordered = sorted(by_article, key=article_order)
    return LawUses(name, statute, tuple((each, tuple(by_article[each])) for each in ordered))
