"""Decision diagrams: what something comes to under all answers at once, exactly and, for what people write, small.

A branch asks one variable and has a child for each of its values; a leaf is the outcome. Variables are asked in one
order, and what is equal is one node: two readings come to the same under all answers just where they are one node.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Node: TypeAlias = int
Price: TypeAlias = Callable[..., int | None]
"""What the outcomes of some nodes under the same answers cost; None where they aren't what is looked for."""


@dataclass(frozen=True, slots=True)
class Found:
    """The cheapest way to what is looked for: its cost, a value for each variable that matters, the nodes' outcomes."""

    cost: int
    values: tuple[tuple[int, int], ...]
    outcomes: tuple[Any, ...]


class Diagrams:
    """Diagrams over the same variables, which go by their numbers in the order in which they are asked."""

    def __init__(self) -> None:
        self._nodes: list[tuple[int | None, Any]] = []  # a variable with its children, or None with an outcome
        self._known: dict[tuple[int | None, Any], Node] = {}
        self._combined: dict[tuple[Any, ...], Node] = {}

    def leaf(self, outcome: Hashable) -> Node:
        """The node of one outcome whatever is answered."""
        return self._node((None, outcome))

    def branch(self, variable: int, children: Sequence[Node]) -> Node:
        """The node that goes on by the variable's value."""
        if len(set(children)) == 1:
            return children[0]
        return self._node((variable, tuple(children)))

    def combine(self, operation: Callable[..., Hashable], *nodes: Node) -> Node:
        """What the operation makes of the nodes' outcomes."""
        key = (operation, *nodes)
        made = self._combined.get(key)
        if made is None:
            made = self._combined[key] = self._combine(operation, nodes)
        return made

    def cheapest(self, nodes: tuple[Node, ...], price: Price, costs: Sequence[Sequence[int]]) -> Found | None:
        """The cheapest values under which the nodes' outcomes have a price; `costs`: of each variable's values."""
        known: dict[tuple[Node, ...], Found | None] = {}

        def search(nodes: tuple[Node, ...]) -> Found | None:
            if nodes not in known:
                known[nodes] = self._cheapest_of(nodes, price, costs, search)
            return known[nodes]

        return search(nodes)

    def _node(self, key: tuple[int | None, Any]) -> Node:
        node = self._known.get(key)
        if node is None:
            node = self._known[key] = len(self._nodes)
            self._nodes.append(key)
        return node

    def _combine(self, operation: Callable[..., Hashable], nodes: tuple[Node, ...]) -> Node:
        variable = self._first(nodes)
        if variable is None:
            return self.leaf(operation(*(self._nodes[node][1] for node in nodes)))
        return self.branch(variable, [self.combine(operation, *each) for each in self._children(nodes, variable)])

    def _cheapest_of(
        self,
        nodes: tuple[Node, ...],
        price: Price,
        costs: Sequence[Sequence[int]],
        search: Callable[[tuple[Node, ...]], Found | None],
    ) -> Found | None:
        variable = self._first(nodes)
        if variable is None:
            outcomes = tuple(self._nodes[node][1] for node in nodes)
            cost = price(*outcomes)
            return None if cost is None else Found(cost, (), outcomes)
        best: Found | None = None
        for value, children in enumerate(self._children(nodes, variable)):
            rest = search(children)
            if rest and (best is None or rest.cost + costs[variable][value] < best.cost):
                values = ((variable, value), *rest.values)
                best = Found(rest.cost + costs[variable][value], values, rest.outcomes)
        return best

    def _first(self, nodes: tuple[Node, ...]) -> int | None:
        variables = (self._nodes[node][0] for node in nodes)
        return min((each for each in variables if each is not None), default=None)

    def _children(self, nodes: tuple[Node, ...], variable: int) -> list[tuple[Node, ...]]:
        """For each value of the variable, what is left of the nodes."""
        asked = [self._nodes[node] for node in nodes]
        width = next(len(children) for asks, children in asked if asks == variable)
        sides = [
            children if asks == variable else (node,) * width
            for node, (asks, children) in zip(nodes, asked, strict=True)
        ]
        return list(zip(*sides, strict=True))
