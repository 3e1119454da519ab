"""Cells that hold no figure, or none that can be read."""

from documents import markup, ooxml, printing
from documents.specimen import Sample, report, sample, showing, web, with_nulls


@sample
def not_applicable_signs() -> Sample:
    signs = {"issued": "/", "repealed": "—", "in_force": "不适用"}
    cells = {f"disclosure/rules/{column}": sign for column, sign in signs.items()}
    cells |= {
        "requests/granted_in_part/research_institution": "--",
        "disputes/reconsideration/pending": "无",
    }
    found = printing.parts(report(), showing(cells))
    nulls = {cell: ("not_applicable", sign) for cell, sign in cells.items()}
    return web(with_nulls(report(), nulls), found)


@sample
def blank_totals() -> Sample:
    document = report()
    items = [c for c in document["requests"]["rows"] if c.startswith(("withheld", "unable"))]
    cells = {f"requests/{code}/total": "" for code in items}
    found = printing.parts(document, showing(cells))
    return web(with_nulls(document, dict.fromkeys(cells, ("blank", ""))), found)


@sample
def only_totals_filled() -> Sample:
    document = report()
    cells = {
        c: "" for c in printing.form_of(document, "requests").cells() if not c.endswith("/total")
    }
    text = markup.text(
        printing.parts(document, showing(cells)), lambda r: "\n".join(f"{c} |" for c in r)
    )
    return Sample("txt", text.encode(), with_nulls(document, dict.fromkeys(cells, ("blank", ""))))


@sample
def empty_tables() -> Sample:
    document = report()
    cells = printing.cells_of(document)
    found = printing.parts(document, lambda cell, value: "")
    return Sample(
        "docx", ooxml.docx(found), with_nulls(document, dict.fromkeys(cells, ("blank", "")))
    )


@sample
def figures_that_cannot_be_read() -> Sample:
    document = report()
    texts = {"disclosure/rules/in_force": "约20", "requests/granted_in_full/natural_person": "1 2",
             "disputes/reconsideration/upheld": "3.5"}  # fmt: skip
    found = printing.parts(document, showing(texts))
    return web(
        with_nulls(document, {cell: ("illegible", text) for cell, text in texts.items()}), found
    )
