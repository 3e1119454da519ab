"""Packages with one thing changed, and who is said to catch it."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

TABLE, CELL, FIGURE = "requests_2021", "new_received__natural_person", "12675"


class Package:
    """A package folder to tamper with; what is put into a table gets a true hash and length."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.descriptor = json.loads((folder / "datapackage.json").read_bytes())

    def save(self) -> None:
        (self.folder / "datapackage.json").write_text(json.dumps(self.descriptor), "utf-8")

    def resource(self, name: str) -> dict[str, Any]:
        return next(r for r in self.descriptor["resources"] if r["name"] == name)

    def field(self, name: str, column: str) -> dict[str, Any]:
        fields = self.resource(name)["schema"]["fields"]
        return next(field for field in fields if field["name"] == column)

    def rows(self, name: str) -> list[list[str]]:
        text = (self.folder / f"{name}.csv").read_bytes().decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text, newline="")))

    def put(self, name: str, data: bytes) -> None:
        (self.folder / f"{name}.csv").write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        self.resource(name).update(bytes=len(data), hash=f"sha256:{sha256}")


Tamper = Callable[[Package], object]


def rows(name: str, change: Callable[[list[list[str]]], Any], delimiter: str = ",") -> Tamper:
    """Change the rows of a table, header included, in place."""

    def tamper(package: Package) -> None:
        changed, text = package.rows(name), io.StringIO()
        change(changed)
        csv.writer(text, delimiter=delimiter).writerows(changed)
        package.put(name, text.getvalue().encode())

    return tamper


def cell(name: str, column: str, value: str) -> Tamper:
    """Put a value into a column of the first row of a table."""
    return rows(name, lambda table: table[1].__setitem__(table[0].index(column), value))


def figure(value: str) -> Tamper:
    """Put a value in the place of FIGURE."""
    return cell(TABLE, CELL, value)


def no_column(name: str, column: str) -> Tamper:
    def change(table: list[list[str]]) -> None:
        at = table[0].index(column)
        table[:] = [[*row[:at], *row[at + 1 :]] for row in table]

    return rows(name, change)


def data(name: str, change: Callable[[bytes], bytes], signed: bool = True) -> Tamper:
    """Change the bytes of a table, with its hash and length or without."""

    def tamper(package: Package) -> None:
        path = package.folder / f"{name}.csv"
        before = path.read_bytes()
        assert change(before) != before
        package.put(name, change(before)) if signed else path.write_bytes(change(before))

    return tamper


def resource(name: str, **values: object) -> Tamper:
    return lambda package: package.resource(name).update(values)


def no_resource(name: str) -> Tamper:
    return lambda package: package.descriptor["resources"].remove(package.resource(name))


def schema(name: str, **values: object) -> Tamper:
    """Put values into a Table Schema, or take out those that are None."""

    def tamper(package: Package) -> None:
        changed = package.resource(name)["schema"] | values
        kept = {key: value for key, value in changed.items() if value is not None}
        package.resource(name)["schema"] = kept

    return tamper


def weaker(name: str, column: str, constraint: str) -> Tamper:
    return lambda package: package.field(name, column)["constraints"].pop(constraint)


def no_field(name: str, column: str) -> Tamper:
    return lambda package: package.resource(name)["schema"]["fields"].remove(
        package.field(name, column)
    )


def both(*tampers: Tamper) -> Tamper:
    return lambda package: [tamper(package) for tamper in tampers]


def again(table: list[list[str]]) -> None:
    table.append(table[1])


def orphan(table: list[list[str]]) -> None:
    table.append(["nobody", *table[1][1:]])


def swap(table: list[list[str]]) -> None:
    for row in table:
        row[1], row[2] = row[2], row[1]


class Case(NamedTuple):
    """One tampering, and who catches it: frictionless alone, ours (`ogireport validate`)."""

    name: str
    tamper: Tamper
    stock: bool
    ours: bool


YES, NO = True, False
HOSTILE = {"checks": [{"type": "row-constraint", "formula": "10**500000 > 0"}]}
CASES = [
    Case("missing_column", no_column(TABLE, CELL), YES, YES),
    Case("extra_column", rows(TABLE, lambda t: [row.append("1") for row in t]), YES, YES),
    Case("reordered_columns", rows(TABLE, swap), YES, YES),
    Case("swapped_labels", rows(TABLE, lambda t: swap(t[:1])), YES, YES),
    Case("renamed_column", rows(TABLE, lambda t: t[0].__setitem__(1, "自然人")), YES, YES),
    Case("text_in_count", figure("十二"), YES, YES),
    Case("decimal_in_count", figure("12675.0"), YES, YES),
    Case("thousands_separator", figure("12,675"), YES, YES),
    Case("dash_for_blank", figure("-"), YES, YES),
    Case("negative_count", figure("-1"), YES, YES),
    Case("count_too_large", figure(str(2**53)), YES, YES),
    Case("full_width_digits", figure("１２６７５"), NO, YES),
    Case("plus_sign", figure("+12675"), NO, YES),
    Case("underscore", figure("12_675"), NO, YES),
    Case("blanks_around", figure(" 12675 "), NO, YES),
    Case("leading_zero", figure("012675"), NO, YES),
    Case("out_of_balance", figure("12676"), NO, YES),
    Case("blank_without_note", figure(""), NO, YES),
    Case("duplicate_row", rows(TABLE, again), YES, YES),
    Case("duplicate_report", rows("reports", again), YES, YES),
    Case("orphan_row", rows(TABLE, orphan), YES, YES),
    Case("orphan_note", rows("notes", orphan), YES, YES),
    Case("row_removed", rows("disputes", lambda t: t.pop()), NO, YES),
    Case("note_removed", rows("notes", lambda t: t.pop()), NO, YES),
    Case("row_too_short", rows(TABLE, lambda t: t[1].pop()), YES, YES),
    Case("row_too_long", rows(TABLE, lambda t: t[1].append("0")), YES, YES),
    Case("blank_line", data(TABLE, lambda d: d + b"\r\n"), YES, YES),
    Case("open_quote", data(TABLE, lambda d: d.replace(b",12675", b',"12675')), YES, YES),
    Case("wrong_scope", cell("reports", "scope", "world"), YES, YES),
    Case("wrong_status", cell("notes", "status", "vanished"), YES, YES),
    Case("unknown_edition", cell("reports", "requests_edition", "2020"), YES, YES),
    Case("other_edition", cell("reports", "requests_edition", "2021"), NO, YES),
    Case("year_before_the_form", cell("reports", "reporting_year", "2018"), YES, YES),
    Case("another_year", cell("reports", "reporting_year", "2020"), NO, NO),  # a warning of RP-01
    Case("no_such_day", cell("reports", "period_start", "2019-02-30"), YES, YES),
    Case("empty_title", cell("reports", "title", ""), YES, YES),
    Case("gbk", data("reports", lambda d: d.decode("utf-8-sig").encode("gbk")), YES, YES),
    Case("gbk_declared", both(data("reports", lambda d: d.decode("utf-8-sig").encode("gbk")), resource("reports", encoding="gbk")), NO, YES),
    Case("utf_16", data(TABLE, lambda d: d.decode().encode("utf-16")), YES, YES),
    Case("no_byte_order_mark", data(TABLE, lambda d: d.removeprefix(b"\xef\xbb\xbf")), NO, NO),
    Case("semicolons", rows(TABLE, lambda t: None, ";"), NO, YES),
    Case("changed_byte", data("report_lines", lambda d: d.replace(b"\r\n", b"\n\n", 1), signed=False), YES, NO),
    Case("wrong_length", resource(TABLE, bytes=1), YES, NO),
    Case("sha1_that_is_wrong", resource(TABLE, hash="sha1:" + "0" * 40), NO, NO),
    Case("file_missing", lambda p: (p.folder / "disputes.csv").unlink(), YES, YES),
    Case("path_outside", resource(TABLE, path="../requests_2021.csv"), YES, YES),
    Case("absolute_path", resource(TABLE, path="/etc/passwd"), YES, YES),
    Case("resource_removed", no_resource("disputes"), NO, YES),
    Case("reports_removed", no_resource("reports"), YES, YES),
    Case("resource_twice", lambda p: p.descriptor["resources"].append(p.resource(TABLE)), YES, YES),
    Case("hostile_checklist", resource(TABLE, checklist=HOSTILE), NO, NO),
    Case("formula", cell("reports", "title", '=HYPERLINK("https://example.org")'), NO, NO),
    Case("lines_changed", rows("report_lines", lambda t: t[1].__setitem__(7, "9")), NO, NO),
    Case("figures_changed", cell("figures", "value", "9"), NO, NO),
    Case("findings_removed", rows("findings", lambda t: t.__delitem__(slice(1, None))), NO, NO),
    Case("level_overstated", cell("reports", "level", "complete"), NO, NO),
]  # fmt: skip
WEAKENED = [  # a Table Schema that lets pass what the package really holds
    Case("weak_required", both(weaker("reports", "title", "required"), cell("reports", "title", "")), NO, YES),
    Case("weak_minimum", both(weaker(TABLE, CELL, "minimum"), figure("-1")), NO, YES),
    Case("weak_enum", both(weaker("reports", "scope", "enum"), cell("reports", "scope", "world")), NO, YES),
    Case("weak_type", both(lambda p: p.field(TABLE, CELL).update(type="string", constraints={}), figure("十二")), NO, YES),
    Case("dropped_field", both(no_column(TABLE, CELL), no_field(TABLE, CELL)), NO, YES),
    Case("weak_missing_values", both(schema(TABLE, missingValues=["", "-"]), figure("-")), NO, YES),
    Case("weak_fields_match", both(schema(TABLE, fieldsMatch="partial"), no_column(TABLE, CELL)), NO, YES),
    Case("no_primary_key", both(schema(TABLE, primaryKey=None), rows(TABLE, again)), NO, YES),
    Case("no_foreign_key", both(schema(TABLE, foreignKeys=None), rows(TABLE, orphan)), NO, YES),
    Case("no_schema", both(lambda p: p.resource(TABLE).pop("schema"), figure("十二")), NO, YES),
    Case("dialect", both(rows(TABLE, lambda t: None, ";"), resource(TABLE, dialect={"delimiter": ";"})), NO, YES),
]  # fmt: skip
ALL = CASES + WEAKENED
