"""The house is in order: names, sizes, and which room may know which."""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

from conftest import ROOT

LONGEST = 250  # lines of a module
SOURCES = ("validators/python", "validators/frictionless", "tools", "benchmarks", "web")
ROOMS = ("ogireport", "frictionless_ogireport", "desk")  # the packages that have floors
# From the top; `ogireport` is what the package itself hands out.
FLOORS = (
    {"cli", "__main__", "frictionless_ogireport", "desk"},
    {"ogireport"},
    {"render"},
    {"publish"},
    {"summary"},
    {"frames"},
    {"stream"},
    {"convert"},
    {"tables"},
    {"dialects"},
    {"rules"},
    {"given"},
    {"report", "findings", "writing"},
    {"spec"},
    {"form"},
    {"tokens", "locks"},
    {"errors"},
    {"kinds"},
)
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
ENGINES = {"frames", "stream"}


def modules() -> Iterator[tuple[str, Path]]:
    """Every module by the name under which it is imported."""
    for source in (ROOT / folder for folder in SOURCES):
        for path in source.rglob("*.py"):
            if "node_modules" not in path.parts:
                name = ".".join(path.relative_to(source).with_suffix("").parts)
                yield name.removesuffix(".__init__"), path


MODULES = dict(modules())


def imports(name: str) -> set[str]:
    """The modules of the repository that a module imports, wherever in its text."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_bytes())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inner = {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
            found |= {path if path in MODULES else str(node.module) for path in inner.values()}
    return found & MODULES.keys()


IMPORTS = {name: imports(name) for name in MODULES}


def room(module: str) -> str:
    """The first name below the package; the name of the package for its own face."""
    package, _, inside = module.partition(".")
    return (inside.partition(".")[0] if package == "ogireport" else "") or package


ACROSS = {
    (module, other)
    for module, others in IMPORTS.items()
    for other in others
    if module.partition(".")[0] in ROOMS and room(module) != room(other)
}


def test_modules_all_have_names_of_their_own():
    names = Counter(path.stem for path in MODULES.values() if not path.stem.startswith("__"))

    assert [name for name, count in names.items() if count > 1] == []


def test_modules_are_no_longer_than_a_few_screens():
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in MODULES.values()
        if "benchmarks" not in path.parts
    }

    assert {path: count for path, count in lines.items() if count > LONGEST} == {}


def test_rooms_all_have_a_floor():
    assert {
        room(name) for name in MODULES if name.partition(".")[0] in ROOMS
    } - FLOOR.keys() == set()


def test_imports_between_rooms_point_downwards():
    upwards = {(a, b) for a, b in ACROSS if FLOOR[room(a)] > FLOOR[room(b)]}

    assert upwards == set()


def test_render_knows_no_engine():
    assert {(a, b) for a, b in ACROSS if room(a) == "render" and room(b) in ENGINES} == set()


def test_imports_form_no_circle():
    TopologicalSorter(IMPORTS).prepare()  # CycleError names the modules of a circle


def test_actions_of_workflows_are_pinned_by_commit():
    workflows = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
    used = [line for path in workflows for line in re.findall(r"uses: *(.*)", path.read_text())]

    assert len(used) > len(workflows)
    assert [
        line for line in used if not re.fullmatch(r"[\w/.-]+@[0-9a-f]{40} # v[\d.]+", line)
    ] == []


def test_what_the_package_installs_has_upper_bounds():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    installed = [
        *project["dependencies"],
        *(name for extra in ("convert", "corpus", "spark", "frictionless", "pdf", "release") for name in extras[extra]),
    ]  # fmt: skip

    assert [name for name in installed if not re.search(r"<|==|\[", name.partition(";")[0])] == []
