"""Workbooks written by hand, part by part and record by record, for what no program writes."""

import io
import struct
import zipfile

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def zipped(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def links(targets: dict[str, tuple[str, str]], base: str = OFFICE) -> str:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{base}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="relationships">{rows}</Relationships>'


def parts(
    rows: str,
    *,
    formats: tuple[str, ...] = (),
    strings: str = "",
    before: str = "",
    after: str = "",
    properties: str = "",
    base: str = OFFICE,
) -> dict[str, str | bytes]:
    """The parts of an XLSX with one sheet 表; style i+1 has the i-th format."""
    codes = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{escaped(code)}"/>'
        for i, code in enumerate(formats)
    )
    cells = "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(formats)))
    return {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": links({"r1": ("officeDocument", "xl/workbook.xml")}, base),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{base}">{properties}'
        '<sheets><sheet name="表" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links(
            {
                "r1": ("worksheet", "worksheets/sheet1.xml"),
                "r2": ("styles", "styles.xml"),
                "r3": ("sharedStrings", "sharedStrings.xml"),
            },
            base,
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>{codes}</numFmts>'
        f'<cellXfs><xf numFmtId="0"/>{cells}</cellXfs></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>',
    }


def xlsx(rows: str, **more) -> bytes:
    return zipped(parts(rows, **more))


def escaped(text: str) -> str:
    for mark, name in (("&", "amp"), ("<", "lt"), (">", "gt"), ('"', "quot")):
        text = text.replace(mark, f"&{name};")
    return text


# ---- XLS: one stream of records, without the file around it ----


def record(number: int, *bodies: bytes) -> bytes:
    """A record and, where there are more bodies, what continues it."""
    found = struct.pack("<HH", number, len(bodies[0])) + bodies[0]
    return found + b"".join(struct.pack("<HH", 0x3C, len(b)) + b for b in bodies[1:])


def wide(text: str, length: str = "H") -> bytes:
    return struct.pack(f"<{length}B", len(text), 1) + text.encode("utf-16-le")


def xls(*cells: bytes, settings: bytes = b"", version: int = 0x600, name: bytes = b"") -> bytes:
    """A stream with one sheet 表; settings are records before the sheet, cells those in it."""

    def head(at: int) -> bytes:
        sheet = record(0x85, struct.pack("<IH", at, 0) + (name or wide("表", "B")))
        return begin(version, 5) + settings + sheet + record(0x0A, b"")

    body = begin(version, 0x10) + b"".join(cells) + record(0x0A, b"")
    return head(len(head(0))) + body


def begin(version: int, kind: int) -> bytes:
    return record(0x809, struct.pack("<HH", version, kind) + bytes(12 if version == 0x600 else 4))


def at(row: int, column: int, style: int, rest: bytes) -> bytes:
    return struct.pack("<3H", row, column, style) + rest
