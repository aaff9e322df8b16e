"""One report in the shells of many content systems, and pages that hold none: the text, cells and facts stay the same."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Callable

import pytest

from gongkai.errors import DamagedError, ReadError, UnsupportedError
from gongkai.model import Page, Report
from gongkai.parse import parse_report
from gongkai.readers import read_document

TITLE = "云岭市档案局2023年政府信息公开工作年度报告"
INTRODUCTION = (
    "根据《中华人民共和国政府信息公开条例》规定编制本报告。",
    "统计期限自2023年1月1日起至2023年12月31日止。",
)
FIRST = (
    "2023年，我局扎实推进政务公开。", "（一）主动公开情况。全年公开信息12条。", "（二）依申请公开情况",
    "收到申请3件，均按期答复。", "（三）政府信息管理情况。加强管理。", "（四）平台建设情况", "更新栏目2个。",
    "（五）监督保障情况", "组织培训1次。",
)  # fmt: skip
SAID = [
    *INTRODUCTION, "2023年，我局扎实推进政务公开。", "全年公开信息12条。", "收到申请3件，均按期答复。", "加强管理。",
    "更新栏目2个。", "组织培训1次。", "存在人手不足的问题。", "下一步，将加强培训。", "无。",
]  # fmt: skip
LEAVES = (
    "（一）予以公开", "（二）部分公开", "1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”",
    "4.保护第三方合法权益", "5.属于三类内部事务信息", "6.属于四类过程性信息", "7.属于行政执法案卷", "8.属于行政查询事项",
    "1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作", "3.补正后申请内容仍不明确", "1.信访举报投诉类申请",
    "2.重复申请", "3.要求提供公开出版物", "4.无正当理由大量反复申请",
    "5.要求行政机关确认或重新出具已获取信息", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
    "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请", "3.其他", "（七）总计",
)  # fmt: skip
GROUPS = {
    2: (8, "（三）不予公开"),
    10: (3, "（四）无法提供"),
    13: (5, "（五）不予处理"),
    18: (3, "（六）其他处理"),
}
NOISE = ("栏目名称", "版权所有", "ICP", "浏览次数", "打印", "字体", "2022年政府", "返回顶部")
Wrap = Callable[[str], str]


def plain(*rows: tuple[str, ...]) -> str:
    return (
        "<table>"
        + "".join("<tr>" + "".join(f"<td>{c}</td>" for c in row) + "</tr>" for row in rows)
        + "</table>"
    )


def disclosure() -> str:
    one = plain(
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "0", "0", "0"),
        ("行政规范性文件", "1", "0", "3"),
    )
    two = plain(("信息内容", "本年处理决定数量"), ("行政许可", "5"))
    three = plain(("信息内容", "本年处理决定数量"), ("行政处罚", "0"), ("行政强制", "0"))
    return one + two + three + plain(("信息内容", "本年收费金额（单位：万元）"), ("行政事业性收费", "0"))


def requests() -> str:
    def row(head: str, number: int) -> str:
        return f"<tr>{head}" + "".join(f"<td>{n}</td>" for n in (number, 0, 0, 0, 0, 0, number)) + "</tr>"

    head = (
        "<tr><td rowspan=3 colspan=3>（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</td>"
        "<td colspan=7>申请人情况</td></tr><tr><td rowspan=2>自然人</td><td colspan=5>法人或其他组织</td><td rowspan=2>总计</td></tr>"
        "<tr><td>商业企业</td><td>科研机构</td><td>社会公益组织</td><td>法律服务机构</td><td>其他</td></tr>"
    )
    body = row("<td colspan=3>一、本年新收政府信息公开申请数量</td>", 3) + row(
        "<td colspan=3>二、上年结转政府信息公开申请数量</td>", 0
    )
    for index, label in enumerate(LEAVES):
        before = "<td rowspan=22>三、本年度办理结果</td>" if index == 0 else ""
        if index in GROUPS:
            height, name = GROUPS[index]
            before += f"<td rowspan={height}>{name}</td>"
        width = 2 if index in (0, 1, 21) else 1
        body += row(f"{before}<td colspan={width}>{label}</td>", 3 if index in (0, 21) else 0)
    return "<table>" + head + body + row("<td colspan=3>四、结转下年度继续办理</td>", 0) + "</table>"


def review() -> str:
    results = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
    cells = "".join(f"<td>{r}</td>" for r in results)
    upper = "<tr><td colspan=5>行政复议</td><td colspan=10>行政诉讼</td></tr><tr>"
    upper += (
        cells.replace("<td>", "<td rowspan=2>")
        + "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
    )
    return f"<table>{upper}<tr>{cells * 2}</tr><tr>{'<td>0</td>' * 15}</tr></table>"


def paragraph(text: str) -> str:
    return f"<p>{text}</p>"


def body(wrap: Wrap = paragraph) -> str:
    parts = [wrap("".join(INTRODUCTION)), wrap("一、总体情况"), *map(wrap, FIRST), wrap("二、主动公开政府信息情况"),
             disclosure(), wrap("三、收到和处理政府信息公开申请情况"), requests(),
             wrap("四、政府信息公开行政复议、行政诉讼情况"), review(), wrap("五、存在的主要问题及改进情况"),
             wrap("存在人手不足的问题。"), wrap("下一步，将加强培训。"), wrap("六、其他需要报告的事项"), wrap("无。")]  # fmt: skip
    return "".join(parts)


MENU = "<div><ul>" + "".join(f"<li><a href='/c{i}/'>栏目名称{i}</a></li>" for i in range(40)) + "</ul></div>"
CRUMBS = "<div>当前位置：<a>首页</a> &gt; <a>政务公开</a> &gt; <a>政府信息公开年报</a></div>"
TOOLS = (
    "<div>发布时间：2024-01-20 16:20 &nbsp; 来源：云岭市档案局 &nbsp; 浏览次数：<span>352</span> 【字体：<a>大</a> <a>中</a> "
    "<a>小</a>】 【<a>打印</a>】【<a>关闭</a>】 分享到：<a></a></div>"
)
FOOT = (
    "<div><p>主办单位：云岭市人民政府办公室 版权所有</p><p>网站标识码：1234560001 <a href=#>云ICP备12345号</a></p>"
    "<p>地址：云岭市青石路1号 电话：0999-1234567</p></div>"
)
RELATED = (
    "<div><h3>相关链接</h3><ul><li><a href=/1>云岭市2022年政府信息公开工作年度报告</a></li>"
    "<li><a href=/3>云岭市关于做好主动公开政府信息情况的通知</a></li></ul></div>"
)


def page(inner: str, *, head: str = "", headline: str = TITLE, menu: str = MENU) -> str:
    top = f"<!DOCTYPE html><html><head><meta charset=utf-8><title>{TITLE}_云岭市人民政府</title>{head}</head>"
    return f"{top}<body>{menu}{CRUMBS}<h1>{headline}</h1>{TOOLS}{inner}{FOOT}</body></html>"


ZOOM = page(f"<div id=zoom>{body()}</div>")
HALF = body().index("<p>三、")
OPEN = ("</p>", "</td>", "</tr>")
DTD = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'


def without(text: str, *parts: str) -> str:
    for part in parts:
        text = text.replace(part, "")
    return text


SHELLS = {
    "zoom": ZOOM,
    "related links in the container": page(f"<div><div class=TRS_Editor>{body()}</div>{RELATED}</div>"),
    "the report in one td": page(f"<table width=100%><tr><td>{body()}</td></tr></table>"),
    "nested layout tables": page(
        f"<table><tr><td>{MENU}</td><td><table><tr><td><table><tr><td>{body()}</td></tr></table></td></tr></table></td></tr></table>",
        menu="",
    ),
    "br": page("<div>" + body(lambda t: t + "<br><br>") + "</div>"),
    "br and indents": page("<div>" + body(lambda t: f"&nbsp;&nbsp;　　{t}<BR/>") + "</div>"),
    "divs": page("<div>" + body(lambda t: f"<div>{t}</div>") + "</div>"),
    "spans": page("<div>" + body(lambda t: f"<p><span>{t[:2]}</span><font face=x>{t[2:]}</font></p>") + "</div>"),
    "a span each": page("<div>" + body(lambda t: "<p>" + "".join(f"<span>{c}</span>" for c in t) + "</p>") + "</div>"),
    "word paste": page(
        "<div>" + body(lambda t: f"<p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span>{t}<o:p></o:p></p>") + "</div>"
    ),
    "uppercase": ZOOM.replace("<p>", "<P>").replace("</p>", "</P>").replace("<td", "<TD").replace("<tr", "<TR"),
    "unclosed": without(ZOOM, *OPEN),
    "xhtml": '<?xml version="1.0" encoding="utf-8"?>' + ZOOM.replace("<!DOCTYPE html>", DTD),
    "scripts and comments": page(
        "<div><style>p{}</style><script>var a='一、总体情况<p>栏目名称</p>';</script><noscript>栏目名称</noscript>"
        f"<!-- 栏目名称 -->{body()}</div>"
    ),
    "hidden parts": page(
        "<div><div style='DISPLAY: none'>栏目名称</div><p hidden>栏目名称</p><span style='visibility:hidden'>栏目名称</span>"
        f"{body()}</div>"
    ),
    "a hidden copy": page(f"<div><div style='display:none'>栏目名称{body()}</div>{body()}</div><textarea>{body()}</textarea>"),
    "all hidden until a script runs": page(f"<div id=zoom style='display:none'>{body()}</div>"),
    "title in the body": page(f"<div><p align=center>{TITLE}</p>{body()}</div>", headline="政府信息公开年报"),
    "labels in a table": page(
        "<table><tr><td>索引号：</td><td>0001/2024-1</td><td>发布机构：</td><td>云岭市档案局</td></tr><tr><td>名称：</td>"
        f"<td>{TITLE}</td><td>发文日期：</td><td>2024-01-20</td></tr></table><div>{body()}</div>",
        headline="x",
    ),
    "buttons below": page(
        f"<div><div>{body()}</div><p>扫一扫在手机打开当前页</p><p>【打印本页】【关闭窗口】</p><p>返回顶部</p>"
        "<p>上一篇：<a>云岭市2022年政府信息公开工作年度报告</a></p><p>下一篇：没有了</p></div>"
    ),
    "nothing around": f"<p>{TITLE}</p><p>发布日期：2024-01-20 来源：云岭市档案局</p>{body()}",
    "tables inside p": ZOOM.replace("<table>", "<p><table>"),
    "two containers": page(f"<div><div>{body()[:HALF]}</div><div>{body()[HALF:]}</div></div>"),
    "headings as h2": page(f"<article>{body()}</article>").replace("<p>一、总体情况</p>", "<h2>一、总体情况</h2>"),
    "number in bold": ZOOM.replace("<p>一、总体情况</p>", "<p><strong>一、</strong><strong>总体</strong>情况</p>"),
    "entities": ZOOM.replace("一、总体", "&#19968;、&#x603B;&#20307;").replace("（", "&#65288;"),
    "invisible characters": ZOOM.replace("总体情况", "总\u200b体\ufeff情况"),
    "gb18030 called gb2312": ZOOM.replace("charset=utf-8", "charset=gb2312").replace("青石路", "镕堃路").encode("gb18030"),
    "gbk and no word of it": ZOOM.replace("<meta charset=utf-8>", "").encode("gb18030"),
    "utf-16": ZOOM.encode("utf-16"),
    "utf-16 without a mark": ZOOM.encode("utf-16-le"),
    "utf-8 mark, gb2312 in meta": ZOOM.replace("charset=utf-8", "charset=gb2312").encode("utf-8-sig"),
    "meta too late": ("<html><!-- " + "x" * 6000 + " -->" + ZOOM.replace("charset=utf-8", "charset=gbk")).encode("gb18030"),
}  # fmt: skip


def read(content: str | bytes, content_type: str | None = None) -> Report:
    raw = content.encode() if isinstance(content, str) else content
    return parse_report(read_document(Page(raw, "case", content_type=content_type)))


def is_right(report: Report) -> None:
    assert [s.id for s in report.sections] == ["s0", "s1", "s2", "s3", "s4", "s5", "s6"]
    assert (report.organ, report.year, str(report.published)) == ("云岭市档案局", 2023, "2024-01-20")
    assert [p.text for p in report.passages] == SAID
    assert not [c for t in report.tables.values() for c in t.values() if c.state != "number"]
    assert report.cell("t3.r_new.c_total").raw == "3" and report.cell("t2.a1.normdoc.valid").raw == "3"
    assert not [word for word in NOISE if word in report.text]


@pytest.mark.parametrize("name", SHELLS)
def test_shell(name: str) -> None:
    is_right(read(SHELLS[name]))


@pytest.mark.parametrize(
    "header", ["text/html; charset=iso-8859-1", "text/html; charset=gb2312", "text/html"]
)
def test_header_that_is_wrong(header: str) -> None:
    is_right(read(ZOOM, header))


def archived(
    *parts: tuple[str, str], encoding: str = "quoted-printable", charset: str = "utf-8", head: str = ""
) -> str:
    """An MHTML file as browsers and WPS save it: (address, HTML) parts in one transfer encoding."""
    out = f'{head}MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--x"\r\n\r\n'
    for place, content in parts:
        raw = content.encode(charset)
        coded = base64.encodebytes(raw) if encoding == "base64" else quopri.encodestring(raw)
        out += f"----x\r\nContent-Type: text/html; charset={charset}\r\nContent-Transfer-Encoding: {encoding}\r\n"
        out += f"Content-Location: {place}\r\n\r\n{coded.decode()}\r\n"
    return out + "----x--\r\n"


ADDRESS = "http://www.example.gov.cn/art/2024/1/20/art_1_2.html"
SAVED = f"From: <Saved by Blink>\r\nSnapshot-Content-Location: {ADDRESS}\r\nSubject: =?utf-8?Q?report?=\r\n"
FRAMES = "<html><frameset><frame src=top.htm><frame src=main.htm></frameset></html>"
SHELL = page("<iframe src=inner.html></iframe>")
ARCHIVES = {
    "saved by a browser": archived((ADDRESS, ZOOM), ("http://ad.example/", "<p>广告</p>"), head=SAVED),
    "base64": archived((ADDRESS, ZOOM), encoding="base64", head=SAVED),
    "gbk": archived((ADDRESS, ZOOM.replace("charset=utf-8", "charset=gbk")), charset="gb18030", head=SAVED),
    "frames": archived(("file:///C:/a.htm", FRAMES), ("top.htm", MENU), ("main.htm", ZOOM)),
    "the report in a frame": archived((ADDRESS, SHELL), ("inner.html", body()), head=SAVED),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_archive(name: str) -> None:
    report = read(ARCHIVES[name])
    is_right(report)
    assert report.url == (None if name == "frames" else ADDRESS)


def test_archive_of_a_guard_page_says_so() -> None:
    with pytest.raises(UnsupportedError, match="guard"):
        read(archived((ADDRESS, "<p>请进行安全验证</p>"), head=SAVED))


def bare(inner: str, title: str = "") -> str:
    return f"<html><head><title>{title}</title></head><body>{inner}</body></html>"


HOLLOW = [
    (bare("<p>请进行安全验证后继续访问</p>", "安全验证"), UnsupportedError, "guard"),
    (bare("<script>document.cookie='__jsl_clearance='+go({})</script>"), UnsupportedError, "guard"),
    (
        "<html><head><script>$_ts=window['$_ts'];_$ab();</script></head><body></body></html>",
        UnsupportedError,
        "guard",
    ),
    (bare("<h1>404 Not Found</h1><hr>nginx"), DamagedError, "error page"),
    (bare(MENU + "<div>对不起，您访问的页面不存在或已被删除。</div>" + FOOT), DamagedError, "error page"),
    (bare("<div>文章不存在</div>"), DamagedError, "error page"),
    (
        page(f"<div><p>附件：<a href='./P020240120.pdf'>{TITLE}.pdf</a></p></div>"),
        UnsupportedError,
        "P020240120.pdf",
    ),
    (page("<div><a href='/a/b.docx?x=1'>点击下载</a></div>"), UnsupportedError, "b.docx"),
    (
        page("<iframe src='/pdfjs/web/viewer.html?file=/files/a.pdf'></iframe>"),
        UnsupportedError,
        "/files/a.pdf",
    ),
    (
        "<html><frameset><frame src=left.html><frame src=main.html></frameset></html>",
        UnsupportedError,
        "main.html",
    ),
    (page("<div id=zoom><img src=1.jpg><img src=2.jpg></div>"), UnsupportedError, "图片版"),
    (bare("<div id=app></div><script src=/app.js></script>", "政府信息公开"), DamagedError, "script"),
]


@pytest.mark.parametrize(("content", "error", "words"), HOLLOW)
def test_pages_without_a_report(content: str, error: type[ReadError], words: str) -> None:
    with pytest.raises(error, match=words):
        read(content)


def test_a_page_that_is_no_report_is_read_with_issues() -> None:
    report = read(bare("<p>云岭市召开会议，部署全年工作。</p>" * 3))
    assert report.year is None and {"section.missing", "table.none"} <= {i.code for i in report.issues}
