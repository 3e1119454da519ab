"""Imported at the start of an interpreter, it takes from it what Windows does not have.

The code of ogireport takes its branches for Windows; what these call is here, as far as POSIX has it.
"""

import ctypes
import importlib.machinery
import os
import signal
import subprocess
import sys
import types

import click._termui_impl  # noqa: F401  # takes its branches for POSIX, as do those above

MODULES = ("fcntl", "grp", "pwd", "resource", "termios")
CALLS = ("fork", "forkpty", "getpgid", "getuid", "killpg", "mkfifo", "register_at_fork", "setsid")
SIGNALS = ("SIGHUP", "SIGKILL", "SIGPIPE", "alarm", "pthread_kill")


class Loader(importlib.machinery.SourceFileLoader):
    """Reads a module as if it were on Windows."""

    def get_code(self, name):
        source = self.get_source(name).replace("sys.platform", '"win32"')
        return compile(source, self.get_filename(name), "exec", dont_inherit=True)


class Finder:
    """Finds the modules of the package."""

    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] != "ogireport":
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec and isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            spec.loader = Loader(name, spec.origin)
        return spec


def refuse(*_, **__):
    """A library of Windows that cannot be opened."""
    raise OSError


sys.modules |= dict.fromkeys(MODULES)
for module, names in ((os, (*CALLS, "sched_getaffinity")), (signal, SIGNALS)):
    for gone in names:
        delattr(module, gone)
locks = sys.modules["msvcrt"] = types.ModuleType("msvcrt")
locks.LK_NBLCK, locks.locking = os.F_TLOCK, os.lockf
ctypes.WinDLL = refuse
subprocess.CREATE_NEW_PROCESS_GROUP = subprocess.CREATE_NO_WINDOW = 0
sys.meta_path.insert(0, Finder())
