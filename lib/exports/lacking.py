"""What this machine lacks for a format, to be said before a file is made and not discovered after.

Pictures and PDF are set here, in the faces of this machine; every other file in the reader's.
"""

from __future__ import annotations

from functools import cache

from lib.exports.paper.faces import faces
from lib.typesetting import chinese, installed


@cache
def lacking(code: str, lang: str) -> tuple[str, ...]:
    """Name what is missing: chinese (no Chinese face, our own stands in) or fangsong (of 公文)."""
    if not chinese():
        return ("chinese",)
    body = faces(installed(), "zh").body
    if code == "pdf" and lang == "zh" and not any("fangsong" in f.casefold() for f in body):
        return ("fangsong",)
    return ()
