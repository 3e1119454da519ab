"""Bad input through the real command: one clear message each, never a traceback."""

import json
import os
import re
import subprocess
import sys
import unicodedata

import pytest
from conftest import SAMPLES

SAMPLE = (SAMPLES / "reports" / "2021-minimal" / "report.json").read_text("utf-8")
CELL = "disclosure/rules/in_force"
FORMATS = ("text", "json", "sarif", "junit", "github")
both_languages = pytest.mark.parametrize("lang", ["zh", "en"])


def sample(old: str = "", new: str = "") -> bytes:
    """The sample with the first occurrence of a text replaced."""
    assert old in SAMPLE
    return SAMPLE.replace(old, new, 1).encode()


def count(written: str) -> bytes:
    """The sample with this JSON text in CELL, which holds a count."""
    return sample('"in_force": 0', f'"in_force": {written}')


def validate(folder, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "ogireport", "validate", *arguments],
        cwd=folder, input=stdin, capture_output=True, check=False,
        encoding="utf-8", env=os.environ | {"PYTHONIOENCODING": "utf-8"}, timeout=120,
    )  # fmt: skip


def paragraphs(text: str) -> list[str]:
    """The lines of an output, each with the indented lines that continue it, without blanks."""
    return ["".join(line.split()) for line in re.sub(r"\n +(?![ ✗])", "", text).splitlines()]


def same(text: str) -> str:
    return "".join(text.split())


UNREADABLE = {
    "empty_file": (b"", "文件是空的", "the file is empty"),
    "blank_file": (b" \n", "文件是空的", "the file is empty"),
    "truncated_json": (sample()[:2000], "不是有效的 JSON", "not valid JSON from line"),
    "invalid_utf8": (b"{\xff}", "第 2 个字节起不是 UTF-8", "not UTF-8 from byte 2 on"),
    "utf16_with_mark": (SAMPLE.encode("utf-16"), "文件是 UTF-16 编码", "the file is UTF-16"),
    "utf32_with_mark": (SAMPLE.encode("utf-32"), "文件是 UTF-32 编码", "the file is UTF-32"),
    "duplicate_key": (count('0, "in_force": 1'), "键 'in_force' 出现两次", "'in_force' appears twice"),
    "nan": (count("NaN"), "NaN 不是 JSON 数字", "NaN is not a JSON number"),
    "infinity": (count("Infinity"), "Infinity 不是 JSON 数字", "Infinity is not a JSON number"),
    "minus_infinity": (count("-Infinity"), "-Infinity 不是", "-Infinity is not"),
    "large_exponent": (count("1e400"), "数字 1e400 超出范围", "the number 1e400 is out of range"),
    "small_exponent": (count("1e-400"), "数字 1e-400 超出范围", "1e-400 is out of range"),
    "exponent_of_twenty_digits": (count("1e" + "9" * 20), "超出范围", "is out of range"),
    "integer_of_10000_digits": (count("9" * 10_000), "整数超出范围", "integer is out of range"),
    "million_brackets": (count("[" * 10**6 + "]" * 10**6), "嵌套太深", "nested too deeply"),
    "million_open_brackets": (b"[" * 10**6, "嵌套太深", "nested too deeply"),
    "970_brackets": (count("[" * 970 + "]" * 970), "嵌套太深", "nested too deeply"),
    "970_objects": (count('{"a":' * 970 + "1" + "}" * 970), "嵌套太深", "nested too deeply"),
    "lone_surrogate": (count(r'"\ud800"'), "不成对的代理字符", "a lone surrogate"),
    "lone_surrogate_in_key": (count(r'0, "\udc00": 0'), "不成对的代理字符", "a lone surrogate"),
    "nul_bytes": (count('"\0"'), "含有空字符", "it contains NUL"),
}  # fmt: skip
MALFORMED = {
    "decimal_point": (count("1.0"), CELL, "件数必须写成整数", "a count is written as an integer"),
    "exponent": (count("1e0"), CELL, "件数必须写成整数", "a count is written as an integer"),
    "string_for_number": (count('"5"'), CELL, '"5"；数字不能加引号', '"5"; a number is written without quotation marks'),
    "true_for_number": (count("true"), CELL, "填写为 true，应为整数", "found true, expected an integer"),
    "negative_count": (count("-1"), CELL, "填写为 -1，不能小于 0", "found -1, must be at least 0"),
    "count_of_64_bits": (count(str(2**63)), CELL, f"填写为 {2**63}，不能大于", f"found {2**63}, must be at most"),
    "amount_of_40_digits": (sample('"amount_yuan": 0', f'"amount_yuan": {10**39}'), "disclosure/administrative_fees/amount_yuan", "不能大于", "at most"),
    "unknown_row": (sample('"administrative_fees"', '"coffee": {}, "administrative_fees"'), "disclosure", "有标准中没有的 coffee", "coffee not part of the standard"),
    "unknown_edition": (sample('"edition": "2021"', '"edition": "2035"'), "disclosure/edition", '填写为 "2035"，应为 2019, 20211, 2021 之一', 'found "2035", expected one of 2019, 20211, 2021'),
    "other_schema_version": (sample('"schema_version": "1.0"', '"schema_version": "9.0"'), "schema_version", '填写为 "9.0"，应为 "1.0"', 'found "9.0", expected "1.0"'),
    "array_at_top": (b"[]", "$", "填写为 []，应为对象", "found [], expected an object"),
    "null_at_top": (b"null", "$", "填写为 null，应为对象", "found null, expected an object"),
    "shallow_nesting": (count("[" * 20 + "]" * 20), CELL, "应为整数", "expected an integer"),
}  # fmt: skip


@both_languages
@pytest.mark.parametrize("case", UNREADABLE)
def test_unreadable_file_gives_one_message_and_exit_2(case, lang, tmp_path):
    data, zh, en = UNREADABLE[case]
    (tmp_path / "bad.json").write_bytes(data)

    result = validate(tmp_path, "bad.json", "--lang", lang)

    (message,) = paragraphs(result.stderr)
    assert message.startswith("bad.json:")
    assert same({"zh": zh, "en": en}[lang]) in message
    assert result.returncode == 2


@both_languages
@pytest.mark.parametrize("case", MALFORMED)
def test_malformed_report_gives_one_schema_finding_and_exit_1(case, lang, tmp_path):
    data, cell, zh, en = MALFORMED[case]
    (tmp_path / "bad.json").write_bytes(data)

    result = validate(tmp_path, "bad.json", "--lang", lang)

    (message,) = (line for line in paragraphs(result.stdout) if line.startswith("✗"))
    assert message.startswith(f"✗schema{cell}")
    assert same({"zh": zh, "en": en}[lang]) in message
    assert (result.stderr, result.returncode) == ("", 1)


def test_byte_order_mark_is_accepted(tmp_path):
    (tmp_path / "bom.json").write_text(SAMPLE, "utf-8-sig")

    result = validate(tmp_path, "bom.json")

    assert (result.stderr, result.returncode) == ("", 0)


@both_languages
def test_missing_path_gives_one_message_and_exit_2(lang, tmp_path):
    result = validate(tmp_path, "none.json", "--lang", lang)

    (message,) = paragraphs(result.stderr)
    assert same({"zh": "none.json: 无法读取", "en": "none.json: cannot be read"}[lang]) in message
    assert result.returncode == 2


@both_languages
def test_symbolic_link_loop_gives_one_message_and_exit_2(lang, tmp_path):
    (tmp_path / "a.json").symlink_to("b.json")
    (tmp_path / "b.json").symlink_to("a.json")

    result = validate(tmp_path, "a.json", "--lang", lang)

    (message,) = paragraphs(result.stderr)
    assert same({"zh": "a.json: 无法读取", "en": "a.json: cannot be read"}[lang]) in message
    assert result.returncode == 2


@both_languages
def test_file_without_read_permission_gives_one_message_and_exit_2(lang, tmp_path):
    file = tmp_path / "closed.json"
    file.write_text(SAMPLE, "utf-8")
    file.chmod(0)
    if os.access(file, os.R_OK):
        pytest.skip("this user may read everything")

    result = validate(tmp_path, "closed.json", "--lang", lang)

    (message,) = paragraphs(result.stderr)
    assert (
        same({"zh": "closed.json: 无法读取", "en": "closed.json: cannot be read"}[lang]) in message
    )
    assert result.returncode == 2


@both_languages
def test_empty_standard_input_gives_one_message_and_exit_2(lang, tmp_path):
    result = validate(tmp_path, "-", "--lang", lang)

    assert paragraphs(result.stderr) == [{"zh": "-:文件是空的。", "en": "-:thefileisempty."}[lang]]
    assert result.returncode == 2


@both_languages
def test_directory_without_reports_gives_one_message_and_exit_2(lang, tmp_path):
    (tmp_path / "empty").mkdir()

    result = validate(tmp_path, "empty", "--lang", lang)

    (message,) = paragraphs(result.stderr)
    assert same({"zh": "empty 中没有报告", "en": "no report in empty"}[lang]) in message
    assert (result.stdout, result.returncode) == ("", 2)


@both_languages
def test_operating_system_reason_is_in_the_chosen_language(lang, tmp_path):
    result = validate(tmp_path, "none.json", "--lang", lang)

    assert result.stderr.isascii() == (lang == "en")
    assert ("No such file" in result.stderr) == (lang == "en")


@pytest.mark.skipif(sys.platform != "linux", reason="ulimit -v bounds memory on Linux alone")
def test_file_of_200_megabytes_is_refused_in_less_memory(tmp_path):
    with open(tmp_path / "large.json", "wb") as file:
        file.truncate(200 * 2**20)
    command = f'ulimit -v {150 * 2**10}; exec "{sys.executable}" -m ogireport validate "$@"'

    result = subprocess.run(
        ["sh", "-c", command, "sh", "large.json", "--lang", "en"],
        cwd=tmp_path, capture_output=True, check=False, encoding="utf-8",
        env=os.environ | {"LC_ALL": "C"},  # other locales may map hundreds of megabytes
    )  # fmt: skip

    assert paragraphs(result.stderr) == ["large.json:largerthan32MiB,toolargeforareport."]
    assert result.returncode == 2


def outcome(result: subprocess.CompletedProcess) -> dict:
    """The files of a JSON output by what became of them."""
    output = json.loads(result.stdout)
    return {
        "checked": {report["file"]: report["level"] for report in output["reports"]},
        "unreadable": [entry["file"] for entry in output["unreadable"]],
        "passed over": output["passed_over"],
    }


def test_unreadable_file_among_good_ones_leaves_them_checked_and_exits_2(tmp_path):
    for name, data in (("a", sample()), ("b", b"{"), ("c", sample()), ("d", b"{}")):
        (tmp_path / f"{name}.json").write_bytes(data)

    result = validate(tmp_path, ".", "--format", "json")

    assert outcome(result) == {
        "checked": {"./a.json": "complete", "./c.json": "complete"},
        "unreadable": ["./b.json"],
        "passed over": ["./d.json"],
    }
    assert result.returncode == 2


def test_report_in_a_directory_is_found_under_any_name(tmp_path):
    for name in ("archive/年报", "archive/2023.txt", "archive/deep/er/x.json"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(SAMPLE, "utf-8")
    (tmp_path / "archive" / "notes.txt").write_text("{ not JSON", "utf-8")
    (tmp_path / "archive" / "scan.pdf").write_bytes(b"%PDF-1.7\xff")

    result = validate(tmp_path, "archive", "--format", "json")

    assert outcome(result) == {
        "checked": dict.fromkeys(
            ["archive/2023.txt", "archive/年报", "archive/deep/er/x.json"], "complete"
        ),
        "unreadable": [],
        "passed over": ["archive/notes.txt"],
    }
    assert result.returncode == 0


@both_languages
def test_other_json_in_a_directory_is_named_and_passed_over(lang, tmp_path):
    (tmp_path / "report.json").write_text(SAMPLE, "utf-8")
    (tmp_path / "package.json").write_text('{"name": "site"}', "utf-8")

    result = validate(tmp_path, ".", "--lang", lang)

    (message,) = paragraphs(result.stderr)
    assert {"zh": "略过", "en": "Skipped"}[lang] in message
    assert message.endswith("./package.json")
    assert result.returncode == 0


def test_named_file_that_holds_null_is_not_passed_over(tmp_path):
    (tmp_path / "good.json").write_text(SAMPLE, "utf-8")
    (tmp_path / "null.json").write_text("null", "utf-8")

    result = validate(tmp_path, "good.json", "null.json", "--format", "json")

    assert outcome(result)["checked"] == {"good.json": "complete", "null.json": "none"}
    assert result.returncode == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes")
def test_named_pipe_in_a_directory_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "report.json").write_text(SAMPLE, "utf-8")

    assert validate(tmp_path, ".").returncode == 0


@pytest.mark.skipif(not os.path.exists("/dev/stdin"), reason="there is no /dev/stdin")
def test_pipe_that_is_named_is_read_once_and_whole(tmp_path):
    result = validate(tmp_path, "/dev/stdin", stdin=SAMPLE)

    assert (result.stderr, result.returncode) == ("", 0)


def test_folder_without_read_permission_exits_2(tmp_path):
    (tmp_path / "report.json").write_text(SAMPLE, "utf-8")
    (tmp_path / "closed").mkdir(mode=0o300)
    if os.access(tmp_path / "closed", os.R_OK):
        pytest.skip("this user may read everything")

    result = validate(tmp_path, ".", "--format", "json")

    assert outcome(result) == {
        "checked": {"./report.json": "complete"},
        "unreadable": ["./closed"],
        "passed over": [],
    }
    assert result.returncode == 2


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    "data",
    [
        count(r'"\u001b[31m \u009b31m \u007f \u202e"'),
        count(r'0, "\u001b[31m\u009b31m": 0'),
        count(r'0, "\u001b[31m\u009b31m": 0, "\u001b[31m\u009b31m": 0'),
    ],
    ids=["value", "key", "duplicate_key"],
)
def test_control_characters_of_a_report_never_reach_the_terminal(data, form, tmp_path):
    (tmp_path / "bad.json").write_bytes(data)

    result = validate(tmp_path, "bad.json", "--format", form)

    assert result.returncode in {1, 2}
    assert controls(result.stdout + result.stderr) == set()


@pytest.mark.skipif(sys.platform != "linux", reason="file names are any bytes on Linux alone")
@pytest.mark.parametrize("form", FORMATS)
def test_file_name_of_any_bytes_is_shown_without_control_characters(form, tmp_path):
    for name, data in ((b"\xff\x1b[31m", count("-1")), (b"\xfe\x1b[31m.json", b"{")):
        with open(os.fsencode(tmp_path) + b"/" + name, "wb") as file:
            file.write(data)

    result = validate(tmp_path, ".", "--format", form)

    assert result.returncode == 2
    assert controls(result.stdout + result.stderr) == set()


def controls(text: str) -> set[str]:
    """The characters that could drive a terminal."""
    return {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c != "\n"}


def test_message_about_a_long_key_stays_short(tmp_path):
    key = "k" * 100_000
    (tmp_path / "bad.json").write_text(f'{{"{key}": 1, "{key}": 2}}', "utf-8")

    result = validate(tmp_path, "bad.json")

    assert len(result.stderr) < 400
    assert result.returncode == 2
