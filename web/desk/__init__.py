"""The desk: what the checker page asks of ogireport.

Nothing is decided here: reading, rules, labels, layout and messages are those of the package.
An answer is a line of JSON, or the bytes of a file.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import wraps
from importlib import import_module
from importlib.resources import files
from typing import Any
from uuid import uuid4

from desk import manuscript, reading, showing
from desk.handing import entry_form as entry_form
from desk.handing import publication as publication
from desk.handing import word as word
from desk.held import Held, held
from ogireport import __version__
from ogireport.convert import convert
from ogireport.convert.assemble import YearError
from ogireport.publish.layout import printed
from ogireport.publish.total import combined, parted
from ogireport.render import machines
from ogireport.render.runs import Run
from ogireport.report import ReadError, Report, parse, too_large, written
from ogireport.rules import plain, structure
from ogireport.spec import standard


def answer(verb: Callable[..., Any]) -> Callable[..., str]:
    """Return the answer of a verb as JSON; input that cannot be read is an answer too."""

    @wraps(verb)
    def answered(*arguments: Any) -> str:
        try:
            made = verb(*arguments)
        except ReadError as error:
            years = standard().limits("reporting_year") if isinstance(error, YearError) else None
            made = {"refused": error.message, "year": years}
        except (MemoryError, RecursionError):
            made = {"refused": too_large().message}
        return machines.as_line(made)

    return answered


@answer
def forms() -> dict[str, Any]:
    return showing.forms()


@answer
def warm() -> None:
    """Load and build what the first report needs before anybody waits for it."""
    list(structure.evaluate({}, standard()))
    for kind in ("docx", "html", "text"):
        import_module(f"ogireport.convert.readers.{kind}")
    convert("2023年政府信息公开工作年度报告".encode())


@answer
def view(name: str) -> dict[str, Any]:
    return showing.report(name, held[name])


# reading -------------------------------------------------------------------------------------


@answer
def read(name: str, data: Any, year: int = 0, earlier: bool = False) -> list[Any]:
    """Put the reports of a file on the desk, or `earlier` ones beside them; their names, or why not."""
    octets = data if isinstance(data, bytes) else data.to_bytes()
    return [
        _put(replace(found, earlier=earlier))
        if isinstance(found, Held)
        else {"file": found[0], "refused": found[1].message}
        for found in list(reading.reports(name, octets, year or None))
    ]


def _put(one: Held, name: str = "") -> str:
    name = name or uuid4().hex
    held[name] = one
    return name


@answer
def sample() -> list[str]:
    """Put a report on the desk that a person may try the page with."""
    name, octets = "样例.docx", files("desk").joinpath("sample.docx").read_bytes()
    return [_put(one) for one in reading.reports(name, octets, None) if isinstance(one, Held)]


@answer
def begin(year: int, last: str = "") -> list[str]:
    """Put an empty report on the desk, going on from last year's where that is named."""
    made = manuscript.begun(year, Report(held[last].document()) if last else None)
    return [_put(Held(f"{year}年报告-{made['report_id'][-4:]}", made))]


@answer
def oversized() -> None:
    """The message for a file that is too large to load."""
    raise too_large()


@answer
def forget(name: str) -> None:
    held.pop(name, None)


@answer
def draft(name: str) -> dict[str, Any]:
    """What must be kept so that the work can be continued another day."""
    kept = ("file", "origin", "printed", "placed", "remarks", "edits", "earlier")
    return {key: getattr(held[name], key) for key in kept}


@answer
def resume(draft: str, name: str = "") -> list[str]:
    """Put a draft back on the desk, under the name that it had there."""
    kept = parse(draft.encode())
    return [_put(Held(**kept | {"placed": tuple(kept["placed"])}), name)]


# changing ------------------------------------------------------------------------------------


@answer
def edit(name: str, cell: str, typed: str) -> dict[str, Any]:
    """Type into a cell; typing the same figure again is no change."""
    one = held[name]
    one.trial.clear()
    if typed.strip() == one.before(cell):
        one.edits.pop(cell, None)
    else:
        one.edits[cell] = typed.strip()
    return showing.report(name, one)


@answer
def attempt(name: str, changes: Any) -> dict[str, Any]:
    """Show the effect of some changes without making them; without changes, end the trial."""
    one = held[name]
    one.trial = {cell: printed(one.form(cell), cell, new) for cell, new in changes}
    return showing.report(name, one)


@answer
def adopt(name: str) -> dict[str, Any]:
    """Make the changes of the trial."""
    one = held[name]
    one.edits, one.trial = one.changes, {}
    return showing.report(name, one)


@answer
def restore(name: str) -> dict[str, Any]:
    """Go back to what was read."""
    one = held[name]
    one.edits, one.trial = {}, {}
    return showing.report(name, one)


@answer
def suggest(name: str) -> dict[str, Any]:
    """Suggestions for the equations that do not hold."""
    one = held[name]
    return plain.suggestions(one.verdict(one.document(), suggesting=True).suggestions)


# handing out ---------------------------------------------------------------------------------


@answer
def sum_of(names: Any) -> dict[str, Any]:
    """The sum of reports in the official layout; a cell that is blank in any of them has none."""
    return showing.total(_reports(names))


def sum_workbook(names: Any) -> bytes:
    """The sum of reports in the official layout, as .xlsx."""
    from ogireport.publish import workbook  # loaded by those who ask for it

    return workbook.xlsx(Report(_sum(names)))


def sum_report(names: Any) -> bytes:
    """The sum of reports as a report of its own."""
    return written(_sum(names)).encode()


def _sum(names: Any) -> dict[str, Any]:
    return combined(parted(_reports(names)).units, standard())


def _reports(names: Any) -> list[Report]:
    return [Report(held[name].document()) for name in names if not held[name].broken]


def report(name: str, whole: bool) -> bytes:
    """The canonical JSON: as it stands, or (`whole`) as it was read."""
    return written(held[name].origin if whole else held[name].marked()).encode()


def findings(names: Any) -> bytes:
    """What `ogireport validate --format json` says of these reports."""
    run = Run(full=True)
    for one in (held[name] for name in names):
        document = one.marked()
        run.add(one.file, one.verdict(document, suggesting=True), document)
    return machines.as_json(run, standard(), __version__).encode() + b"\n"


def data_package(names: Any, title: str) -> bytes:
    """The data package of these reports as a .zip; a report that appears twice is included once."""
    from ogireport.tables import bundle, package
    from ogireport.tables.imprint import Imprint

    judged = {}
    for one in (held[name] for name in names if not held[name].broken):
        document = one.marked()
        judged[document["report_id"]] = (Report(document), one.verdict(document))
    said, tables = Imprint(created=date.today()), bundle.names(standard())
    members = bundle.files([*judged.values()], tables, title, standard(), said)
    return package.zipped(members)
