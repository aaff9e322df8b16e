"""HTML pages in three dresses: a WCM article (#zoom), a layout-table page, and a modern page in gb18030."""

from __future__ import annotations

import random
import re
from html import escape

from .grids import Grid, placed
from .source import Source
from .story import pieces


def trs(source: Source) -> bytes:
    """An article of a widely used WCM: official meta tags, breadcrumbs, #zoom > .TRS_Editor."""
    site = source.site
    rows = f"<tr><td>索 引 号</td><td>{site['index_no']}</td><td>发布机构</td><td>{source.organ}</td></tr>"
    rows += f"<tr><td>发布日期</td><td>{source.published}</td><td>主题分类</td><td>政府信息公开年报</td></tr>"
    body = f"""<div class="header"><a href="/">{site["name"]}</a><ul class="nav"><li><a href="/">首页</a></li>
<li><a href="/zwgk/">政务公开</a></li><li><a href="/bsfw/">办事服务</a></li><li><a href="/hdjl/">互动交流</a></li></ul></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/zfxxgk/">政府信息公开</a> &gt; <a href="./">政府信息公开年报</a></div>
<table class="xxgk_info" border="0">{rows}</table>
<div class="article"><h1 class="title">{escape(source.title)}</h1>
<div class="info"><span>发布日期：{source.published} 16:32</span><span>来源：{source.organ}</span>
<span>字号：【大 中 小】</span><span>浏览次数：{_random(source).randint(120, 990)}</span></div>
<div id="zoom"><div class="TRS_Editor">
{_body(source)}
</div></div>
<div class="tools"><a href="javascript:window.print()">打印本页</a> <a href="javascript:window.close()">关闭窗口</a></div></div>
<div class="footer"><p>主办：{site["host"]}　承办：{site["host"]}办公室</p><p>网站标识码：{site["code"]}　地址：{site["address"]}</p></div>
<script>var viewCount = 0; document.title = document.title;</script>"""
    return _page(source, body, "utf-8")


def hanweb(source: Source) -> bytes:
    """A layout-table page: the whole report sits in one <td>."""
    site = source.site
    body = f"""<table width="1000" align="center" border="0" cellspacing="0"><tr><td><img src="/images/top.jpg" alt="{site["name"]}"></td></tr>
<tr><td>您现在的位置： <a href="/index.html">首页</a> &gt;&gt; <a href="/col/col1229/index.html">法定主动公开内容</a> &gt;&gt; 政府信息公开年报</td></tr>
<tr><td><table width="100%" border="0"><tr><td class="title" align="center">{escape(source.title)}</td></tr>
<tr><td align="center">发布日期：{source.published}　来源：{source.organ}　访问次数：<script>document.write(31)</script></td></tr>
<tr><td class="bt_content"><!--ZJEG_RSS.content.begin--><div class="article_cont">
{_body(source)}
</div><!--ZJEG_RSS.content.end--></td></tr></table></td></tr>
<tr><td align="center">版权所有：{site["host"]}　网站标识码 {site["code"]}<br>地址：{site["address"]}　联系电话：{site["phone"]}</td></tr></table>"""
    return _page(source, body, "utf-8")


def modern(source: Source) -> bytes:
    """A div page in gb18030, as older hosts still serve."""
    site = source.site
    body = f"""<header class="top-bar"><span>{site["name"]}</span><a href="/login">登录个人中心</a><a href="/wza">无障碍浏览</a></header>
<nav class="breadcrumb"><a href="/">首页</a><i>/</i><a href="/gk">公开</a><i>/</i><span>年度报告</span></nav>
<main><article class="article-content"><h2>{escape(source.title)}</h2>
<p class="meta"><em>信息来源：{source.organ}</em><em>发布时间：{source.published.replace("-", "/")}</em></p>
<section class="xxgk_content">
{_body(source)}
</section></article>
<aside class="side"><h3>相关链接</h3><ul><li><a href="/gk/zn">政府信息公开指南</a></li><li><a href="/gk/zd">政府信息公开制度</a></li>
<li><a href="/gk/nb">政府信息公开年报</a></li></ul></aside></main>
<footer><p>{site["host"]}主办</p><p>网站标识码：{site["code"]}　{site["address"]}</p></footer>"""
    return _page(source, body, "gb18030")


def _page(source: Source, body: str, encoding: str) -> bytes:
    site = source.site
    tags = {
        "SiteName": site["name"],
        "SiteDomain": site["domain"],
        "SiteIDCode": site["code"],
        "ColumnName": "政府信息公开年报",
        "ColumnType": "信息公开年报",
        "ArticleTitle": source.title,
        "PubDate": f"{source.published} 16:32",
        "ContentSource": source.organ,
    }
    meta = "\n".join(f'<meta name="{k}" content="{escape(v)}">' for k, v in tags.items())
    charset = "gb2312" if encoding == "gb18030" else encoding  # what such hosts declare
    page = f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="{charset}">
<title>{escape(source.title)}_{site["name"]}</title>
{meta}
<style>.crumb{{color:#666}} table td{{border:1px solid #000}}</style></head>
<body>
{body}
</body></html>
"""
    return page.encode(encoding)


def _random(source: Source) -> random.Random:
    return random.Random(f"gongkai sample {source.name}")


def _body(source: Source) -> str:
    word = bool(source.options.get("word_paste"))
    chance = _random(source)
    parts = []
    for kind, text, grid in pieces(source):
        if kind == "table":
            parts.append(_table(grid, word))
        elif kind == "heading":
            parts.append(f"<p><strong>{escape(text)}</strong></p>")
        elif word:
            parts.append(_pasted(text, chance))
        else:
            parts.append(f"<p>　　{escape(text)}</p>")
    return "\n".join(parts)


def _pasted(text: str, chance: random.Random) -> str:
    """A paragraph as pasted from Word: its digits are cut over several spans."""

    def cut(match: re.Match[str]) -> str:
        digits = match.group()
        at = chance.randint(1, len(digits) - 1)
        font = '<span lang="EN-US" style="font-family:Calibri">'
        return f"{font}{digits[:at]}</span>{font}{digits[at:]}</span>"

    words = re.sub(r"[0-9]{2,}", cut, escape(text))
    return f'<p class="MsoNormal" style="text-indent:32.0pt"><span style="font-family:仿宋_GB2312">{words}<o:p></o:p></span></p>'


def _table(grid: Grid, word: bool) -> str:
    lines: dict[int, list[str]] = {r: [] for r in range(len(grid))}
    for r, _, box in placed(grid):
        spans = f' rowspan="{box.rows}"' if box.rows > 1 else ""
        spans += f' colspan="{box.cols}"' if box.cols > 1 else ""
        text = escape(box.text, quote=False) or "&nbsp;"
        if word:
            text = f'<p class="MsoNormal" align="center"><span lang="EN-US">{text}</span><o:p></o:p></p>'
        lines[r].append(f"<td{spans}>{text}</td>")
    rows = "\n".join("<tr>" + "".join(cells) + "</tr>" for cells in lines.values())
    return f'<table border="1" cellspacing="0" cellpadding="0" width="90%"><tbody>\n{rows}\n</tbody></table>'
