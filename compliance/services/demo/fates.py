"""What becomes of matters in the made-up town: which deeds follow each other, and after how many working days."""

from collections.abc import Mapping

from compliance.rulepacks.workflow import MatterDeed

_ORDERED: tuple[MatterDeed, ...] = ("assign", "decide", "order")
_REPORTED: tuple[MatterDeed, ...] = (*_ORDERED, "report")
ENDED: tuple[tuple[MatterDeed, ...], ...] = (
    (*_REPORTED, "close"),
    (*_REPORTED, "close"),
    (*_REPORTED, "send_back", "report", "close"),
    ("assign", "decide", "close"),
    (*_REPORTED, "close"),
    ("offer", "accept", *_REPORTED, "close"),
    (*_REPORTED, "close", "reopen", "decide", "close"),
    ("close",),
    (*_REPORTED, "refer", "close"),
)
"""What ends well."""
UNDER_WAY: tuple[tuple[MatterDeed, ...], ...] = (
    _ORDERED,
    (),
    _REPORTED,
    ("assign", "decide"),
    ("assign", "offer"),
    ("assign", "decide", "refer"),
    ("assign",),
    ("offer", "return_offer", "assign", "decide"),
    (*_REPORTED, "send_back"),
    ("offer", "accept", "assign"),
    ("assign", "decide", "refer", "come_back"),
    ("assign", "offer", "withdraw", "order"),
    (*_REPORTED, "close", "reopen"),
)
"""What is not at its end yet; begun early enough, it is overdue by now."""
AMONG_DEPARTMENTS: frozenset[MatterDeed] = frozenset({"offer", "accept", "return_offer", "withdraw"})
"""What needs more than one department."""
TAKES: Mapping[MatterDeed, tuple[int, int]] = {
    "assign": (0, 1),
    "decide": (1, 3),
    "order": (0, 0),
    "report": (4, 13),
    "send_back": (1, 3),
    "refer": (1, 2),
    "come_back": (4, 9),
    "close": (1, 4),
    "reopen": (5, 12),
    "offer": (0, 1),
    "accept": (1, 2),
    "return_offer": (1, 2),
    "withdraw": (1, 1),
}
"""Working days from the deed before, at least and at most."""
REASONS: Mapping[MatterDeed, str] = {
    "order": "责令限期整改，已当面说明怎么改",
    "report": "当事人报告已经改好，附了照片",
    "send_back": "现场还有一处没有改到位，请继续整改",
    "refer": "按规定移送，材料已交接",
    "come_back": "接收单位认为不符合移送条件，退回处理",
    "close": "已经核实，可以办结",
    "reopen": "回访发现又出现同样的问题",
    "offer": "这件事主要归贵单位管，请接收",
    "return_offer": "不归我们管，退回",
    "withdraw": "已经说清楚，还是由我们办",
}
