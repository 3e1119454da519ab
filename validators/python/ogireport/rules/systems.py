"""Equations connected by their cells; they are numbered, a set of them is an integer of bits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ogireport.kinds import Equation
from ogireport.rules.equation import residual

Figures = Mapping[str, int]
Residuals = Mapping[int, int]  # by how much a failing equation is out: left less right
Repair = Mapping[str, int]  # the new figure of every cell that changes


class Use(NamedTuple):
    """A cell, its sign in each equation that holds it, their bits, and a bit of its own."""

    cell: str
    signs: Mapping[int, int]
    bits: int
    own: int


@dataclass(frozen=True, slots=True)
class System:
    """Equations connected by their cells.

    A family is some of the equations in blocks that no cell joins: as many blocks as fail, so
    many cells at least must change. `crossing` has the cells of exactly two equations.
    """

    equations: tuple[Equation, ...]
    uses: tuple[tuple[Use, ...], ...]
    cells: tuple[str, ...]
    families: tuple[tuple[int, ...], ...]
    crossing: Mapping[int, list[Use]]

    @classmethod
    def of(cls, equations: Iterable[Equation]) -> System:
        equations = tuple(equations)
        signs: dict[str, dict[int, int]] = {}
        for number, equation in enumerate(equations):
            for side, sign in ((equation.left, 1), (equation.right, -1)):
                for term in side:
                    signs.setdefault(term.path, {})[number] = sign
        uses = {
            cell: Use(cell, of_cell, bits(of_cell), 1 << len(equations) + place)
            for place, (cell, of_cell) in enumerate(signs.items())
        }
        held = tuple(tuple(uses[term.path] for term in e.terms) for e in equations)
        crossing: dict[int, list[Use]] = {}
        for use in uses.values():
            if len(use.signs) == 2:
                crossing.setdefault(use.bits, []).append(use)
        families = tuple(_families(equations, uses.values()))
        return cls(equations, held, tuple(uses), families, crossing)

    def without(self, cells: Iterable[str]) -> Iterator[System]:
        """The systems of the equations that hold none of the cells."""
        gone = set(cells).intersection(self.cells)
        if not gone:
            return iter((self,))
        kept = [e for e in self.equations if gone.isdisjoint(term.path for term in e.terms)]
        return systems(kept)

    def residuals(self, cells: Mapping[str, int | None]) -> Residuals:
        """By how much each equation is out; one with a null in it is not counted."""
        out: dict[int, Any] = {}
        for number, equation in enumerate(self.equations):
            if off := residual(equation, cells):
                out[number] = off
        return out


def bits(numbers: Iterable[int]) -> int:
    return sum(1 << number for number in numbers)


def systems(equations: Iterable[Equation]) -> Iterator[System]:
    """The equations as systems that share no cell, in printed order."""
    equations = tuple(equations)
    holders: dict[str, int] = {}
    for number, equation in enumerate(equations):
        for term in equation.terms:
            holders[term.path] = holders.get(term.path, 0) | 1 << number
    for block in sorted(_joined(holders.values()), key=lambda block: block & -block):
        yield System.of(e for number, e in enumerate(equations) if block >> number & 1)


def _joined(groups: Iterable[int]) -> list[int]:
    """The groups, those that overlap made one."""
    blocks: list[int] = []
    for group in groups:
        apart = []
        for block in blocks:
            if block & group:
                group |= block
            else:
                apart.append(block)
        blocks = [*apart, group]
    return blocks


def _families(equations: tuple[Equation, ...], uses: Iterable[Use]) -> Iterator[tuple[int, ...]]:
    """The rules in as few families as leave the equations of a rule in blocks of their own."""
    held = {use.bits for use in uses}
    rules: dict[str, int] = {}
    for number, equation in enumerate(equations):
        rules[equation.rule] = rules.get(equation.rule, 0) | 1 << number
    families: list[int] = []
    for rule in rules.values():
        for place, family in enumerate(families):
            blocks = _joined(both for b in held if (both := b & (family | rule)))
            if all((block & rule).bit_count() <= 1 for block in blocks):
                families[place] = family | rule
                break
        else:
            families.append(rule)
    for family in families:
        yield tuple(_joined(both for b in held if (both := b & family)))
