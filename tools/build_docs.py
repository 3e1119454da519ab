"""Write the reference of both languages and the schema files of the site, as plain files.

python tools/build_docs.py
python tools/build_docs.py --base-url https://example.org/ogireport    a release
"""

import argparse
import sys
from itertools import chain
from pathlib import Path

import build
from addresses import Addresses
from ogireport.spec import SpecError, standard
from pages import codes, forms, gallery, rulebook
from pages.words import ROOTS, page, word

ROOT = Path(__file__).parents[1]
DOORS = (
    ("rules/index.html", "rules"),
    ("forms/index.html", "forms"),
    ("codelists/index.html", "codelists"),
    ("report.html", "report_title"),
    ("tables/index.html", "tables"),
    ("statuses.html", "statuses_title"),
    ("changes.html", "changes_title"),
    ("history.html", "history_title"),
    ("schema-files.html", "files_title"),
)


def reference(lang: str) -> dict[str, str]:
    """Every page below reference/ by its path."""
    doors = []
    for path, title in DOORS:
        lead = f"{title.removesuffix('_title')}_lead"
        doors.append(
            (path, word(title, lang), word(lead, lang).format(folder=f"/{standard().minor}/"))
        )
    made = chain(*(module.pages(lang) for module in (rulebook, forms, codes, gallery)))
    return dict(made) | dict([page("index.md", "reference.md", lang, doors=doors)])


def schema_files(base_url: str | None) -> tuple[str, dict[str, str]]:
    """The folder of the site that holds the schema files, and the files."""
    addresses = Addresses(base_url, standard().version)
    whole = {"report.schema.json": (ROOT / "schema/report.schema.json").read_text("utf-8")}
    return addresses.folder, whole | build.files(ROOT, base_url)


def in_both(docs: Path) -> list[str]:
    """The addresses that exist in every language; there the language switch keeps the page."""
    pages = [{p.relative_to(docs / lang) for p in (docs / lang).rglob("*.md")} for lang in ROOTS]
    return sorted(path.with_suffix(".html").as_posix() for path in set.intersection(*pages))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", help="public address, for a release")
    options = parser.parse_args()
    docs = ROOT / "docs"
    try:
        for lang in ROOTS:
            build.write(reference(lang), docs / lang / "reference")
        folder, files = schema_files(options.base_url)
        build.write(files, docs / "zh" / folder)
    except SpecError as error:
        print(f"broken standard: {error}", file=sys.stderr)
        return 2
    both = "\n".join(in_both(docs))
    build.write({"in-both.html": f"\n{both}\n"}, docs / "theme" / "generated")
    return 0


if __name__ == "__main__":
    sys.exit(main())
