"""Compile the phrases of the narrative rules into regular expressions without look-around.

Every class of words becomes one letter, so that a sentence is a short string of letters, numbers and the
characters between; a template is then an ordinary expression in which every repetition is bounded.
"""

import re
from pathlib import Path

import yaml

import readings
from codelists import Form, StandardError

FREE = "бгджзилпфцчшщэюя"  # letters of the classes that may stand in the gap ~
OTHERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzΓΔΘΛΞΠΣΦΨΩαβγδεζηθικλμνξπρστυφχψωБГДЖЗИЛПФЦЧШЩЭЮЯ"
COUNT, BARE, YUAN, PERCENT, OTHER = "01234"  # numbers with a unit, without one, of money, …
YEARS = (
    "last_year",
    "this_year",
    "next_year",
    "other_year",
    "compare",
    "carry",
)  # that a reader of texts names
STOPS = {"clause": ",;。!?¶", "sentence": "。!?¶", "paragraph": "¶"}
REMARK = r"(?:\([^()。¶]{0,40}\))?"  # in brackets
_REMARK = re.compile(re.escape(REMARK))
_OPTIONAL = re.compile(r"\(\?:[^()]*\)\??|\[\^[^]]*\](?:\{[^}]*\})?")  # what need not be there
SIGN = re.compile(r"\{[^}]*\}|.", re.S)
NUMBERS = {
    "n": COUNT + BARE,
    "number": COUNT + BARE,
    "yuan": YUAN,
    "percent": PERCENT,
    "other": OTHER,
}


def narrative(root: Path) -> dict:
    """Return what schema/narrative.yaml says."""
    return yaml.safe_load((root / "narrative.yaml").read_text("utf-8"))


def document(written: dict, rules: list[dict], forms: list[Form], fields: dict[str, dict]) -> dict:
    """Return statements.json without its version: words, guards, phrases and identities."""
    letters = _letters(written)
    words = _words(written, letters)
    units = {unit: sign for kind, sign in _UNITS for unit in written["units"][kind]}
    own = [rule for rule in rules if rule["kind"] == "statement" and "retired" not in rule]
    found = {
        "characters": _characters(written),
        "letters": "".join(letters.values()),
        "named": {name: letters[name] for name in YEARS},
        "numbers": _numbers(units),
        "words": {
            letter: " ".join(w for w, own in words.items() if own == letter)
            for letter in ("", *letters.values())
        },
        "units": {sign: " ".join(written["units"][kind]) for kind, sign in _UNITS},
        "scopes": written["scopes"],
        "stems": written["stems"].split(),
        "carried": "|".join(_expression(t, written["gaps"], letters) for t in written["carried"]),
        "guards": [_guard(guard, written["gaps"], letters) for guard in written["guards"]],
        "reasons": written["reasons"],
        "phrases": [
            _phrase(rule, phrase, written["gaps"], letters)
            | {"readings": readings.readings(rule, phrase["readings"], forms, fields)}
            for rule in own
            for phrase in rule.get("phrases", ())
        ],
        "identities": [
            {"rule": rule["id"], **each} for rule in own for each in rule.get("identities", ())
        ],
        "shares": [
            {"rule": rule["id"], "of": rule["shares"]["of"]}
            | {"after": f"^{_expression(rule['shares']['after'], written['gaps'], letters)}"}
            for rule in own
            if "shares" in rule
        ],
    }
    _check_stems(found)
    return found


def _check_stems(found: dict) -> None:
    """StandardError where a template could stand in a paragraph without any stem."""
    stems = found["stems"]
    held = {
        letter
        for letter, words in found["words"].items()
        if words and all(any(stem in word for stem in stems) for word in words.split())
    }
    for phrase in (each for each in found["phrases"] if each["readings"]):
        for template in phrase["templates"]:
            asked = _asked("".join(template.get(part, "") for part in ("before", "after", "whole")))
            if not any(held.issuperset(letters) for letters in asked):
                raise StandardError(f"narrative.yaml: no stem for {phrase['says']}: {template}")


_UNITS = [("count", COUNT), ("money", YUAN), ("percent", PERCENT), ("other", OTHER)]


def _letters(written: dict) -> dict[str, str]:
    """The letter of every class; those that may stand in a gap are told from the others by it."""
    free = written["gaps"]["~"]["words"]
    names = dict.fromkeys([*written["words"], *YEARS])
    names.pop("nothing")
    pools = {True: iter(FREE), False: iter(OTHERS)}
    if unknown := set(free) - names.keys():
        raise StandardError(f"narrative.yaml: no words for {sorted(unknown)}")
    return {name: next(pools[name in free]) for name in names}


def _characters(written: dict) -> list[str]:
    pairs = written["characters"].items()
    if wrong := [one for one, other in pairs if len(one) != len(other)]:
        raise StandardError(f"narrative.yaml: characters {wrong} and what they become differ")
    return ["".join(one for one, _ in pairs), "".join(other for _, other in pairs)]


def written_out(word: str) -> list[str]:
    """All words that a pattern with [left out|alternatives] and (alternatives) stands for."""
    if (match := re.search(r"\[([^][()]*)\]|\(([^][()]*)\)", word)) is None:
        return [word]
    parts = ["", *match[1].split("|")] if match[2] is None else match[2].split("|")
    return [w for p in parts for w in written_out(word[: match.start()] + p + word[match.end() :])]


def _words(written: dict, letters: dict[str, str]) -> dict[str, str]:
    """Every word with the letter of its class; the classes of `nothing` have none."""
    plain = str.maketrans(*_characters(written))
    found: dict[str, str] = {}
    for name, patterns in written["words"].items():
        for word in (w for p in patterns.split() for w in written_out(p.translate(plain))):
            letter = letters.get(name, "")
            if word and found.setdefault(word, letter) != letter:
                raise StandardError(f"narrative.yaml: {word!r} is of two classes, one is {name}")
    return found


def _numbers(units: dict[str, str]) -> str:
    """A year, or a number with its unit, in digits or in Chinese."""
    longest = "|".join(sorted(units, key=len, reverse=True))
    scale = "([万亿])?([余多])?"
    return "|".join(
        [
            "([比较与同]?)((?:19|20)[0-9]{2})年度?",
            f"([0-9]+(?:[.,][0-9]+)*){scale}({longest})?",
            f"([〇零一二两三四五六七八九十百千]{{1,9}}){scale}({longest})",
        ]
    )


def _guard(guard: dict, gaps: dict, letters: dict[str, str]) -> dict:
    words = "".join(letters[name] for name in guard["words"])
    first = [f"[{words}]", *(_expression(t, gaps, letters) for t in guard.get("templates", ()))]
    pattern = f"(?:{'|'.join(first)})"
    if guard["reach"] != "number":
        unless = "".join(letters[name] for name in guard.get("unless", ()))
        pattern += f"[^{STOPS[guard['reach']]}{unless}]*"
    names = ("code", "zh", "en", "soft", "scopes", "only")
    return {name: guard[name] for name in names if name in guard} | {"pattern": f"{pattern}$"}


def _phrase(rule: dict, phrase: dict, gaps: dict, letters: dict[str, str]) -> dict:
    needs = "".join(letters[name] for name in phrase.get("needs", ()))
    try:
        sides = [_sides(template, gaps, letters) for template in phrase["templates"]]
    except KeyError as error:
        raise StandardError(f"{rule['id']}: no words for {error}") from None
    return {
        "rule": rule["id"],
        "says": phrase["says"],
        **({"soft": phrase["soft"]} if "soft" in phrase else {}),
        **({"needs": f"[{needs}][^{STOPS[phrase.get('within', 'sentence')]}]*$"} if needs else {}),
        "templates": sides,
    }


def _sides(template: str, gaps: dict, letters: dict[str, str]) -> dict:
    """The expressions before and after the number, with the kinds it may be; or of the whole."""
    parts: list[list[str]] = [[]]
    number = ""
    for sign in SIGN.findall(template):
        name = sign[1:-1] if sign[0] == "{" else ""
        if name in ("n", "yuan"):
            number, parts = NUMBERS[name], [*parts, []]
        else:
            parts[-1].append(_part(sign, name, gaps, letters))
    if not number:
        whole = "".join(parts[0])
        return {"asks": _asked(whole), "whole": whole}
    before, after = map("".join, parts)
    kinds = number if before else COUNT
    own = (
        {"own": f"{before.rpartition(gap)[2]}$"}
        if (gap := _gap(gaps["…"], letters)) in before
        else {}
    )
    said = {"kinds": kinds, "asks": _asked(before), "before": before + "$", "after": "^" + after}
    return said | own


def _asked(expression: str) -> list[str]:
    """The classes, as letters, of which an expression surely needs one each: a quick look first."""
    bare = _REMARK.sub("", expression)
    while (less := _OPTIONAL.sub("", bare)) != bare:
        bare = less
    return re.findall(r"\[([^]]*)\](?![?{])", bare)


def _expression(template: str, gaps: dict, letters: dict[str, str]) -> str:
    """A template that stands for no number of its own."""
    return "".join(
        _part(s, s.strip("{}"), gaps, letters) if s[0] == "{" else _part(s, "", gaps, letters)
        for s in SIGN.findall(template)
    )


def _part(sign: str, name: str, gaps: dict, letters: dict[str, str]) -> str:
    if name in NUMBERS:
        return f"({PERCENT})" if name == "percent" else f"[{NUMBERS[name]}]"
    if name:
        return f"[{''.join(letters[each] for each in name.split('|'))}]"
    return _gap(gaps[sign], letters) if sign in gaps else sign.replace("(", "(?:")


def _gap(gap: dict, letters: dict[str, str]) -> str:
    most = f"{{0,{gap['most']}}}"
    words = "".join(letters[name] for name in gap.get("words", ()))
    if "characters" in gap:
        return f"[{gap['characters']}{words}]{most}{REMARK}"
    closed = "".join(letters[name] for name in gap.get("without", ()))
    if "words" in gap:
        closed = "A-Za-zΑ-ωБ-Я"
    return f"[^{gap['stops']}{closed}]{most}"
