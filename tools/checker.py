"""Build dist/checker.html, checker-nopdf.html and dist/checker/: the offline checker page.

    python tools/checker.py [FOLDER]

Needs node and npm. What it fetches is pinned with hashes: Pyodide and esbuild by
web/package-lock.json, Python packages by web/requirements*.txt. The page itself fetches nothing.
"""

import base64
import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
WEB = ROOT / "web"
MADE = ROOT / "build" / "checker"
PYODIDE = WEB / "node_modules" / "pyodide"
TARGET = ("--only-binary=:all:", "--python-version=3.14", "--implementation=cp", "--abi=cp314",
          "--abi=none", "--platform=pyemscripten_2026_0_wasm32")  # fmt: skip
SAMPLE = ROOT / "samples" / "documents" / "totals-left-at-zero" / "document.docx"
STAMP = (2024, 1, 1, 0, 0, 0)  # of zip parts: the same sources give the same bytes
PLAIN = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
UNUSED = tomllib.loads((WEB / "unused.toml").read_text("utf-8"))


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist"
    MADE.mkdir(parents=True, exist_ok=True)
    once(WEB / "node_modules" / ".stamp", WEB / "package-lock.json", install)
    lines = {"core": WEB / "requirements.txt", "pdf": WEB / "requirements-pdf.txt"}
    trees = {"stdlib": stdlib(), **{name: packages(name, file) for name, file in lines.items()}}
    shutil.move(trees["stdlib"] / "ctypes", trees["pdf"])  # nothing else calls into C
    run("node", "compile.mjs", trees["stdlib"], trees["core"], cwd=WEB)
    files = {name: (PYODIDE / name).read_bytes() for name in PLAIN}
    files["pyodide-lock.json"] = lock()
    files |= {f"{name}.zip": b"" for name in ("core", "pdf")}
    page = {name: bundle(name) for name in ("page.js", "worker.js")}
    zips = {"python_stdlib.zip": "stdlib", "core.zip": "core", "pdf.zip": "pdf"}
    # one file: stored, then compressed as a whole; a folder: each zip as zips are
    single = files | {name: zipped(trees[tree], zipfile.ZIP_STORED) for name, tree in zips.items()}
    served = files | {
        name: zipped(trees[tree], zipfile.ZIP_DEFLATED) for name, tree in zips.items()
    }
    folder.mkdir(parents=True, exist_ok=True)
    texts = {name: packed(data) for name, data in single.items()}
    write_single(folder / "checker.html", page, texts)
    del texts["pdf.zip"]
    write_single(folder / "checker-nopdf.html", page, texts)
    write_folder(folder / "checker", page, served)
    for path in sorted(folder.glob("checker*.html")):
        print(f"{path}  {path.stat().st_size / 1e6:.1f} MB")


def run(*command: object, cwd: Path = ROOT) -> None:
    arguments = [str(part) for part in command]
    subprocess.run(arguments, cwd=cwd, check=True, stdout=subprocess.DEVNULL)


def once(stamp: Path, source: Path, step: Callable[[], None]) -> None:
    """Do a step unless it has already been done for the same source."""
    state = hashlib.sha256(source.read_bytes()).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == state):
        step()
        stamp.write_text(state)


def install() -> None:
    """Install what package-lock.json pins."""
    run("npm", "ci", "--no-audit", "--no-fund", cwd=WEB)


def download(pinned: Path, wheels: Path) -> None:
    """Fetch the wheels that a requirements file pins, for the Python of the page."""
    remove(wheels)
    pip("download", "--no-deps", "--require-hashes", "-r", pinned, "-d", wheels, *TARGET)


def stdlib() -> Path:
    tree = MADE / "stdlib"
    shutil.rmtree(tree, ignore_errors=True)
    zipfile.ZipFile(PYODIDE / "python_stdlib.zip").extractall(tree)
    strip(tree, UNUSED["stdlib"])
    return tree


def strip(tree: Path, patterns: Iterable[str]) -> None:
    """Remove what the patterns name."""
    for path in [path for pattern in patterns for path in tree.glob(pattern)]:
        remove(path)


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def packages(name: str, pinned: Path) -> Path:
    """Unpack the pinned wheels, and for `core` our own and what stands in for missing ones."""
    wheels, tree = MADE / f"{name}-wheels", MADE / name
    once(wheels / ".stamp", pinned, lambda: download(pinned, wheels))
    shutil.rmtree(tree, ignore_errors=True)
    for wheel in sorted(wheels.glob("*.whl")):
        zipfile.ZipFile(wheel).extractall(tree)
    if name == "core":
        remove(MADE / "own")
        pip("wheel", "--no-deps", "-w", MADE / "own", ROOT)
        zipfile.ZipFile(next((MADE / "own").glob("*.whl"))).extractall(tree)
        shutil.copytree(WEB / "desk", tree / "desk")
        shutil.copy(SAMPLE, tree / "desk" / "sample.docx")
        shutil.copy(WEB / "standins" / "rpds.py", tree)
    strip(tree, UNUSED["packages"])
    return tree


def pip(*arguments: object) -> None:
    run(sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments)


def zipped(tree: Path, compression: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", compression, compresslevel=9) as archive:
        for path in sorted(tree.rglob("*")):
            if path.is_file():
                info = zipfile.ZipInfo(path.relative_to(tree).as_posix(), STAMP)
                archive.writestr(info, path.read_bytes(), compression, 9)
    return held.getvalue()


def lock() -> bytes:
    """Pyodide's list of packages, left empty so that it never fetches any."""
    listed = json.loads((PYODIDE / "pyodide-lock.json").read_text())
    return json.dumps(listed | {"packages": {}}).encode()


def bundle(name: str) -> str:
    made = MADE / name
    run("node_modules/.bin/esbuild", f"src/{name}", "--bundle", "--minify", "--target=chrome95",
        "--charset=utf8", "--log-level=warning", f"--outfile={made}", cwd=WEB)  # fmt: skip
    return made.read_text("utf-8")


# what is written -----------------------------------------------------------------------------

# nothing but what the page itself carries; Python needs wasm-unsafe-eval
POLICY = ("default-src 'none'; script-src {scripts} 'wasm-unsafe-eval'; style-src {styles}; worker-src {workers}; "
          "connect-src {connect}; img-src data:; base-uri 'none'; form-action 'none'")  # fmt: skip


def template(policy: str, style: str, early: str, scripts: str) -> bytes:
    text = (WEB / "index.html").read_text("utf-8")
    parts = {"policy": policy, "style": style, "early": early, "scripts": scripts}
    for name, part in parts.items():
        text = text.replace(f"<!--{name}-->", part)
    return text.encode()


def hashed(*texts: str) -> str:
    digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts)
    return " ".join(f"'sha256-{digest}'" for digest in digests)


SPARE = str.maketrans(
    {0: "\xc0", 13: "\xc1", 60: "\xc2"}
)  # what HTML would not leave as it is: NUL, CR, <
SHIFTS = range(49, -1, -7)


def packed(data: bytes) -> str:
    """The gzip of data as text, seven bits to a character; src/worker.js reads it. base64 is an eighth longer."""
    small = gzip.compress(data, 9, mtime=0)
    blocks = (small[at : at + 7].ljust(7, b"\0") for at in range(0, len(small), 7))
    sevens = bytes(
        (block >> shift) & 127
        for block in (int.from_bytes(block) for block in blocks)
        for shift in SHIFTS
    )
    return sevens[: -(-len(small) * 8 // 7)].decode("ascii").translate(SPARE)


def write_single(path: Path, page: dict[str, str], data: dict[str, str]) -> None:
    """One page that contains everything, with data as text that no browser runs."""
    early, style = (WEB / "early.js").read_text("utf-8"), (WEB / "style.css").read_text("utf-8")
    code = page["page.js"].replace("</script", "<\\/script")
    worker = page["worker.js"].replace("</script", "<\\/script")
    held = [f'<script type="text/plain" id="worker.js">{worker}</script>']
    held += [
        f'<script type="text/plain" class="part" id="{n}">{d}</script>' for n, d in data.items()
    ]
    policy = POLICY.format(
        scripts=f"{hashed(early, code)} blob:",
        styles=hashed(style),
        workers="blob:",
        connect="blob:",
    )
    path.write_bytes(template(
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        f"<style>{style}</style>", f"<script>{early}</script>",
        "\n".join([*held, f"<script>{code}</script>"]),
    ))  # fmt: skip


def write_folder(folder: Path, page: dict[str, str], files: dict[str, bytes]) -> None:
    """The same as static files, for a server."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    for name, text in page.items():
        (folder / name).write_text(text, "utf-8")
    for name in ("style.css", "early.js"):
        shutil.copy(WEB / name, folder)
    policy = POLICY.format(scripts="'self'", styles="'self'", workers="'self'", connect="'self'")
    (folder / "index.html").write_bytes(template(
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<link rel="stylesheet" href="style.css">', '<script src="early.js"></script>',
        '<script src="page.js"></script>',
    ))  # fmt: skip
    text = (WEB / "SERVING.md").read_text("utf-8")
    (folder / "README.md").write_text(text.replace("<!--policy-->", policy), "utf-8")


if __name__ == "__main__":
    main()
