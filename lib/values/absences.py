"""Signs that stand where a figure is missing, told apart from 0 and from each other (pure)."""

from __future__ import annotations

import re

from lib.values.matching import fold

ABSENCES = (
    "dash",
    "ellipsis",
    "slash",
    "not_applicable",
    "none",
    "error",
    "suppressed",
)
"""ellipsis: there is a value, too small for the table's unit. The others tell of no value."""
LONGEST_SIGN = 24

_SIGNS = {
    "dash": r"[-‐‑‒–—―﹣]{1,6}",
    "ellipsis": r"[…⋯]{1,3}|\.{3,6}|。{3,6}",
    "slash": r"[/\\]{1,3}",
    "not_applicable": r"n\.? ?/?a\.?|not applicable|不适用",
    "none": (
        r"无|無|无数据|無數據|没有|没有数据|暂无|暂无数据|缺|缺失|数据缺失|缺数|缺数据|缺报|暂缺|空缺"
        r"|未统计|未报|未上报|未报送|未填|未填报|未公布|未发布|未提供|不详|数据不详|无此项|无该项数据"
        r"|nan|null|none|no data|missing|not available|unavailable"
    ),
    "error": r"#(?:div/0!|n/a|value!|ref!|name\?|null!|num!|spill!|calc!|#+)|err:[0-9]{3}",
    "suppressed": r"\*{1,3}",
}
_SIGN = re.compile("|".join(f"(?P<{code}>{signs})" for code, signs in _SIGNS.items()), re.I)


def absence(text: str) -> str:
    """The code of a sign of absence, one of ABSENCES; empty for 0, for a blank and for any word."""
    if len(text) > LONGEST_SIGN:
        return ""
    match = _SIGN.fullmatch(fold(text))
    return (match.lastgroup or "") if match else ""
