"""Locks between processes on one machine; a process that is killed leaves none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def lock_file(descriptor: int) -> None:
        """Lock an open file until it is closed; OSError while another process has it."""
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

    def lock_folder(folder: Path, *, wait: bool = True) -> int | None:
        """Windows has no locks for folders: the drafts of a process that was killed there stay."""
        return None

else:
    import fcntl

    def lock_file(descriptor: int) -> None:
        """Lock an open file until it is closed; OSError while another process has it."""
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def lock_folder(folder: Path, *, wait: bool = True) -> int | None:
        """A descriptor that locks a folder until it is closed; None where it cannot be had."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            os.close(descriptor)
            return None
        return descriptor
