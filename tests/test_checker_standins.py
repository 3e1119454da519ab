"""What stands in for packages without a wheel for the browser behaves as they do."""

import importlib.util
import json
import subprocess
import sys
from types import ModuleType
from typing import Any

import hypothesis.strategies as st
import rpds
from conftest import ROOT, SAMPLES
from hypothesis import given

STANDINS = ROOT / "web" / "standins"
KEYS = st.text("ab", max_size=2)  # of one type: rpds panics where a key cannot be compared
PAIRS = st.dictionaries(KEYS, st.integers(0, 3), max_size=5)


def standin(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"standin_{name}", STANDINS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


BOTH = (rpds, standin("rpds"))


def outcome(work: Any, *arguments: Any) -> Any:
    """What a call returns, or the kind of its error."""
    try:
        return work(*arguments)
    except (KeyError, IndexError, TypeError) as error:
        return type(error)


MAP = {
    "insert": lambda m, k, v: dict(m.insert(k, v).items()),
    "remove": lambda m, k, v: dict(m.remove(k).items()),
    "discard": lambda m, k, v: dict(m.discard(k).items()),
    "update": lambda m, k, v: dict(m.update({k: v}, {"x": 1}, y=2).items()),
    "get": lambda m, k, v: (m.get(k), m.get(k, v), k in m, len(m)),
    "item": lambda m, k, v: m[k],
    "views": lambda m, k, v: (set(m), set(m.keys()), sorted(m.values()), set(m.items())),
    "hash": lambda m, k, v: hash(m) == hash(m.insert("z", 1).remove("z")),
    "equal": lambda m, k, v: (m == m.insert(k, v), m == m.insert(k, v).insert(k, m.get(k, v))),
    "convert": lambda m, k, v: type(m).convert(m) is m,
    "assign": lambda m, k, v: m.__setitem__(k, v) if hasattr(m, "__setitem__") else TypeError,
}
SET = {
    "insert": lambda s, k: set(s.insert(k)),
    "remove": lambda s, k: set(s.remove(k)),
    "discard": lambda s, k: set(s.discard(k)),
    "update": lambda s, k: set(s.update([k], {"x"})),
    "has": lambda s, k: (k in s, len(s), s == s.insert(k)),
    "hash": lambda s, k: hash(s) == hash(s.insert("z").remove("z")),
}
LIST = {
    "push": lambda x, k: list(x.push_front(k)),
    "first": lambda x, k: x.first,
    "rest": lambda x, k: list(x.rest),
    "drop": lambda x, k: list(x.drop_first()),
    "back": lambda x, k: list(reversed(x)),
    "equal": lambda x, k: (
        x == x.push_front(k).rest,
        len(x),
        hash(x) == hash(x.push_front(k).rest),
    ),
    "shown": lambda x, k: repr(x),
}


@given(PAIRS, KEYS, st.integers(0, 3))
def test_map_does_what_the_map_of_rpds_does(pairs: dict[Any, int], key: Any, value: int) -> None:
    for work in MAP.values():
        real, ours = (outcome(work, kind.HashTrieMap(pairs), key, value) for kind in BOTH)
        assert ours == real


@given(st.sets(KEYS, max_size=5), KEYS)
def test_set_does_what_the_set_of_rpds_does(members: set[Any], key: Any) -> None:
    for work in SET.values():
        real, ours = (outcome(work, kind.HashTrieSet(members), key) for kind in BOTH)
        assert ours == real


@given(st.lists(KEYS, max_size=5), KEYS)
def test_list_does_what_the_list_of_rpds_does(members: list[Any], key: Any) -> None:
    for work in LIST.values():
        real, ours = (outcome(work, kind.List(members), key) for kind in BOTH)
        assert ours == real
    assert [list(kind.List(1, 2, 3)) for kind in BOTH] == [[1, 2, 3]] * 2


RUN = """
import json, sys
from pathlib import Path
from ogireport.rules import structure
from ogireport.report import parse
from ogireport.spec import standard
import rpds
found = [rpds.__file__]
for path in sorted(Path(sys.argv[1]).rglob("report.json")):
    document = parse(path.read_bytes())
    for broken in (document, document | {"notes": 1, "requests": {"edition": "2021", "rows": {}}}):
        found.append([f.message["en"] for f in structure.evaluate(broken, standard())])
print(json.dumps(found))
"""


def test_schema_findings_of_all_samples_are_the_same_with_and_without_rpds() -> None:
    found = []
    for path in ("", str(STANDINS)):
        code = f"import sys; sys.path[:0] = [{path!r}] if {path!r} else []\n{RUN}"
        done = subprocess.run(
            [sys.executable, "-c", code, SAMPLES], capture_output=True, check=True
        )
        found.append(json.loads(done.stdout))
    files = [each.pop(0) for each in found]
    assert files[0] != files[1] == str(STANDINS / "rpds.py")
    assert found[0] == found[1]
    assert len(found[0]) > 100


def test_standin_is_not_in_the_package() -> None:
    assert not list((ROOT / "validators").rglob("rpds.py"))
