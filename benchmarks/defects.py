"""A made corpus of any size, with seeded defects and the truth about them.

    python benchmarks/defects.py FILE.jsonl [REPORTS] [SHARE] [SEED]

Realistic reports of both editions; SHARE of them (0.03 unless given) get one of the defects
below, in turn. FILE.truth.json lists them: line, kind, and whether the line is `unreadable`,
`malformed`, has `findings`, or is only written in an unusual way (`good`).
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ogireport.rules import identifiers
from ogireport.spec import standard

CHARACTERS = "政府信息公开工作年度报告主动依申请推进机关规范管理平台监督保障本年不断加强服务群众条例部门网站建设内容"
LEVELS = ("province", "prefecture", "county", "township")
APPLICANTS = ("natural_person", "commercial_enterprise", "research_institution")
ZEROS = "disputes/litigation_direct/upheld"
SPEC = standard()
DIVISIONS = [  # in use in every year of the corpus
    code
    for code, (first, last) in identifiers.divisions(SPEC).codes.items()
    if (first or 0) <= 2019 and last is None
]

Document = dict[str, Any]


# good reports --------------------------------------------------------------------------------


def text(draw: random.Random, length: int) -> str:
    """Characters with a stop now and then, cut from one long piece so that it costs little."""
    start = draw.randrange(len(PROSE) - length)
    return PROSE[start : start + length]


def prose() -> str:
    draw = random.Random(1)
    words = ("".join(draw.choices(CHARACTERS, k=draw.randrange(5, 25))) for _ in range(2000))
    return "".join(
        f"{word}{draw.choice('，，。；')}{draw.choice(['', '', '', '2021年', '12%'])}"
        for word in words
    )


PROSE = prose()


def rows(form: str) -> Document:
    """Every cell of a form, 0."""
    return {
        row.code: dict.fromkeys(row.columns, 0)
        for row in SPEC.forms[form].rows.values()
        if row.columns
    }


def report(number: int, draw: random.Random) -> Document:
    """A report without any finding, in the edition of its year."""
    year = draw.randrange(2019, 2025)
    edition, level = "2019" if year < 2021 else "2021", draw.choice(LEVELS)
    organ = 100_000 + number % 899_999
    division = DIVISIONS[number % len(DIVISIONS)]
    document = {
        "schema_version": "1.0",
        "report_id": f"organ-{number}-{year}",
        "title": f"某机关{organ}{year}年政府信息公开工作年度报告",
        "reporting_year": year,
        "organ": {
            "name": f"某机关{organ}",
            "code": credit_code(f"11{division}00{organ}") if draw.random() < 0.5 else None,
            "division_code": division,
            "level": level,
        },
        "scope": "own_organ",
        "covers": [],
        "period": {"start": f"{year}-01-01", "end": f"{year}-12-31"},
        "published": f"{year + 1}-01-{draw.randrange(10, 32)}",
        "source": {
            "url": f"https://www.example.gov.cn/{year}/{number}.html",
            "media_type": "text/html",
            "sha256": f"{draw.getrandbits(256):064x}",
        },
        "sections": {
            "overview": text(draw, draw.randrange(800, 2400)),
            "problems_and_improvements": "一是公开意识不强。\n"
            + text(draw, draw.randrange(200, 900)),
            "other_matters": "本年度没有收取信息处理费。" + text(draw, draw.randrange(20, 400)),
        },
        "information_handling_fee": {"amount_yuan": 0, "cases": 0},
        "disclosure": {"edition": edition, "rows": rows(f"disclosure_{edition}")},
        "requests": {"edition": edition, "rows": rows(f"requests_{edition}")},
        "disputes": {"rows": rows("disputes")},
        "notes": [],
    }
    for table, fill in (("disclosure", disclose), ("requests", request), ("disputes", dispute)):
        fill(document[table]["rows"], draw)
    return document


def credit_code(sixteen: str) -> str:
    """The unified social credit code that begins so."""
    return sixteen + identifiers.last_two(sixteen)


def disclose(table: Document, draw: random.Random) -> None:
    for row in table.values():
        if "decisions" in row and draw.random() < 0.6:
            row["decisions"] = draw.randrange(3000)
    for row in (table["rules"], table["normative_documents"]):
        for column in ("total_disclosed", "in_force"):
            if column in row and draw.random() < 0.5:
                row[column] = draw.randrange(1, 90)
    fee = table.get("centralized_procurement", table["administrative_fees"])
    if "amount_yuan" in fee and draw.random() < 0.5:
        fee["amount_yuan"] = (
            draw.randrange(10**9) / 100 if draw.random() < 0.6 else draw.randrange(10**7)
        )


def request(table: Document, draw: random.Random) -> None:
    """A few outcomes for a few kinds of applicants, and all their sums."""
    outcomes = [
        row
        for row in table
        if row not in ("new_received", "brought_forward", "total_processed", "carried_forward")
    ]
    for applicant in APPLICANTS[: draw.randrange(1, 4)]:
        for outcome in draw.sample(outcomes, draw.randrange(1, 6)):
            add(table, outcome, applicant, draw.randrange(1, 60))
        before, after = draw.randrange(9), draw.randrange(9)
        handled = table["total_processed"][applicant]
        add(table, "carried_forward", applicant, after)
        add(table, "brought_forward", applicant, min(before, handled + after))
        add(table, "new_received", applicant, handled + after - min(before, handled + after))


def add(table: Document, row: str, column: str, count: int) -> None:
    for name in (
        {row, "total_processed"}
        if row not in ("new_received", "brought_forward", "carried_forward")
        else {row}
    ):
        table[name][column] += count
        table[name]["total"] += count


def dispute(table: Document, draw: random.Random) -> None:
    for row in table.values():
        if draw.random() < 0.2:
            row["upheld"], row["corrected"] = draw.randrange(5), draw.randrange(3)
            row["total"] = row["upheld"] + row["corrected"]


def dumped(document: Document) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


# defects -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Defect:
    """A way to spoil a report: its document, or its bytes; and what it is then."""

    kind: str
    truth: str
    document: Callable[[Document], object] | None = None
    line: Callable[[bytes], bytes] | None = None


def total(row: str, change: int) -> Callable[[Document], object]:
    def spoil(document: Document) -> None:
        document["requests"]["rows"][row]["total"] += change

    return spoil


def cell(value: object) -> Callable[[Document], object]:
    return lambda d: d["requests"]["rows"]["new_received"].update(natural_person=value)


def first_cell(written: bytes) -> Callable[[bytes], bytes]:
    """Write the first cell of table four, which is 0 or a small number, in another way."""

    def spoil(line: bytes) -> bytes:
        head, mark, rest = line.rpartition(b'"upheld":')
        digits = len(rest) - len(rest.lstrip(b"0123456789"))
        return head + mark + written.replace(b"N", rest[:digits]) + rest[digits:]

    return spoil


def hybrid(document: Document) -> None:
    edition = "2021" if document["disclosure"]["edition"] == "2019" else "2019"
    document["disclosure"] = {"edition": edition, "rows": rows(f"disclosure_{edition}")}


def blank(document: Document) -> None:
    document["requests"]["rows"]["carried_forward"]["other_organization"] = None
    path = "requests/carried_forward/other_organization"
    document["notes"].append({"cell": path, "status": "blank", "printed": ""})


def inserted(what: bytes, after: bytes) -> Callable[[bytes], bytes]:
    return lambda line: line.replace(after, after + what, 1)


DEFECTS = (
    Defect("total one too high", "findings", total("total_processed", 1)),
    Defect("intake not accounted for", "findings", total("new_received", -1)),
    Defect("total of table four missing", "findings", lambda d: d["disputes"]["rows"]["reconsideration"].update(other_outcome=7)),
    Defect("two editions", "findings", hybrid),
    Defect("blank cell with a note", "findings", blank),
    Defect("null without a note", "findings", cell(None)),
    Defect("note without a null", "findings", lambda d: d["notes"].append({"cell": ZEROS, "status": "lost", "printed": None})),
    Defect("published late", "findings", lambda d: d["organ"].update(level="county") or d.update(published=f"{d['reporting_year'] + 1}-05-01")),
    Defect("section five empty", "findings", lambda d: d["sections"].update(problems_and_improvements="无。")),
    Defect("integral float", "malformed", line=first_cell(b"N.0")),
    Defect("exponent", "malformed", line=first_cell(b"Ne0")),
    Defect("text for a number", "malformed", cell("12")),
    Defect("true for a number", "malformed", cell(value=True)),
    Defect("below zero", "malformed", cell(-1)),
    Defect("2**63", "malformed", cell(2**63)),
    Defect("unknown row", "malformed", lambda d: d["requests"]["rows"].update(granted={})),
    Defect("day that is none", "malformed", lambda d: d.update(published="2021-02-30")),
    Defect("long decimals", "malformed", line=inserted(b"0.070000000000000001", b'"amount_yuan":')),
    Defect("key twice, last right", "unreadable", line=inserted(b'9,"upheld":', b'"upheld":')),
    Defect("key twice with spaces", "unreadable", line=inserted(b' 9 , "upheld" \t: ', b'"upheld":')),
    Defect("key twice, colon escaped", "unreadable", line=lambda s: s.replace(b'"title":"', b'"title":"x","title":"\\u003a', 1)),
    Defect("key of a table twice", "unreadable", line=inserted(b'{"rows":{}},"disputes":', b'"disputes":')),
    Defect("NaN", "unreadable", line=first_cell(b"NaN")),
    Defect("1e400", "unreadable", line=first_cell(b"1e400")),
    Defect("leading zero", "unreadable", line=first_cell(b"01")),
    Defect("full-width digit", "unreadable", line=first_cell("１".encode())),
    Defect("trailing comma", "unreadable", line=lambda s: s[:-1] + b",}"),
    Defect("trailing garbage", "unreadable", line=lambda s: s + b" x"),
    Defect("truncated", "unreadable", line=lambda s: s[: len(s) // 2]),
    Defect("invalid UTF-8", "unreadable", line=inserted(b"\xff", b'"overview":"')),
    Defect("lone surrogate", "unreadable", line=inserted(b"\\ud800", b'"overview":"')),
    Defect("control character", "unreadable", line=inserted(b"\x01", b'"overview":"')),
    Defect("raw NUL", "unreadable", line=inserted(b"\x00", b'"overview":"')),
    Defect("nested without end", "unreadable", line=first_cell(b"[" * 100_000)),
    Defect("byte order mark", "good", line=lambda s: b"\xef\xbb\xbf" + s),
    Defect("NUL escaped", "good", line=inserted(b"\\u0000", b'"overview":"')),
    Defect("colons in the text", "good", line=inserted("8:30，网址https://a.cn:80".encode(), b'"overview":"')),
    Defect("colon escaped", "good", line=inserted(b"8\\u003a30 8:30", b'"overview":"')),
    Defect("minus zero", "good", line=lambda s: s.replace(b'"pending":0', b'"pending":-0', 1)),
    Defect("escaped text", "good", line=lambda s: json.dumps(json.loads(s, parse_float=Decimal), default=float).encode()),
    Defect("keys in another order", "good", document=lambda d: [d.update({key: d.pop(key)}) for key in sorted(d)]),
    Defect("carriage return", "good", line=lambda s: s + b" \r"),
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    data: bytes
    kind: str = ""
    truth: str = "good"


def lines(
    count: int, share: float = 0.03, seed: int = 1, defects: Sequence[Defect] = DEFECTS
) -> Iterator[Line]:
    """So many lines; each defect comes in turn."""
    draw, turn = random.Random(seed), 0
    for number in range(count):
        document = report(number, draw)
        if draw.random() >= share:
            yield Line(dumped(document))
            continue
        defect = defects[turn % len(defects)]
        turn += 1
        if defect.document:
            defect.document(document)
        data = dumped(document)
        yield Line(defect.line(data) if defect.line else data, defect.kind, defect.truth)


Truth = list[tuple[int, str, str]]  # line, kind of defect, what the line is then


def write(
    path: Path, count: int, share: float = 0.03, seed: int = 1, defects: Sequence[Defect] = DEFECTS
) -> Truth:
    """Write the corpus and return the truth about it."""
    truth = []
    with path.open("wb") as file:
        for number, line in enumerate(lines(count, share, seed, defects), 1):
            file.write(line.data + b"\n")
            if line.kind:
                truth.append((number, line.kind, line.truth))
    return truth


def main() -> None:
    path, given = Path(sys.argv[1]), sys.argv[2:]
    count, share, seed = [*given, *("10000", "0.03", "1")[len(given) :]]
    truth = write(path, int(count), float(share), int(seed))
    told = json.dumps(truth, ensure_ascii=False, indent=0)
    path.with_suffix(".truth.json").write_text(told, "utf-8")


if __name__ == "__main__":
    main()
