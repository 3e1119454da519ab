"""Where the files and rules of the standard can be read: public addresses, or URNs before a release."""

from typing import NamedTuple


class Addresses(NamedTuple):
    """`base` is the public address of the site; None while there is none."""

    base: str | None
    version: str

    def file(self, name: str) -> str | None:
        """The address of a file of schema/dist, stable for a minor version."""
        return f"{self.base}/{self.version.rpartition('.')[0]}/{name}" if self.base else None

    def rule(self, rule: str) -> str:
        if self.base:
            return f"{self.base}/reference/rules/{rule.lower()}/"
        return f"urn:ogireport:rule:{rule}"
