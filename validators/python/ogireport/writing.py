"""The only way in which files and folders come into being: whole or not at all, and never over what is not ours."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any

from ogireport.errors import RefusedError as RefusedError
from ogireport.locks import lock_folder

MARKER = ".ogireport"  # in a folder or .zip of ours: what it is and which files belong to it
DRAFT = f"{MARKER}-"  # how the names of drafts begin
GLANCES = 20 if sys.platform == "win32" else 0  # of virus scanners: a file that is open stays
# Windows moves a file with its rights: colleagues could not open what was made in a closed folder.
DRAFT_MODE = 0o777 if sys.platform == "win32" else 0o700
KINDS = {
    "package": {"zh": "数据包", "en": "data package"},
    "corpus": {"zh": "报告库", "en": "corpus"},
    "summary": {"zh": "汇总", "en": "summary"},
    "publication": {"zh": "发布目录", "en": "publication"},
}


# written -------------------------------------------------------------------------------------


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A path for a file that becomes the target once it is complete and on the disk."""
    admit_file(target)
    with _draft(target) as (real, draft):
        new = draft / "new"
        yield new
        if real.exists():
            open(real, "rb+").close()  # PermissionError where it is protected
            shutil.copymode(real, new)
        put(new, real)


@contextmanager
def filling(target: Path, kind: str, *, force: bool = False) -> Iterator[Path]:
    """A new folder that becomes the target, with a marker, once it is complete and on the disk."""
    admit(target, kind, force=force)
    with _draft(target) as (real, draft):
        new, old = draft / "new", draft / "old" / real.name
        new.mkdir()
        yield new
        (new / MARKER).write_bytes(marker(kind, _files(new)))
        for path in (*new.rglob("*"), new):
            _sync(path)
        admit(target, kind, force=force)  # as it is now
        old.parent.mkdir()
        try:
            if real.exists():
                _move(real, old)
            put(new, real)
        except BaseException:
            _restore(draft)
            raise


def put(new: Path, target: Path) -> None:
    """What was written under another name is on the disk and is the target."""
    _sync(new)
    _move(new, target)
    _sync(target.parent)


def _move(old: Path, new: Path) -> None:
    for _ in range(GLANCES):
        with suppress(PermissionError):
            return os.replace(old, new)
        time.sleep(0.05)
    return os.replace(old, new)


def marker(kind: str, files: Iterable[str]) -> bytes:
    """The content of the marker of a folder or .zip with these files."""
    return json.dumps({"kind": kind, "files": sorted(files)}, ensure_ascii=False).encode() + b"\n"


@contextmanager
def _draft(target: Path) -> Iterator[tuple[Path, Path]]:
    """The target behind all links, and a folder beside it that does not outlive the block.

    What a killed process left there is removed first; a lock tells it from the work of another.
    """
    real = Path(os.path.realpath(target))
    real.parent.mkdir(parents=True, exist_ok=True)
    draft, lock = real.parent / f"{DRAFT}{token_hex(4)}", None
    try:
        turn = lock_folder(real.parent)
        _sweep(real.parent)
        draft.mkdir(DRAFT_MODE)
        lock = lock_folder(draft)
        _unlock(turn)
        yield real, draft
    finally:
        try:
            shutil.rmtree(draft, ignore_errors=True)
        except BaseException:  # a signal meanwhile
            shutil.rmtree(draft, ignore_errors=True)
            raise
        _unlock(lock)


@cache
def _sweep(folder: Path) -> None:
    for draft in folder.glob(f"{DRAFT}*"):
        with suppress(OSError):
            lock = lock_folder(draft, wait=False)
            if lock is not None:
                _restore(draft)
                shutil.rmtree(draft, ignore_errors=True)
                _unlock(lock)


def _restore(draft: Path) -> None:
    """A folder that was moved away and not replaced is back."""
    for old in (draft / "old").glob("*"):
        if not (draft.parent / old.name).exists():
            os.replace(old, draft.parent / old.name)


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# refused -------------------------------------------------------------------------------------


def spare(targets: Iterable[Path], inputs: Iterable[str]) -> None:
    """RefusedError where a target is an input or a folder above one."""
    given = {os.path.realpath(path): path for path in inputs if path != "-"}
    above = {str(folder): path for real, path in given.items() for folder in Path(real).parents}
    for target in targets:
        real = os.path.realpath(target)
        over = given.get(real) or above.get(real) or _linked(real, given)
        if over:
            raise RefusedError(
                f"输出会覆盖输入文件 {over}。", f"the output would overwrite the input {over}."
            )


def _linked(target: str, given: dict[str, str]) -> str | None:
    """The input that is the same file under another name."""
    if not os.path.isfile(target) or os.stat(target).st_nlink == 1:
        return None
    return next(
        (p for r, p in given.items() if os.path.exists(r) and os.path.samefile(r, target)), None
    )


def apart(target: Path, others: Iterable[Path]) -> None:
    """RefusedError where two things would be written to one file."""
    if os.path.realpath(target) in map(os.path.realpath, others):
        raise RefusedError(
            f"不能把两种内容都写入 {target}。", f"{target} cannot be written for two purposes."
        )


def admit_file(target: Path) -> None:
    """RefusedError where something other than a file of its own is at the target."""
    if target.exists() and not target.is_file():
        raise RefusedError(f"{target} 不是普通文件。", f"{target} is not a regular file.")
    for folder in Path(os.path.realpath(target)).parents:
        held = _marked(folder)
        if held and Path(os.path.realpath(target)).relative_to(folder).as_posix() in held["files"]:
            kind = KINDS[held["kind"]]
            raise RefusedError(
                f"{target} 是{kind['zh']} {folder} 的一部分，不能覆盖。",
                f"{target} belongs to the {kind['en']} {folder} and is not overwritten.",
            )


def admit(target: Path, kind: str, *, zipped: bool = False, force: bool = False) -> None:
    """RefusedError unless the target is free: not there, an empty folder, or ours and to be replaced."""
    if not os.path.lexists(target) or (
        not zipped and target.is_dir() and not any(target.iterdir())
    ):
        return
    word, held = KINDS[kind], _marked(target) if target.is_dir() != zipped else None
    if not held or held["kind"] != kind:
        raise RefusedError(
            f"{target} 已经存在，而且不是本程序生成的{word['zh']}，不能覆盖。",
            f"{target} exists and is not a {word['en']} made by ogireport; it is not overwritten.",
        )
    foreign = [] if zipped else sorted(_files(target) - {MARKER, *held["files"]})
    if foreign:
        raise RefusedError(
            f"{target} 中的 {foreign[0]} 不属于该{word['zh']}，不能覆盖。",
            f"{foreign[0]} in {target} is not part of the {word['en']}; it is not overwritten.",
        )
    if not force:
        raise RefusedError(
            f"{target} 已经存在；用 --force 替换。", f"{target} exists; --force replaces it."
        )


def _files(folder: Path) -> set[str]:
    """Whatever is below a folder and no folder itself, and folders without anything in them."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir() or not any(path.iterdir())
    }


def _marked(path: Path) -> dict[str, Any] | None:
    """What the marker of a folder or .zip says; None where there is none of ours."""
    try:
        if path.is_dir():
            data = (path / MARKER).read_bytes()
        else:
            with zipfile.ZipFile(path) as archive:
                data = archive.read(MARKER)
        held = json.loads(data)
        ours = held["kind"] in KINDS and all(isinstance(name, str) for name in held["files"])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError, zipfile.BadZipFile):
        return None
    return held if ours else None
