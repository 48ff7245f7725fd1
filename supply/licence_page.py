"""The table of licences in docs, made from what is pinned and installed; asks no network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from supply import licences
from supply.licences import COPYLEFT, HERE, Licensed, Piece, licensed, pieces
from supply.pins import HOME, pins, wanted_by

PAGE = HOME / "docs" / "licences.md"


def page() -> str:
    """docs/licences.md as it must be. Raises UnknownLicence."""
    running = pins(HOME / "requirements.txt")
    names = {pin.name for pin in running}
    tools = [pin for pin in pins(HOME / "requirements-dev.txt") if pin.name not in names]
    packages, inside = licensed(running), pieces()
    for piece in inside:
        licences.check(piece.name, piece.licence)
    head = (HERE / "licences_head.md").read_text(encoding="utf-8").rstrip()
    parts = [
        head,
        "## 要留意的",
        _table(("许可证", "谁", "对我们意味着什么"), _asking([*packages, *inside])),
        "## 运行要用的包",
        _table(("包", "版本", "许可证", "谁要用它", "原文"), _packages(packages)),
        "## 包里和程序里带着的部分",
        _table(("部分", "版本", "许可证", "在哪里"), _pieces(inside)),
        "## 只有开发时用的包",
        "不进离线安装包。",
        _table(("包", "版本", "许可证"), ((t.name, t.version, t.licence) for t in licensed(tools))),
    ]
    return "\n\n".join(parts) + "\n"


def _asking(parts: Sequence[Licensed | Piece]) -> Iterable[tuple[str, ...]]:
    for licence, meaning in COPYLEFT.items():
        whose = [part.name for part in parts if licence in licences.copyleft(part.licence)]
        yield licence, "、".join(whose) or "没有", meaning


def _packages(found: Iterable[Licensed]) -> Iterable[tuple[str, ...]]:
    by = wanted_by(HOME / "requirements.txt")
    for one in found:
        text = f"`{one.text}`" if one.text else "包里没有附"
        yield one.name, one.version, one.licence, "、".join(by[one.name]) or "本程序", text


def _pieces(found: Iterable[Piece]) -> Iterable[tuple[str, ...]]:
    for piece in found:
        where = f"{piece.inside or '本程序'} `{piece.files}`"
        yield piece.name, piece.version or "未写明", piece.licence, where


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rule = "|" + "---|" * len(heads)
    head, *body = (f"| {' | '.join(line)} |" for line in [heads, *rows])
    return "\n".join([head, rule, *body])
