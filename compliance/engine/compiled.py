"""Packs and discretion files compiled once for all rulebooks that they stand in."""

from weakref import WeakValueDictionary

from compliance.engine.findings import PackFinder
from compliance.engine.twice import TwiceReader
from compliance.engine.verdicts import Discretions, Outcomes
from compliance.rulepacks.models import Discretion, NegativeList


class Compiled:
    """What engines share. Each thing is kept as long as an engine uses it. Safe to share among threads.

    Things are known by the identity of what they are made of, which they keep alive: comparing rules would take longer.
    """

    def __init__(self) -> None:
        self.reader = TwiceReader()
        self._finders: WeakValueDictionary[int, PackFinder] = WeakValueDictionary()
        self._outcomes: WeakValueDictionary[tuple[int, ...], Outcomes] = WeakValueDictionary()

    def finder(self, pack: NegativeList) -> PackFinder:
        """What finds under the pack."""
        return self._finders.get(id(pack)) or self._finders.setdefault(id(pack), PackFinder(pack, self.reader))

    def outcomes(self, files: tuple[Discretion, ...]) -> Outcomes:
        """What tells the outcomes of violations under all these files."""
        key = tuple(map(id, files))
        return self._outcomes.get(key) or self._outcomes.setdefault(key, Outcomes(Discretions(files, self.reader)))
