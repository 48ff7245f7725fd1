"""Makes static/fonts from Noto Sans SC, for who wants another version; never part of a test.

    pip install fonttools brotli        # into an environment of its own
    python -m tests.fonts FOLDER        # FOLDER has NotoSansSC_400Regular.ttf and _700Bold.ttf

Both files come with the npm package @expo-google-fonts/noto-sans-sc.
"""

import sys
from pathlib import Path

from fontTools import subset

HOME = Path(__file__).parent.parent
OUT = HOME / "static" / "fonts"
WEIGHTS = {"400": "400Regular", "700": "700Bold"}
RARE = "400"
"""Characters beyond GB 2312 come in this weight alone: names of people and places."""
LATIN = {*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2000, 0x2070), *range(0x2190, 0x219A)}


def coded(encoding: str, first: int, last: int) -> set[int]:
    """The characters whose two bytes in an encoding begin with first to last."""
    pairs = (bytes((a, b)) for a in range(first, last + 1) for b in range(0x40, 0xFF))
    return {ord(c) for pair in pairs if len(c := pair.decode(encoding, "ignore")) == 1}


def parts() -> dict[str, set[int]]:
    """Which characters are in which file: our own words, then the commoner half of GB 2312, ..."""
    ours = [HOME / "lib" / "texts.csv", *(HOME / "data").glob("*.csv")]
    ours += [*(HOME / "lib").rglob("*.py"), *(HOME / "pages").glob("*.py")]
    said = {ord(c) for file in ours for c in file.read_text(encoding="utf-8") if c >= " "}
    steps = {
        "words": said | LATIN | coded("gb2312", 0xA1, 0xA9),
        "common": coded("gb2312", 0xB0, 0xD7),
        "less-common": coded("gb2312", 0xD8, 0xF7),
        "rare": coded("gbk", 0x81, 0xFE),
    }
    had: set[int] = set()
    out = {}
    for name, wanted in steps.items():
        out[name] = wanted - had
        had |= wanted
    return out


def main(folder: Path) -> int:
    """Write one file for each weight and part."""
    OUT.mkdir(exist_ok=True)
    options = subset.Options(flavor="woff2", hinting=False, layout_features=["kern", "tnum"])
    for weight, face in WEIGHTS.items():
        for name, wanted in parts().items():
            if name == "rare" and weight != RARE:
                continue
            font = subset.load_font(str(folder / f"NotoSansSC_{face}.ttf"), options)
            cut = subset.Subsetter(options)
            cut.populate(unicodes=wanted)
            cut.subset(font)
            file = OUT / f"yuxi-sans-{weight}-{name}.woff2"
            subset.save_font(font, str(file), options)
            sys.stdout.write(
                f"{len(wanted):6} characters, {file.stat().st_size:9,} bytes: {file.name}\n"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
