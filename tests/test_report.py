"""Reading a report, and text in terminal columns."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from conftest import document
from hypothesis import example, given
from hypothesis import strategies as st

from ogireport import ReadError, Report
from ogireport.render.width import visible, width, wrap
from ogireport.report import is_report, parse

SCALARS = st.none() | st.booleans() | st.integers() | st.text()
DOCUMENTS = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)
JSON_LIKE = st.text('[]{}",:0123456789.+-eENaInfity \\ud8\0\ufefftruefalsnl').map(str.encode)
WORDS = st.lists(st.text("ab字，。（“", min_size=1, max_size=9), max_size=60)


@given(DOCUMENTS, st.booleans())
def test_parse_of_a_dumped_document_returns_it(value, ascii_only):
    dumped = json.dumps(value, ensure_ascii=ascii_only)

    assert json.dumps(parse(dumped.encode()), ensure_ascii=ascii_only) == dumped


@given(st.decimals(-(10**15), 10**15, places=2))
def test_parse_of_an_amount_returns_it_exactly(amount):
    assert parse(f'{{"amount_yuan": {amount}}}'.encode())["amount_yuan"].as_tuple() == (
        amount.as_tuple()
    )


@given(st.binary() | JSON_LIKE)
@example(b"1e9999999999999999999999")
@example(b"-" + b"9" * 5000)
@example(b"[" * 100_000)
@example(b'"\\udfff"')
def test_parse_of_any_bytes_returns_or_raises_read_error(data):
    with suppress(ReadError):
        parse(data)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("requests/new_received/total", 0),
        ("disclosure/rules/in_force", 0),
        ("organ/level", "county"),
        ("reporting_year", 2023),
        ("organ/code", None),
        ("information_handling_fee/amount_yuan", None),
        ("published", "2024-01-20"),
    ],
)
def test_value_of_a_path_returns_the_cell_or_field(path, value):
    assert Report(document("2021-minimal")).value(path) == value


@pytest.mark.parametrize("path", ["requests/sum/total", "requests/new_received/sum", "table/a/b"])
def test_value_of_a_cell_that_is_not_there_raises_key_error(path):
    report = Report(document("2021-minimal"))

    with pytest.raises(KeyError):
        report.value(path)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"schema_version": "9.0", "report_id": "x", "organ": {}}, True),
        ({"requests": 1, "disclosure": 2, "reporting_year": 3, "x": 4}, True),
        ({"schema_version": "9.0", "report_id": "x"}, False),
        ({"name": "site", "version": "1.0"}, False),
        (["schema_version", "report_id", "organ"], False),
        (None, False),
    ],
)
def test_is_report_recognises_a_report_by_its_content(value, expected):
    assert is_report(value) is expected


def test_is_report_is_true_of_a_sample_and_false_of_its_provenance():
    assert is_report(document("2021-full")) is True
    assert is_report({"source": "x", "title": "y"}) is False


@given(WORDS, st.sampled_from(["", "  ✗ T3-01  "]), st.sampled_from(["", " " * 11]))
def test_wrap_of_short_words_stays_within_80_columns(words, first, rest):
    assert [line for line in wrap(" ".join(words), first, rest) if width(line) > 80] == []


@given(st.text(), st.sampled_from(["", "  "]))
def test_wrap_of_any_text_keeps_its_characters_in_order(text, rest):
    assert "".join(wrap(text, "", rest)).replace(" ", "") == visible(text).replace(" ", "")


@given(WORDS)
def test_wrap_breaks_latin_words_at_blanks_alone(words):
    latin = [word for word in words if word.isascii()]

    assert " ".join(wrap(" ".join(latin))).split() == latin


@given(st.integers(81, 200))
def test_wrap_of_an_unbreakable_word_leaves_it_whole(length):
    assert wrap("a " + "x" * length + " b") == ["a", "x" * length, "b"]


def test_wrap_keeps_a_closing_mark_with_the_word_before_it():
    assert wrap("字" * 40 + "，字") == ["字" * 39, "字，字"]


@given(st.text())
def test_visible_text_is_printable(text):
    assert visible(text).isprintable()


@pytest.mark.parametrize(
    ("text", "expected"), [("件数 3", 6), ("é", 1), ("e\u0301", 1), ("（一）", 6), ("✗", 1)]
)
def test_width_counts_full_width_characters_twice(text, expected):
    assert width(text) == expected


def test_parse_keeps_a_written_decimal_apart_from_an_integer():
    assert [(type(v), v) for v in parse(b"[1, 1.0, 1.50]")] == [
        (int, 1),
        (Decimal, Decimal("1.0")),
        (Decimal, Decimal("1.50")),
    ]
