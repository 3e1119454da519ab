"""What may be filled into the cells of a form: data validation, with the limits of the standard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ogireport.dialects.excel import Place
from ogireport.form import Form
from ogireport.publish.spreadsheet import area
from ogireport.spec import standard


def of_form(form: Form, places: Mapping[str, Place]) -> Iterator[str]:
    """Whole numbers, amounts in the unit of their label; an amount without a unit is words."""
    of_kind: dict[str, list[str]] = {}
    for cell, place in places.items():
        column = form.columns[cell.rpartition("/")[2]]
        has_unit = "万元" in column.label["zh"]
        kind = column.type if column.type != "amount" else "decimal" if has_unit else ""
        of_kind.setdefault(kind, []).append(area(*place))
    largest = limits("count")[1]
    allowed = {"change": whole(-largest, largest), "decimal": DECIMAL}
    for kind, cells in of_kind.items():
        if kind:
            yield validation(allowed.get(kind, whole(0, largest)), cells)


def validation(allowed: str, cells: list[str]) -> str:
    return allowed.format(" ".join(cells))


def limits(name: str) -> tuple[int, int]:
    limits = standard().limits(name)
    return limits.get("minimum", 0), limits["maximum"]


_REFUSED = 'allowBlank="1" showErrorMessage="1" errorTitle="请核对" '


def whole(least: int, most: int) -> str:
    return (
        f'<dataValidation type="whole" {_REFUSED}error="应为 {least} 至 {most} 的整数。" sqref="{{}}">'
        f"<formula1>{least}</formula1><formula2>{most}</formula2></dataValidation>"
    )


DECIMAL = (
    f'<dataValidation type="decimal" operator="greaterThanOrEqual" {_REFUSED}error="应为不小于 0 的数字，单位为万元。" '
    'sqref="{}"><formula1>0</formula1></dataValidation>'
)


def listed(codelist: str) -> str:
    names = ",".join(entry["zh"] for entry in standard().codelists[codelist])
    return (
        f'<dataValidation type="list" {_REFUSED}error="请从列表中选择。" sqref="{{}}">'
        f"<formula1>&quot;{names}&quot;</formula1></dataValidation>"
    )
