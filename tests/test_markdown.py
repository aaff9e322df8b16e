"""One report as the OCR and conversion tools write it in Markdown and text: the same sentences, cells and facts."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup

from gongkai.model import Page
from gongkai.parse import parse_report
from gongkai.readers import read_document
from gongkai.readers.columns import unfold
from gongkai.readers.markdown import plain, without_wrapping
from gongkai.readers.prose import rejoin

from test_pages import FIRST, INTRODUCTION, TITLE, disclosure, is_right, requests, review  # isort: skip

HEADINGS = (
    "一、总体情况", "二、主动公开政府信息情况", "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项",
)  # fmt: skip
Wrap = Callable[[str], str]


def pipes(table: str, *, spelled: bool = False, outer: bool = True) -> str:
    """The table in pipes; a merged cell stands once or, ``spelled``, in every place it covers."""
    lines = [f"| {' | '.join(row)} |" if outer else " | ".join(row) for row in rows(table, spelled)]
    return "\n".join([lines[0], "|" + "---|" * len(rows(table)[0]), *lines[1:]]) + "\n"


def rows(table: str, spelled: bool = False) -> list[list[str]]:
    places: dict[tuple[int, int], str] = {}
    for r, row in enumerate(BeautifulSoup(table, "lxml").find_all("tr")):
        c = 0
        for cell in row.find_all("td"):
            while (r, c) in places:
                c += 1
            for i in range(int(cell.get("rowspan", 1))):
                for j in range(int(cell.get("colspan", 1))):
                    places[r + i, c + j] = cell.get_text() if spelled or not (i or j) else ""
    height, width = (max(place[axis] for place in places) + 1 for axis in (0, 1))
    return [[places.get((r, c), "") for c in range(width)] for r in range(height)]


def heading(text: str) -> str:
    return "# " + text


def line(text: str) -> str:
    return text + "\n"


def written(table: Wrap, head: Wrap = heading, wrap: Wrap = line, title: Wrap | None = None) -> str:
    parts = [
        (title or head)(TITLE) + "\n",
        wrap("发布日期：2024-01-20 来源：云岭市档案局"),
        wrap("".join(INTRODUCTION)),
    ]
    parts += [head(HEADINGS[0]) + "\n", *map(wrap, FIRST), head(HEADINGS[1]) + "\n"]
    parts += [table(t) for t in re.findall("<table>.*?</table>", disclosure())]
    parts += [head(HEADINGS[2]) + "\n", table(requests()), head(HEADINGS[3]) + "\n", table(review())]
    parts += [head(HEADINGS[4]) + "\n", wrap("存在人手不足的问题。"), wrap("下一步，将加强培训。")]
    return "\n".join([*parts, head(HEADINGS[5]) + "\n", wrap("无。")])


def swap(pattern: str, new: str) -> Wrap:
    return lambda table: re.sub(pattern, new, table) + "\n"


def lined(table: str) -> str:
    return (
        "\n".join(
            ["+----+", *(f"{row}\n+----+" for row in pipes(table).split("\n") if row and "---" not in row)]
        )
        + "\n"
    )


WRITTEN = {
    "tables as HTML documents": written(lambda t: f"<html><body>{t}</body></html>\n\n"),
    "no blank lines": written(lambda t: f"<html><body>{t}</body></html>", wrap=lambda t: t + "  "),
    "tables in divs": written(
        lambda t: f'<div style="text-align: center;"><html><body>{t}</body></html></div>\n'.replace("<table>", "<table border='1'>"),
        head=lambda t: "## " + t,
    ),
    "tables over many lines": written(swap("(</?t[rd]>)", r"\n  \1")),
    "thead and tbody": written(
        lambda t: t.replace("<table>", "<table><thead>").replace("</tr>", "</tr></thead><tbody>", 1).replace("</table>", "</tbody></table>\n")
    ),
    "numbers as formulas": written(swap(r"<td>(\d+)</td>", r"<td>$\1$</td>"), wrap=swap(r"(\d+)条", r"$\1$条")),
    "numbers in \\( \\)": written(swap(r"<td>(\d+)</td>", r"<td>\\(\1\\)</td>"), wrap=swap(r"(\d+)条", r"\\( \1 \\)条")),
    "pipes": written(pipes),
    "pipes, merged cells spelled out": written(lambda t: pipes(t, spelled=True), head=lambda t: f"### **{t}**"),
    "pipes without outer ones": written(lambda t: pipes(t, outer=False)),
    "pipes with alignment": written(lambda t: pipes(t).replace("---|", ":---:|")),
    "pipes without a line of dashes": written(lambda t: re.sub(r"\|(?:---\|)+\n", "", pipes(t))),
    "pipes with blank lines between": written(lambda t: pipes(t).replace("\n", "\n\n")),
    "pipes in a drawn grid": written(lined),
    "breaks in cells": written(lambda t: pipes(t).replace("予以公开", "予以<br>公开").replace("制发件数", "制发<br/>件数")),
    "bold headings": written(pipes, head=lambda t: f"**{t}**"),
    "bold italic headings": written(pipes, head=lambda t: f"***{t}***"),
    "headings in underscores": written(pipes, head=lambda t: f"__{t}__"),
    "underlined headings": written(pipes, head=lambda t: t + "\n------", title=lambda t: t + "\n======"),
    "tagged headings and paragraphs": written(pipes, head=lambda t: f'<h2 id="x">{t}</h2>', wrap=lambda t: f"<p>{t}</p>\n"),
    "title in a centred div": written(pipes, title=lambda t: f'<div align="center">\n\n# {t}\n\n</div>\n'),
    "escapes": written(lambda t: pipes(t).replace("1.", "1\\."), wrap=lambda t: t.replace("（", "\\（").replace("-", "\\-") + "\n"),
    "entities": written(lambda t: pipes(t).replace(" |", " &nbsp;|"), wrap=lambda t: t + "&nbsp;\n"),
    "pictures": written(lambda t: "![](images/a1.jpg)\n\n" + pipes(t)),
    "a code fence around": f"```markdown\n{written(pipes)}\n```\n",
    "front matter": "---\ntitle: x\ndate: 2024-02-01\n---\n\n" + written(pipes),
    "comments": written(lambda t: "<!-- table -->\n" + t + "\n", wrap=lambda t: t + "\n<!-- page 2 -->\n"),
    "quotes": written(pipes, wrap=lambda t: f"> {t}\n"),
    "bullets": written(pipes, wrap=lambda t: f"- {t}\n"),
    "underlined numbers": written(pipes, wrap=lambda t: t.replace("12条", "<u>12</u>条") + "\n"),
    "page marks": written(lambda t: f"— 3 —\n\n{pipes(t)}\n\n- 4 -\n", wrap=lambda t: t + "\n\n第 2 页 共 8 页\n"),
    "carriage returns": written(pipes).replace("\n", "\r\n"),
    "one cell a line": written(lambda t: "\n".join(re.findall("<td[^>]*>(.*?)</td>", t)) + "\n", head=str),
    "tabs": written(lambda t: "\n".join("\t".join(row) for row in rows(t)) + "\n", head=str),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_written(name: str) -> None:
    report = parse_report(read_document(Page(WRITTEN[name].encode(), "case.md")))
    is_right(report)
    assert report.title == TITLE
    assert not re.search(r"[*#<>\\$]|&\w+;|!\[", report.text)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("**发布** *12* 条", "发布 12 条"),
        ("1\\. 公开", "1. 公开"),
        ("见[公开专栏](http://www.example.gov.cn/a_(1).html)。", "见公开专栏。"),
        ("网址<https://www.example.gov.cn>", "网址https://www.example.gov.cn"),
        ("A&amp;B&ldquo;双公示&rdquo;", "A&B“双公示”"),
        ("3*4=12", "3*4=12"),
        ("甲<br>乙", "甲\n乙"),
        ("小于<5件", "小于<5件"),
        ("5×2 ** 3", "5×2  3"),
    ],
)
def test_plain(source: str, shown: str) -> None:
    assert plain(source) == shown


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("公开$12$条", "公开12条"),
        (r"占$98.5\%$", "占98.5%"),
        (r"$\mathrm{12}\sim\mathrm{15}$件", "12～15件"),
        (r"$$ 1,234 $$", "1,234"),
        (r"$\frac{1}{2}$", r"$\frac{1}{2}$"),
        ("收费$5，支出$6", "收费$5，支出$6"),
    ],
)
def test_formulas(source: str, shown: str) -> None:
    assert without_wrapping(source)[0] == shown


def test_double_spaced_lines_are_one_paragraph() -> None:
    cut = "本机关认真落实政府信息公开条例的各项要求持续提升公"
    lines = [
        "一、总体情况",
        "",
        *[part for _ in range(7) for part in (cut, "")],
        "开水平。",
        "",
        "二、主动公开政府信息情况",
    ]
    assert rejoin(lines) == ["一、总体情况", cut * 7 + "开水平。", "二、主动公开政府信息情况"]


def test_two_pages_in_one_text() -> None:
    left = [f"左页认真落实政府信息公开各项要求第{n}行" for n in "一二三四五六七八"]
    right = [f"右页继续推进政务公开标准化工作第{n}行" for n in "一二三四五六七八"]
    text = "\n".join(f"{a}      {b}" for a, b in zip(left, right, strict=True))
    assert unfold(text).split("\n") == [*left, *right]
    assert unfold("\n".join(left)) == "\n".join(left)
