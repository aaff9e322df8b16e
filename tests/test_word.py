"""What Word keeps outside plain paragraphs: controls, tracked changes, boxes, notes, variants of the package, old formats."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from gongkai.errors import UnsupportedError
from gongkai.model import Document, Page
from gongkai.readers import read_document
from gongkai.readers.office import find_office

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def package(
    body: str,
    *,
    kind: str = MAIN,
    namespace: str = W,
    extra: dict[str, str] | None = None,
    relations: str = "",
) -> bytes:
    """A DOCX around a hand-written body."""
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{namespace}" xmlns:mc="mc" xmlns:v="v" xmlns:m="m"><w:body>{body}</w:body></w:document>',
        **(extra or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def paragraph(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(run(text))}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def read(content: bytes) -> Document:
    return read_document(Page(content, "case"))


def shown(document: Document) -> list[object]:
    return [
        block.text
        if block.kind != "table"
        else [["" if c is None else c.text for c in row] for row in block.grid()]
        for block in document.blocks
    ]


A, B = paragraph(run("公开12件")), paragraph(run("答复3件"))
CONTROL = "<w:sdt><w:sdtPr><w:alias/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
BOX = "<w:txbxContent>{}</w:txbxContent>"
ROW = cell("规章") + cell("1") + cell("2")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (CONTROL.format(A) + B, ["公开12件", "答复3件"]),
        (paragraph(CONTROL.format(run("公开")), run("12件")), ["公开12件"]),
        (table(ROW, CONTROL.format(cell("规范性文件")) + cell("3") + cell("4")), [[["规章", "1", "2"], ["规范性文件", "3", "4"]]]),
        ("<w:tbl>" + CONTROL.format(f"<w:tr>{ROW}</w:tr>") + f"<w:tr>{ROW}</w:tr></w:tbl>", [[["规章", "1", "2"]] * 2]),
        (paragraph(run("公开"), "<w:del>" + run("旧").replace("w:t>", "w:delText>") + "</w:del>", "<w:ins>" + run("12件") + "</w:ins>"), ["公开12件"]),
        (paragraph("<w:moveFrom>" + run("甲") + "</w:moveFrom>", run("公开"), "<w:moveTo>" + run("乙") + "</w:moveTo>"), ["公开乙"]),
        (f"<w:tbl><w:tr>{ROW}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{ROW}</w:tr></w:tbl>", [[["规章", "1", "2"]]]),
        (paragraph(run("公开12件"), run("内部说明", "<w:vanish/>"), run("。", '<w:vanish w:val="0"/>')), ["公开12件。"]),
        (paragraph(run("公开"), "<w:r><mc:AlternateContent><mc:Choice>" + BOX.format(A) + "</mc:Choice><mc:Fallback>" + BOX.format(A)
                   + "</mc:Fallback></mc:AlternateContent></w:r>"), ["公开", "公开12件"]),
        (paragraph(run("公开"), "<w:r><w:pict><v:textbox>" + BOX.format(B) + "</v:textbox></w:pict></w:r>"), ["公开", "答复3件"]),
        (paragraph(run("公开"), "<w:hyperlink>" + run("12件") + "</w:hyperlink>"), ["公开12件"]),
        (paragraph("<w:r><w:fldChar/></w:r><w:r><w:instrText>=SUM(ABOVE)</w:instrText></w:r>", run("12")), ["12"]),
        (paragraph("<w:fldSimple>" + run("12") + "</w:fldSimple>", run("件")), ["12件"]),
        (paragraph("<w:r><w:ruby><w:rt>" + run("zhang") + "</w:rt><w:rubyBase>" + run("章") + "</w:rubyBase></w:ruby></w:r>"), ["章"]),
        (paragraph("<w:r><w:t>第一行</w:t><w:br/><w:t>第二行</w:t></w:r>"), ["第一行", "第二行"]),
        (paragraph("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2月</w:t></w:r>"), ["1-2月"]),
        (paragraph("<w:r><w:t>公开<!-- 注 -->12件</w:t></w:r>"), ["公开12件"]),
        (table(cell("表", '<w:gridSpan w:val="3"/>'), ROW), [[["表"] * 3, ["规章", "1", "2"]]]),
        (table(cell("上", '<w:vMerge w:val="restart"/>') + cell("1") + cell("2"), cell("", "<w:vMerge/>") + cell("3") + cell("4")),
         [[["上", "1", "2"], ["上", "3", "4"]]]),
        (table("<w:tc>" + A + table(ROW) + B + "</w:tc>"), ["公开12件", [["规章", "1", "2"]], "答复3件"]),
    ],
)  # fmt: skip
def test_body(body: str, expected: list[object]) -> None:
    assert shown(read(package(body))) == expected


DANGLING = f'<Relationship Id="r9" Type="{OFFICE}/image" Target="media/none.png"/><Relationship Id="r8" Type="{OFFICE}/image" Target="NULL"/>'
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (package(A, kind="application/vnd.ms-word.document.macroEnabled.main+xml"), False),
        (
            package(
                A, kind="application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
            ),
            False,
        ),
        (package(A, namespace=STRICT), None),
        (package(A, relations=DANGLING), True),
        (package(A, extra={"_rels/.rels": "<broken"}), True),
        (package(A, extra={"[Content_Types].xml": ""}), True),
    ],
    ids=["macro", "template", "strict", "dangling", "broken relations", "no content types"],
)
def test_packages_that_are_not_plain(content: bytes, told: bool | None) -> None:
    document = read(content)
    assert shown(document) == ["公开12件"]
    if told is not None:
        assert ("docx.damaged-package" in {i.code for i in document.issues}) is told


def test_footnotes_are_told() -> None:
    notes = f'<w:footnotes xmlns:w="{W}"><w:footnote>{paragraph(run("含上年结转2件。"))}</w:footnote></w:footnotes>'
    relation = f'<Relationship Id="r3" Type="{OFFICE}/footnotes" Target="footnotes.xml"/>'
    document = read(package(A, extra={"word/footnotes.xml": notes}, relations=relation))
    assert shown(document) == ["公开12件"]
    assert [i.message for i in document.issues if i.code == "docx.footnote"] == [
        "footnote not placed: 含上年结转2件。"
    ]


RTF = rb"{\rtf1\ansi\ansicpg936 \u20844?\u24320?12\u20214?\par\u31572?\u22797?3\u20214?\par}"


def open_document() -> bytes:
    space = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    body = "<office:body><office:text><text:p>公开12件</text:p><text:p>答复3件</text:p></office:text></office:body>"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f'<office:document-content office:version="1.2" {space}>{body}</office:document-content>',
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f'<m:manifest xmlns:m="{manifest}"><m:file-entry m:full-path="/" m:media-type="application/vnd.oasis.opendocument.text"/>'
            '<m:file-entry m:full-path="content.xml" m:media-type="text/xml"/></m:manifest>',
        )
    return buffer.getvalue()


@pytest.mark.parametrize(("content", "name"), [(RTF, "RTF"), (open_document(), "ODT")])
def test_without_libreoffice(content: bytes, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.readers.office.find_office", lambda: None)
    with pytest.raises(UnsupportedError, match=f"{name}.*LibreOffice"):
        read(content)


@pytest.mark.skipif(find_office() is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("content", [RTF, open_document()], ids=["rtf", "odt"])
def test_through_libreoffice(content: bytes) -> None:
    assert shown(read(content)) == ["公开12件", "答复3件"]


def test_a_converter_that_hangs_or_makes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from gongkai.errors import DamagedError, LimitError

    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 30\n")
    program.chmod(0o755)
    monkeypatch.setattr("gongkai.readers.office.find_office", lambda: str(program))
    monkeypatch.setattr("gongkai.readers.office.OFFICE_SECONDS", 0.3)
    with pytest.raises(LimitError, match="longer"):
        read(RTF)
    program.write_text("#!/bin/sh\nexit 0\n")
    monkeypatch.setattr("gongkai.readers.office.OFFICE_SECONDS", 10)
    with pytest.raises(DamagedError, match="could not convert"):
        read(RTF)
