"""The limits of a JSON Schema as constraints of a Table Schema."""

KEYWORDS = ("minimum", "maximum", "minLength", "pattern", "enum")
GUARD = 1  # the apostrophe that may stand before a text, see ogireport.tables.values


def limits(value: dict) -> dict:
    """The constraints of a definition; patterns and lengths are those of the whole CSV cell."""
    found = {k: value[k] for k in KEYWORDS if k in value} | longest(value)
    if "const" in value:
        found["enum"] = [value["const"]]
    if "pattern" in found:  # Table Schema patterns match the whole value
        found["pattern"] = found["pattern"].removeprefix("^").removesuffix("$")
    return found


def longest(value: dict) -> dict:
    """How long a text with its apostrophe, or a list, may be; nothing where there is no limit."""
    if "maxItems" in value:
        return {"maxLength": value["maxItems"]}
    guard = 0 if "pattern" in value else GUARD
    return {"maxLength": value["maxLength"] + guard} if "maxLength" in value else {}
