"""Documents that a .zip file holds; their names in the encoding that made them."""

from __future__ import annotations

from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from ogireport.convert.readers import opc
from ogireport.report import LARGEST_FILE

SUFFIXES = {".htm", ".html", ".shtml", ".docx", ".docm", ".xlsx", ".xlsm", ".xls", ".et", ".pdf", ".ofd", ".txt",
            ".md", ".doc", ".wps", ".rtf"}  # fmt: skip
_UTF_8 = 0x800  # the flag of a name in UTF-8
_OFFICE = {"[Content_Types].xml", "OFD.xml", "mimetype", "datapackage.json"}


class Zipped:
    """The files of a .zip file, by their names; ReadError when it is broken."""

    def __init__(self, data: bytes) -> None:
        self._package: ZipFile = opc.opened(data)
        self._parts = {_name(info): info for info in self._package.infolist() if not info.is_dir()}

    @property
    def is_document(self) -> bool:
        """Whether it is a document or data package itself, which its format makes a .zip."""
        return not _OFFICE.isdisjoint(self._parts)

    def names(self) -> list[str]:
        return sorted(self._parts)

    def read(self, name: str) -> bytes:
        return opc.part(self._package, self._parts[name].filename, LARGEST_FILE)


def _name(info: ZipInfo) -> str:
    """The name as written: without the flag for UTF-8, Windows in China writes GBK."""
    if info.flag_bits & _UTF_8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def is_readable(name: str) -> bool:
    """Whether a file of this name may be a document; those that programs keep beside are not."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.suffix.lower() in SUFFIXES and not is_hidden(name)


def is_hidden(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.name.startswith((".", "~$")) or "__MACOSX" in path.parts
