"""Raised characters: marks of notes, which are no digits of the figure that they follow."""

_RAISED = str.maketrans("0123456789()+-[]（）［］注", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁺⁻⁽⁾⁽⁾⁽⁾※")


def raised(text: str) -> str:
    """Return the text in characters that stand raised by themselves."""
    return text.translate(_RAISED)
