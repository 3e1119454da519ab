"""A published report: every carrier reads back as the report, and catalogues understand the folder."""

import hashlib
import json
import re
import subprocess
import sys
import warnings
import zipfile
from pathlib import Path

import pytest
from conftest import REPORTS, ROOT, SAMPLES, document, index, program
from hypothesis import given, settings
from round_trips import CARRIERS, differences, publishable
from strategies import examples

from ogireport import load
from ogireport.convert import unguarded
from ogireport.publish import publication
from ogireport.report import Report
from ogireport.rules.verdict import judge
from ogireport.writing import MARKER

with warnings.catch_warnings():  # rdflib 7 warns of names of its own
    warnings.simplefilter("ignore")
    import pyshacl
    from rdflib import Graph, Namespace
    from rdflib.namespace import DCAT, RDF

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib.*")
SCHEMA = Namespace("https://schema.org/")
PEERS = ROOT / "tests" / "peers"
FULL = SAMPLES / "reports" / "2021-full" / "report.json"


def publish(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ogireport", "publish", *map(str, arguments), "--lang", "en"]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """The sample with a figure in every cell, published by the command."""
    place = tmp_path_factory.mktemp("published")
    done = publish(FULL, "--license", "CC-BY-4.0", "--today", "2026-01-01", cwd=place)
    assert (done.returncode, done.stderr) == (0, "")
    return place / "2021-full"


@pytest.mark.parametrize("name", REPORTS)
def test_sample_reads_back_from_every_carrier(name):
    assert differences(document(name)) == []


@settings(max_examples=examples(25))
@given(publishable())
def test_any_report_reads_back_from_every_carrier(report):
    assert differences(report) == []


def test_folder_has_all_carriers_and_true_sums(folder):
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    sums = {name: digest for digest, name in (line.split("  ") for line in lines)}
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}

    assert files.keys() - sums.keys() == {"SHA256SUMS", MARKER}
    assert sums == {n: hashlib.sha256(files[n].read_bytes()).hexdigest() for n in sums}
    assert {"index.html", "report.docx", "report.xlsx", "report.ogireport.json",
            "package/datapackage.json", "catalog.jsonld"} <= sums.keys()  # fmt: skip
    assert load(files["report.ogireport.json"]).document == load(FULL).document


def test_page_of_the_folder_reads_back_without_its_links(folder):
    read, published = (
        unguarded((folder / "index.html").read_bytes()).document,
        document("2021-full"),
    )

    assert (read["title"], read["sections"]) == (published["title"], published["sections"])


def test_folder_is_replaced_only_on_demand(folder):
    again = publish(FULL, cwd=folder.parent)
    assert (again.returncode, again.stderr) == (2, "2021-full exists; --force replaces it.\n")

    only = publish(FULL, "--force", "--formats", "docx,json", "--to", "few", cwd=folder.parent)
    assert only.returncode == 0
    assert sorted(p.name for p in (folder.parent / "few").iterdir()) == [
        MARKER, "SHA256SUMS", "catalog.jsonld", "report.docx", "report.ogireport.json",
    ]  # fmt: skip


def test_what_cannot_be_published_is_refused_in_one_line(tmp_path):
    (tmp_path / "bad.json").write_text('{"schema_version": "1.0"}')
    for arguments, said in (
        (["bad.json"], "bad.json: not well-formed; check it with ogireport validate first.\n"),
        ([FULL, "--formats", "pdf"], "no format pdf; choose from: docx, html, xlsx, json, package.\n"),
        ([FULL, "--url", "xxgk/2024"], "--url xxgk/2024: must be an address.\n"),
    ):  # fmt: skip
        done = publish(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_same_report_gives_the_same_bytes():
    report = Report(document("2021-full"))
    verdict = judge(report)

    assert publication.files(report, verdict) == publication.files(report, verdict)


# catalogues ----------------------------------------------------------------------------------


def test_catalogue_has_what_catalogues_ask_for(folder):
    base = "https://example.org/ogi/"
    graph = Graph().parse(folder / "catalog.jsonld", format="json-ld", publicID=base)

    fits, _, told = pyshacl.validate(graph, shacl_graph=str(ROOT / "tests" / "shapes.ttl"))

    assert fits, told
    addresses = {str(url).removeprefix(base) for url in graph.objects(None, DCAT.downloadURL)}
    assert len(addresses) == 5
    assert all((folder / address).is_file() for address in addresses)


def test_shapes_refuse_a_catalogue_without_its_sums(folder):
    catalog = json.loads((folder / "catalog.jsonld").read_bytes())
    del catalog["dcat:dataset"]["dcat:distribution"][0]["spdx:checksum"]
    graph = Graph().parse(
        data=json.dumps(catalog), format="json-ld", publicID="https://example.org/"
    )

    assert not pyshacl.validate(graph, shacl_graph=str(ROOT / "tests" / "shapes.ttl"))[0]


def test_ckan_makes_a_dataset_of_the_catalogue(tmp_path, monkeypatch):
    place, published = "https://www.example.gov.cn/xxgk/2024", document("2021-full")
    publish(FULL, "--license", "CC-BY-4.0", "--url", place, "--to", "folder", cwd=tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(index("ckan")))
    harvest = (PEERS / "harvest.py").read_text("utf-8")
    command = [sys.executable, "-W", "ignore", "-c", harvest, "folder/catalog.jsonld"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, encoding="utf-8")

    dataset = json.loads(done.stdout)

    extras = {extra["key"]: extra["value"] for extra in dataset["extras"]}
    files = {f["url"].removeprefix(f"{place}/"): f for f in dataset["resources"]}
    assert dataset["title"] == published["title"]
    assert {"issued": published["published"], "publisher_name": published["organ"]["name"],
            "temporal_start": "2024-01-01", "temporal_end": "2024-12-31"}.items() <= extras.items()  # fmt: skip
    assert [*files] == ["index.html", "report.docx", "report.xlsx", "report.ogireport.json", "package/figures.csv"]  # fmt: skip
    for name, file in files.items():
        data = (tmp_path / "folder" / name).read_bytes()
        assert (file["size"], file["hash"]) == (len(data), hashlib.sha256(data).hexdigest())
        assert file["license"] == "https://spdx.org/licenses/CC-BY-4.0"


def test_page_says_what_it_is_to_search_engines(folder):
    page = (folder / "index.html").read_text("utf-8")
    (said,) = re.findall(r'<script type="application/ld\+json">\n(.*?)</script>', page, re.S)
    graph = Graph().parse(data=said, format="json-ld")

    (dataset,) = graph.subjects(RDF.type, SCHEMA.Dataset)
    assert (dataset, RDF.type, DCAT.Dataset) in graph
    assert str(graph.value(dataset, SCHEMA.name)) == document("2021-full")["title"]
    assert 50 <= len(graph.value(dataset, SCHEMA.description)) <= 5000
    assert str(graph.value(dataset, SCHEMA.license)) == "https://spdx.org/licenses/CC-BY-4.0"
    assert graph.value(graph.value(dataset, SCHEMA.creator), SCHEMA.identifier)


def test_text_of_a_report_cannot_leave_its_place_in_the_page():
    report = document("2021-full")
    report["title"] = "</script><script>alert(1)</script>2024年政府信息公开工作年度报告"

    page = publication.document(Report(report))["html"].decode()

    assert "<script>alert" not in page


# programs ------------------------------------------------------------------------------------


def test_page_is_accessible_and_breaks_no_policy(folder, chromium):
    from axe_playwright_python.sync_playwright import Axe

    page, said = chromium.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto((folder / "index.html").as_uri())

    assert [v["id"] for v in Axe().run(page).response["violations"]] == []
    assert said == []
    heads = page.evaluate("""() => [...document.querySelectorAll("td[headers]")].every(
        cell => cell.headers.split(" ").every(id => document.getElementById(id)?.tagName === "TH"))""")
    assert heads
    assert page.locator("td[headers]").count() == 200 + 2  # every cell, and those of a local row
    page.close()


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_office_opens_what_is_written_and_keeps_every_figure(folder, kind, tmp_path):
    """LibreOffice saves it in its own hand; what that converts to is the report still."""
    from round_trips import expected, read_back

    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        program("soffice"),
        profile,
        "--headless",
        "--convert-to",
        kind,
        "--outdir",
        tmp_path,
    ]
    subprocess.run([*command, folder / f"report.{kind}"], check=True, capture_output=True)

    found = read_back((tmp_path / f"report.{kind}").read_bytes())

    assert found == expected(document("2021-full"))


@pytest.mark.parametrize("kind", CARRIERS[::2])
def test_office_files_are_of_well_formed_parts(folder, kind):
    from defusedxml.ElementTree import fromstring

    with zipfile.ZipFile(folder / f"report.{kind}") as package:
        parts = {name: fromstring(package.read(name)) for name in package.namelist()}
    named = {e.get("PartName", "")[1:] for e in parts["[Content_Types].xml"]} - {""}

    assert named == {name for name in parts if not name.endswith(".rels")} - {"[Content_Types].xml"}
