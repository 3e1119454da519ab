"""Arbitrary well-formed reports: every combination of editions, blanks, notes, left-out fields."""

from decimal import Decimal

from hypothesis import settings
from hypothesis import strategies as st

from ogireport.spec import standard

SPEC = standard()
DANGEROUS = st.sampled_from(
    ["=1+1", "+86", "-x", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''-", "＝1", "'", 'a,"b"\r\nc']
)
TEXT = DANGEROUS | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
DAYS = st.dates().map(lambda day: day.isoformat()).filter(lambda day: day >= "1000")
FIGURES = {
    "count": st.integers(0, 2**53 - 1),
    "change": st.integers(-(2**53) + 1, 2**53 - 1),
    "amount": st.integers(0, 10**15) | st.decimals(0, 10**13, places=2),
}
STATUSES = st.sampled_from([s["code"] for s in SPEC.codelists["cell_statuses"]])


def examples(usual: int) -> int:
    """How many examples the profile in force asks for where `ci` runs as many as `usual`."""
    return max(1, usual * settings.default.max_examples // 100)


def identifiers() -> st.SearchStrategy[str]:
    return st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)


def left_out(fields: dict[str, st.SearchStrategy]) -> st.SearchStrategy[dict]:
    return st.fixed_dictionaries({}, optional=fields)


def null_or(values: st.SearchStrategy) -> st.SearchStrategy:
    return st.none() | values


def amount(value: object) -> object:
    """A whole amount as it would be written: 3.00 is 3, and 0.50 is 0.50 all the same."""
    whole = isinstance(value, Decimal) and value == value.to_integral_value()
    return int(value) if whole else value


@st.composite
def form_rows(draw: st.DrawFn, name: str) -> dict:
    form = SPEC.forms[name]
    blank = draw(st.booleans())
    return {
        row.code: {
            code: None
            if blank and draw(st.integers(0, 9)) == 0
            else amount(draw(FIGURES[form.columns[code].type]))
            for code in row.columns
        }
        for row in form.rows.values()
        if row.columns
    }


EDITIONS = {
    table: [form.edition for form in SPEC.forms.values() if form.table == table]
    for table in SPEC.tables
}


@st.composite
def documents(draw: st.DrawFn) -> dict:
    editions = [draw(st.sampled_from(EDITIONS[table])) for table in ("disclosure", "requests")]
    tables = {
        "disclosure": {
            "edition": editions[0],
            "rows": draw(form_rows(f"disclosure_{editions[0]}")),
        },
        "requests": {"edition": editions[1], "rows": draw(form_rows(f"requests_{editions[1]}"))},
        "disputes": {"rows": draw(form_rows("disputes"))},
    }
    nulls = [
        f"{table}/{row}/{column}"
        for table, held in tables.items()
        for row, columns in held["rows"].items()
        for column, value in columns.items()
        if value is None
    ]
    notes = [
        {"cell": cell, "status": draw(STATUSES), "printed": draw(null_or(st.just("") | TEXT))}
        for cell in nulls
    ]
    levels = st.sampled_from([level["code"] for level in SPEC.codelists["organ_levels"]])
    organ = {"name": draw(TEXT)} | draw(left_out({
        "code": null_or(st.sampled_from(["11230406000111229U", "11230406000111227M"])),
        "division_code": null_or(
            st.sampled_from(["320829", "320813", "230862"]) | st.from_regex("[0-9]{6}", fullmatch=True)
        ),
        "level": null_or(levels),
    }))  # fmt: skip
    source = left_out({
        "url": null_or(st.just("https://www.example.gov.cn/a?b=1")),
        "media_type": null_or(st.just("text/html")),
        "sha256": null_or(st.from_regex("[0-9a-f]{64}", fullmatch=True)),
    })  # fmt: skip
    fee = left_out({
        "amount_yuan": null_or(FIGURES["amount"].map(amount)),
        "cases": null_or(FIGURES["count"]),
    })  # fmt: skip
    local = st.fixed_dictionaries({
        "table": st.sampled_from(list(tables)), "label": TEXT,
        "values": st.lists(st.just("") | TEXT, max_size=3),
    })  # fmt: skip
    explanation = st.fixed_dictionaries({"rule": st.sampled_from(sorted(SPEC.rules)), "text": TEXT})
    sections = ("overview", "problems_and_improvements", "other_matters")
    return {
        "schema_version": "1.0",
        "report_id": draw(identifiers()),
        "title": draw(TEXT),
        "reporting_year": draw(st.integers(2019, 2100)),
        "organ": organ,
        "scope": draw(st.sampled_from([s["code"] for s in SPEC.codelists["report_scopes"]])),
        "period": {"start": draw(DAYS), "end": draw(DAYS)},
        "sections": {name: draw(null_or(TEXT)) for name in sections},
        **tables,
        "notes": notes,
        **draw(left_out({
            "covers": st.lists(identifiers(), max_size=3, unique=True),
            "published": null_or(DAYS),
            "source": null_or(source),
            "information_handling_fee": null_or(fee),
            "local_rows": st.lists(local, max_size=2),
            "explanations": st.lists(explanation, max_size=2),
        })),
    }  # fmt: skip
