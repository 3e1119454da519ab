"""Check a document against report.schema.json and say in plain words what is wrong where."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal, localcontext
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from ogireport.findings import SCHEMA, Finding, Outcome
from ogireport.kinds import Bilingual
from ogireport.rules import breaches, walk
from ogireport.spec import Spec, matching

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator
    from jsonschema.exceptions import ValidationError

MOST = 1_000  # findings on one document; whoever mends these checks again
CENT = Decimal("0.01")  # amounts are multiples of it; the numbers of most readers cannot be
_DIGITS = 5000  # more than any integer that was read has; else multipleOf cannot divide it
REST: Bilingual = {
    "zh": f"$：不符合结构之处超过 {MOST} 处，其余不再列出。",
    "en": f"$: more than {MOST} breaches of the structure; the rest are not listed.",
}

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


def _adapted(kind: type[Draft202012Validator], named: Named) -> type[Draft202012Validator]:
    """The validator as this standard needs it.

    It looks at no item of a list that is too long, and at each of another once; of a table it says
    only what its own edition breaches; and a pattern ends where the text ends.
    """
    standard = kind.VALIDATORS

    def pattern(validator: Any, wanted: str, value: object, schema: Any) -> Iterator[Any]:
        yield from standard["pattern"](validator, matching(wanted), value, schema)

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
    if sure is None and walk.follows(document, spec):
        return  # as nearly every document does; jsonschema is there to say what others breach
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
    template, facts = breaches.wording(error)
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
