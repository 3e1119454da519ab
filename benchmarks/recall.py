"""How many statements that a reader marked in published reports are found, and how they are judged.

python benchmarks/recall.py STATEMENTS.json [DOCUMENTS...] [--misses]

Each item of the file has `doc`, `file`, `section`, `quote`, `span`, `value`, `expr`, `relation` and `table_value`.
Where `file` names one of the documents, that is converted and read; else the quotes of a `doc` become the narrative
of a report that has the cells the reader looked up, and no others.
"""

import argparse
import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

from ogireport import Report
from ogireport.convert import convert
from ogireport.rules.claims import Claim, narrative
from ogireport.spec import standard

ROOT = Path(__file__).parents[1]
SECTIONS = {"一": "overview", "二": "overview", "五": "problems_and_improvements"}
ROWS = {
    "new": "new_received", "in": "brought_forward", "done": "total_processed", "out": "carried_forward",
    "full": "granted_in_full", "part": "granted_in_part", "W": "withheld_state_secret",
    "U": "unable_not_held", "N": "not_processed_petition", "O": "other_remaining",
}  # fmt: skip
TRACKS = {
    "rev": "reconsideration",
    "dir": "litigation_direct",
    "aft": "litigation_after_reconsideration",
}
COLUMNS = {"np": "natural_person", "org": "commercial_enterprise"}
GROUPS = {"W": "withheld", "U": "unable", "N": "not_processed", "O": "other"}


def cells(term: str, edition: str) -> tuple[str, list[str]]:
    """The cell that holds what a term of an expression names, and others of its group, which are 0."""
    name, _, column = term.partition(":")
    track, _, outcome = term.partition(".")
    if track in TRACKS:
        return f"disputes/{TRACKS[track]}/{outcome or 'total'}", []
    if name in ROWS:
        row = "other_handling" if name == "O" and edition == "2019" else ROWS[name]
        cell = f"requests/{row}/{COLUMNS.get(column, 'total')}"
        rows = standard().forms[f"requests_{edition}"].rows
        group = GROUPS.get(name)
        others = [r for r in rows if group and r.startswith(f"{group}_") and rows[r].columns]
        return cell, [c for r in others if (c := f"requests/{r}/total") != cell]
    return f"disclosure/{term.replace('.', '/')}", []


def synthetic(items: list[dict]) -> Report:
    """A report with the quotes as its narrative and the cells that the reader looked up."""
    year = int(re.search(r"20\d\d", items[0]["doc"] + "2021")[0])
    edition = "2019" if year < 2021 else "2021"
    document = json.loads((ROOT / f"samples/reports/{edition}-minimal/report.json").read_text())
    quotes = list(dict.fromkeys(item["quote"] for item in items))
    text = "\n".join(f"{quote}。" for quote in quotes)
    wide = re.search("全[市县区省]", text)
    document |= {"reporting_year": year, "scope": "government_aggregate" if wide else "own_organ"}
    document["sections"] = {"overview": text}
    for table in standard().tables:
        for row in document[table]["rows"].values():
            row.update(dict.fromkeys(row))
    known = [
        i for i in items if i["table_value"] is not None and i["relation"] in ("=", "!=", "scope")
    ]
    for item in sorted(known, key=lambda item: -item["expr"].count("+")):
        rest = Decimal(str(item["table_value"]))
        for term in item["expr"].split("+"):
            cell, others = cells(term, edition)
            for path in [*others, cell]:
                table, row, column = path.split("/")
                document[table]["rows"][row][column] = int(rest) if path == cell else 0
            rest = Decimal(0)
    return Report(document)


def found(item: dict, report: Report, claims: tuple[Claim, ...]) -> Claim | None:
    """The claim that has the number of a marked statement at its place."""
    flat = [re.sub(r"\s", "", item[name]) for name in ("quote", "span")]
    for claim in claims:
        text = report.document["sections"][claim.section]
        head = re.sub(
            r"\s", "", text[: claim.offset + claim.number.end if claim.number else claim.end]
        )
        for place in (m.start() for m in re.finditer(re.escape(flat[0]), re.sub(r"\s", "", text))):
            start = place + flat[0].find(flat[1])
            if start < len(head) <= start + len(flat[1]) and claim.value == Decimal(item["value"]):
                return claim
    return None


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("statements", type=Path)
    parser.add_argument("documents", type=Path, nargs="*")
    parser.add_argument(
        "--misses", action="store_true", help="list what was not found, or found otherwise"
    )
    options = parser.parse_args()
    files = {path.stem: path for path in options.documents}
    by_doc = defaultdict(list)
    for item in json.loads(options.statements.read_text("utf-8")):
        by_doc[item["doc"]].append(item)
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for items in by_doc.values():
        path = files.get(items[0]["file"])
        report = Report(convert(path.read_bytes()).document) if path else synthetic(items)
        claims = narrative(report, standard()).claims
        for item in items:
            claim = found(item, report, claims)
            outcome = f"{claim.outcome} {claim.guard or ''}".strip() if claim else "not found"
            counts[item["relation"]][outcome] += 1
            if options.misses and (
                claim is None or str(claim.outcome) not in ("equal", "undetermined")
            ):
                says = claim.says if claim else ""
                print(
                    item["id"],
                    item["relation"],
                    outcome,
                    says,
                    item["expr"],
                    item["value"],
                    item["table_value"],
                    item["span"],
                )
    for relation, outcomes in counts.items():
        print(
            f"{relation:12}",
            *(f"{outcome}: {n}" for outcome, n in outcomes.most_common()),
            sep="  ",
        )


if __name__ == "__main__":
    main()
