"""A workbook to fill a report in: the official tables, protected, with every equation beside its figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ogireport.dialects import UnsayableError, excel
from ogireport.dialects.excel import Place, address
from ogireport.form import Form, Shape
from ogireport.kinds import Active
from ogireport.publish import admitted, spreadsheet, workbook
from ogireport.publish.layout import pieces, printed
from ogireport.publish.spreadsheet import Formula, Look, Sheet, area
from ogireport.report import Report
from ogireport.spec import standard

OPEN = Look(font="Times New Roman", fill="FFFBE6", unlocked=True)
SUM = Look(font="Times New Roman", fill="F3F1EB")
CHECK = Look(size=9, border=False, align="left", color="0B5345")
WORDS = OPEN._replace(font="仿宋", size=12, align="left")
ASIDE = workbook.TEXT._replace(size=10.5, color="5C6765")
RIGHT, WRONG = "✓", "差 "  # what follows `balance` beside an equation that holds, or does not
ABOUT = "基本信息"
PLACES = {"organ": "B4", "year": "B5"}  # of what title and lead are made of
TITLE = ("organ", "year", "年政府信息公开工作年度报告")
LEAD = ("本报告由", "organ", "编制，所列数据的统计期限自", "year", "年1月1日起至", "year", "年12月31日止。")  # fmt: skip
TOP = 1  # the row of a sheet where its table begins
Cells = Mapping[str, Any]


def xlsx(forms: Iterable[Form], about: Mapping[str, Any], cells: Cells, *, typed: bool = False) -> bytes:  # fmt: skip
    """The bytes of the workbook: these forms, with what is already known of the report.

    `typed`: totals are filled in as well, not formulas.
    """
    sections = about.get("sections", {})
    sheets = [_about(about), _narrative(sections)]
    sheets += [_table(form, cells, typed=typed) for form in forms]
    for sheet in sheets:
        sheet.protected = True
    return spreadsheet.xlsx("政府信息公开工作年度报告填报表", sheets)


def forms(edition: str | None, report: Report | None = None, year: int | None = None) -> list[Form]:
    """The forms of an edition; without one those of the report, or of the newest edition by `year`."""
    spec = standard()
    if report and not edition:
        return [spec.forms[name] for name in report.forms]
    issued = [e for e in spec.codelists["editions"] if not e["clauses"]]
    edition = (
        edition or [e["code"] for e in issued if year is None or int(e["first_year"]) <= year][-1]
    )
    return [form for form in spec.forms.values() if form.edition in (None, edition)]


def title(organ: str, year: int) -> str:
    """The title of a report as the first sheet makes it."""
    return "".join({"organ": organ, "year": str(year)}.get(part, part) for part in TITLE)


def particulars(report: Report) -> dict[str, Any]:
    """What the first sheet asks for, as a report states it."""
    lists = standard().codelists
    level, scope = report.value("organ/level"), report.value("scope")
    labels = {
        "level": {x["code"]: x["zh"] for x in lists["organ_levels"]}.get(level),
        "scope": {x["code"]: x["zh"] for x in lists["report_scopes"]}.get(scope),
    }
    return {"organ": report.value("organ/name"), "year": report.value("reporting_year"), **labels}


def carried(forms: Iterable[Form], last: Report) -> dict[str, int]:
    """The figures that equations with last year's report alone determine: what it carried forward."""
    found = {}
    names = tuple(form.name for form in forms)
    for active in standard().active(names, ("previous",)):
        own, other = active.equation.left, active.equation.right
        values = [last.cells.get(term.path) for term in other if term.scope]
        whole = len(values) == len(other) and [term.path for term in own] == [active.equation.at]
        if whole and active.equation.relation == "eq" and None not in values:
            found[active.equation.at] = sum(value for value in values if value is not None)
    return found


# words ---------------------------------------------------------------------------------------


def _about(about: Mapping[str, Any]) -> Sheet:
    """The title as it follows from the organ and the year, and a row for each of these."""
    sheet = Sheet(ABOUT, [24.0, 60.0])
    spec = standard()
    rows: list[tuple[str, Any, str]] = [
        ("organ/name", about.get("organ"), ""),
        ("reporting_year", about.get("year"), admitted.whole(*admitted.limits("reporting_year"))),
        ("organ/level", about.get("level"), admitted.listed("organ_levels")),
        ("scope", about.get("scope"), admitted.listed("report_scopes")),
    ]
    blank = "OR(" + ",".join(f'{at}=""' for at in PLACES.values()) + ")"
    for row, parts, look in ((0, TITLE, workbook.TITLE), (1, LEAD, ASIDE)):
        said = "&".join(PLACES.get(part, f'"{part}"') for part in parts)
        known = {part: str(about.get(part) or "") for part in PLACES}
        kept = "".join(known.get(part, part) for part in parts) if all(known.values()) else ""
        sheet.put(row, 0, Formula(f'=IF({blank},"",{said})', kept), look, columns=2)
    sheet.put(2, 0, "填写浅黄色单元格；其他单元格由公式得出或者已锁定。没有发生的写 0。", ASIDE, columns=2)  # fmt: skip
    for n, (path, value, allowed) in enumerate(rows, 3):
        sheet.put(n, 0, spec.title(path)["zh"], workbook.LABEL)
        sheet.put(n, 1, value, WORDS)
        sheet.heights[n] = 24.0
        if allowed:
            sheet.validations.append(admitted.validation(allowed, [area(n, 1)]))
    sheet.heights |= {0: 36.0, 1: 24.0, 2: 24.0}
    return sheet


def _narrative(sections: Mapping[str, Any]) -> Sheet:
    """A heading and a place to write below it, for each narrative section."""
    sheet, row = Sheet("文字部分", [workbook.PAGE]), 0
    for entry in standard().codelists["sections"]:
        if entry["kind"] == "narrative":
            sheet.put(row, 0, f"{entry['item_no']}、{entry['zh']}", workbook.HEADING)
            sheet.put(row + 1, 0, sections.get(entry["code"]), WORDS._replace(top=True))
            sheet.heights |= {row: 28.0, row + 1: 150.0}
            row += 2
    return sheet


# tables --------------------------------------------------------------------------------------


def _table(form: Form, cells: Cells, *, typed: bool) -> Sheet:
    heading = f"{form.section['item_no']}、{form.section['zh']}"
    sheet = Sheet(heading, [*workbook.WIDTHS[form.shape]])
    laid, places = pieces(form), places_of(form)
    sums = {} if typed else _totals(form)
    height, width = _end(form)
    sheet.put(0, 0, heading, workbook.HEADING, columns=width)
    for p in laid:
        value: Any = p.text["zh"] if p.text else sums.get(p.cell, _figure(form, p.cell, cells))
        look = workbook.LABEL if p.text else SUM if p.cell in sums else OPEN
        sheet.put(TOP + p.row, p.column, value, look, p.rows, p.columns)
    sheet.heights |= dict.fromkeys(range(height), 30.0)
    sheet.validations += admitted.of_form(form, {c: p for c, p in places.items() if c not in sums})
    _check(sheet, form, width)
    return sheet


def _check(sheet: Sheet, form: Form, width: int) -> None:
    """Put the equations beside the table, with the title of their rule."""
    places, found = places_of(form), checks(form)
    word = standard().words["balance"]["zh"]
    for row, column, active in found:
        title = f"{word}：{active.rule.title['zh']}"
        if column > width:
            sheet.put(TOP, column, title, CHECK)
        else:
            sheet.put(row, 0, title, CHECK, columns=min(places.values())[1] or 4)
            sheet.heights[row] = 26.0
    for row, column, active in found:
        sheet.put(row, column, Formula(excel.gap(active, places, *_marks())), CHECK)
        sheet.formats.append(_red(row, column))
    last = max((column for _, column, _ in found), default=0)
    sheet.widths += [2.0, *[20.0] * (last - width)][: max(0, 1 + last - width)]


def places_of(form: Form) -> dict[str, Place]:
    """Where the cells of a form stand on its sheet."""
    return {p.cell: (TOP + p.row, p.column) for p in pieces(form) if p.cell}


def _end(form: Form) -> Place:
    laid = pieces(form)
    return max(TOP + p.row + p.rows for p in laid), max(p.column + p.columns for p in laid)


def _musts(form: Form) -> list[Active]:
    return [
        active for active in standard().active((form.name,))
        if active.rule.requirement == "must" and active.equation.table == form.name
    ]  # fmt: skip


def _figure(form: Form, cell: str, cells: Cells) -> Any:
    """What is known of a cell: a whole number as a number, else as it is printed."""
    value, kind = cells.get(cell), form.columns[cell.rpartition("/")[2]].type
    text = printed(form, cell, value)
    if kind != "amount":
        return value
    return Decimal(text) if text.replace(".", "").isdecimal() else text or None


def _totals(form: Form) -> dict[str, Formula]:
    """The formula of each total, from the first equation that has it alone on one side."""
    found: dict[str, Formula] = {}
    for active in _musts(form):
        try:
            formula = Formula(excel.total(active, places_of(form)))
        except UnsayableError:
            continue
        found.setdefault(active.equation.at, formula)
    return found


def checks(form: Form) -> list[tuple[int, int, Active]]:
    """Where each equation is checked: at the end of its row, or below its column, a line for each rule."""
    places, (height, width) = places_of(form), _end(form)
    below: dict[str, int] = {}
    beside: dict[str, int] = {}
    found = []
    for active in _musts(form):
        row, column = places[active.equation.at]
        is_row = len({places[term.path][0] for term in active.equation.terms}) == 1
        if is_row and form.shape is not Shape.ROW:
            column = width + 1 + beside.setdefault(active.rule.id, len(beside))
        else:
            row = height + 1 + below.setdefault(active.rule.id, len(below))
        found.append((row, column, active))
    return found


def _marks() -> tuple[str, str]:
    """What is written where an equation holds, or does not; `convert` passes over both."""
    word = standard().words["balance"]["zh"]
    return f"{word} {RIGHT}", f"{word}{WRONG}"


def _red(row: int, column: int) -> str:
    at, wrong = address(row, column), _marks()[1]
    return (
        f'<conditionalFormatting sqref="{at}"><cfRule type="expression" dxfId="0" priority="1">'
        f"<formula>LEFT({at},{len(wrong)})=&quot;{wrong}&quot;</formula></cfRule></conditionalFormatting>"
    )
