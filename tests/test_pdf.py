"""One report printed in many ways: turned, two-up, in columns, under a watermark; every cell and sentence stays."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from gongkai.errors import EncryptedError, UnsupportedError
from gongkai.model import Page, Report
from gongkai.parse import parse_report
from gongkai.readers import read_document
from test_pages import FIRST, GROUPS, INTRODUCTION, LEAVES, SAID, TITLE, is_right

pytest.importorskip("reportlab")
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Spacer, Table

FONT = "STSong-Light"
Grid = list[list[str]]
Span = tuple[int, int, int, int]  # first column, first row, last column, last row
Draw = Callable[[Any, Any], None]


def disclosure() -> list[tuple[Grid, list[Span]]]:
    return [
        (
            [
                ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
                ["规章", "0", "0", "0"],
                ["行政规范性文件", "1", "0", "3"],
            ],
            [],
        ),
        ([["信息内容", "本年处理决定数量"], ["行政许可", "5"]], []),
        ([["信息内容", "本年处理决定数量"], ["行政处罚", "0"], ["行政强制", "0"]], []),
        ([["信息内容", "本年收费金额（单位：万元）"], ["行政事业性收费", "0"]], []),
    ]


def requests() -> tuple[Grid, list[Span]]:
    rows: Grid = [
        [
            "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
            "",
            "",
            "申请人情况",
            *[""] * 6,
        ],
        ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"],
        ["", "", "", "", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", ""],
        ["一、本年新收政府信息公开申请数量", "", "", *"3000003"],
        ["二、上年结转政府信息公开申请数量", "", "", *"0000000"],
    ]
    spans: list[Span] = [
        (0, 0, 2, 2),
        (3, 0, 9, 0),
        (3, 1, 3, 2),
        (4, 1, 8, 1),
        (9, 1, 9, 2),
        (0, 3, 2, 3),
        (0, 4, 2, 4),
        (0, 5, 0, 26),
    ]
    for index, leaf in enumerate(LEAVES):
        row = 5 + index
        numbers = "3000003" if index in (0, 21) else "0000000"
        wide = index in (0, 1, 21)
        group = GROUPS.get(index)
        rows.append(
            [
                "三、本年度办理结果" if not index else "",
                leaf if wide else group[1] if group else "",
                "" if wide else leaf,
                *numbers,
            ]
        )
        spans += [(1, row, 2, row)] if wide else [(1, row, 1, row + group[0] - 1)] if group else []
    rows.append(["四、结转下年度继续办理", "", "", *"0000000"])
    return rows, [*spans, (0, 27, 2, 27)]


def review() -> tuple[Grid, list[Span]]:
    results = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
    rows = [["行政复议", *[""] * 4, "行政诉讼", *[""] * 9], [*results, "未经复议直接起诉", *[""] * 4, "复议后起诉", *[""] * 4],
            [*[""] * 5, *results, *results], ["0"] * 15]  # fmt: skip
    return rows, [
        (0, 0, 4, 0),
        (5, 0, 14, 0),
        *((c, 1, c, 2) for c in range(5)),
        (5, 1, 9, 1),
        (10, 1, 14, 1),
    ]


def flowable(grid: Grid, spans: list[Span], width: float, rules: bool) -> Table:
    cell = ParagraphStyle("cell", fontName=FONT, fontSize=7, leading=8.5, wordWrap="CJK", alignment=TA_CENTER)
    shares = {4: [3, 2, 2, 2], 2: [1, 1], 10: [1.2, 1.4, 3, *[0.9] * 7], 15: [1] * 15}[len(grid[0])]
    widths = [width * share / sum(shares) for share in shares]
    style: list[tuple[object, ...]] = [("SPAN", (a, b), (c, d)) for a, b, c, d in spans]
    style += [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    style += [("GRID", (0, 0), (-1, -1), 0.5, "black")] if rules else []
    return Table([[Paragraph(text, cell) for text in row] for row in grid], colWidths=widths, style=style)


def printed(frames: Callable[[], tuple[tuple[float, float], list[Frame]]], *, draw: Draw | None = None, width: float = 400,
            rules: bool = True, **options: Any) -> bytes:  # fmt: skip
    """The report as a PDF whose pages have these frames; ``draw`` is run on every page before its text."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    size, boxes = frames()
    text = ParagraphStyle("text", fontName=FONT, fontSize=12, leading=20, wordWrap="CJK", firstLineIndent=24)
    head = ParagraphStyle(
        "head", parent=text, fontSize=16, leading=24, alignment=TA_CENTER, firstLineIndent=0
    )
    story: list[Any] = [
        Paragraph(TITLE, head),
        Paragraph("（2024年1月20日）", head),
        Paragraph("".join(INTRODUCTION), text),
    ]
    story += [Paragraph(line, text) for line in ("一、总体情况", *FIRST, "二、主动公开政府信息情况")]
    for grid, spans in disclosure():
        story += [flowable(grid, spans, width, rules), Spacer(1, 8)]
    for heading, (grid, spans) in (
        ("三、收到和处理政府信息公开申请情况", requests()),
        ("四、政府信息公开行政复议、行政诉讼情况", review()),
    ):
        story += [Paragraph(heading, text), flowable(grid, spans, width, rules)]
    story += [
        Paragraph(line, text)
        for line in ("五、存在的主要问题及改进情况", *SAID[-3:-1], "六、其他需要报告的事项", "无。")
    ]
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=size, **options)
    document.addPageTemplates([PageTemplate(frames=boxes, onPage=draw or (lambda canvas, template: None))])
    document.build(story)
    return out.getvalue()


def upright() -> tuple[tuple[float, float], list[Frame]]:
    return A4, [Frame(80, 80, 440, 680)]


def small() -> tuple[tuple[float, float], list[Frame]]:
    return A4, [Frame(80, 300, 440, 420)]  # more pages


def two_up() -> tuple[tuple[float, float], list[Frame]]:
    return landscape(A4), [Frame(20, 40, 380, 500), Frame(442, 40, 380, 500)]


def two_up_a3() -> tuple[tuple[float, float], list[Frame]]:
    return (1190, 842), [Frame(80, 80, 440, 680), Frame(675, 80, 440, 680)]


def sideways() -> tuple[tuple[float, float], list[Frame]]:
    return landscape(A4), [Frame(80, 80, 440, 680)]


def running(canvas: Any, template: Any) -> None:
    canvas.setFont(FONT, 9)
    canvas.drawCentredString(300, 800, "云岭市档案局政府信息公开")
    canvas.drawCentredString(300, 30, f"第 {template.page} 页 共 9 页")


def slanting(canvas: Any, template: Any) -> None:
    canvas.saveState()
    canvas.translate(300, 400)
    canvas.rotate(45)
    canvas.setFont(FONT, 60)
    canvas.setFillGray(0.8)
    canvas.drawCentredString(0, 0, "云岭市人民政府")
    canvas.restoreState()


def pale(canvas: Any, template: Any) -> None:
    canvas.saveState()
    canvas.setFont(FONT, 48)
    canvas.setFillGray(0.9)
    canvas.drawCentredString(300, 420, "云岭市人民政府")
    canvas.restoreState()


def turned(angle: int) -> Draw:
    return lambda canvas, template: canvas.setPageRotation(angle)


def on_its_side(canvas: Any, template: Any) -> None:
    canvas.translate(A4[1], 0)
    canvas.rotate(90)


def shrunk(canvas: Any, template: Any) -> None:
    canvas.scale(0.7071, 0.7071)
    canvas.rotate(0.00001)


PRINTS: dict[str, Callable[[], bytes]] = {
    "as printed": lambda: printed(upright),
    "many pages": lambda: printed(small),
    "running heads and feet": lambda: printed(small, draw=running),
    "a watermark across": lambda: printed(upright, draw=slanting),
    "a pale watermark": lambda: printed(small, draw=pale),
    "turned by 90": lambda: printed(upright, draw=turned(90)),
    "turned by 180": lambda: printed(upright, draw=turned(180)),
    "turned by 270": lambda: printed(upright, draw=turned(270)),
    "printed on its side": lambda: printed(sideways, draw=on_its_side),
    "shrunk, rules a hair out of level": lambda: printed(upright, draw=shrunk),
    "two pages a sheet": lambda: printed(two_up, width=360),
    "two pages an A3 sheet": lambda: printed(two_up_a3),
}


def read(content: bytes) -> Report:
    return parse_report(read_document(Page(content, "case")))


@pytest.mark.parametrize("name", PRINTS)
def test_print(name: str) -> None:
    is_right(read(PRINTS[name]()))


def test_damaged_index() -> None:
    whole = printed(upright)
    is_right(read(whole.replace(b"startxref\n", b"startxref\n9")))
    is_right(read(whole[: whole.rindex(b"startxref")]))
    is_right(read(b"\r\n\r\n" + whole + b"\0" * 3000))


def test_password() -> None:
    with pytest.raises(EncryptedError, match="加密"):
        read(printed(upright, encrypt=StandardEncryption("secret")))


def test_fonts_that_do_not_tell_their_characters() -> None:
    """An open file whose writer garbled the fonts' names: every character is unknown."""
    with pytest.raises(UnsupportedError, match="乱码"):
        read(printed(upright, encrypt=StandardEncryption("", ownerPassword="x")))


def test_columns_of_a_gazette() -> None:
    """Two columns of prose are read one after the other."""
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont(FONT, 10)
    for x, words in (
        (60, "左栏认真落实信息公开各项要求并公开信息"),
        (310, "右栏继续推进政务公开工作并开展培训活动"),
    ):
        for i in range(20):
            canvas.drawString(x, 780 - 16 * i, f"{words}{chr(0x4E00 + i)}{chr(0x4E00 + i)}")
    canvas.save()
    shown = read(out.getvalue()).text.replace("\n", "")
    assert shown.index("右栏") > shown.rindex("左栏")


def test_scan() -> None:
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.rect(10, 10, 500, 700, fill=1)
    canvas.save()
    with pytest.raises(UnsupportedError, match="OCR"):
        read(out.getvalue())


def test_tables_without_rules() -> None:
    """Rows are put together around their numbers, and the report says so."""
    report = read(printed(upright, rules=False))
    assert [p.text for p in report.passages] == SAID
    table = report.tables["t3"]
    assert [c.id for c in table.values() if c.state != "number"] == []
    assert {c.id.split(".")[1] for c in table.values() if c.value == 3} == {"r_new", "r_open", "r_total"}
    assert "pdf.table-without-rules" in {i.code for i in report.issues}


def drawn(draw: Callable[[Any], None], size: tuple[float, float] = A4) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=size)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def _two_rows(canvas: Any, top: float) -> None:
    canvas.grid([100, 250, 400], [top, top - 30, top - 60])
    canvas.setFont(FONT, 12)
    canvas.drawString(100, 500, "云岭市档案局2024年政府信息公开工作年度报告")
    for row, words in enumerate((("规章", "12"), ("行政规范性文件", "340"))):
        for column, text in enumerate(words):
            canvas.drawString(110 + 150 * column, top - 20 - 30 * row, text)


def _cells(content: bytes) -> list[str]:
    blocks = read_document(Page(content, "case")).blocks
    return [cell.text for block in blocks for cell in block.cells]


def test_a_raised_mark_is_no_digit_of_its_number() -> None:
    def draw(canvas: Any) -> None:
        _two_rows(canvas, 700)
        canvas.setFont(FONT, 7)
        canvas.drawString(272, 686, "1")
        canvas.drawString(278, 655, "2")

    assert _cells(drawn(draw)) == ["规章", "12（1）", "行政规范性文件", "340（2）"]


def test_a_page_mark_inside_the_last_row_is_no_part_of_it() -> None:
    def draw(canvas: Any) -> None:
        _two_rows(canvas, 80)
        canvas.setFont(FONT, 9)
        canvas.drawString(290, 22, "- 2 -")

    assert _cells(drawn(draw)) == ["规章", "12", "行政规范性文件", "340"]


def test_two_reports_side_by_side_go_down_each_side() -> None:
    def draw(canvas: Any) -> None:
        for sheet in (1, 2):
            canvas.setFont(FONT, 10)
            for x, organ in ((40, "云岭市档案局"), (460, "青溪县水务局")):
                first = [f"{organ}2024年政府信息公开工作年度报告", "一、总体情况"] if sheet == 1 else []
                prose = [f"{organ}第{sheet}页第{n}行认真落实各项公开要求推进平台建设，" for n in range(12)]
                for n, text in enumerate([*first, *prose]):
                    canvas.drawString(x, 520 - 24 * n, text)
            canvas.showPage()

    blocks = read_document(Page(drawn(draw, landscape(A4)), "case")).blocks
    text = "".join(block.text for block in blocks)
    assert text.rindex("云岭市档案局第2页") < text.index("青溪县水务局2024年")
