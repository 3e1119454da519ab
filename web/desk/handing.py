"""What the desk hands out for the web and for next year; its writers load when they are asked for."""

from datetime import date

from desk import manuscript
from desk.held import held
from ogireport.publish import entryform
from ogireport.report import Report


def word(name: str) -> bytes:
    """The report in the official layout, as .docx."""
    from ogireport.publish import wordfile

    return wordfile.docx(_final(name))


def publication(name: str) -> bytes:
    """All that is put on the web for the report, as a .zip of the folder."""
    from ogireport.publish import publication
    from ogireport.tables import package
    from ogireport.tables.imprint import Imprint

    made = _final(name)
    verdict = held[name].verdict(made.document)
    return package.zipped(publication.files(made, verdict, said=Imprint(created=date.today())))


def _final(name: str) -> Report:
    """The report as its organ publishes it: with what was typed, which no source has."""
    one = held[name]
    return Report(one.document() | ({"source": None} if one.edits else {}))


def entry_form(year: int, last: str = "") -> bytes:
    """A workbook to fill the report of a year in, going on from last year's report where it is named."""
    return entryform.xlsx(*manuscript.known(year, Report(held[last].document()) if last else None))
