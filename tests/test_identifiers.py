"""Codes of organs against those who also know them: python-stdnum for the credit codes and its list."""

import json
import subprocess
from importlib import resources

import pytest
from conftest import ROOT, document, program
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from ogireport import Report
from ogireport.rules.identifiers import ALPHABET, divisions, is_credit_code, last_two
from ogireport.spec import standard
from written import fences

DIVISIONS = divisions(standard())
DIGITS = st.text("0123456789", min_size=8, max_size=8)
CHARACTERS = st.text(ALPHABET, min_size=8, max_size=8)


@given(DIGITS, CHARACTERS)
def test_code_that_is_sound_is_one_to_stdnum(division, organ):
    code = division + organ + last_two(division + organ)

    assert is_credit_code(code)
    assert uscc.is_valid(code)


@given(DIGITS, CHARACTERS, st.sampled_from(ALPHABET))
def test_code_of_stdnum_is_sound_exactly_when_its_inner_character_is_right(division, organ, inner):
    """It does not look at the seventeenth character, the check of the organization code (GB 11714)."""
    seventeen = division + organ + inner
    code = seventeen + uscc.calc_check_digit(seventeen)

    assert uscc.is_valid(code)
    assert is_credit_code(code) == (inner == last_two(seventeen)[0])


@given(DIGITS, CHARACTERS, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found(division, organ, place, character):
    code = division + organ + last_two(division + organ)
    changed = code[:place] + character + code[place + 1 :]

    assert is_credit_code(changed) == (changed == code)


@pytest.mark.parametrize(
    "code",
    ["113708260043292687", "113304837338351799", "113304830025582868", "11341702486344515H",
     "11341702003256079T", "12620600MB0523338C"],
)  # fmt: skip
def test_code_that_an_organ_publishes_is_sound(code):
    assert is_credit_code(code)


@pytest.mark.parametrize(
    ("code", "year", "listed", "apart"),
    [
        ("320829", 2016, True, 0),
        ("320829", 2019, True, 3),
        ("320813", 2016, True, 0),
        ("320813", 2012, True, 4),
        ("230862", 2020, False, None),
        ("320571", 2020, None, None),  # a development zone: statistics give it a code
        ("320829", 2100, None, None),  # the list does not know that year yet
        ("710000", 2020, True, 0),
        ("710199", 2020, None, None),
    ],
)
def test_division_code_is_judged_only_where_the_list_can_tell(code, year, listed, apart):
    assert (DIVISIONS.is_listed(code, year), DIVISIONS.years_apart(code, year)) == (listed, apart)


def test_program_in_the_contract_computes_the_same_characters():
    contract = (ROOT / "validators" / "README.md").read_text("utf-8")
    (body,) = [fence.body for fence in fences(contract) if fence.language == "js"]
    codes = ["113708260043292687", "11341702486344515H", "12620600MB0523338C", "11999926MB0000027X"]
    asked = f"{body}\nconsole.log(JSON.stringify({json.dumps(codes)}.map(lastTwo)))"

    said = subprocess.run([program("node"), "-e", asked], capture_output=True, check=True).stdout

    assert json.loads(said) == [code[16:] for code in codes]


def test_every_code_of_the_list_is_in_the_standard():
    text = resources.files("stdnum").joinpath("cn/loc.dat").read_text("utf-8")

    assert len(DIVISIONS.codes) == text.count(' county="')
    assert DIVISIONS.codes["220113"] == [2014, None]


def test_list_is_read_for_reports_with_a_division_code_alone(monkeypatch):
    from ogireport import validate

    asked = []
    monkeypatch.setattr(
        "ogireport.rules.identifiers.divisions", lambda spec: asked.append(spec) or DIVISIONS
    )

    validate(Report(document("2021-minimal")))
    assert asked == []
    validate(Report(document("2021-hongze")))
    assert asked
