"""Pages as content systems of government sites write them: shells around one report, and their ways with tables."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from html import escape

from golden.grids import Cell, Grid, Tables, squared
from golden.markup import AFTER, BEFORE, HEADS, table, word_cell

Page = Callable[[Tables, int], str]
TITLE = BEFORE[0]


def article(bodies: Sequence[str], year: int) -> str:
    """The report without its title, which the shell prints."""
    parts = [f"<p>{line.format(year=year)}</p>" for line in BEFORE[1:]]
    for head, body in zip(HEADS, bodies, strict=True):
        parts += [f"<p><strong>{head}</strong></p>", body]
    return "\n".join([*parts, *(f"<p>{line}</p>" for line in AFTER)])


def _plain(t: Tables) -> list[str]:
    return [table(t.t2), table(t.t3), table(t.t4)]


def shell(inner: str, year: int, head: str = "") -> str:
    """Breadcrumb, title, date, text, related links, foot."""
    links = "".join(
        f"<li><a href='/a/{n}.html'>云岭市{n}年政府信息公开工作年度报告</a></li>" for n in range(2015, 2022)
    )
    return (
        f"<html><head><title>{TITLE.format(year=year)}_云岭市人民政府</title>{head}</head><body>"
        "<div class='top'><a href='/'>首页</a><a href='/zw'>政务公开</a></div>"
        "<div class='position'>当前位置：<a href='/'>首页</a> &gt; <a href='/zwgk'>信息公开年报</a></div>"
        f"<h1 class='tit'>{TITLE.format(year=year)}</h1>"
        f"<div class='info'>发布日期：{year + 1}-01-18 来源：云岭市档案局 浏览次数：<span id='hits'>128</span> 字体：[大 中 小]</div>"
        f"{inner}<div class='relate'><h3>相关阅读</h3><ul>{links}</ul></div>"
        "<div class='footer'>版权所有：云岭市人民政府 ICP备12345678号 网站标识码：5300000001</div></body></html>"
    )


def _in(before: str, after: str, head: str = "") -> Page:
    return lambda t, year: shell(before + article(_plain(t), year) + after, year, head)


def _lay(lay: Callable[[Grid], str]) -> Page:
    return lambda t, year: shell(
        f"<div class='content'>{article([lay(t.t2), lay(t.t3), lay(t.t4)], year)}</div>", year
    )


def word(t: Tables, year: int) -> str:
    """Pasted from Word or WPS: conditional comments, mso styles, empty o:p."""
    start = (
        "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->"
    )
    bodies = [
        table(g, word_cell).replace("<td", "<td style='mso-border-alt:solid windowtext .5pt'")
        for g in (t.t2, t.t3, t.t4)
    ]
    return shell(f"<div class='TRS_Editor'>{start}{article(bodies, year)}</div>", year)


def ueditor(grid: Grid) -> str:
    rows = []
    for n, row in enumerate(grid):
        cells = "".join(
            f"<td width='{60 * w}' valign='top' rowspan='{h}' colspan='{w}' style='word-break: break-all;'>"
            f"<p style='text-align: center;'><span style='font-size: 14px;'>{escape(t) or '<br/>'}</span></p></td>"
            for t, h, w in row
        )
        rows.append(f"<tr{' class=firstRow' if not n else ''}>{cells}</tr>")
    return f"<table interlaced='enabled' width='647'><tbody>{''.join(rows)}</tbody></table>"


def css_table(grid: Grid) -> str:
    """Cells are blocks with display: table-cell; spans do not exist, an empty block stands in each place."""
    cell = "<div style='display:table-cell;border:1px solid'>{}</div>"
    rows = "".join(
        f"<div style='display: table-row'>{''.join(cell.format(escape(t)) for t in row)}</div>"
        for row in squared(grid, False)
    )
    return f"<div style='display: table;width:100%'>{rows}</div>"


def flex(grid: Grid) -> str:
    rows = "".join(
        f"<ul class='row' style='display:flex'>{''.join(f'<li class=cell>{escape(t)}</li>' for t, _, _ in row)}</ul>"
        for row in grid
    )
    return f"<div class='grid'>{rows}</div>"


def head_apart(grid: Grid) -> str:
    """A fixed head: the heads in one table, the body in another of the same columns."""
    at = next((i for i, row in enumerate(grid) if any(c[0].isdigit() for c in row)), 0)
    cut = at if at > 1 else 0
    return (
        f"<div class=thead>{table(grid[:cut])}</div><div class=tbody>{table(grid[cut:])}</div>"
        if cut
        else table(grid)
    )


def template_row(grid: Grid) -> str:
    """A hidden row that a script copies, all zeros."""
    wide = max(sum(c[2] for c in row) for row in grid)
    hidden = "<tr style='display: none'>" + "<td>9</td>" * wide + "</tr>"
    return table(grid).replace("<tbody>", "<tbody>" + hidden).replace("</tbody>", hidden + "</tbody>")


def covered_cells(grid: Grid) -> str:
    """Places under a merged cell are kept as hidden cells."""

    def tds(cell: Cell) -> str:
        text, high, wide = cell
        spans = f" rowspan='{high}'" if high > 1 else ""
        return f"<td{spans} colspan='{wide}'>{escape(text)}</td>" + "<td style='display:none'></td>" * (
            wide - 1
        )

    rows = "".join("<tr>" + "".join(map(tds, row)) + "</tr>" for row in grid)
    return f"<table>{rows}</table>"


def inputs(grid: Grid) -> str:
    """A form of the reporting system saved as it is filled in: numbers are values of controls."""

    def inner(text: str) -> str:
        if not re.fullmatch(r"[\d.]+", text):
            return escape(text)
        return f"<input type='text' readonly value='{text}' /><input type='hidden' value='77'/>"

    return table(grid, inner)


def unclosed(grid: Grid) -> str:
    """Old markup: cells and rows are not closed, attributes have no quotes, names are capitals."""
    return re.sub(r"</t[dr]>", "", table(grid)).replace("<td", "<TD").replace("<tr", "<TR")


def row_heads(grid: Grid) -> str:
    return table(grid).replace("<td>一、", "<th scope=row>一、")


def hidden_noise(grid: Grid) -> str:
    """Marks against copying: invisible text beside what is shown."""
    return table(
        grid, lambda t: f"<span style='display:none'>8</span>{escape(t)}<i style='font-size:0'>5</i>"
    )


def foot_first(grid: Grid) -> str:
    """The foot of the table is written before its body and shown below it."""
    head = "".join(
        "<tr>" + "".join(f"<td rowspan={h} colspan={w}>{escape(t)}</td>" for t, h, w in row) + "</tr>"
        for row in grid[:-1]
    )
    foot = "".join(f"<td rowspan={h} colspan={w}>{escape(t)}</td>" for t, h, w in grid[-1])
    return f"<table><tfoot><tr>{foot}</tr></tfoot><tbody>{head}</tbody></table>"


def print_copy(hiding: str, style: str = "") -> Page:
    """The text twice: once shown, once hidden for the printer."""

    def lay(t: Tables, year: int) -> str:
        text = article(_plain(t), year)
        return shell(f"<div id='zoom'>{text}</div><div {hiding}>{text}</div>", year, style)

    return lay


def both_screens(t: Tables, year: int) -> str:
    text = article(_plain(t), year)
    return shell(f"<div class='pc-content'>{text}</div><div class='mobile-content'>{text}</div>", year)


def read_aloud(t: Tables, year: int) -> str:
    """无障碍: each paragraph is repeated for a screen reader, out of sight."""
    text = article(_plain(t), year)
    text = re.sub(
        r"<p>(.*?)</p>",
        r"<p>\1<span class='sr-only' style='position:absolute;left:-9999px'>\1</span></p>",
        text,
    )
    return shell(f"<div class='content'>{text}</div>", year)


def in_textarea(t: Tables, year: int) -> str:
    text = escape(article(_plain(t), year))
    return shell(f"<textarea id='content' style='display:none'>{text}</textarea><div id='show'></div>", year)


def srcdoc(t: Tables, year: int) -> str:
    inner = escape(f"<html><body>{article(_plain(t), year)}</body></html>", quote=True)
    return shell(f'<iframe srcdoc="{inner}" width="100%"></iframe>', year)


def in_script(t: Tables, year: int) -> str:
    data = json.dumps(
        {"title": TITLE.format(year=year), "content": article(_plain(t), year)}, ensure_ascii=False
    )
    script = "window.__DATA__ = " + data.replace("</", "<\\/")
    return shell(f"<div id='app'></div><script>{script};</script>", year)


def table_pictures(t: Tables, year: int) -> str:
    pictures = ["<p><img src='/t.png'/></p>"] * 3
    return shell(f"<div class='content'>{article(pictures, year)}</div>", year)


SITES: dict[str, Page] = {
    "jpage": _in("<div id='zoom'><!--ZJEG_RSS.content.begin--><meta name='ContentStart'/>", "<meta name='ContentEnd'/><!--ZJEG_RSS.content.end--></div>"),
    "trs": _in("<div class='TRS_Editor'><style type='text/css'>.TRS_Editor P{line-height:2}</style><div class='Custom_UnionStyle'>", "</div></div>"),
    "ucap": _in("<ucapcontent><div class='pages_content'>", "</div></ucapcontent>"),
    "vsb": _in("<form name='_newscontent_fromname'><div id='vsb_content_2'><div class='v_news_content'>", "</div></div></form>"),
    "epoint": _in("<div class='ewb-article'><div class='ewb-article-info' id='ivs_content'>", "</div></div>"),
    "taiji": _in("<table width=1000 align=center><tr><td id='NewsContent' class='bt_content'>", "</td></tr></table>"),
    "layout tables": _in("<table><tr><td width=20%><ul><li><a href='#'>机构职能</a></li></ul></td><td><table><tr><td>", "</td></tr></table></td></tr></table>"),
    "word": word,
    "ueditor": _lay(ueditor),
    "css table": _lay(css_table),
    "flex": _lay(flex),
    "head apart": _lay(head_apart),
    "template row": _lay(template_row),
    "covered cells": _lay(covered_cells),
    "inputs": _lay(inputs),
    "unclosed": _lay(unclosed),
    "row heads": _lay(row_heads),
    "hidden noise": _lay(hidden_noise),
    "foot first": _lay(foot_first),
    "print copy": print_copy("style='display:none'"),
    "print copy by class": print_copy("class='print-only'", "<style>.print-only{display:none} @media print{.print-only{display:block}}</style>"),
    "both screens": both_screens,
    "read aloud": read_aloud,
    "in a text area": in_textarea,
    "srcdoc": srcdoc,
    "in a script": in_script,
}  # fmt: skip
