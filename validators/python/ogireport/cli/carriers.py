"""The documents that paths name, also in folders and in .zip files."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from pathlib import Path

import click

from ogireport.convert.readers import zipped
from ogireport.findings import MANY, listed
from ogireport.render.width import visible
from ogireport.report import ReadError, read

LARGEST_ARCHIVE = 2**29  # bytes of a .zip file; each document in it is bounded like any other


def find(paths: tuple[str, ...], lang: str) -> Iterator[str]:
    """Yield the documents that the paths name, each once: folders, .zip files and patterns expanded.

    What lies in a .zip file has the name of this as its folder. Files passed over are named.
    """
    seen: set[str] = set()
    for path in paths:
        if path != "-" and os.path.isdir(path):
            below = sorted(
                filter(os.path.isfile, glob.iglob(f"{glob.escape(path)}/**", recursive=True))
            )
            found = _documents(path, below, lang)
        else:
            expanded = [] if os.path.exists(path) else sorted(glob.glob(path, recursive=True))
            found = expanded or [path]
        for file in found:
            for document in _unpacked(file, lang):
                if document not in seen:
                    seen.add(document)
                    yield document


def _documents(folder: str, files: list[str], lang: str) -> list[str]:
    """The files that may be documents; the others are named on standard error."""
    kept = [file for file in files if zipped.is_readable(file) or _is_zip(file)]
    passed = [file for file in files if file not in set(kept) and not zipped.is_hidden(file)]
    if passed:
        named = listed([visible(os.path.relpath(file, folder)) for file in passed], lang, MANY)
        said = {"zh": "{count} 个文件不是可读取的文档，已略过：{names}。",
                "en": "passed over, not documents that can be read: {names}."}  # fmt: skip
        click.echo(f"{visible(folder)}: {said[lang].format(**named)}", err=True)
    return kept


def _is_zip(file: str) -> bool:
    return file.lower().endswith(".zip")


def _unpacked(file: str, lang: str) -> list[str]:
    """The documents in a .zip file; the file itself where it is none, or cannot be read."""
    if not (_is_zip(file) and os.path.isfile(file)):
        return [file]
    try:
        package = zipped.Zipped(read(file, LARGEST_ARCHIVE))
    except ReadError:
        return [file]
    if package.is_document:
        return [file]
    return _documents(file, [f"{file}/{name}" for name in package.names()], lang)


def contents(file: str) -> bytes:
    """The bytes of a file, or of one in a .zip file."""
    package = next((p for p in Path(file).parents if _is_zip(p.name) and p.is_file()), None)
    if package is None:
        return read(file)
    inner = file[len(str(package)) + 1 :]
    return zipped.Zipped(read(package, LARGEST_ARCHIVE)).read(inner)
