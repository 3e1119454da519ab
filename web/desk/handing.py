"""What the desk hands out for the web and for next year; its writers load when they are asked for."""

from datetime import date

from desk.held import held
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


def entry_form() -> bytes:
    """A workbook to fill a report in, going on from last year's report where there is one alone."""
    from ogireport.publish import entryform

    forms = entryform.forms(None)
    lasts = [Report(one.document()) for one in held.values() if one.earlier and not one.broken]
    if len(lasts) != 1:
        return entryform.xlsx(forms, {}, {})
    (last,) = lasts
    about = entryform.particulars(last) | {"year": last.value("reporting_year") + 1}
    return entryform.xlsx(forms, about, entryform.carried(forms, last))
