"""Read schema/*.csv and lay out the three tables of the form per edition."""

import csv
from itertools import product
from pathlib import Path
from typing import NamedTuple

SCHEMA = Path(__file__).parents[1] / "schema"


class StandardError(Exception):
    """The hand-written standard contradicts itself; the message names the file."""


def rows_of(path: Path) -> list[dict]:
    """Return the rows of one CSV file; `variants` is split at the vertical bar."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if "variants" in row:
            row["variants"] = row["variants"].split("|") if row["variants"] else []
    return rows


def codelist(name: str, root: Path) -> list[dict]:
    return rows_of(root / "codelists" / f"{name}.csv")


def tables(root: Path = SCHEMA) -> list[str]:
    return [table["code"] for table in codelist("tables", root)]


class Form(NamedTuple):
    """One table of one edition: `rows` hold their own column codes, headings hold none.

    `clauses` names the edition of each clause where they mix editions.
    """

    name: str
    table: str
    edition: str | None
    clauses: dict[str, str]
    section: dict
    groups: list[dict]
    rows: list[dict]
    columns: list[dict]
    shape: str
    least_figures: int

    def cells(self) -> list[str]:
        return [f"{self.table}/{row['code']}/{c}" for row in self.rows for c in row["columns"]]

    def edition_of(self, row: str) -> str | None:
        """The edition that prints a row: that of its clause where the clauses mix editions."""
        return self.clauses.get(self.row(row)["parent"], self.edition)

    def editions(self) -> set[str | None]:
        return {self.edition_of(row["code"]) for row in self.rows}

    def row(self, code: str) -> dict:
        return next(row for row in self.rows if row["code"] == code)

    def column(self, code: str) -> dict:
        return next(column for column in self.columns if column["code"] == code)

    def below(self, axis: str, total: str) -> list[str]:
        """The codes of the lines that a total adds up, in printed order, with headings replaced by their lines."""
        lines = self.rows if axis == "row" else self.columns
        parent = {line["code"]: line["parent"] for line in lines}

        def ends_at(code: str) -> bool:
            return bool(code) and (code == total or ends_at(parent.get(code, "")))

        return [x["code"] for x in lines if x["role"] != "group" and ends_at(x["parent"])]


def in_edition(line: dict, edition: str | None) -> bool:
    return edition is None or line["since"] <= edition <= (line["until"] or edition)


def of_clauses(line: dict, clauses: dict[str, str]) -> list[str]:
    """The clauses that print a line, of those that a mixture has."""
    own = [line["code"]] if line["axis"] == "group" else line["parent"].split("|")
    return [c for c in own if c in clauses and in_edition(line, clauses[c])]


def mixed(lines: list[dict], clauses: dict[str, str]) -> list[dict]:
    """The lines of each clause in its own edition; a column keeps only the clauses it has there."""
    found = [(line, of_clauses(line, clauses)) for line in lines]
    return [
        line if line["axis"] == "group" else line | {"parent": "|".join(own)}
        for line, own in found
        if own
    ]


def form(table: dict, edition: dict, root: Path) -> Form:
    code, clauses = table["code"], edition["clauses"]
    every = codelist(code, root)
    whole = [x for x in every if in_edition(x, edition["code"])]
    lines = mixed(every, clauses) if clauses else whole
    for line in lines:
        for key in ("since", "until"):
            del line[key]
    groups, rows, columns = (
        [{k: v for k, v in x.items() if k != "axis"} for x in lines if x["axis"] == axis]
        for axis in ("group", "row", "column")
    )
    for row in rows:
        own = [c["code"] for c in columns if not groups or row["parent"] in c["parent"].split("|")]
        headings = {c["code"] for c in columns if c["role"] == "group"}
        row["columns"] = [] if row["role"] == "group" else [c for c in own if c not in headings]
    section = next((s for s in codelist("sections", root) if s["code"] == table["section"]), None)
    if section is None:
        raise StandardError(f"codelists/tables.csv: {code} is in no section of sections.csv")
    name = f"{code}_{edition['code']}" if edition["code"] else code
    shape, least = table["shape"], int(table["least_figures"])
    return Form(name, code, edition["code"], clauses, section, groups, rows, columns, shape, least)


def editions(root: Path) -> list[dict]:
    """The editions, and before the newest what is known to be mixed of two in one table.

    `clauses` names the edition of each clause of a mixture, whose years are those of the older.
    """
    whole = [each | {"clauses": {}} for each in rows_of(root / "editions.csv")]
    years = {e["code"]: {k: e[k] for k in ("first_year", "last_year")} for e in whole}
    found = []
    for mixture in mixtures(root):
        named = {key: mixture[key] for key in ("code", "table", "zh", "en")}
        clauses = clauses_of(mixture, root)
        issued = {"document": "", "issued": ""}
        found.append(named | issued | years[min(clauses.values())] | {"clauses": clauses})
    return [*whole[:-1], *found, whole[-1]]


def mixtures(root: Path) -> list[dict]:
    return rows_of(root / "mixtures.csv")


def clauses_of(mixture: dict, root: Path) -> dict[str, str]:
    """The edition of each clause of a mixture; those that this edition has not are left out."""
    own = mixture["clauses"].split("|")
    groups = [x for x in codelist(mixture["table"], root) if x["axis"] == "group"]
    if unknown := {*own} - {group["code"] for group in groups}:
        raise StandardError(f"mixtures.csv: {mixture['code']}: no such clause {sorted(unknown)}")
    chosen = {g["code"]: mixture["edition" if g["code"] in own else "others"] for g in groups}
    return {g["code"]: chosen[g["code"]] for g in groups if in_edition(g, chosen[g["code"]])}


def forms(root: Path = SCHEMA) -> list[Form]:
    """Return every form table: one per edition or mixture where they differ, else one."""
    every = editions(root)
    one = {"code": None, "clauses": {}}
    found = []
    for table in codelist("tables", root):
        lines = codelist(table["code"], root)
        differs = any(x["until"] or x["since"] != every[0]["code"] for x in lines)
        own = [e for e in every if e.get("table", table["code"]) == table["code"]]
        found += [form(table, e, root) for e in (own if differs else [one])]
    check(found)
    return found


def check(found: list[Form]) -> None:
    if len({each.name for each in found}) != len(found):
        raise StandardError("mixtures.csv: a code twice, or that of an edition")
    for each, axis in product(found, ("rows", "columns")):
        lines = getattr(each, axis)
        codes = [x["code"] for x in lines]
        if len(set(codes)) != len(codes):
            raise StandardError(f"codelists/{each.table}.csv: a code twice in {each.name} {axis}")
        known = {*codes, *(g["code"] for g in each.groups), ""}
        for line in lines:
            if unknown := set(line["parent"].split("|")) - known:
                raise StandardError(
                    f"codelists/{each.table}.csv: {line['code']} has an unknown parent {unknown}"
                )


def document(found: list[Form], root: Path = SCHEMA) -> dict:
    """Return the codelists as one JSON document (dist/codelists.json)."""
    return {
        "editions": editions(root),
        **{
            name: codelist(name, root)
            for name in ("sections", "organ_levels", "report_scopes", "cell_statuses", "words")
        },
        "tables": [each._asdict() for each in found],
    }
