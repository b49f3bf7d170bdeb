"""Our engine, whole: visibility, durable-rules and the plain reading, needs, fines, the Decision."""

from pathlib import Path

from benchmarks.work import Found, Work
from compliance.engine.decide import Engine
from compliance.engine.sheet import AnswerSheet
from compliance.rulepacks.rulebook import bring_together, read_rulebook


class Ours:
    """`Engine.decide`."""

    name = "qingdan, Engine.decide"

    def __init__(self, work: Work) -> None:
        self.engine, self._day = Engine(work.rulebook), work.day

    def native(self, sheet: AnswerSheet) -> AnswerSheet:
        return sheet

    def assess(self, native: AnswerSheet) -> list[Found]:
        return [(each.status, each.needs) for each in self.engine.decide(native, self._day).findings]


class OursWithDiscretion(Ours):
    """The same with the shipped discretion files, so that each violation gets its verdict too."""

    name = "qingdan, with discretion"

    def __init__(self, work: Work) -> None:
        shipped = read_rulebook([_DISCRETION])
        self.engine, self._day = Engine(bring_together((*work.rulebook.files, *shipped.files))), work.day


_DISCRETION = Path(__file__).parents[2] / "rules" / "discretion"
