"""python -m ogireport."""

from ogireport.cli import run

run()
