"""The fixed words of the pages in two languages, and the templates that use them."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from ogireport.cli.rules import WORDS
from ogireport.spec import standard

HERE = Path(__file__).parent
ROOTS = {"zh": "../", "en": "../../"}  # from reference/ to the root of the site
CLOSED = re.compile("(?<=[：，。；]) +(?=[^ |])")  # no blank after full-width punctuation
AT = re.compile(r'(?<=\]\()@|(?<=href=")@')


class Optional(StrictUndefined):
    """A key that an entry may lack: a template may test it, but printing it is an error."""

    __bool__ = Undefined.__bool__


@cache
def _own() -> dict[str, dict[str, str]]:
    return yaml.safe_load((HERE / "words.yaml").read_text("utf-8"))


def word(key: str, lang: str) -> str:
    """A fixed word of the pages, of the standard, or of `ogireport rules`."""
    own = _own().get(key) or standard().words.get(key)
    return own[lang] if own else WORDS[lang][key]


class Words:
    """The words of one language as attributes, for templates."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __getattr__(self, key: str) -> str:
        try:
            return word(key, self.lang)
        except KeyError:
            raise AttributeError(key) from None

    __getitem__ = __getattr__


@cache
def _templates() -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        undefined=Optional,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 the pages are Markdown
    )
    found.filters["cell"] = lambda text: str(text).replace("|", "\\|").replace("\n", " ")
    found.filters["json"] = lambda value: json.dumps(value, ensure_ascii=False, indent=1)
    return found


def page(path: str, template: str, lang: str, /, **data: Any) -> tuple[str, str]:
    """Return the path and the Markdown of one page."""
    given = {"lang": lang, "root": ROOTS[lang], "w": Words(lang), "spec": standard()}
    given |= {"named": lambda form: form.edition and standard().edition_name(form.edition)[lang]}
    text = _templates().get_template(template).render(given | data)
    if lang == "zh":
        text = CLOSED.sub("", text)
    return path, AT.sub("../" * path.count("/"), text)
