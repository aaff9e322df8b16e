"""Reports as Word files: the tables of one truth in the ways Word, WPS and converters build them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from html import escape

from golden.grids import Grid, Tables
from golden.markup import AFTER, BEFORE, HEADS, page, table

_SPACES = " ".join(
    f'xmlns:{prefix}="{uri}"'
    for prefix, uri in {
        "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
        "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
        "v": "urn:schemas-microsoft-com:vml",
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    }.items()
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
Lay = Callable[[str], str]


def run(text: str, properties: str = "") -> str:
    return (
        f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{escape(text, quote=False)}</w:t></w:r>'
    )


def paragraph(text: str) -> str:
    return f"<w:p>{run(text)}</w:p>"


def grid(rows: Grid, cell: Lay = paragraph, around: Lay = str, row_around: Lay = str) -> str:
    """The rows as w:tbl; ``around`` wraps a w:tc, ``row_around`` a w:tr."""
    out, below = [], {}  # column → (rows still covered, width) of a cell that spans rows
    width = max(sum(c[2] for c in row) for row in rows)
    for row in rows:
        cells, rest, column = [], list(row), 0
        while column < width and (rest or below.get(column, (0, 0))[0]):
            high, wide = below.get(column, (0, 1))
            inner, merge = "<w:p/>", "<w:vMerge/>" if high else ""
            if high:
                below[column] = (high - 1, wide)
            else:
                text, high, wide = rest.pop(0)
                below[column] = (high - 1, wide)
                inner, merge = cell(text), '<w:vMerge w:val="restart"/>' if high > 1 else ""
            span = f'<w:gridSpan w:val="{wide}"/>'
            cells.append(around(f"<w:tc><w:tcPr>{span}{merge}</w:tcPr>{inner}</w:tc>"))
            column += wide
        out.append(row_around(f"<w:tr>{''.join(cells)}</w:tr>"))
    return f"<w:tbl><w:tblPr/><w:tblGrid>{'<w:gridCol/>' * width}</w:tblGrid>{''.join(out)}</w:tbl>"


def package(body: str, chunk: str = "") -> bytes:
    related = f'<Relationship Id="rId9" Type="{_OFFICE}/aFChunk" Target="/word/chunk.html"/>' if chunk else ""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
        'vnd.openxmlformats-package.relationships+xml"/><Default Extension="html" ContentType="text/html"/>'
        f'<Override PartName="/word/document.xml" ContentType="{word}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">{related}</Relationships>',
        "word/document.xml": f"<w:document {_SPACES}><w:body>{body}<w:sectPr/></w:body></w:document>",
    }  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
        if chunk:
            archive.writestr("word/chunk.html", chunk)
    return out.getvalue()


def report(tables: Tables, lay: Callable[[Grid], str]) -> bytes:
    parts = [paragraph(line.format(year=2024)) for line in BEFORE]
    for head, rows in zip(HEADS, (tables.t2, tables.t3, tables.t4), strict=True):
        parts += [paragraph(head), lay(rows)]
    return package("".join([*parts, *map(paragraph, AFTER)]))


def control(inner: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"


def box(inner: str) -> str:
    """A text box as Word writes it, and its copy for old programs."""
    new = f"<w:drawing><a:graphic><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx></a:graphic></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict>"
    return f'<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r></w:p>'


def beside(properties: str, extra: str, behind: bool = False) -> Lay:
    """A run of other properties before or behind each number."""

    def lay(text: str) -> str:
        if not text.isdigit():
            return paragraph(text)
        runs = [run(extra, properties), run(text)]
        return f"<w:p>{''.join(runs[::-1] if behind else runs)}</w:p>"

    return lay


def tracked(text: str) -> str:
    gone = '<w:del w:id="1" w:author="a"><w:r><w:delText>9</w:delText></w:r></w:del>'
    return f'<w:p>{gone}<w:ins w:id="2" w:author="a">{run(text)}</w:ins></w:p>'


def field(text: str) -> str:
    return f'<w:p><w:fldSimple w:instr="=SUM(LEFT)">{run(text)}</w:fldSimple></w:p>'


def numbers_boxed(text: str) -> str:
    return box(paragraph(text)) if text.isdigit() else paragraph(text)


def _lay(**ways: Lay) -> Callable[[Tables], bytes]:
    return lambda t: report(t, lambda rows: grid(rows, **ways))


def chunk(t: Tables) -> bytes:
    """The whole text as an embedded web page."""
    html = page(2024, [table(t.t2), table(t.t3), table(t.t4)])
    return package('<w:altChunk r:id="rId9"/>', "<meta charset='utf-8'>" + html)


WORD: dict[str, Callable[[Tables], bytes]] = {
    "plain": _lay(),
    "controls around cells": _lay(around=control),
    "controls around rows": _lay(row_around=control),
    "tracked changes": _lay(cell=tracked),
    "fields": _lay(cell=field),
    "raised marks": _lay(cell=beside('<w:vertAlign w:val="superscript"/>', "1", behind=True)),
    "lifted marks": _lay(cell=beside('<w:position w:val="8"/><w:sz w:val="12"/>', "1", behind=True)),
    "struck out": _lay(cell=beside("<w:strike/>", "4")),
    "hidden": _lay(cell=beside("<w:vanish/>", "4")),
    "numbers in boxes": _lay(cell=numbers_boxed),
    "tables in boxes": lambda t: report(t, lambda rows: box(grid(rows) + "<w:p/>")),
    "tables in cells": lambda t: report(
        t, lambda rows: grid([[("", 1, 1)]], lambda _: grid(rows) + "<w:p/>")
    ),
    "embedded page": chunk,
}
