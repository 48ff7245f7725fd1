"""Writes a picture of every page into docs/pictures, for people to look at."""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests import browser
from tests.server import HOME, Server, look

PAGES = {
    "overview": "",
    "target": "target?target=T03-1",
    "fund": "target?target=T28-1",
    "departments": "departments",
    "due": "due",
    "entry": "entry",
    "correct": "correct",
    "history": "history",
    "method": "method",
}
PAST = {"overview-past": "?as_of=2022-08-01", "target-past": "target?target=T03-1&as_of=2022-08-01"}
SIZES = ((1920, 1080), (1366, 768))
FOLDER = HOME / "docs" / "pictures"


def small(png: bytes, file: Path) -> None:
    """Write a picture with a palette of its own: a third of the size, and nobody sees it."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(255, dither=Image.Dither.NONE).save(file, optimize=True)


def main() -> int:
    """Take every page of the first start, and of the demonstration as it was on a busy day."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.find(), args=list(browser.ARGUMENTS)
        )
        for kind, pages in (("real", PAGES), ("demo", PAGES | PAST)):
            home = Path(folder) / kind
            home.mkdir()
            server = Server(home, kind=kind)
            try:
                for lang in ("zh", "en"):
                    for width, height in SIZES:
                        page = chromium.new_page(
                            viewport={"width": width, "height": height},
                            locale={"zh": "zh-CN", "en": "en-GB"}[lang],
                        )
                        for name, where in pages.items():
                            look(page, server, f"{where}{'&' if '?' in where else '?'}lang={lang}")
                            prefix = "demo-" if kind == "demo" else ""
                            file = FOLDER / f"{prefix}{name}-{lang}-{width}.png"
                            small(page.screenshot(), file)
                            print(file.relative_to(HOME))
                        page.close()
            finally:
                server.stop()
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
