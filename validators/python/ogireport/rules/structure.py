"""Check a document against report.schema.json and say in plain words what is wrong where."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, localcontext
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from ogireport.findings import SCHEMA, Finding, Outcome
from ogireport.kinds import Bilingual
from ogireport.spec import Spec

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

SHOWN = 60  # characters of an offending value
MOST = 1_000  # findings on one document; whoever mends these checks again
_NAMED = 12  # names in one message
CENT = Decimal("0.01")  # amounts are multiples of it; the numbers of most readers cannot be
_DIGITS = 5000  # more than any integer that was read has; else multipleOf cannot divide it
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
REST: Bilingual = {
    "zh": f"$：不符合结构之处超过 {MOST} 处，其余不再列出。",
    "en": f"$: more than {MOST} breaches of the structure; the rest are not listed.",
}
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

Named = Callable[[str], Any]  # what a $ref names
Sure = Callable[[str, object], bool]  # whether a value surely follows what a $ref names


@cache
def _validator(spec: Spec, sure: Sure | None) -> Draft202012Validator:
    from jsonschema import Draft202012Validator, FormatChecker
    from referencing import Registry, Resource

    schema = spec.document("report.bundle.schema.json")
    schema["$defs"]["amount"]["multipleOf"] = CENT
    bundle: Resource[Any] = Resource.from_contents(schema)
    known = bundle @ Registry()  # or every reference would crawl the bundle again
    dates = FormatChecker(formats=["date"])
    named = cache(known.resolver(bundle.id() or "").lookup)
    kind = _adapted(Draft202012Validator, named)
    kind = _passing(kind, sure, named) if sure else kind
    return kind(schema, registry=known, format_checker=dates)


def anchored(pattern: str) -> str:
    """A pattern of the schema as Python writes it: its `$` also matches before a last line break."""
    return pattern.removesuffix("$") + r"\Z"


def _adapted(kind: type[Draft202012Validator], named: Named) -> type[Draft202012Validator]:
    """The validator as this standard needs it.

    It looks at no item of a list that is too long, and at each of another once; of a table it says
    only what its own edition breaches; and a pattern ends where the text ends.
    """
    from jsonschema.exceptions import ValidationError

    standard = kind.VALIDATORS

    def pattern(_: Any, wanted: str, value: object, __: Any) -> Iterator[Any]:
        if isinstance(value, str) and not re.search(anchored(wanted), value):
            yield ValidationError("")

    def one_of(validator: Any, tables: Any, value: object, _: Any) -> Iterator[Any]:
        own = [named(table["$ref"]).contents for table in tables]
        editions = [table["properties"]["edition"]["const"] for table in own]
        edition = value.get("edition") if isinstance(value, dict) else None
        of_any = {**own[0], "properties": {"edition": {"enum": editions}, "rows": {}}}
        chosen = tables[editions.index(edition)] if edition in editions else of_any
        yield from validator.descend(value, chosen)

    def items(validator: Any, inner: Any, value: object, schema: Any) -> Iterator[Any]:
        if not _is_too_long(value, schema):
            yield from standard["items"](validator, inner, value, schema)

    def unique(validator: Any, wanted: Any, value: object, schema: Any) -> Iterator[Any]:
        texts = isinstance(value, list) and all(isinstance(item, str) for item in value)
        if texts and not _is_too_long(value, schema):  # others are errors of their own
            yield from standard["uniqueItems"](validator, wanted, value, schema)

    keywords = {"items": items, "oneOf": one_of, "pattern": pattern, "uniqueItems": unique}
    return _extended(kind, keywords)


def _is_too_long(value: object, schema: Any) -> bool:
    return isinstance(value, list) and len(value) > schema.get("maxItems", len(value))


def _extended(kind: type[Draft202012Validator], keywords: Any) -> type[Draft202012Validator]:
    from jsonschema.validators import extend

    return cast("type[Draft202012Validator]", cast(Any, extend)(kind, keywords))


def _passing(
    kind: type[Draft202012Validator], sure: Sure, named: Named
) -> type[Draft202012Validator]:
    """The validator that passes over whatever surely follows the definition it refers to.

    All definitions stand in one document, so each is looked up once by its reference alone.
    """
    standard = kind.VALIDATORS

    def reference(validator: Any, ref: str, value: object, schema: Any) -> Iterator[Any]:
        if not sure(ref, value):
            found = named(ref)
            yield from validator.descend(value, found.contents, resolver=found.resolver)

    def properties(validator: Any, known: Any, value: object, schema: Any) -> Iterator[Any]:
        held = value if isinstance(value, dict) else {}
        doubted = {
            name: inner
            for name, inner in known.items()
            if name in held and not sure(_reference(name, inner, schema), held[name])
        }
        yield from standard["properties"](validator, doubted, value, schema)

    return _extended(kind, {"$ref": reference, "properties": properties})


def _reference(name: str, inner: Any, schema: Any) -> str:
    """What a property refers to: a definition, or itself where it stands in the root."""
    return str(inner.get("$ref", f"#/properties/{name}" if "$schema" in schema else ""))


def evaluate(document: object, spec: Spec, sure: Sure | None = None) -> Iterator[Finding]:
    """Yield one finding per place and kind of breach, in the order of the document.

    After MOST of them one more says that there are others. With `sure` parts that need no look
    are passed over; the findings are the same.
    """
    with localcontext(prec=_DIGITS):
        errors = list(islice(_distinct(_validator(spec, sure).iter_errors(document)), MOST + 1))
    yield from (_finding(error, spec) for error in errors[:MOST])
    if len(errors) > MOST:
        yield _breach("$", REST, spec)


def _distinct(errors: Iterable[ValidationError]) -> Iterator[ValidationError]:
    seen: set[tuple[Any, ...]] = set()
    for error in errors:
        key = (*error.absolute_path, error.validator)
        if key not in seen:
            seen.add(key)
            yield error


def _finding(error: ValidationError, spec: Spec) -> Finding:
    path = "/".join(p for p in map(str, error.absolute_path) if p != "rows") or "$"
    template, facts = _wording(error)
    message = {
        lang: f"{path}{sep}" + template[lang].format(**{k: v[lang] for k, v in facts.items()})
        for lang, sep in (("zh", "："), ("en", ": "))
    }
    return _breach(path, message, spec)


def _breach(path: str, message: Bilingual, spec: Spec) -> Finding:
    return Finding(
        rule=SCHEMA,
        outcome=Outcome.FAIL,
        requirement="must",
        cells=(path,),
        message=message,
        url=spec.page(SCHEMA),
    )


def _wording(error: ValidationError) -> tuple[Bilingual, dict[str, Bilingual]]:
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
