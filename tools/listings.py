"""Write the Table Schemas of the tables with several rows per report."""

from pathlib import Path

from codelists import codelist
from constraints import limits, longest
from descriptors import REPORT_ID, count, field, needed, number, schema

VALUES = 7  # value columns of the table for people; the widest table of the form has this many


def lists(root: Path, report: dict, codes: dict) -> list[dict]:
    """The tables with several rows per report."""
    defs = codes["$defs"]
    of = lambda name, key: report["properties"][name]["items"]["properties"][key]  # noqa: E731
    table = needed("table", "表", "table", enum=defs["tables"]["enum"])
    statuses = [s["code"] for s in codelist("cell_statuses", root)]
    values = [
        count(f"value_{i}", f"第 {i} 列", f"count in column {i} of the line", defs)
        for i in range(1, VALUES + 1)
    ]
    amount = field(
        "amount_yuan", "number", "金额（元）", "amount in yuan", constraints=limits(defs["amount"])
    )
    text = lambda name, zh, en: field(name, "string", zh, en)  # noqa: E731
    lines = [
        REPORT_ID, number("line", "行次", "line of the form, in printed order"), table,
        text("item_no", "项号", "item number on the form"),
        needed("label", "项目", "label printed on the form"),
        needed("row", "行代码", "code of the row"),
        text("columns", "各列名称", "labels of the value columns, separated by |"), *values, amount,
    ]  # fmt: skip
    figures = [
        REPORT_ID, count("reporting_year", "报告年度", "reporting year", defs),
        needed("organ", "机关名称", "name of the organ"), table,
        needed("row", "行代码", "code of the row"), needed("column", "列代码", "code of the column"),
        count("value", "件数", "the count; null where the cell has none, or holds an amount", defs), amount,
        field("status", "string", "原因", "why there is no figure", constraints={"enum": statuses}),
    ]  # fmt: skip
    notes = [
        REPORT_ID, number(), needed("cell", "单元格", "table/row/column", enum=defs["cell"]["enum"]),
        needed("status", "原因", "why there is no figure", enum=statuses),
        field("printed", "string", "原文", "the characters as published",
              constraints=longest(of("notes", "printed"))),
        field("printed_known", "boolean", "有原文", "false where the characters are unknown",
              constraints={"required": True}),
    ]  # fmt: skip
    local = [
        REPORT_ID, number(), table, needed("label", "名称", "label as published", **longest(of("local_rows", "label"))),
        field("values", "array", "值", "the cells as published, a JSON array",
              constraints={"required": True} | longest(of("local_rows", "values"))),
    ]  # fmt: skip
    explained = [
        REPORT_ID, number(), needed("rule", "规则", "rule id", pattern=defs["rule_id"]["pattern"][1:-1]),
        needed("text", "内容", "the explanation", **longest(of("explanations", "text"))),
    ]  # fmt: skip
    found = [
        REPORT_ID, number(), needed("rule", "规则", "rule id", pattern=defs["rule_id"]["pattern"][1:-1]),
        needed("outcome", "结果", "outcome", enum=["fail", "undetermined"]),
        needed("requirement", "要求", "requirement", enum=["must", "should", "may"]),
        needed("cell", "单元格", "the cell or field that the finding points at"),
        text("left", "左边", "left side"), text("right", "右边", "right side"),
        field("difference", "number", "相差", "difference between the sides"),
        field("explained", "boolean", "已说明", "explained by the publisher", constraints={"required": True}),
        needed("message", "说明", "the finding in Chinese"),
    ]  # fmt: skip
    # figures has no key: a million derived keys would cost a portal most of its memory
    described = [
        ("report_lines", "表格的每一行占一行，供阅读。", "One row per line of the form, for people to read.", lines, ["report_id", "line"]),
        ("figures", "每个单元格占一行，件数和金额分列，由各表得出。", "One row per cell, counts and amounts apart; derived from the tables.", figures, []),
        ("notes", "每个空值的说明。", "One note per null: why the cell has no figure.", notes, ["report_id", "number"]),
        ("local_rows", "统一格式之外由地方增加的行。", "Rows that the official form does not have and the publisher added.", local, ["report_id", "number"]),
        ("explanations", "编制机关的情况说明。", "The publisher's explanations.", explained, ["report_id", "number"]),
        ("findings", "校核发现的问题。", "The findings of the validator.", found, ["report_id", "number"]),
    ]  # fmt: skip
    return [schema(*each) for each in described]
