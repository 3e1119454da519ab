"""Zip packages (docx, xlsx): parts read within bounds, nothing trusted that the file claims."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any
from xml.etree.ElementTree import Element, ParseError, TreeBuilder

from ogireport.convert.limits import LARGEST_PART, MOST_PARTS
from ogireport.report import ReadError


def broken() -> ReadError:
    return ReadError(
        "文件已损坏或不完整；请重新下载，或用 Word/WPS 打开后另存。",
        "the file is broken or truncated; download it again, or open and save it anew.",
    )


def opened(data: bytes) -> zipfile.ZipFile:
    """Return the open package; ReadError when it is no readable zip file."""
    try:
        package = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise broken() from None
    if len(package.infolist()) > MOST_PARTS:
        raise _bomb()
    return package


def part(package: zipfile.ZipFile, name: str, largest: int = LARGEST_PART) -> bytes:
    """Return one part, unpacked up to a bound; ReadError beyond it."""
    try:
        with package.open(name) as file:
            data = file.read(largest + 1)
    except KeyError:
        raise broken() from None
    except RuntimeError:  # what zipfile raises for an encrypted part
        raise ReadError("文件有密码保护；请另存一份不带密码的。",
                        "the file is password-protected; save it without a password.") from None  # fmt: skip
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        raise broken() from None
    if len(data) > largest:
        raise _bomb()
    return data


def xml(package: zipfile.ZipFile, name: str) -> Element:
    """Return the root of an XML part; entities and external references are refused."""
    root: Element = parse(part(package, name))
    return root


def parse(data: bytes, target: Any = None) -> Any:
    """Return the root, or what the target makes of the elements; ReadError as for `xml`."""
    try:
        from defusedxml.common import DefusedXmlException
        from defusedxml.ElementTree import DefusedXMLParser
    except ImportError:
        raise ReadError("读取 Word、Excel、OFD 文件需要 defusedxml；请安装 ogireport[convert]。",
                        "reading Word, Excel and OFD files needs defusedxml; install ogireport[convert].") from None  # fmt: skip

    parser = DefusedXMLParser(target=target or TreeBuilder(), forbid_dtd=True)
    try:
        parser.feed(data)
        return parser.close()
    except DefusedXmlException:
        raise ReadError("文件含有 XML 实体或外部引用，出于安全不读取。",
                        "the file holds XML entities or external references; not read.") from None  # fmt: skip
    except (ParseError, ValueError, LookupError):
        raise broken() from None


def _bomb() -> ReadError:
    return ReadError("解压后过大，不像一份报告。", "it unpacks to more than a report can hold.")
