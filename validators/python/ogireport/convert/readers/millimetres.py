"""Lengths of an OFD page, which are millimetres, and where they lie on it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

Matrix = tuple[float, float, float, float, float, float]
POINTS = 72 / 25.4  # of a millimetre


def lengths(text: str | None) -> list[float]:
    """The numbers of an attribute; ValueError for what is none."""
    return [float(number) for number in (text or "").split()]


def placed(element: Element, outer: Matrix) -> Matrix:
    """Return how the lengths within an object lie on the page."""
    x, y = (lengths(element.get("Boundary")) or [0.0, 0.0])[:2]
    a, b, c, d, e, f = lengths(element.get("CTM")) or (1, 0, 0, 1, 0, 0)
    p, q, r, s, t, u = outer
    e, f = e + x, f + y
    return (
        a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
        e * p + f * r + t, e * q + f * s + u,
    )  # fmt: skip


def at(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """The point of the page, in points."""
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e) * POINTS, (b * x + d * y + f) * POINTS
