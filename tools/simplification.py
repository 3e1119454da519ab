"""Write the traditional characters of what the standard prints, from OpenCC's table.

python tools/simplification.py             write convert/characters.py
"""

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from ogireport.convert.numbers import UNITS

ROOT = Path(__file__).parents[1]
MODULE = ROOT / "validators/python/ogireport/convert/characters.py"
WIDTH = 40  # characters in a line of the module
HEAD = '''"""Traditional characters of the standard's words: by tools/simplification.py, from OpenCC."""

SIMPLIFIED = str.maketrans(
'''


def pairs() -> Iterator[tuple[str, str]]:
    """Each traditional character whose simplified one the standard prints, with that."""
    sources = [*ROOT.glob("schema/codelists/*.csv"), *ROOT.glob("schema/rules/*.yaml")]
    printed = set("".join([*(file.read_text("utf-8") for file in sources), *UNITS]))
    for line in (files("opencc") / "dictionary/TSCharacters.txt").read_text("utf-8").splitlines():
        traditional, _, readings = line.partition("\t")
        simplified = readings.split()[0]
        if simplified in printed and traditional not in printed:
            yield traditional, simplified


def module() -> str:
    """Return the source of the module."""
    sides = ("".join(side) for side in zip(*sorted(pairs()), strict=True))
    return HEAD + "".join(f"{_literal(side)},\n" for side in sides) + ")\n"


def _literal(text: str) -> str:
    return "\n".join(f'    "{text[n : n + WIDTH]}"' for n in range(0, len(text), WIDTH))


if __name__ == "__main__":
    MODULE.write_text(module(), "utf-8")
