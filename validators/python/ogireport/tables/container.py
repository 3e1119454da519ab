"""The files of a data package, in a folder or a .zip: regular files of its own, and nothing else."""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import IO

from ogireport.report import ReadError, read

LARGEST = 2**30  # bytes of all tables of a package, unpacked
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1  # the bit of the flags


def opened(path: str, largest: int) -> Folder | Zipped:
    """The files beside a datapackage.json, or those of a .zip."""
    return Zipped(path, largest) if _is_zip(path) else Folder(path)


def _is_zip(path: str) -> bool:
    """Whether a file begins as every .zip does, and no JSON; a pipe is not opened."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(2) == b"PK"


class Folder:
    """The files beside a datapackage.json."""

    def __init__(self, path: str) -> None:
        self.folder, self.descriptor = os.path.split(path)

    def __enter__(self) -> Folder:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """A regular file that is in the folder itself."""
        way = list(accumulate(Path(name).parts, os.path.join, initial=self.folder))
        special = os.path.exists(way[-1]) and not os.path.isfile(way[-1])
        if special or any(map(os.path.islink, way[1:])):
            raise ReadError(
                f"{name}：不是普通文件；符号链接、管道和设备不予读取。",
                f"{name}: not a regular file; symbolic links, pipes and devices are not read.",
            )
        with named(name):
            data = read(way[-1], LARGEST)
        yield io.BytesIO(data)


class Zipped:
    """The files of a .zip, of which none is written to disk."""

    descriptor = "datapackage.json"

    def __init__(self, path: str, largest: int) -> None:
        self.path, self.largest = path, largest

    def __enter__(self) -> Zipped:
        with _undamaged("压缩包", "the archive"):
            self.archive = zipfile.ZipFile(self.path)
        if sum(info.file_size for info in self.archive.infolist()) > self.largest:
            self.archive.close()
            size = self.largest // 2**20
            raise ReadError(
                f"压缩包展开后超过 {size} MiB。", f"the archive unpacks to more than {size} MiB."
            )
        return self

    def __exit__(self, *_: object) -> None:
        self.archive.close()

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        """An entry; ReadError where it is missing, packed otherwise, or damaged where it is read."""
        try:
            entry = self.archive.getinfo(name)
        except KeyError:
            raise ReadError(f"压缩包中没有 {name}。", f"no {name} in the archive.") from None
        if entry.compress_type not in PACKED or entry.flag_bits & ENCRYPTED:
            raise ReadError(
                f"{name} 已加密，或者不是用 deflate 压缩的；请重新压缩。",
                f"{name} is encrypted, or packed by another method than deflate; pack it again.",
            )
        with (
            _undamaged(f"压缩包中的 {name} ", f"{name} in the archive"),
            self.archive.open(entry) as file,
        ):
            yield file


@contextmanager
def named(name: str) -> Iterator[None]:
    """A ReadError that says which file of the package it is about."""
    try:
        yield
    except ReadError as error:
        zh, en = error.message["zh"], error.message["en"]
        raise ReadError(f"{name}：{zh}", f"{name}: {en}") from None


@contextmanager
def _undamaged(zh: str, en: str) -> Iterator[None]:
    """ReadError for everything that zipfile raises where an archive is not what it says."""
    try:
        yield
    except (
        zipfile.BadZipFile, zlib.error, struct.error, OSError, EOFError, RuntimeError, ValueError,
    ):  # fmt: skip
        raise ReadError(f"{zh}已损坏。", f"{en} is damaged.") from None
