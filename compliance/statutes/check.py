"""Citations and fines held against the laws' texts."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from compliance.rulepacks.citations import citation_text
from compliance.rulepacks.loader import RuleFile
from compliance.rulepacks.models import Citation, Fine, Penalty
from compliance.rulepacks.problems import Problem, Report, did_you_mean
from compliance.rulepacks.source import locate
from compliance.statutes.corpus import Corpus
from compliance.statutes.figures import Figure, Unit, figures_in
from compliance.statutes.references import referred_to
from compliance.statutes.text import Paragraph, Statute
from compliance.statutes.uses import Register, Use, laws_named_in, uses_in

Linked: TypeAlias = Callable[[str], Iterable[str]]
"""The texts of the articles that a text refers to (依照……第……条的规定处罚)."""


class _Flaw(NamedTuple):
    """What is wrong with a citation, at `path` below it."""

    code: str
    path: tuple[Any, ...]
    message: str


def check_citations(files: Sequence[RuleFile], register: Register, corpus: Corpus) -> tuple[Problem, ...]:
    """Each citation that the texts don't bear out, each fine whose figures they don't have, each law replaced since.

    A citation that carries `unverified` isn't checked; an item that does may cite a law that isn't there. Names are
    those of the register, besides the texts' own titles.
    """
    problems: list[Problem] = []
    for file in files:
        report = Report(file.name)
        for use in uses_in(file):
            report.item = use.by
            for flaw in () if use.citation.unverified else _flaws(use, register, corpus):
                report.error(locate(file.root, (*use.path, *flaw.path)), flaw.code, flaw.message)
        for path, report.item, law in laws_named_in(file):
            if register.statutes and law not in {each.id for each in register.statutes}:
                hint = did_you_mean(law, [each.id for each in register.statutes])
                message = f"item.laws 里写的「{law}」不是法规登记里的编号，不会与任何一项对上{hint}"
                report.error(locate(file.root, path), "unregistered-law", message)
        problems += report.in_order()
    return tuple(problems)


def unverified_in(file: RuleFile) -> tuple[Problem, ...]:
    """All that the file itself says nobody has checked, as notes."""
    report = Report(file.name)
    for number, reason in enumerate(file.content.unverified):
        report.note(locate(file.root, ("unverified", number)), "unverified", f"没有核对（整个文件）：{reason}")
    for key in ("items", "rules", "statutes"):
        for number, each in enumerate(getattr(file.content, key, ())):
            if each.unverified:
                report.item = each.id
                mark = locate(file.root, (key, number, "unverified"))
                report.note(mark, "unverified", f"没有核对（{each.id}）：{each.unverified}")
    for number, band in enumerate(getattr(file.content, "bands", ())):
        if band.unverified:
            report.item = None
            mark = locate(file.root, ("bands", number, "unverified"))
            report.note(mark, "unverified", f"没有核对（裁量幅度）：{band.unverified}")
    for use in uses_in(file):
        if use.citation.unverified:
            report.item = use.by
            mark = locate(file.root, (*use.path, "unverified"))
            report.note(
                mark, "unverified", f"没有核对（{use.by} 引用{citation_text(use.citation)}）：{use.citation.unverified}"
            )
    return report.in_order()


def _flaws(use: Use, register: Register, corpus: Corpus) -> Iterator[_Flaw]:
    law, names = use.citation.law, register.names(use.citation.law)
    if register.statutes and register.find(law) is None:
        known = [name for each in register.statutes for name in each.names]
        yield _Flaw("unregistered-law", ("law",), f"法规登记里没有《{law}》{did_you_mean(law, known)}")
    newest = corpus.newest(names)
    if newest is None:
        if not use.doubted:
            hint = did_you_mean(law, corpus.titles) if len(names) == 1 else ""
            yield _Flaw("no-law", ("law",), f"法律文本里没有《{law}》{hint}；没有文本的，在引用里写 unverified 和原因")
        return
    yield from _replaced(use, newest, register, corpus)
    text = corpus.on(names, use.since) if use.since else newest
    if text is None:
        since = f"从 {use.since} 起适用，法律文本里没有《{law}》那时的文本"
        yield _Flaw("no-law", ("law",), f"这个罚则{since}；没有文本的，在引用里写 unverified 和原因")
        return
    yield from _misplaced(use.citation, text, lambda clause: referred_to(clause, text, register, corpus))


def _replaced(use: Use, newest: Statute, register: Register, corpus: Corpus) -> Iterator[_Flaw]:
    law, entry, reviewed = use.citation.law, register.find(use.citation.law), use.file.content.reviewed
    if entry and entry.repealed:
        yield _Flaw("repealed-law", ("law",), f"《{law}》已于 {entry.repealed} 废止（法规登记）；请改用现行规定")
    elif repeal := corpus.repeal(newest):
        yield _Flaw(
            "repealed-law", ("law",), f"《{law}》已被《{repeal.title}》（{repeal.version}）废止；请改用现行规定"
        )
    if use.since:
        return
    if entry and entry.version < newest.version:
        said = f"规则依据的是 {entry.version} 的文本（法规登记）"
        yield _Flaw("replaced-law", ("law",), f"《{law}》有 {newest.version} 的新文本，{said}；请对照新文本修改")
    elif reviewed and reviewed.on < newest.version:
        said = f"本文件上次审核是 {reviewed.on}"
        yield _Flaw("replaced-law", ("law",), f"《{law}》有 {newest.version} 的新文本，{said}；请对照新文本审核")


def _misplaced(citation: Citation, text: Statute, linked: Linked) -> Iterator[_Flaw]:
    """What of the place isn't there; where it is, what of the figures."""
    article = text.articles.get(citation.article)
    if article is None:
        last = max(int(each.partition("-")[0]) for each in text.articles)
        yield _Flaw(
            "no-article", ("article",), f"{citation_text(citation)}：{text.version} 的文本里没有这一条，一共 {last} 条"
        )
        return
    paragraphs = article
    if citation.paragraph is not None:
        paragraphs = article[citation.paragraph - 1 : citation.paragraph] if citation.paragraph else ()
        if not paragraphs:
            yield _Flaw("no-paragraph", ("paragraph",), f"{citation_text(citation)}：这一条只有 {len(article)} 款")
            return
    if citation.subitem is not None and not any(citation.subitem in each.subitems for each in paragraphs):
        most = max((max(each.subitems, default=0) for each in paragraphs), default=0)
        there = f"只有 {most} 项" if most else "没有分项"
        yield _Flaw("no-subitem", ("subitem",), f"{citation_text(citation)}：这里{there}")
        return
    if isinstance(citation, Penalty):
        yield from _fines(citation, paragraphs, article, linked)


def _fines(
    penalty: Penalty, paragraphs: Sequence[Paragraph], article: Sequence[Paragraph], linked: Linked
) -> Iterator[_Flaw]:
    """The fines whose figures the cited place hasn't, nor what it refers to."""
    figures = _figures(penalty, paragraphs, article, linked)
    for number, fine in enumerate(penalty.fines):
        wanted = _figure(fine)
        alike = [each for each in figures if each[:3] == wanted[:3]]
        path, key = ("fines", number), "times" if fine.times else "max"
        if not alike:
            there = "、".join(dict.fromkeys(map(str, figures))) or "没有罚款数额"
            yield _Flaw("no-figure", (*path, key), f"{citation_text(penalty)}里没有“{wanted}”；原文有：{there}")
        elif all(each.may for each in alike) and not fine.may:
            yield _Flaw("may-fine", path, f"{citation_text(penalty)}里“{wanted}”前面写的是“可以”；请写 may: true")


def _figures(
    penalty: Penalty, paragraphs: Sequence[Paragraph], article: Sequence[Paragraph], linked: Linked
) -> list[Figure]:
    """Those of the cited place; besides, those of the whole article where the place has none or refers to another
    paragraph, and of the articles that it refers to."""
    here = "\n".join(_read_by(each, penalty.subitem) for each in paragraphs)
    figures = list(figures_in(here))
    if not figures or any(word in here for word in _ELSEWHERE):
        figures += figures_in("\n".join(each.whole for each in article))
    for text in linked(here):
        figures += figures_in(text)
    return figures


_ELSEWHERE = ("前款", "前两款", "前三款", "款规定", "款的规定", "本条")


def _read_by(paragraph: Paragraph, subitem: int | None) -> str:
    if subitem is None or subitem not in paragraph.subitems:
        return paragraph.whole
    return f"{paragraph.text}\n{paragraph.subitems[subitem]}"


def _figure(fine: Fine) -> Figure:
    unit: Unit = "元"
    low: Decimal = fine.min
    high = fine.max
    if fine.times:
        unit, (low, high) = "倍", fine.times
    return Figure(unit, low.normalize(), high and high.normalize())
