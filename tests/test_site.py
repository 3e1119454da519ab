"""The built site in a real browser, over http below a path and from a folder."""

import json
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from conftest import ROOT

import website
from ogireport.spec import Spec, standard

pytestmark = pytest.mark.ci

LANGUAGES = ("zh", "en")
PAGES = (
    "index.html",
    "publish.html",
    "portals.html",
    "reference/index.html",
    "reference/rules/t3-01.html",
    "reference/rules/rp-02.html",
    "reference/forms/requests-2021.html",
    "reference/codelists/requests.html",
    "reference/changes.html",
)
BUILDS = {"zh": "mkdocs.yml", "en": "mkdocs.en.yml"}


def run(*command: str, cwd: Path = ROOT, **given: str) -> subprocess.CompletedProcess:
    environment = {"PATH": str(Path(sys.executable).parent), "NO_MKDOCS_2_WARNING": "1"} | given
    return subprocess.run(
        [sys.executable, *command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )  # fmt: skip


def build(root: Path, to: Path, checker: Path, **given: str) -> str:
    """Build both languages as make docs does and return all that was said."""
    runs = [run("tools/build_docs.py", cwd=root, **given)]
    for lang, config in BUILDS.items():
        folder = to if lang == "zh" else to / lang
        runs.append(
            run(
                "-m",
                "mkdocs",
                "build",
                "--strict",
                "-f",
                config,
                "-d",
                str(folder),
                cwd=root,
                **given,
            )
        )
    shutil.copytree(checker, to, dirs_exist_ok=True)
    runs.append(run("tools/website.py", str(to), cwd=root, **given))
    said = "".join(each.stdout + each.stderr for each in runs)
    assert [each.returncode for each in runs] == [0, 0, 0, 0], said
    return said


@pytest.fixture(scope="session")
def site(tmp_path_factory, checker) -> Path:
    folder = tmp_path_factory.mktemp("host") / "some" / "path"
    said = build(ROOT, folder, checker)
    assert "WARNING" not in said, said
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def bases(site) -> dict[str, str]:
    """Where the site is: behind a server below a path, and in a folder."""
    handler = partial(Quiet, directory=site.parents[1])
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {"http": f"http://127.0.0.1:{server.server_port}/some/path", "file": site.as_uri()}
        server.shutdown()


@pytest.fixture
def tab(chromium):
    """A page of the browser that keeps what it complains of and what it asks of other hosts."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.wrong = []
    page.on("console", lambda m: m.type in ("error", "warning") and page.wrong.append(m.text))
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.on("request", lambda r: _own(r.url) or page.wrong.append(r.url))
    yield page
    context.close()


def _own(url: str) -> bool:
    return url.startswith(("file:", "data:", "blob:", "about:", "http://127.0.0.1:"))


def address(lang: str, page: str) -> str:
    return page if lang == "zh" else f"{lang}/{page}"


# what is on it -------------------------------------------------------------------------------


def test_every_rule_code_field_and_file_has_its_address(site):
    spec = standard()
    released = Spec(spec.folder)
    released.__dict__["_rules_json"] = released.document("rules.json") | {"base_url": "."}
    pages = {rule.url for rule in released.rules.values()} | {released.page("schema")}
    for lang in LANGUAGES:
        root = site / address(lang, "")
        assert [page for page in pages if not (root / page).exists()] == []
        assert "<title>T3-01 " in (root / "reference/rules/t3-01.html").read_text("utf-8")
        for form in spec.forms.values():
            codes = {
                line.code
                for axis in (form.rows, form.columns, form.groups)
                for line in axis.values()
            }
            ids = website.read(root / f"reference/codelists/{form.table}.html").ids
            assert codes - ids == set()
            assert (root / f"reference/forms/{form.name.replace('_', '-')}.html").exists()
    for name in spec.document("MANIFEST.json")["sha256"]:
        assert (site / "1.0" / name).read_bytes() == (spec.folder / name).read_bytes()
        assert f'{name}">' in (site / "reference/schema-files.html").read_text("utf-8")
    assert (site / "1.0/report.schema.json").read_bytes() == (
        ROOT / "schema/report.schema.json"
    ).read_bytes()


def test_every_field_of_the_report_has_an_anchor(site):
    schema = json.loads((ROOT / "schema/report.schema.json").read_text("utf-8"))
    ids = website.read(site / "reference/report.html").ids

    assert set(schema["properties"]) - ids == set()
    assert {"organ.level", "period.start", "notes.status", "disclosure.edition"} - ids == set()


def _retire(path: Path, rule: str, successor: str) -> None:
    rules = yaml.safe_load(path.read_text("utf-8"))
    next(each for each in rules if each["id"] == rule).update(
        retired="1.0", replaced_by=[successor]
    )
    path.write_text(yaml.safe_dump(rules, allow_unicode=True), "utf-8")


def test_a_rule_brings_its_pages_lists_and_drawing_and_retires_with_them(checker, tmp_path):
    for name in (
        "docs",
        "schema",
        "samples",
        "tools",
        "validators",
        "datapackage.json",
        "mkdocs.base.yml",
        *BUILDS.values(),
    ):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    before = {
        p: p.read_bytes() for p in (tmp_path / "docs").rglob("*.md") if "reference" not in p.parts
    }
    rules = tmp_path / "schema/rules/requests.yaml"
    rule = yaml.safe_load(rules.read_text("utf-8"))[0] | {
        "id": "T3-09", "name": "added", "relation": "le", "left": ["carried_forward"], "right": ["new_received", "brought_forward"],
        "title": {"zh": "结转不多于收到。", "en": "No more is carried forward than came in."},
    }  # fmt: skip
    _retire(tmp_path / "schema/rules/disclosure.yaml", "T2-02", "T2-01")
    rules.write_text(rules.read_text("utf-8") + yaml.safe_dump([rule], allow_unicode=True), "utf-8")
    cases = (tmp_path / "samples/cases/T3-01.json").read_text("utf-8").replace("T3-01", "T3-09")
    cells = {
        "requests/new_received/natural_person": 1,
        "requests/carried_forward/natural_person": 4,
    }
    tests = json.loads(cases)["tests"][:1]
    tests.append(tests[0] | {"id": "T3-09/too-many", "set": cells, "expect": "fail"})
    (tmp_path / "samples/cases/T3-09.json").write_text(
        json.dumps({"rule": "T3-09", "tests": tests}), "utf-8"
    )
    own = {"PYTHONPATH": str(tmp_path / "validators/python")}

    built = run("tools/build.py", cwd=tmp_path, **own)
    build(tmp_path, tmp_path / "site", checker, **own)

    assert built.returncode == 0, built.stderr
    for lang in LANGUAGES:
        root = tmp_path / "site" / address(lang, "reference")
        page = (root / "rules/t3-09.html").read_text("utf-8")
        assert rule["title"][lang].rstrip("。.") in page
        assert re.findall(r'<td class="(left|right)"><b>(\d+)', page)[-3:] == [
            ("right", "1"),
            ("right", "0"),
            ("left", "4"),
        ]
        for listed in (
            "rules/index.html",
            "history.html",
            "forms/requests-2021.html",
            "codelists/requests.html",
        ):
            assert "t3-09.html" in (root / listed).read_text("utf-8"), listed
        retired = website.read(root / "rules/t2-02.html")
        assert {"t2-01.html"} <= {link.rpartition("/")[2] for link in retired.links}
        assert "fail" not in retired.ids, "a retired rule yields no findings"
    assert before == {p: p.read_bytes() for p in before}


def test_zensical_builds_the_same_sources_strictly(site, checker, tmp_path):
    """Depends on `site` for the built reference."""
    for name in ("docs", "mkdocs.base.yml", *BUILDS.values()):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)

    built = [
        run("-m", "zensical", "build", "--strict", "-f", config, cwd=tmp_path)
        for config in BUILDS.values()
    ]

    assert [each.returncode for each in built] == [0, 0], built
    shutil.copytree(checker, tmp_path / "site", dirs_exist_ok=True)
    assert list(website.problems(tmp_path / "site")) == []
    page = website.read(tmp_path / "site/reference/rules/t3-01.html")
    assert "../../en/reference/rules/t3-01.html" in page.links


# how it behaves ------------------------------------------------------------------------------


def search(tab, query: str) -> None:
    """Type once the search engine is there, and wait for what it finds."""
    tab.wait_for_function("""() => {
        const said = document.querySelector(".md-search-result__meta").innerText
        return said && !/初始化|Initializing/.test(said)
    }""")
    tab.keyboard.insert_text(query)  # as an input method does
    tab.keyboard.press("End")
    tab.locator(".md-search-result__link").first.wait_for()


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize(
    ("lang", "query", "found"),
    [
        ("zh", "勾稽", "reference/rules/t3-01.html"),
        ("zh", "行政复议", "reference/codelists/disputes.html"),
        ("zh", "未缴费", "reference/rules/xt-02.html"),
        ("zh", "上年结转", "reference/rules/xy-01.html"),
        ("zh", "carried_forward", "reference/codelists/requests.html#carried_forward"),
        ("en", "balance", "reference/"),
        ("en", "fee unpaid", "reference/rules/xt-02.html"),
    ],
)
def test_search_finds_what_people_look_for(tab, bases, scheme, lang, query, found):
    tab.goto(f"{bases[scheme]}/{address(lang, 'index.html')}")
    tab.locator(".md-search__input").click()
    search(tab, query)
    links = tab.locator(".md-search-result__link").evaluate_all("all => all.map(each => each.href)")

    assert [link for link in links if found in re.sub(r"\?[^#]*", "", link)], links
    assert tab.wrong == []


def test_search_finds_words_and_the_tool_runs_in_the_page_of_a_folder(tab, bases):
    tab.goto(f"{bases['file']}/index.html")
    tab.locator(".md-search__input").click()
    search(tab, "下载")
    first = tab.locator(".md-search-result__link").first.get_attribute("href")
    assert re.sub(r"\?.*", "", first).endswith("/clerk.html")
    tab.goto(f"{bases['file']}/clerk.html")
    tab.locator("article details summary").click()
    tab.frame_locator("iframe[src]").locator("body[data-ready]").wait_for(timeout=60_000)

    assert tab.wrong == []


def test_form_of_table_three_fits_a_screen_1280_wide(tab, bases):
    for lang in LANGUAGES:
        tab.goto(f"{bases['http']}/{address(lang, 'reference/forms/requests-2021.html')}")
        box = tab.locator(".form-box").first
        assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("page", PAGES)
def test_language_switch_keeps_the_page(tab, bases, scheme, page):
    tab.goto(f"{bases[scheme]}/{page}")
    tab.get_by_role("link", name="English", exact=True).click()
    tab.wait_for_url(f"{bases[scheme]}/en/{page}")
    tab.get_by_role("link", name="中文", exact=True).click()
    tab.wait_for_url(f"{bases[scheme]}/{page}")

    assert tab.wrong == []


def test_keyboard_skips_to_the_content_and_opens_a_result(tab, bases):
    tab.goto(f"{bases['http']}/reference/rules/t3-01.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.matches('.md-skip')")
    tab.keyboard.press("Enter")
    assert tab.evaluate("location.hash.length") > 1
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.name") == "query"
    search(tab, "T4-01")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile("t4-01"))
    reached = set()
    for _ in range(120):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.classList[0]"))
    assert "form-box" in reached, "a table that scrolls can be reached"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("page", PAGES)
def test_page_is_accessible_and_fits_a_phone(tab, bases, lang, page):
    tab.goto(f"{bases['http']}/{address(lang, page)}")
    wide = Axe().run(tab)
    tab.set_viewport_size({"width": 375, "height": 800})
    tab.reload()
    narrow = Axe().run(tab)
    width = tab.evaluate("document.documentElement.scrollWidth")

    found = [*wide.response["violations"], *narrow.response["violations"]]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []
    assert (width, tab.wrong) == (375, [])


# the check itself ----------------------------------------------------------------------------


def test_check_of_the_site_names_dead_links_and_other_hosts(tmp_path):
    (tmp_path / "a.html").write_text(
        '<h1 id="top">a</h1><a href="b.html#top">1</a><a href="#here">2</a><a href="c.html">3</a><a href="/a.html">4</a>'
        '<a href="../x.html">5</a><a href="https://example.org">6</a><script src="https://cdn.example/x.js"></script>'
        '<img src="https://cdn.example/x.png"><link rel="stylesheet" href="a.css">',
        "utf-8",
    )
    (tmp_path / "b.html").write_text('<p id="top">b</p>', "utf-8")
    (tmp_path / "a.css").write_text(
        "@import 'https://fonts.example/a.css'; b {background: url(data:image/png;,)}", "utf-8"
    )

    assert list(website.problems(tmp_path)) == [
        "a.html: #here: no such anchor",
        "a.html: c.html: no such file",
        "a.html: /a.html: begins at the root of the host, so it breaks below a path",
        "a.html: ../x.html: leaves the site",
        "a.html: loads https://cdn.example/x.js from another host",
        "a.html: loads https://cdn.example/x.png from another host",
        "a.css: loads https://fonts.example/a.css from another host",
    ]
