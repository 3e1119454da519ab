"""Write the administrative division codes with the years in which they were in use.

The facts (codes and years) are read from the list that python-stdnum carries, `stdnum/cn/loc.dat`,
compiled from the Chinese Wikipedia. None of its text is copied, and neither its code nor its file
(LGPL) is part of what is built or installed; it is needed to build alone.
"""

import json
import re
from collections.abc import Iterator
from importlib import metadata, resources

from codelists import StandardError

PACKAGE = "python-stdnum"
PROVINCE = re.compile(r'(\d\d) province="')
COUNTY = re.compile(r' +(\d{4}) county="(.*)"')
PERIOD = re.compile(r"\[(\d*)-(\d*)\]")
# GB/T 2260 gives no county 71 to 80: statistics use these for development zones, which the list lacks
COUNTIES = "([0-6][0-9]|70|8[1-9]|9[0-9])"
Period = tuple[int | None, int | None]  # first and last year; None where it is open or unknown


def document() -> tuple[dict, dict[str, Period]]:
    """Return what the list covers, and per code its years: the latest run of years where it has several."""
    codes = dict(_codes())
    years = [year for _, period in codes.items() for year in period if year]
    provinces = sorted({code[:2] for code in codes if code[2:] != "0000"})
    if not provinces:
        raise StandardError(f"{PACKAGE}: cn/loc.dat holds no codes")
    head = {
        "source": f"{PACKAGE} {metadata.version(PACKAGE)}, cn/loc.dat",
        "years": [min(years), max(years)],
        "covered": f"^({'|'.join(provinces)})[0-9]{{2}}{COUNTIES}$",
    }
    return head, codes


def _codes() -> Iterator[tuple[str, Period]]:
    province = ""
    for line in resources.files("stdnum").joinpath("cn/loc.dat").read_text("utf-8").splitlines():
        if found := PROVINCE.match(line):
            province = found[1]
        elif found := COUNTY.match(line):
            yield province + found[1], _latest(found[2])


def _latest(said: str) -> Period:
    """The years of the last of the names that a code had, and of those before it without a gap."""
    first, last = None, None
    for n, (begins, ends) in enumerate(PERIOD.findall(said)):
        begin, end = int(begins) if begins else None, int(ends) if ends else None
        follows = n and (last is None or begin is None or begin <= last + 1)
        first, last = first if follows else begin, end
    return first, last


def text(version: dict) -> str:
    """dist/divisions.json, one code per line."""
    head, codes = document()
    start = json.dumps(version | head, ensure_ascii=False, indent=1).removesuffix("\n}")
    rows = ",\n".join(f'  "{code}": {json.dumps(years)}' for code, years in sorted(codes.items()))
    return f'{start},\n "codes": {{\n{rows}\n }}\n}}\n'
