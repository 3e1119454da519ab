"""The pictures of the guide are those of the checker page as it is now."""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from clerk import Clerk, named
from conftest import ROOT, SAMPLES

pytestmark = pytest.mark.ci

SHOWN = ("totals-left-at-zero", "same-form-docx", "blank-totals", "local-rows")


def shoot(clerk: Clerk, folder: Path, name: str, height: int) -> None:
    """Save a picture of the page."""
    clerk.page.set_viewport_size({"width": 1200, "height": height})
    clerk.page.wait_for_timeout(300)
    shrink(clerk.page, folder, name)


def shrink(shown: Any, folder: Path, name: str) -> None:
    """Save a picture of what is shown with few colours, small enough for the guide."""
    from PIL import Image

    shown.screenshot(path=folder / "raw.png")
    with Image.open(folder / "raw.png") as picture:
        picture.convert("RGB").quantize(96).save(folder / name, optimize=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pictures_of_the_guide_are_those_of_the_page(
    checker: Path, chromium: Any, tmp_path: Path, lang: str
) -> None:
    """OGIREPORT_SCREENSHOTS=1 writes them into docs."""
    guide = ROOT / "docs" / lang / "clerk.md"
    names = re.findall(r"\(assets/(.*?)\)", guide.read_text("utf-8"))
    with Clerk(chromium, (checker / "checker.html").as_uri()) as clerk:
        if lang == "en":
            clerk.page.click("#language")
        shoot(clerk, tmp_path, "clerk-start.png", 560)
        files = {name: next((SAMPLES / "documents" / name).glob("document.*")) for name in SHOWN}
        clerk.drop((f"{SHOWN[0]}.docx", files[SHOWN[0]].read_bytes()))
        clerk.page.wait_for_selector("#suggestions h3")
        clerk.page.set_viewport_size({"width": 1200, "height": 720})
        clerk.page.evaluate("document.querySelector('.disputes').scrollIntoView({block: 'center'})")
        clerk.cell("disputes/reconsideration/total").locator("input").focus()
        shoot(clerk, tmp_path, "clerk-wrong.png", 720)
        clerk.page.mouse.click(0, 0)
        clerk.page.set_viewport_size({"width": 820, "height": 720})
        shrink(clerk.page.locator(".disputes"), tmp_path, "form-wrong.png")
        clerk.page.evaluate("window.scrollTo(0, 0)")
        clerk.drop(*named([files[name] for name in SHOWN[1:]]), ("scan.png", b"\x89PNG\r\n\x1a\n"))
        clerk.page.wait_for_timeout(600)
        shoot(clerk, tmp_path, "clerk-many.png", 640)
    assert names == ["clerk-start.png", "clerk-wrong.png", "clerk-many.png"]
    for name in (*names, "form-wrong.png"):
        kept = guide.parent / "assets" / name
        if os.environ.get("OGIREPORT_SCREENSHOTS"):
            kept.parent.mkdir(exist_ok=True)
            kept.write_bytes((tmp_path / name).read_bytes())
        assert kept.stat().st_size < 150_000
