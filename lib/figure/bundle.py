"""The program that draws figures in a browser, as text to be put into a page."""

from __future__ import annotations

import re
from functools import cache

from plotly.offline import get_plotlyjs

_STYLED = re.compile(r'getElementById\("([0-9a-f]{64})"\)')


@cache
def bundle() -> str:
    """Plotly's own script, as it came with the library; a page ends a script at its end tag."""
    return get_plotlyjs().replace("</script", "<\\/script").replace("\r\n", "\n")


@cache
def styled() -> tuple[str, ...]:
    """Ids of the styles of maps, which the script puts into a page that has no element so named.

    We draw no maps: with an empty element of that name the page needs no right to such styles.
    """
    return tuple(dict.fromkeys(_STYLED.findall(bundle())))
