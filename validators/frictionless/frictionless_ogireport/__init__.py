"""frictionless plugin: `frictionless validate datapackage.json` evaluates the balance rules.

frictionless finds it by its module name; nothing has to be switched on. The rules come from the
installed standard, never from the package that is validated.
"""

from __future__ import annotations

from typing import Any

from frictionless import Plugin


class OgireportPlugin(Plugin):
    """Gives the form tables of a data package the balance check of the standard."""

    def select_check_class(self, type: str | None = None) -> Any:  # noqa: A002
        if type == "ogireport-balance":
            from frictionless_ogireport.balance import Balance

            return Balance
        return None

    def select_error_class(self, type: str | None = None) -> Any:  # noqa: A002
        if type == "ogireport-balance":
            from frictionless_ogireport.balance import BalanceError

            return BalanceError
        return None

    def select_resource_class(self, type: str | None = None, *, datatype: str | None = None) -> Any:  # noqa: A002
        if "table" in (type, datatype):
            from frictionless_ogireport.resource import FormTable

            return FormTable
        return None
