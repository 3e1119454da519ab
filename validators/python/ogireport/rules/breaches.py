"""What a breach of the JSON Schema says to people, by its keyword."""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from ogireport.kinds import Bilingual

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

SHOWN = 60  # characters of an offending value
_NAMED = 12  # names in one message
MESSAGES: dict[str, Bilingual] = {
    "required": {"zh": "缺少 {names}。", "en": "{names} is missing."},
    "additionalProperties": {
        "zh": "有标准中没有的 {names}；请核对拼写和所用版本。",
        "en": "{names} not part of the standard; check the spelling and the edition.",
    },
    "type": {"zh": "填写为 {value}，应为{expected}。", "en": "found {value}, expected {expected}."},
    "enum": {"zh": "填写为 {value}，应为 {expected} 之一。", "en": "found {value}, expected one of {expected}."},
    "const": {"zh": "填写为 {value}，应为 {expected}。", "en": "found {value}, expected {expected}."},
    "minimum": {"zh": "填写为 {value}，不能小于 {expected}。", "en": "found {value}, must be at least {expected}."},
    "maximum": {"zh": "填写为 {value}，不能大于 {expected}。", "en": "found {value}, must be at most {expected}."},
    "multipleOf": {"zh": "填写为 {value}，最多两位小数。", "en": "found {value}, at most two decimals expected."},
    "pattern": {"zh": "填写为 {value}，不符合格式 {expected}。", "en": "found {value}, which does not match {expected}."},
    "format": {"zh": "填写为 {value}，日期不存在。", "en": "found {value}, there is no such day."},
    "minLength": {"zh": "是空字符串；没有内容请写 null。", "en": "is an empty string; write null where there is nothing."},
    "maxLength": {"zh": "超过 {expected} 个字符。", "en": "longer than {expected} characters."},
    "maxItems": {"zh": "超过 {expected} 项。", "en": "more than {expected} items."},
    "uniqueItems": {"zh": "有重复的项。", "en": "contains the same item twice."},
    "anyOf": {"zh": "填写为 {value}，不在代码表中。", "en": "found {value}, which is not in the codelist."},
}  # fmt: skip
FLOAT: Bilingual = {
    "zh": "{value} 写成了小数或指数；件数必须写成整数。",
    "en": "{value} is written with a decimal point or exponent; a count is written as an integer.",
}
TEXT: Bilingual = {
    "zh": "填写为 {value}；数字不能加引号。",
    "en": "found {value}; a number is written without quotation marks.",
}
TYPES: dict[str, Bilingual] = {
    "integer": {"zh": "整数", "en": "an integer"},
    "number": {"zh": "数字", "en": "a number"},
    "string": {"zh": "文字", "en": "a string"},
    "object": {"zh": "对象 {…}", "en": "an object"},
    "array": {"zh": "数组 […]", "en": "an array"},
    "null": {"zh": "空值 null", "en": "null"},
}

_PIECES = json.JSONEncoder(ensure_ascii=False, default=str).iterencode  # no more than are shown


def wording(error: ValidationError) -> tuple[Bilingual, dict[str, Bilingual]]:
    """The template of a breach and what it names."""
    kind, value = str(error.validator), cast(Any, error.instance)
    expected = cast(Any, error.validator_value)
    template = MESSAGES.get(kind, MESSAGES["const"])
    if kind == "type":
        allowed = [expected] if isinstance(expected, str) else expected
        if "integer" in allowed and isinstance(value, Decimal):
            template = FLOAT
        elif {"integer", "number"} & set(allowed) and isinstance(value, str):
            template = TEXT
        facts = {"expected": _joined([TYPES[t] for t in allowed])}
    elif kind == "required":
        facts = {"names": _names(name for name in expected if name not in value)}
    elif kind == "additionalProperties":
        known = cast(Any, error.schema)["properties"]
        facts = {"names": _names(name for name in value if name not in known)}
    elif kind == "enum":
        facts = {"expected": _names(expected)}
    else:
        facts = {"expected": _same(_shown(expected))}
    return template, facts | {"value": _same(_shown(value))}


def _same(text: str) -> Bilingual:
    return {"zh": text, "en": text}


def _joined(words: list[Bilingual]) -> Bilingual:
    return {"zh": "或".join(w["zh"] for w in words), "en": " or ".join(w["en"] for w in words)}


def _names(names: Iterable[str]) -> Bilingual:
    held = list(names)
    rest = len(held) - _NAMED
    text = ", ".join(_shown(name).strip('"') for name in held[:_NAMED])
    return (
        _same(text)
        if rest <= 0
        else {"zh": f"{text} 等 {len(held)} 项", "en": f"{text} and {rest} more"}
    )


def _shown(value: object) -> str:
    """A value as JSON, control characters escaped, cut to a readable length."""
    if isinstance(value, Decimal):
        return str(value)
    text = ""
    for piece in _PIECES(value[: SHOWN + 1] if isinstance(value, str) else value):
        text += piece
        if len(text) > SHOWN:
            return text[:SHOWN] + "…"
    return text
