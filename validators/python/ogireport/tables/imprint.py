"""What a package says of itself in a catalogue: identifier, title, licence, who made and published it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ogireport.report import Report

KEYWORDS = ["政府信息公开", "年度报告", "open government", "annual report"]
MOST_NAMED = 50  # organs and sources; more are a list of their own, which `reports` is


class Imprint(NamedTuple):
    """What the publisher of a package says of it; left out is what the reports do not say either."""

    identifier: str | None = None
    license: str | None = None
    publisher: str | None = None
    sources: tuple[str, ...] = ()
    created: date | None = None

    def properties(self, reports: Sequence[Report], version: str) -> dict[str, Any]:
        """The properties of a descriptor, the same for the same reports and the same day."""
        found = {
            "id": self.identifier or identifier(reports),
            "title": title(reports),
            "description": f"{len(reports)} 份报告，标准 ogireport {version}。 / {len(reports)} "
            f"annual reports on open government information; standard ogireport {version}.",
            "version": version,
            "created": self.created and f"{self.created.isoformat()}T00:00:00Z",
            "keywords": KEYWORDS,
            "licenses": [_license(self.license)] if self.license else [],
            "contributors": self._contributors(reports),
            "sources": [_source(text) for text in self.sources] or _published(reports),
        }
        return {key: value for key, value in found.items() if value}

    def _contributors(self, reports: Sequence[Report]) -> list[dict[str, Any]]:
        organs = _few(list(dict.fromkeys(report.value("organ/name") for report in reports)))
        made = [{"title": name, "roles": ["creator", "author"]} for name in organs]
        publishing = {"title": self.publisher, "roles": ["publisher"]}
        return [*made, publishing] if self.publisher else made


def identifier(reports: Sequence[Report]) -> str:
    """A URN for these reports, whatever their figures: a corrected package keeps it."""
    names = " ".join(sorted(report.report_id for report in reports))
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:ogireport:package:{names}").urn


def title(reports: Sequence[Report]) -> str:
    """The title of the only report, or how many there are of which years."""
    if len(reports) == 1:
        return str(reports[0].value("title"))
    years = sorted({report.value("reporting_year") for report in reports})
    span = "—".join(map(str, dict.fromkeys(years[:1] + years[-1:])))
    return f"政府信息公开工作年度报告（{span} 年，{len(reports)} 份）"


def name(given: str) -> str:
    """The name in the letters that every tool admits, ASCII and lower-case."""
    return re.sub(r"[^a-z0-9._]+", "-", given.lower()).strip("-.") or "reports"


def _published(reports: Sequence[Report]) -> list[dict[str, str]]:
    urls = {r.value("source/url"): str(r.value("title")) for r in reports}
    return _few([{"title": said, "path": url} for url, said in urls.items() if url])


def _few(items: list[Any]) -> list[Any]:
    return items if len(items) <= MOST_NAMED else []


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))


def _license(text: str) -> dict[str, str]:
    return {"path" if _is_address(text) else "name": text}


def _source(text: str) -> dict[str, str]:
    return {"title": text} | ({"path": text} if _is_address(text) else {})
