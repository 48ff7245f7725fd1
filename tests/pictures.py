"""Writes a picture of every page into docs/pictures, for people to look at.

python -m tests.pictures [FOLDER WIDTHxHEIGHT ...] writes all of them in other sizes elsewhere.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from lib.plan.themes import load_themes
from tests import browser
from tests.server import HOME, Server, look

PAGES = {
    "overview": "",
    "themes-ladder": "themes?theme=ladder",
    "target": "target?target=T03-1",
    "fund": "target?target=T28-1",
    "departments": "departments",
    "regions": "regions",
    "meetings": "meetings",
    "exports": "exports?content=targets&chosen=T03-1",
    "due": "due",
    "entry": "entry",
    "correct": "correct",
    "history": "history",
    "method": "method",
}
DAY = "2023-02-10"
"""A day of the demonstration on which every status occurs."""
THEMES = [theme.code for theme in load_themes((HOME / "data/themes.csv").read_text("utf-8"))]
PAST = {
    "overview-past": f"?as_of={DAY}",
    "target-past": f"target?target=T03-1&as_of={DAY}",
    "meeting": "meetings?meeting=M2",
} | {f"themes-{theme}": f"themes?theme={theme}&as_of={DAY}" for theme in THEMES}
SLIDES = {
    "present-1": "present?meeting=M2#1",
    "present-2": "present?meeting=M2#2",
    "present-3": "present?meeting=M2#3",
    "present-3-dark": "present?meeting=M2&dark=1#3",
}
SIZES = {"zh": ((1920, 1080),), "en": ((1920, 1080),)}
DRAWN = """() => document.querySelector('.here')
    && [...document.querySelectorAll('.here .plot')].every(p => p.querySelector('.main-svg'))"""
FOLDER = HOME / "docs" / "pictures"


def small(png: bytes, file: Path) -> None:
    """Write a picture with a palette of its own: a third of the size, and nobody sees it."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(255, dither=Image.Dither.NONE).save(file, optimize=True)


def take(
    chromium: Browser, server: Server, kind: str, lang: str, size: tuple[int, int], folder: Path
) -> None:
    """Take every page of one server in one language and size."""
    width, height = size
    page = chromium.new_page(
        viewport={"width": width, "height": height},
        locale={"zh": "zh-CN", "en": "en-GB"}[lang],
    )
    pages = PAGES | (PAST | SLIDES if kind == "demo" else {})
    for name, where in pages.items():
        path, _, slide = where.partition("#")
        address = f"{path}{'&' if '?' in path else '?'}lang={lang}"
        if slide:
            page.goto(f"{server.address}/{address}#{slide}")
            page.wait_for_function(DRAWN)
        else:
            look(page, server, address)
        file = folder / f"{'demo-' if kind == 'demo' else ''}{name}-{lang}-{width}.png"
        small(page.screenshot(), file)
        print(file.relative_to(HOME) if file.is_relative_to(HOME) else file)
    page.close()


def main() -> int:
    """Take the first start, and the demonstration with a busy day and a meeting of it."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    asked = [tuple(map(int, size.split("x"))) for size in sys.argv[2:]]
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=browser.find(), args=list(browser.ARGUMENTS)
        )
        for kind in ("real", "demo"):
            home = Path(folder) / kind
            home.mkdir()
            server = Server(home, kind=kind)
            try:
                for lang, sizes in SIZES.items():
                    for size in asked or sizes:
                        take(chromium, server, kind, lang, size, out)
            finally:
                server.stop()
        chromium.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
