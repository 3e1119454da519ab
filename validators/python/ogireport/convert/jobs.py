"""What bounds a process and all that it starts on Windows: a job, which ends with its process."""

from __future__ import annotations

import ctypes
import struct
import sys

# JOBOBJECT_EXTENDED_LIMIT_INFORMATION: times, flags, sizes of sets, what may run and how; counters; memory
LIMITS = struct.Struct("@qqINNINII6Q4N")
_EXTENDED = 9
_PROCESS_MEMORY, _KILL_ON_CLOSE = 0x100, 0x2000


def limits(memory: int) -> bytes:
    """The limits of a job: bytes of memory for each of its processes, none outlives the first."""
    flags = _PROCESS_MEMORY | _KILL_ON_CLOSE
    return LIMITS.pack(0, 0, flags, *[0] * 12, memory, 0, 0, 0)


if sys.platform == "win32":

    def enter(memory: int) -> None:
        """Put this process into a job with these limits; OSError where the system refuses."""
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = ctypes.c_void_p
        job = ctypes.c_void_p(kernel.CreateJobObjectW(None, None))  # open until the process ends
        process = ctypes.c_void_p(kernel.GetCurrentProcess())
        held = limits(memory)
        if not (
            kernel.SetInformationJobObject(job, _EXTENDED, held, len(held))
            and kernel.AssignProcessToJobObject(job, process)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
