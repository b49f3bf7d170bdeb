"""A decision in plain words, for a terminal."""

from collections.abc import Iterator

from compliance.documents.advice import Advice, FindingCard, advise
from compliance.engine.decision import Decision
from compliance.rulepacks.rulebook import Rulebook


def describe_decision(rulebook: Rulebook, decision: Decision) -> str:
    """The whole decision, one paragraph for each violation and undetermined item."""
    advice = advise(rulebook, decision)
    violations = (line for card in advice.violations for line in _violation(card))
    return "\n".join([*_summary(advice), *violations, *_rest(advice)])


def _summary(advice: Advice) -> Iterator[str]:
    yield f"决定日期 {advice.as_of}，行为日期 {advice.acted_on}"
    yield "、".join(f"{title}（{version}）" for title, version in advice.packs)
    counts = advice.counts
    yield (
        f"违反 {counts['violation']} 项，不能确定 {counts['undetermined']} 项，"
        f"合规 {counts['compliant']} 项，不适用 {counts['not_applicable']} 项"
    )


def _violation(card: FindingCard) -> Iterator[str]:
    yield f"\n【违反】{card.title}（{card.item_id}，{card.department}）"
    yield f"  义务：{'；'.join(each.text for each in card.duty)}"
    if card.penalty:
        yield f"  处罚依据：{card.penalty.text}；{'、'.join(card.measures)}"
    for fine in card.fines:
        yield f"  罚款：{fine}"
    if card.rectify_how:
        yield f"  怎么改：{card.rectify_how}" + (f"（{card.due} 前）" if card.due else "")
    yield f"  结论：{card.verdict_text}"
    for rule in card.reachable:
        missing = "、".join(f"{element.title}（{element.state_text}）" for element in rule.open)
        yield f"  可争取：{rule.title}，{rule.verdict_text}" + (f"；还差：{missing}" if missing else "")
    for note in card.notes:
        yield f"  注意：{note}"


def _rest(advice: Advice) -> Iterator[str]:
    for card in advice.undetermined:
        yield f"\n【不能确定】{card.title}（{card.item_id}）"
        for need in card.needs:
            yield f"  还要回答：{need.ask}"
    yield "\n自查结果供整改参考，不是行政处罚决定；以执法机关核实为准。"
