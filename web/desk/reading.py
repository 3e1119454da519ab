"""Read bytes of any kind into reports; ReadError says why that fails."""

from collections.abc import Iterable
from pathlib import Path

from desk.held import Held
from ogireport.convert import convert
from ogireport.convert.readers.zipped import Zipped, is_readable
from ogireport.report import ReadError, is_report, parse
from ogireport.spec import standard

Refused = tuple[str, ReadError]  # a file in a .zip, and why it cannot be read
LARGEST_PACKAGE = 2**26  # bytes, unpacked, in the memory of a browser
PACKAGE = Path("/tmp/package.zip")  # noqa: S108


def reports(name: str, data: bytes, year: int | None) -> Iterable[Held | Refused]:
    """Yield the reports of a document, of a report file, of a data package, or of documents in a .zip."""
    if data.startswith(b"PK\x03\x04") and b"datapackage.json" in data:
        yield from _package(name, data)
    elif data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        document = parse(data)
        if not is_report(document):
            raise ReadError("这个 JSON 文件不是一份年度报告。",
                            "this JSON file is not an annual report.")  # fmt: skip
        yield Held(name, document)
    elif name.lower().endswith(".zip") and not (package := Zipped(data)).is_document:
        yield from _members(name, package, year)
    else:
        made = convert(data, year=year)
        yield Held(name, made.document, made.printed, made.placed, made.remarks)


def _members(name: str, package: Zipped, year: int | None) -> Iterable[Held | Refused]:
    """Yield the reports of all that may be documents; one that cannot be read stops no other."""
    members = list(filter(is_readable, package.names()))
    if not members:
        raise ReadError("压缩包里没有可以读取的文档。",
                        "the zip file holds no document that can be read.")  # fmt: skip
    for inner in members:
        file = f"{name}/{inner}"
        try:
            yield from reports(file, package.read(inner), year)
        except ReadError as error:
            yield file, error


def _package(name: str, data: bytes) -> Iterable[Held]:
    from ogireport.tables import documents, package

    PACKAGE.write_bytes(data)
    contents = package.contents(str(PACKAGE), standard(), LARGEST_PACKAGE)
    for report, _ in documents.documents(contents, standard()):
        yield Held(f"{name}#{report.report_id}", dict(report.document))
