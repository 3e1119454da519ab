"""Where the files and rules of the standard can be read: public addresses, or URNs before a release."""

from typing import NamedTuple

from ogireport.spec import address


class Addresses(NamedTuple):
    """`base` is the public address of the site; None while there is none."""

    base: str | None
    version: str

    @property
    def folder(self) -> str:
        """Where the site keeps the files of schema/dist; stable for a minor version."""
        return self.version.rpartition(".")[0]

    def file(self, name: str) -> str | None:
        """The address of a file of schema/dist."""
        return f"{self.base}/{self.folder}/{name}" if self.base else None

    def rule(self, rule: str) -> str:
        """The address of the page of a rule."""
        return address(self.base, rule)
