"""The same problem put to a solver: mixed-integer programming with HiGHS."""

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack

from ogireport.rules.systems import System

Constraints = tuple[list[str], csr_array]


def constraints(system: System) -> Constraints:
    """The cells, and the equations as rows with the sign of every cell."""
    place = {cell: number for number, cell in enumerate(system.cells)}
    entries = [
        (number, place[use.cell], use.signs[number])
        for number, held in enumerate(system.uses)
        for use in held
    ]
    rows, columns, signs = zip(*entries, strict=True)
    return list(place), csr_array((signs, (rows, columns)), dtype=float)


def fewest_changes(given: Constraints, printed: dict[str, int]) -> int:
    """How many figures must change at least: each rises or falls only where its switch is 1."""
    cells, matrix = given
    figures = np.array([printed[cell] for cell in cells], dtype=float)
    residuals = matrix @ figures
    # a wider bound on the changes would drown in the solver's tolerance
    count, most = len(cells), float(np.abs(residuals).sum())
    balance = hstack([matrix, -matrix, csr_array(matrix.shape)])
    one, none = eye_array(count), csr_array((count, count))
    rises = hstack([one, none, -most * one])
    falls = hstack([none, one, -most * one])
    solved = milp(
        np.r_[np.zeros(2 * count), np.ones(count)],
        integrality=np.r_[np.zeros(2 * count), np.ones(count)],
        bounds=Bounds(0, np.r_[np.full(count, most), figures, np.ones(count)]),
        constraints=[
            LinearConstraint(balance, -residuals, -residuals),
            LinearConstraint(rises, -np.inf, 0),
            LinearConstraint(falls, -np.inf, 0),
        ],
    )
    assert solved.success, solved.message
    return round(solved.fun)
