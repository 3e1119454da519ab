// node compile.mjs STDLIB CORE: turn the modules that the desk loads at its start into .pyc, with
// the very Python that will run them; the page is ready in half the time. The others stay source,
// which is smaller. Columns of tracebacks, which nobody sees there, would be a twentieth of the page.
import { loadPyodide } from "pyodide";

const python = await loadPyodide({ args: ["-X", "no_debug_ranges"] });
const [stdlib, core] = process.argv.slice(2);
python.mountNodeFS("/stdlib", stdlib);
python.mountNodeFS("/core", core);
python.runPython(`
import ast, importlib.util, marshal, os, sys

def without_docstrings(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            match node.body:
                case [ast.Expr(ast.Constant(str()) as text), *_]:
                    text.value = ""
    return tree

def compiled(path, name):
    with open(path, "rb") as source:
        code = compile(without_docstrings(ast.parse(source.read())), name, "exec", dont_inherit=True)
    with open(path + "c", "wb") as made:
        made.write(importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code))
    os.remove(path)

sys.path.insert(0, "/core")
import pkgutil
import desk, ogireport
desk.forms()
for module in pkgutil.walk_packages(ogireport.__path__, "ogireport."):
    try:
        __import__(module.name)
    except ImportError:  # what only the command line needs
        pass
for module in list(sys.modules.values()):
    path = getattr(module, "__file__", None) or ""
    for root, mark in (("/stdlib", "python314.zip/"), ("/core", "/core/")):
        name = path.partition(mark)[2]
        if name.endswith(".py") and os.path.isfile(f"{root}/{name}"):
            compiled(f"{root}/{name}", name)
`);
