"""python -m ogireport, and the console script."""

import _signal as signal  # what `signal` wraps: it is there before anything else is read

if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    # Until the command can say that it was interrupted, Ctrl-C ends it without a traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from ogireport.cli import run

if __name__ == "__main__":
    run()
