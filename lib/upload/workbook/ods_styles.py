"""The styles of an ODS file: which cells show numbers how, written as spreadsheet format codes."""

from __future__ import annotations

from dataclasses import dataclass, field

_DATA_STYLES = (
    *("number-style", "percentage-style", "currency-style", "date-style", "time-style"),
    *("boolean-style", "text-style"),
)
_DATE_PARTS = {
    **{"year": "yyyy", "month": "mm", "day": "dd", "day-of-week": "aaaa", "hours": "hh"},
    **{"minutes": "mm", "seconds": "ss", "am-pm": "AM/PM", "era": "g"},
}
_SIGNS = (">=", "<=", "!=", "<>", ">", "<", "=")


@dataclass
class _Data:
    """One data style while it is read."""

    kind: str
    elapsed: bool
    code: str = ""
    coloured: bool = False
    maps: list[tuple[str, str]] = field(default_factory=list)
    text: list[str] | None = None


class Styles:
    """Told of every element of content.xml and styles.xml; knows afterwards what styles mean."""

    def __init__(self) -> None:
        self.hidden_tables: set[str] = set()
        self._data: dict[str, _Data] = {}
        self._cells: dict[str, tuple[str, str]] = {}  # name -> parent, data style
        self._open: _Data | None = None
        self._style = ""

    def code(self, cell_style: str) -> str:
        """The format code of a cell style, empty where it has none."""
        for _ in range(20):  # a ring of parents ends here
            parent, data = self._cells.get(cell_style, ("", ""))
            if data or not parent:
                return self._code_of(data) if data else ""
            cell_style = parent
        return ""

    def start(self, name: str, a: dict[str, str]) -> None:
        """An element begins."""
        if self._open is not None:
            self._part(name, a, self._open)
        elif name in _DATA_STYLES:
            self._open = _Data(name, a.get("truncate-on-overflow") == "false")
            self._data[a.get("name", "")] = self._open
        elif name == "style":
            self._style = a.get("name", "")
            if a.get("family") == "table-cell":
                parent, data = a.get("parent-style-name", ""), a.get("data-style-name", "")
                self._cells[self._style] = (parent, data)
        elif name == "table-properties" and a.get("display") == "false":
            self.hidden_tables.add(self._style)

    def text(self, words: str) -> None:
        """Characters between two elements."""
        if self._open is not None and self._open.text is not None:
            self._open.text.append(words)

    def end(self, name: str) -> None:
        """An element ends."""
        if self._open is None:
            return
        if name in ("text", "currency-symbol", "embedded-text") and self._open.text is not None:
            words = "".join(self._open.text).replace('"', "")
            percent = self._open.kind == "percentage-style" and words.strip() == "%"
            # Words inside the digits cut them apart: what is seen is another number.
            inside = "0" if name == "embedded-text" and words.strip() else ""
            self._open.code += "%" if percent else f'"{words}"{inside}'
            self._open.text = None
        elif name in _DATA_STYLES:
            self._open = None

    def _part(self, name: str, a: dict[str, str], style: _Data) -> None:
        if name in ("text", "currency-symbol", "embedded-text"):
            style.text = []
        elif name in ("number", "scientific-number", "fraction"):
            scaled = a.get("display-factor", "1") not in ("1", "1.0")
            style.code += "0.0," if scaled else "0.0"
        elif name == "hours" and style.elapsed:
            style.code += "[h]"
        elif name in _DATE_PARTS:
            style.code += _DATE_PARTS[name]
        elif name in ("quarter", "week-of-year"):
            style.code += "[?]"
        elif name == "text-content":
            style.code += "@"
        elif name == "text-properties" and a.get("color"):
            style.coloured = True
        elif name == "map":
            style.maps.append((a.get("condition", ""), a.get("apply-style-name", "")))

    def _code_of(self, name: str) -> str:
        style = self._data.get(name)
        if style is None or style.kind in ("boolean-style", "text-style"):
            return ""
        found = []
        for condition, other in style.maps:
            condition = condition.replace("value()", "").replace(" ", "").replace("!=", "<>")
            if condition.startswith(_SIGNS) and other in self._data:
                found.append(f"[{condition}]{_one(self._data[other])}")
        return ";".join([*found, _one(style)])


def _one(style: _Data) -> str:
    return ("[Red]" if style.coloured else "") + style.code
