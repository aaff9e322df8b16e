"""Bytes → Document: every carrier, every encoding, every way a file can be broken."""

from __future__ import annotations

import io
import time
import zipfile
import zlib
from pathlib import Path

import pytest

from gongkai.errors import DamagedError, EncryptedError, LimitError, ReadError, UnsupportedError
from gongkai.model import Block, Document, Page
from gongkai.readers import load, read_document
from gongkai.readers.decode import decode
from gongkai.readers.furniture import is_furniture, labelled
from gongkai.readers.normalise import cell_text, is_page_mark, normalise
from gongkai.readers.numbering import chinese
from gongkai.readers.prose import rejoin
from gongkai.readers.sniff import sniff

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
HEADINGS = ["一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况"]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def read(content: str | bytes, content_type: str | None = None) -> Document:
    raw = content.encode() if isinstance(content, str) else content
    return read_document(Page(content=raw, source="case", content_type=content_type))


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind != "table"]


def tables(document: Document) -> list[list[list[str]]]:
    grids = [block.grid() for block in document.blocks if block.kind == "table"]
    return [[["~" if c is None else c.text for c in row] for row in grid] for grid in grids]


def html(body: str, head: str = "") -> Document:
    return read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>")


# ---- text normalisation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("⺠⻔⻬⻅⻥⻛⻓", "民门齐见鱼风长"),
        ("⼀⼯⽤⾏", "一工用行"),
        ("２０２４年ＡＢｃ", "2024年ABc"),
        ("（一）：；，。“”％", "（一）：；，。“”％"),
        ("青\u00a0石\u200b县\ufeff", "青 石县"),
        ("甲\r\n乙\r丙", "甲\n乙\n丙"),
        ("①²㎡", "①²㎡"),
    ],
)
def test_normalise(raw: str, shown: str) -> None:
    assert normalise(raw) == shown


@pytest.mark.parametrize(
    ("raw", "cell"),
    [
        ("商业\n企业", "商业企业"),
        ("22\n（其中修订3件）", "22（其中修订3件）"),
        (" \u00a0 ", ""),
        ("3\n5", "3\n5"),
        ("三\n、\n本\n年\n度", "三、本年度"),
        ("a\nb", "a b"),
    ],
)
def test_cell_text(raw: str, cell: str) -> None:
    assert cell_text(raw) == cell


@pytest.mark.parametrize("line", ["— 1 —", "- 12 -", "—3—", "第1页", "第 1 页 共 8 页", "3 / 8", "－ 2 －"])
def test_page_marks(line: str) -> None:
    assert is_page_mark(line)


@pytest.mark.parametrize("line", ["-", "1", "— —", "1—12月", "第二十条", "2024", "0", "- 1"])
def test_no_page_marks(line: str) -> None:
    assert not is_page_mark(line)


def test_chinese_numbers() -> None:
    assert [chinese(n) for n in (1, 10, 11, 20, 35, 100)] == ["一", "十", "十一", "二十", "三十五", "100"]


# ---- encodings ------------------------------------------------------------------------------------------------------

TEXT = "<html><body><p>青石县政府信息公开工作年度报告，镕堃喆。</p></body></html>"


@pytest.mark.parametrize(
    ("raw", "header"),
    [
        (TEXT.encode(), None),
        (TEXT.encode("utf-8-sig"), "text/html; charset=gb2312"),
        (TEXT.encode("utf-16"), None),
        (TEXT.encode("gb18030"), "text/html; charset=GB2312"),
        (TEXT.encode("gb18030"), "text/html; charset=ISO-8859-1"),
        (TEXT.replace("<body>", '<meta charset="gbk"><body>').encode("gb18030"), None),
        (TEXT.replace("<body>", '<meta charset="gb2312"><body>').encode(), None),  # a stale declaration
        (TEXT.encode("big5", "ignore"), "text/html; charset=big5"),
    ],
)
def test_decode(raw: bytes, header: str | None) -> None:
    assert "青石" in decode(raw, header)[0] or "政府" in decode(raw, header)[0]
    assert "�" not in decode(raw, header)[0]


def test_decode_tells_its_damage() -> None:
    text, issues = decode((TEXT * 20).encode() + b"\xff\xfe\xfa")
    assert text.startswith(TEXT) and issues and issues[0].code == "decode.bytes"


# ---- kinds ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "html"),
        ("<p style='x'>报告</p><p>二</p>".encode(), "html"),
        ("报告\n\n一、总体情况\n<table><tr><td>规章</td></tr></table>\n".encode(), "text"),
        ("| 规章 | 1 |\n".encode(), "text"),
        (b"{\\rtf1", "rtf"),
        (b"PK\x03\x04", "zip"),
        (bytes(range(256)), "binary"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "mhtml"),
    ],
)
def test_sniff(raw: bytes, kind: str) -> None:
    assert sniff(raw) == kind


# ---- HTML -----------------------------------------------------------------------------------------------------------


def test_html_inline_joins_and_blocks_part() -> None:
    doc = html(
        "<div><p>发布<span>20</span><font>23</font>年信息1<b>2</b>条。</p><p>甲<br>乙</p>丙<div>丁</div></div>"
    )
    assert texts(doc) == ["发布2023年信息12条。", "甲", "乙", "丙", "丁"]


def test_html_source_line_breaks_are_no_breaks() -> None:
    assert texts(html("<p>政府\n   信息\n公开 360 余篇</p>")) == ["政府 信息 公开 360 余篇"] or texts(
        html("<p>政府\n   信息</p>")
    )


def test_html_headings_and_ordered_lists() -> None:
    doc = html("<h2>一、总体情况</h2><ol start='3'><li>培训</li><li>检查</li></ol>")
    assert [(b.kind, b.level, b.text) for b in doc.blocks] == [
        ("heading", 2, "一、总体情况"),
        ("text", 0, "3.培训"),
        ("text", 0, "4.检查"),
    ]


def test_html_spans_are_kept_and_clamped() -> None:
    doc = html(
        "<table><tr><td rowspan=99 colspan='2'>角</td><td>甲</td></tr><tr><td>1&nbsp;</td></tr></table>"
    )
    assert tables(doc) == [[["角", "角", "甲"], ["角", "角", "1"]]]


def test_html_layout_tables_are_flattened() -> None:
    inner = "<table><tr><td>规章</td><td>3</td></tr></table>"
    body = f"<table><tr><td><table><tr><td><p>一、总体情况</p>{inner}<p>尾</p></td></tr></table></td></tr></table>"
    doc = html(body)
    assert texts(doc) == ["一、总体情况", "尾"] and tables(doc) == [[["规章", "3"]]]


def test_html_report_in_one_table_of_many_rows() -> None:
    prose = "<tr><td colspan=3>" + "本年度工作有序推进。" * 60 + "</td></tr>"
    rows = "<tr><td>信息内容</td><td>制发</td><td>废止</td></tr><tr><td>规章</td><td>1</td><td>2</td></tr>"
    doc = html(f"<table>{prose}{rows}{prose}</table>")
    assert len(texts(doc)) == 2 and tables(doc) == [[["信息内容", "制发", "废止"], ["规章", "1", "2"]]]


def test_html_body_by_score() -> None:
    nav = "<ul>" + "".join(f"<li><a href='/{i}'>栏目名称{i}</a></li>" for i in range(60)) + "</ul>"
    sections = "".join(f"<p>{h}</p><p>{'本机关依法公开信息。' * 8}</p>" for h in HEADINGS)
    page = (
        f"<div class='top'>当前位置：<a>首页</a>{nav}</div><h1>青石县2024年政府信息公开工作年度报告</h1>"
        "<div>发布日期：2025-01-20 来源：青石县政府办 浏览次数：33</div>"
        f"<div id='anything'>{sections}</div><div>版权所有：青石县 <a>网站地图</a> ICP备123号</div>{nav}"
    )
    doc = html(page, "<title>年报</title><meta name='PubDate' content='2025-01-20 10:00'>")
    shown = "\n".join(texts(doc)) + repr(doc.meta)
    assert doc.title == "年报" and ("PubDate", "2025-01-20 10:00") in doc.meta
    assert all(h in texts(doc) for h in HEADINGS)
    assert "栏目名称" not in "".join(texts(doc)) and "版权所有" not in "".join(texts(doc))
    assert "青石县2024年政府信息公开工作年度报告" in shown and "2025-01-20" in shown


def test_html_report_in_two_siblings_is_read_whole() -> None:
    nav = "<ul>" + "".join(f"<li><a href='/{i}'>某某栏目名称{i}</a></li>" for i in range(90)) + "</ul>"
    parts = [
        f"<div><p>{h}</p><p>{'本机关依法公开信息。' * 9}</p></div>"
        for h in [*HEADINGS, "六、其他需要报告的事项"]
    ]
    shown = texts(html(f"<div>{nav}</div><div>{parts[0]}{parts[1]}{parts[2]}</div><div>{parts[3]}</div>"))
    assert all(h in shown for h in [*HEADINGS, "六、其他需要报告的事项"])


def test_html_hidden_cells_and_stray_text() -> None:
    doc = html(
        "<table>说明<tr><td>规章</td><td style='display: none'>9</td><td>1</td><td>2</td></tr></table>"
    )
    assert tables(doc) == [[["规章", "1", "2"]]] and texts(doc) == ["说明"]


def test_html_long_note_in_a_data_row_stays_a_cell() -> None:
    note = "注释说明文字" * 80
    doc = html(
        f"<table><tr><td>规章{note}</td><td>1</td><td>2</td></tr><tr><td>规范性文件</td><td>3</td><td>4</td></tr></table>"
    )
    assert tables(doc) == [[["规章" + note, "1", "2"], ["规范性文件", "3", "4"]]]


def test_html_furniture_goes_and_facts_stay() -> None:
    assert is_furniture("【打印】 【关闭】") and is_furniture("字号：大 中 小")
    assert is_furniture("当前位置：首页 > 政务公开")
    assert not is_furniture("打印设备更新3台") and not is_furniture("0")
    assert labelled("发布日期：2025-01-20 来源：县政府办 浏览次数：9") == [
        ("page:date", "2025-01-20"),
        ("page:source", "县政府办"),
    ]


def test_html_pictures_and_attachments_are_told() -> None:
    doc = html("<p>一、总体情况</p><img src=a.png><p><a href='x.pdf'>下载</a></p>")
    assert {i.code for i in doc.issues} == {"html.images", "html.attachment"}


# ---- text and Markdown ----------------------------------------------------------------------------------------------


def test_text_one_cell_a_line() -> None:
    doc = read("报告\n\n\t规章\n\t0\n\t3\n\t12\n\n二、情况\n")
    assert texts(doc) == ["报告", "规章", "0", "3", "12", "二、情况"]


def test_text_tab_table_keeps_blanks() -> None:
    assert tables(read("表\n规章\t1\t\t3\n规范性文件\t0\t2\t5\n尾")) == [
        [["规章", "1", "", "3"], ["规范性文件", "0", "2", "5"]]
    ]


def test_markdown_tables_and_headings() -> None:
    doc = read(
        "# 报告\n\n| 信息内容 | 制发 |\n|---|---|\n| **规章** | 1<br>（修订） |\n\n| 甲 | 2 |\n## 二、情况 ##\n"
    )
    assert [(b.level, b.text) for b in doc.blocks if b.kind == "heading"] == [(1, "报告"), (2, "二、情况")]
    assert tables(doc) == [[["信息内容", "制发"], ["规章", "1（修订）"]], [["甲", "2"]]]


def test_markdown_with_html_tables() -> None:
    doc = read(
        "一、总体情况\n<html><body><table><tr><td>规章</td><td>1</td></tr></table></body></html>\n尾\n"
    )
    assert texts(doc) == ["一、总体情况", "尾"] and tables(doc) == [[["规章", "1"]]]


def test_hard_wrapped_prose_is_rejoined() -> None:
    line = "本机关认真落实政府信息公开条例的各项要求持续提升公"
    source = ["一、总体情况", *[line] * 7, "开水平。", "规章 1 2 3", "二、主动公开政府信息情况"]
    assert rejoin(source) == ["一、总体情况", line * 7 + "开水平。", "规章 1 2 3", "二、主动公开政府信息情况"]


def test_unwrapped_text_stays() -> None:
    lines = ["短行。", "本机关" * 30 + "。", "另一段" * 9, "第三段" * 40]
    assert rejoin(lines) == lines


# ---- PDF ------------------------------------------------------------------------------------------------------------


def pdf_report(**options: object) -> bytes:
    """A fictional two-page report: prose, a ruled table with merged cells, page marks."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas
    from reportlab.platypus import Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=A4, **options)  # type: ignore[arg-type]
    for page in (1, 2):
        sheet.setFont("STSong-Light", 16)
        line = "青石县认真落实政府信息公开的各项要求并持续提升公开水平"  # 27 characters: a full line
        for i in range(6):
            sheet.drawString(80 + (32 if i == 0 else 0), 780 - 24 * i, line[: 25 if i == 0 else 27])
        sheet.drawString(80, 780 - 144, "结束。")
        rows = [["信息内容", "数量", ""], ["", "制发", "废止"], ["规章", str(page), "12"]]
        style = [("GRID", (0, 0), (-1, -1), 1, "black"), ("SPAN", (1, 0), (2, 0)), ("SPAN", (0, 0), (0, 1))]
        style.append(("FONT", (0, 0), (-1, -1), "STSong-Light", 12))
        table = Table(rows, style=style)  # type: ignore[arg-type]
        table.wrapOn(sheet, 400, 400)
        table.drawOn(sheet, 80, 500)
        sheet.setFont("STSong-Light", 12)
        sheet.drawString(280, 30, f"— {page} —")
        sheet.showPage()
    sheet.save()
    return buffer.getvalue()


def test_pdf_prose_tables_and_marks() -> None:
    pytest.importorskip("reportlab")
    doc = read(pdf_report())
    assert doc.media_type == "application/pdf"
    assert [b.kind for b in doc.blocks] == ["text", "table", "text", "table"]
    assert doc.blocks[0].text.endswith("结束。") and doc.blocks[0].text.startswith("青石县")
    assert tables(doc)[1] == [["信息内容", "数量", "数量"], ["信息内容", "制发", "废止"], ["规章", "2", "12"]]
    assert [b.page for b in doc.blocks] == [1, 1, 2, 2]


def pdf_table(rows: list[list[str]], style: list[tuple[object, ...]], widths: list[int] | None = None,
              twice: bool = False) -> list[list[list[str]]]:  # fmt: skip
    """The tables read from a one-page PDF that prints ``rows`` with these rules."""
    pytest.importorskip("reportlab")
    from reportlab.lib.pagesizes import A4, landscape
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen import canvas
    from reportlab.platypus import Table

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = io.BytesIO()
    sheet = canvas.Canvas(buffer, pagesize=landscape(A4) if twice else A4)
    for x in (60, 480) if twice else (60,):
        sheet.setFont("STSong-Light", 12)
        for i in range(5):
            sheet.drawString(x, 500 - 18 * i, "青石县认真落实政府信息公开的各项要求并持续提升公开水")
        table = Table(rows, style=[("FONT", (0, 0), (-1, -1), "STSong-Light", 10), *style], colWidths=widths)  # type: ignore[arg-type,list-item]
        table.wrapOn(sheet, 350, 400)
        table.drawOn(sheet, x, 150)
    sheet.save()
    return tables(read(buffer.getvalue()))


ROWS = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "1", "", "12"],
    ["规范性文件", "0", "3", "5"],
]
GRID = ("GRID", (0, 0), (-1, -1), 1, "black")
DOWN = ("LINEBEFORE", (1, 0), (-1, -1), 1, "black")


def test_pdf_two_pages_on_one_sheet() -> None:
    assert pdf_table(ROWS, [GRID], twice=True) == [ROWS, ROWS]


def test_pdf_table_with_open_sides() -> None:
    rules = [("LINEABOVE", (0, 0), (-1, -1), 1, "black"), ("LINEBELOW", (0, -1), (-1, -1), 1, "black"), DOWN]
    assert pdf_table(ROWS, rules) == [ROWS]


def test_pdf_rows_without_rules_between_them() -> None:
    rules = [("BOX", (0, 0), (-1, -1), 1, "black"), ("LINEBELOW", (0, 0), (-1, 0), 1, "black"), DOWN]
    assert pdf_table(ROWS, rules) == [ROWS]


def test_pdf_number_cut_by_a_narrow_cell() -> None:
    rows = [["规\n章", "11398\n889", "3\n5", "总\n计"]]
    assert pdf_table(rows, [GRID], [30, 42, 40, 30]) == [[["规章", "11398889", "3\n5", "总计"]]]


def test_pdf_encrypted() -> None:
    pytest.importorskip("reportlab")
    from reportlab.lib.pdfencrypt import StandardEncryption

    with pytest.raises(EncryptedError, match="password"):
        read(pdf_report(encrypt=StandardEncryption("secret", canPrint=0)))


def pdf_of(*objects: bytes) -> bytes:
    """A PDF file of raw objects, the first being the catalog."""
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, len(out))
    return out + head + rows + tail


def stream(data: bytes, extra: bytes = b"") -> bytes:
    return b"<<" + extra + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


CATALOG, PAGES = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
ONE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>"
LOOP = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 5 0 R>>>>"


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"%PDF-1.4\n" + b"junk" * 500, DamagedError),
        (pdf_of(CATALOG, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"), DamagedError),
        (pdf_of(CATALOG, PAGES, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 500 500]>>"), UnsupportedError),
        (pdf_of(CATALOG, PAGES, ONE, stream(b"/A Do"), stream(b"/A Do /A Do", LOOP)), ReadError),
        (
            pdf_of(CATALOG, PAGES, ONE, stream(zlib.compress(b" " * 140_000_000), b"/Filter/FlateDecode")),
            LimitError,
        ),
        (
            b"%PDF-1.4\nxref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 1/Prev 9>>\nstartxref\n9\n%%EOF",
            DamagedError,
        ),
    ],
    ids=["junk", "page-tree-loop", "no-text", "form-loop", "flate-bomb", "xref-loop"],
)
def test_hostile_pdf(raw: bytes, error: type[ReadError]) -> None:
    begin = time.monotonic()
    with pytest.raises(error):
        read(raw)
    assert time.monotonic() - begin < 10


def test_a_page_of_nothing_but_rules_is_read_as_text() -> None:
    font = b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    rules = b"".join(
        b"0 %d m 5000 %d l S %d 0 m %d 8000 l S " % (i * 8, i * 8, i * 5, i * 5) for i in range(600)
    )
    sheet = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 5000 8000]/Contents 4 0 R" + font + b">>"
    begin = time.monotonic()
    doc = read(
        pdf_of(
            CATALOG,
            PAGES,
            sheet,
            stream(b"BT /F1 12 Tf 72 700 Td (one two three four five six) Tj ET " + rules),
        )
    )
    assert time.monotonic() - begin < 10
    assert "pdf.too-many-rules" in {i.code for i in doc.issues} and "one two" in doc.blocks[0].text


def test_slow_reading_is_stopped() -> None:
    from gongkai.readers.guard import bounded

    with pytest.raises(LimitError, match="longer than"), bounded("case", 0.3):
        while True:
            pass


# ---- DOCX, DOC, MHTML -----------------------------------------------------------------------------------------------


def word_file() -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("青石县2024年政府信息公开工作年度报告", 1)
    document.add_paragraph("总体情况", style="List Number")
    document.add_paragraph("主动公开", style="List Number")
    table = document.add_table(4, 4)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "角"
    table.cell(0, 1).merge(table.cell(0, 3)).text = "申请人情况"
    for r in range(1, 4):
        for c in range(1, 4):
            table.cell(r, c).text = f"{r}{c}"
    table.cell(2, 0).merge(table.cell(3, 0)).text = "三、"
    document.add_paragraph("尾")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def test_docx() -> None:
    doc = read(word_file())
    assert [b.kind for b in doc.blocks] == ["heading", "text", "text", "table", "text"]
    assert texts(doc)[1:] == ["1.总体情况", "2.主动公开", "尾"]
    assert tables(doc) == [
        [["角", "申请人情况", "申请人情况", "申请人情况"], ["角", "11", "12", "13"], ["三、", "21", "22", "23"],
         ["三、", "31", "32", "33"]]
    ]  # fmt: skip


def docx_of(body: str, numbering: str = "") -> bytes:
    """The smallest package Word itself would open, around a hand-written body."""
    word, office = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml",
        "http://schemas.openxmlformats.org",
    )
    types, kinds = f"{office}/package/2006", f"{office}/officeDocument/2006/relationships"

    def relations(kind: str, target: str) -> str:
        relation = f'<Relationship Id="r1" Type="{kinds}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{types}/relationships">{relation}</Relationships>'

    overrides = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{word}.{kind}+xml"/>'
        for part, kind in (("document", "document.main"), ("numbering", "numbering"))
    )
    rels = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types xmlns="{types}/content-types">{rels}{overrides}</Types>'
        )
        archive.writestr("_rels/.rels", relations("officeDocument", "word/document.xml"))
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        if numbering:
            archive.writestr("word/_rels/document.xml.rels", relations("numbering", "numbering.xml"))
            archive.writestr("word/numbering.xml", f"<w:numbering {W}>{numbering}</w:numbering>")
    return buffer.getvalue()


def test_docx_numbers_kept_outside_the_text() -> None:
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{f}"/><w:lvlText w:val="{t}"/></w:lvl>'
        for i, (f, t) in enumerate(
            [("chineseCounting", "%1、"), ("japaneseCounting", "（%2）"), ("decimal", "%3.")]
        )
    )
    numbering = f'<w:abstractNum w:abstractNumId="7">{levels}</w:abstractNum>'
    numbering += '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'

    def item(level: int, text: str) -> str:
        mark = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
        return f"<w:p><w:pPr>{mark}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"

    body = (
        item(0, "总体情况")
        + item(1, "主动")
        + item(1, "申请")
        + item(2, "甲")
        + item(0, "主动公开")
        + item(1, "子")
    )
    assert texts(read(docx_of(body, numbering))) == [
        "一、总体情况", "（一）主动", "（二）申请", "1.甲", "二、主动公开", "（一）子",
    ]  # fmt: skip


def test_docx_deleted_text_and_fields_stay_out() -> None:
    body = "<w:p><w:r><w:t>公开</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    body += "<w:r><w:instrText>PAGE</w:instrText></w:r><w:ins><w:r><w:t>12件</w:t></w:r></w:ins></w:p>"
    assert texts(read(docx_of(body))) == ["公开12件"]


def zip_of(name: str, content: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
LAUGHS = (
    f'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]><w:document {W}>&b;</w:document>'
)


@pytest.mark.parametrize(
    ("raw", "error", "words"),
    [
        (b"", DamagedError, "空文件"),
        (b" \n\t", DamagedError, "空文件"),
        (bytes(range(256)) * 50, UnsupportedError, "binary"),
        (b"\x89PNG\r\n\x1a\n1234", UnsupportedError, "图片"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedError, "password"),
        (OLE + "Workbook".encode("utf-16-le"), UnsupportedError, "Excel"),
        (OLE, UnsupportedError, "OLE"),
        (zip_of("OFD.xml", b"<x/>"), UnsupportedError, "OFD"),
        (zip_of("xl/workbook.xml", b"<x/>"), UnsupportedError, "Excel"),
        (zip_of("a.txt", b"x"), UnsupportedError, "压缩包"),
        (b"PK\x03\x04broken", DamagedError, "damaged"),
        (zip_of("word/document.xml", b"0" * 60_000_000), LimitError, "bomb"),
        (zip_of("word/document.xml", LAUGHS.encode()), DamagedError, "entities"),
        (zip_of("word/document.xml", ('<?xml version="1.0" encoding="utf-16"?>' + LAUGHS).encode("utf-16")),
         DamagedError, "entities"),
        (docx_of("<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60), LimitError, "deep"),
        (word_file()[:-3000], DamagedError, "damaged"),
        (b"<html><body>" + b"<div>" * 10_000, LimitError, "deep"),
        (b"<html>" + b"<p>x</p>" * 2_700_000, LimitError, "20 MB"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\n--x--\n", DamagedError, "MHTML"),
        (b"".join(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b%d\n\n--b%d\n" % (i, i) for i in range(99)),
         LimitError, "MHTML"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n" + b"--b\nContent-Type: text/html\n\nx\n" * 3000,
         LimitError, "MHTML"),
        ("公开\n".encode() * 160_000, LimitError, "lines"),
        ("公开12条\n\n".encode() * 41_000, LimitError, "paragraphs"),
        (b"%PDF-1.4\n" + b"stream\nx endstream\n" * 110_000, LimitError, "streams"),
        (b"<html><body>" + b"<table><tr><td>a</td><td>1</td></tr></table>" * 29_000, LimitError, "5000 tables"),
    ],
)  # fmt: skip
def test_refusals(raw: bytes, error: type[ReadError], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        read(raw)
    assert str(caught.value).startswith("case: ") and "\n" not in str(caught.value)


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.readers.document.MAX_CELLS", 9)
    with pytest.raises(LimitError, match="cells"):
        html(
            "<table>"
            + "<tr><td>1</td><td>2</td></tr>" * 3
            + "</table><p>x</p><table>"
            + "<tr><td>1</td><td>2</td></tr>" * 3
            + "</table>"
        )


def test_doc_without_libreoffice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.readers.office.find_office", lambda: None)
    with pytest.raises(UnsupportedError, match="LibreOffice"):
        read(OLE + "WordDocument".encode("utf-16-le"))


def test_doc_through_a_converter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.readers.office.find_office", lambda: "soffice")
    monkeypatch.setattr("gongkai.readers.office.convert", lambda page, program, suffix: word_file())
    assert read(OLE + "WordDocument".encode("utf-16-le")).media_type == "application/msword"


def test_mhtml() -> None:
    parts = "From: <Saved by Blink>\nSnapshot-Content-Location: https://www.example.gov.cn/a.html\nMIME-Version: 1.0\n"
    parts += 'Content-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n'
    parts += "Content-Transfer-Encoding: quoted-printable\n\n<html><body><p>=E4=B8=80=E3=80=81=E6=80=BB=E4=BD=93</p>\n--b--\n"
    doc = read(parts)
    assert texts(doc) == ["一、总体"] and doc.url == "https://www.example.gov.cn/a.html"


def test_wide_spans_are_bounded() -> None:
    rows = "<tr><td colspan=1000000 rowspan=99999>1</td><td rowspan=65534>2</td></tr>" * 3000
    doc = html(f"<table>{rows}</table>")
    assert any(i.code == "table.too-large" for i in doc.issues)


# ---- files ----------------------------------------------------------------------------------------------------------


def test_load(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        load(tmp_path / "none.html")
    with pytest.raises(ReadError, match="directory"):
        load(tmp_path)
    (tmp_path / "empty.html").touch()
    with pytest.raises(DamagedError, match="空文件"):
        load(tmp_path / "empty.html")
    with (tmp_path / "huge.html").open("wb") as file:
        file.truncate(250 * 1024 * 1024)
    with pytest.raises(LimitError, match="limit"):
        load(tmp_path / "huge.html")
    (tmp_path / "good.pdf").write_text("一、总体情况", encoding="utf-8")
    assert read_document(load(tmp_path / "good.pdf")).media_type == "text/plain"


REAL = ["hangzhou_style_2025.html", "shanghai_office_2019.html", "huaian_2024.pdf"]


@pytest.mark.skipif(not SHARED.exists(), reason="the real reports are not here")
@pytest.mark.parametrize("name", REAL)
def test_real_reports_have_their_tables(name: str) -> None:
    doc = read_document(load(SHARED / "reports" / name))
    rows: list[Block] = [b for b in doc.blocks if b.kind == "table"]
    assert len(rows) >= 3 and sum(len({c.row for c in b.cells}) for b in rows) >= 40
    shown = texts(doc)
    assert any("总体情况" in t for t in shown) and any(t.startswith("六、") for t in shown)
    assert not any(is_page_mark(t) for t in shown)


@pytest.mark.skipif(not SHARED.exists(), reason="the real reports are not here")
def test_real_text_reports_keep_every_number() -> None:
    for name in ("xicheng_2024.txt", "shanghai_office_2025.md"):
        doc = read_document(load(SHARED / "reports" / name))
        source = (SHARED / "reports" / name).read_text(encoding="utf-8")
        shown = "".join(texts(doc)) + "".join(c.text for b in doc.blocks for c in b.cells)
        marks = sum(sum(ch.isdigit() for ch in line) for line in source.split("\n") if is_page_mark(line))
        assert sum(c.isdigit() for c in shown) == sum(c.isdigit() for c in source) - marks


def test_lines_with_wide_gaps_stay_rows() -> None:
    """Heads printed downwards, one character wide, beside the corner's note: no line goes on with the one before."""
    prose = "本机关全年主动公开各类政府信息，及时回应社会关切，持续提升公开质量和服务水平，"
    head = "（本列数据的勾稽关系为：第一项加第       自          社会    法律          总"
    text = "\n".join(
        [*[prose] * 8, head, "二项之和，等于第三项加第四项之和）       然    商业  科研            其"]
    )
    lines = read_document(Page(text.encode(), "case")).blocks
    assert [b.text.split()[-1] for b in lines[-2:]] == ["总", "其"]
