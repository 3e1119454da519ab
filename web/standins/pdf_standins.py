"""What pdfplumber and pdfminer import but reading text and ruled tables never uses.

pdfplumber draws pages with Pillow and pypdfium2, pdfminer decrypts AES with cryptography. None of
the three is needed for an open PDF; the last has no wheel for the browser, so that an encrypted
one is refused with a reason.
"""

import sys
from types import ModuleType
from typing import Any

from ogireport.report import ReadError

MODULES = (
    "PIL", "PIL.Image", "PIL.ImageDraw", "pypdfium2", "cryptography", "cryptography.hazmat",
    "cryptography.hazmat.backends", "cryptography.hazmat.primitives",
    "cryptography.hazmat.primitives.ciphers",
)  # fmt: skip


class _Refused:
    def __getattr__(self, name: str) -> Any:
        return self.__call__

    def __call__(self, *_: Any, **__: Any) -> Any:
        raise ReadError("PDF 经过加密，本页无法解开；请在阅读器中打印成新的 PDF，或使用 Word 版本。",
                        "the PDF is encrypted and cannot be opened here; print it to a new PDF, "
                        "or use the Word version.")  # fmt: skip


def install() -> None:
    """Stand in for what is not installed."""
    for name in MODULES:
        if name not in sys.modules:
            module = sys.modules[name] = ModuleType(name)
            parent, _, child = name.rpartition(".")
            if parent:
                setattr(sys.modules[parent], child, module)
    image: Any = sys.modules["PIL.Image"]
    image.Image = object
    backends: Any = sys.modules["cryptography.hazmat.backends"]
    backends.default_backend = None
    ciphers: Any = sys.modules["cryptography.hazmat.primitives.ciphers"]
    ciphers.Cipher = ciphers.algorithms = ciphers.modes = _Refused()
