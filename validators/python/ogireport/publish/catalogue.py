"""What catalogues know of a report: schema.org in its page, DCAT 3 beside its files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ogireport.report import Report
from ogireport.spec import standard
from ogireport.tables import imprint

DCAT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
YEARLY = "http://publications.europa.eu/resource/authority/frequency/ANNUAL"
CHINESE = "http://id.loc.gov/vocabulary/iso639-1/zh"
SHA256 = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256"
MEDIA = {
    "html": "text/html",
    "json": "application/json",
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def about(report: Report, licence: str | None = None) -> dict[str, Any]:
    """The report as a schema.org Dataset that is a DCAT one too; nothing null, nothing guessed."""
    document = report.document
    period = document["period"]
    found = {
        "@context": {"@vocab": "https://schema.org/", "dcat": DCAT["dcat"], "dct": DCAT["dct"]},
        "@type": ["Dataset", "dcat:Dataset"],
        "@id": imprint.identifier([report]),
        "name": document["title"],
        "dct:title": _chinese(document["title"]),
        "description": _described(report),
        "identifier": document["report_id"],
        "inLanguage": "zh-CN",
        "keywords": imprint.KEYWORDS,
        "temporalCoverage": f"{period['start']}/{period['end']}",
        "datePublished": document.get("published"),
        "creator": _organ(document["organ"]),
        "isBasedOn": (document.get("source") or {}).get("url"),
        "license": licence and address(licence),
        "dct:conformsTo": {"@id": f"urn:ogireport:standard:{standard().version}"},
    }
    return {key: value for key, value in found.items() if value is not None}


def address(licence: str) -> str:
    """Where a licence is, given by its address or by its SPDX name."""
    return licence if "://" in licence else f"https://spdx.org/licenses/{licence}"


def dumps(document: Mapping[str, Any]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def embedded(document: Mapping[str, Any]) -> str:
    """JSON that no text in it can end the element of."""
    return dumps(document).decode().replace("<", "\\u003c")


def _organ(organ: Mapping[str, Any]) -> dict[str, Any]:
    found = {"@type": "GovernmentOrganization", "name": organ["name"], "identifier": organ.get("code")}  # fmt: skip
    return {key: value for key, value in found.items() if value}


def _described(report: Report) -> str:
    organ, year = report.value("organ/name"), report.value("reporting_year")
    return (
        f"{organ}{year}年度主动公开政府信息、收到和处理政府信息公开申请，以及政府信息公开行政复议、行政诉讼情况，"
        "依照《中华人民共和国政府信息公开条例》第五十条。"
    )


def _chinese(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "zh"}


def catalog(
    report: Report, files: Mapping[str, bytes], licence: str | None = None, place: str | None = None
) -> dict[str, Any]:
    """A DCAT 3 catalogue of one dataset; its files are named as they lie beside the catalogue.

    `place` is the address of their folder; a harvester that was handed the catalogue asks for it.
    """
    dataset = _dataset(report, licence) | {
        "dcat:distribution": list(_distributions(files, licence))
    }
    shared = ("dct:title", "dct:description", "dct:publisher")
    return {
        "@context": {"@base": f"{place.rstrip('/')}/", **DCAT} if place else DCAT,
        "@type": "dcat:Catalog",
        **{name: dataset[name] for name in shared},
        "dcat:dataset": dataset,
    }


def _dataset(report: Report, licence: str | None) -> dict[str, Any]:
    document = report.document
    dataset = {
        "@type": "dcat:Dataset",
        "@id": imprint.identifier([report]),
        "dct:identifier": document["report_id"],
        "dct:title": _chinese(document["title"]),
        "dct:description": _chinese(_described(report)),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": document["organ"]["name"]},
        "dct:language": {"@id": CHINESE},
        "dct:accrualPeriodicity": {"@id": YEARLY},
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            **{f"dcat:{end}Date": _typed(document["period"][end], "date") for end in ("start", "end")},
        },
        "dcat:keyword": [_chinese(word) for word in imprint.KEYWORDS if not word.isascii()],
        "dct:conformsTo": {"@id": f"urn:ogireport:standard:{standard().version}"},
    }  # fmt: skip
    if published := document.get("published"):
        dataset["dct:issued"] = _typed(published, "date")
    if url := (document.get("source") or {}).get("url"):
        dataset["dct:source"] = {"@id": url}
    if licence:
        dataset["dct:license"] = {"@id": address(licence)}
    return dataset


def _distributions(files: Mapping[str, bytes], licence: str | None) -> Iterator[dict[str, Any]]:
    granted = {"dct:license": {"@id": address(licence)}} if licence else {}
    for name, data in files.items():
        kind = MEDIA[name.rpartition(".")[2]]
        media = {"@id": f"https://www.iana.org/assignments/media-types/{kind}"}
        yield {
            "@type": "dcat:Distribution",
            "dct:title": name,
            "dcat:accessURL": {"@id": name},
            "dcat:downloadURL": {"@id": name},
            "dcat:mediaType": media,
            **granted,
            "dcat:byteSize": _typed(str(len(data)), "nonNegativeInteger"),
            "spdx:checksum": {
                "@type": "spdx:Checksum",
                "spdx:algorithm": {"@id": SHA256},
                "spdx:checksumValue": _typed(hashlib.sha256(data).hexdigest(), "hexBinary"),
            },
        }


def _typed(value: str, kind: str) -> dict[str, str]:
    return {"@value": value, "@type": f"xsd:{kind}"}
