"""A region of invented sites: content systems, carriers, and everything that can go wrong. Each returns its pages."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from crawl_site import Answer, Asked, Page, entries, page, report, title_of

COLUMN = '<meta name="ColumnType" content="信息公开年报">'
YEARS = range(2025, 2017, -1)  # newest first, two of them before the years wanted


def home(path: str) -> dict[str, Page]:
    return {"/": page(f'<a href="{path}">政府信息公开年报</a><a href="/xw/">新闻</a>', title="首页")}


def articles(organ: str, form: str) -> tuple[dict[int, str], dict[str, Page]]:
    """(year → address, pages) by an address pattern with {y} and {n}."""
    urls = {y: form.format(y=y, n=y + 1) for y in YEARS}
    return urls, {url: report(organ, y) for y, url in urls.items()}


def part(urls: dict[int, str], start: int, end: int) -> dict[int, str]:
    return dict(list(urls.items())[start:end])


def trs_two(organ: str) -> dict[str, Page]:
    """TRS whose second page is ``index_2.shtml``; gb2312 declared, gb18030 used."""
    urls, pages = articles(organ, "/nb/{n}01/t{n}0120_{y}.shtml")
    script = "<script>var countPage = 3;//共多少页\ncreatePageHTML(countPage,0,'index','shtml')</script>"
    lists = {
        "/nb/": page(entries(organ, part(urls, 0, 3)) + script, COLUMN),
        "/nb/index_2.shtml": page(entries(organ, part(urls, 3, 6)), COLUMN),
        "/nb/index_3.shtml": page(entries(organ, part(urls, 6, 8)), COLUMN),
    }
    encoded: dict[str, Page] = {}
    for path, text in {**home("/nb/"), **lists, **pages}.items():
        words = str(text).replace('charset="utf-8"', 'charset="gb2312"').replace("版权所有", "版权所有·昉")
        encoded[path] = Answer(words.encode("gb18030"), type="text/html")
    return encoded


def jcms(organ: str) -> dict[str, Page]:
    """大汉: an XML island and a proxy that only takes POST."""
    urls, pages = articles(organ, "/art/{n}/1/20/art_1_{y}.html")

    def record(year: int) -> str:
        return (
            f"<record><![CDATA[<li><a href='{urls[year]}' title='{title_of(organ, year)}'>{organ}…</a>"
            f"<b>{year + 1}-01-20</b></li>]]></record>"
        )

    def proxy(asked: Asked) -> Answer | str:
        if asked.method != "POST":
            return Answer(b"", 405)
        query, form = parse_qs(urlsplit(asked.path).query), parse_qs(asked.body)
        if form.get("columnid") != ["1229"] or form.get("unitid") != ["4567"]:
            return "<datastore></datastore>"
        start, end = int(query["startrecord"][0]), int(query["endrecord"][0])
        chosen = list(urls)[start - 1 : min(end, start + 5)]
        body = "".join(record(y) for y in chosen)
        text = (
            f"<?xml version='1.0'?><datastore><totalrecord>{len(urls)}</totalrecord><totalpage>4</totalpage>"
        )
        return Answer(
            f"{text}<recordset>{body}</recordset></datastore>".encode(), type="text/xml;charset=utf-8"
        )

    island = "<script type='text/xml'><datastore><recordset>" + "".join(map(record, list(urls)[:2]))
    island += "</recordset></datastore></script>"
    script = (
        "<script>$('#4567').jpage({proxyurl:'/module/web/jpage/dataproxy.jsp',perpage:2,"
        "params:{col:1,appid:1,webid:31,path:'/',columnid:1229,sourceContentType:1,unitid:'4567',"
        "webname:'网站',permissiontype:0}});</script>"
    )
    return {
        **home("/col/col1229/index.html"),
        "/col/col1229/index.html": page(f"<div id='4567'>{island}</div>{script}", COLUMN),
        "/module/web/jpage/dataproxy.jsp": proxy,
        **pages,
    }


def jcms_get(organ: str) -> dict[str, Page]:
    """大汉 again: only GET, the parameters in a script, an address in pieces, no total on the page."""
    urls, pages = articles(organ, "/art/{n}/1/20/art_1229_{y}.html")

    def proxy(asked: Asked) -> Answer | str:
        query = parse_qs(urlsplit(asked.path).query)
        if asked.method != "GET" or query.get("columnid") != ["1229"]:
            return Answer(b"", 405)
        chosen = list(urls)[int(query["startrecord"][0]) - 1 :][:2]
        rows = "".join(
            f"<record><![CDATA[<li><a href='{urls[y]}'>{title_of(organ, y)}</a></li>]]></record>"
            for y in chosen
        )
        body = f"<datastore><totalrecord>{len(urls)}</totalrecord><recordset>{rows}</recordset></datastore>"
        return Answer(body.encode(), type="text/xml")

    script = (
        '<script>var p={"col":"1","appid":"1","webid":"3096","path":"/","columnid":"1229","unitid":"62",'
        '"webname":"x","permissiontype":"0"};$.ajax({url:"/module/web/jpage/dataproxy.jsp?startrecord="+s+'
        '"&endrecord="+e+"&perpage=2",data:p})</script>'
    )
    return {
        **home("/col/col1229/index.html"),
        "/col/col1229/index.html": page(script, COLUMN),
        "/module/web/jpage/dataproxy.jsp": proxy,
        **pages,
    }


def counted(organ: str) -> dict[str, Page]:
    """A list that says 共3页 and leads nowhere."""
    urls, pages = articles(organ, "/c1/{y}.shtml")
    lists = {
        f"/c1/list{tail}.shtml": page(entries(organ, part(urls, n * 3, n * 3 + 3)) + "共3页", COLUMN)
        for n, tail in enumerate(("", "_2", "_3"))
    }
    return {**home("/c1/list.shtml"), **lists, **pages}


def gkmlpt(organ: str) -> dict[str, Page]:
    """广东: a shell page and a JSON list."""
    urls, pages = articles(organ, "/gkmlpt/content/1/{y}/post_{y}.html")

    def api(asked: Asked) -> Answer | str:
        query = parse_qs(urlsplit(asked.path).query)
        number = int(query["page"][0])
        chosen = list(urls)[(number - 1) * 5 : number * 5] if query.get("sid") == ["768003"] else []
        rows = [
            {
                "id": y,
                "title": title_of(organ, y),
                "url": urls[y],
                "create_time": 1700000000,
                "publisher": organ,
            }
            for y in chosen
        ]
        return Answer(json.dumps({"total": len(urls), "articles": rows}).encode(), type="application/json")

    tree = '[{"id":100,"name":"政策文件"},{"id":2345,"name":"政府信息公开年报"}]'
    shell = f"<div id=app></div><script>window._CONFIG={{SID:'768003',TREE:{tree}}}</script>"
    return {
        "/": page('<a href="/gkmlpt/index">政府信息公开</a>'),
        "/gkmlpt/index": page(shell, title="政府信息公开目录"),
        "/gkmlpt/api/all/2345": api,
        **pages,
    }


def vsb(organ: str) -> dict[str, Page]:
    """博达: pages counted downwards, attachments behind download.jsp."""
    urls, pages = articles(organ, "/info/1042/{y}.htm")
    nxt = '<span class="p_next"><a href="{}" class="Next">下页</a></span>'
    pages["/info/1042/2023.htm"] = page(
        f"<h2>{title_of(organ, 2023)}</h2><p>附件【<a href='/system/_content/download.jsp?urltype=news."
        "DownloadAttachUrl&owner=1&wbfileid=77'>2023年年报.docx</a>】</p>",
        f'<meta name="ArticleTitle" content="{title_of(organ, 2023)}">',
    )
    return {
        **home("/xxgknb.htm"),
        "/xxgknb.htm": page(entries(organ, part(urls, 0, 3)) + nxt.format("xxgknb/2.htm"), COLUMN),
        "/xxgknb/2.htm": page(entries(organ, part(urls, 3, 6)) + nxt.format("1.htm"), COLUMN),
        "/xxgknb/1.htm": page(entries(organ, part(urls, 6, 8)), COLUMN),
        "/system/_content/download.jsp": Answer(docx(organ, 2023), type="application/octet-stream"),
        **pages,
    }


def lonsun(organ: str) -> dict[str, Page]:
    """龙讯: the list is a fragment a script loads by pageIndex."""
    urls, pages = articles(organ, "/public/6595721/{y}.html")

    def label(asked: Asked) -> Answer | str:
        number = int(parse_qs(urlsplit(asked.path).query).get("pageIndex", ["1"])[0])
        return entries(organ, part(urls, (number - 1) * 3, number * 3)) or "<div></div>"

    script = (
        "<script>function load(i){$.get('/site/label/8888?IsAjax=1&dataType=html&labelName=publicInfoList"
        "&siteId=6595721&pageSize=3&organId=31&catId=7&pageIndex='+i)}</script>"
    )
    return {
        **home("/public/column/6595721?type=4&action=list"),
        "/public/column/6595721": page(f"<div id=list></div>{script}", COLUMN),
        "/site/label/8888": label,
        **pages,
    }


def lonsun_form(organ: str) -> dict[str, Page]:
    """The same by a form: $.ajax with data, its constants in variables."""
    urls, pages = articles(organ, "/public/31/{y}.html")

    def label(asked: Asked) -> Answer | str:
        form = parse_qs(asked.body)
        if asked.method != "POST" or form.get("organId") != ["31"]:
            return Answer(b"", 400)
        number = int(form["pageIndex"][0])
        rows = [
            {"title": title_of(organ, y), "link": urls[y]} for y in part(urls, (number - 1) * 3, number * 3)
        ]
        return Answer(json.dumps({"data": {"list": rows}}).encode(), type="application/json")

    script = (
        "<script>var organId = '31'; function load(i){$.ajax({type:'post', url:'/site/list/publicInfo',"
        "data:{organId: organId, pageSize: 3, pageIndex: i}, success:function(d){}})}</script>"
    )
    return {
        **home("/public/column/31"),
        "/public/column/31": page(script, COLUMN),
        "/site/list/publicInfo": label,
        **pages,
    }


def scripted(organ: str) -> dict[str, Page]:
    """javascript:next(N) over an address a script builds; rows of a table whose links say 下载 only."""
    urls, pages = articles(organ, "/show/{y}.html")

    def listing(number: int) -> str:
        rows = "".join(
            f'<tr><td>{title_of(organ, y)}</td><td>{y + 1}-01-20</td><td><a href="{u}">查看</a></td></tr>'
            for y, u in part(urls, (number - 1) * 4, number * 4).items()
        )
        return page(
            f'<table>{rows}</table><a href="javascript:next({number + 1})">下一页</a> 共2页'
            "<script>function next(n){window.location.href='/lm/list_' + n + '.html';}</script>",
            COLUMN,
        )

    return {**home("/lm/list_1.html"), "/lm/list_1.html": listing(1), "/lm/list_2.html": listing(2), **pages}


def eportal(organ: str) -> dict[str, Page]:
    """eportal: ``currentPage``, links that only a script follows."""
    urls, pages = articles(organ, "/pgq/{n}/content_{y}.html")

    def listing(asked: Asked) -> Answer | str:
        number = int(parse_qs(urlsplit(asked.path).query).get("currentPage", ["1"])[0])
        pager = f'共8条 {number}/3页 <a href="javascript:void(0)" onclick="goPage({number + 1})">下一页</a>'
        return page(entries(organ, part(urls, (number - 1) * 3, number * 3)) + pager, COLUMN)

    return {**home("/eportal/ui?pageId=4711"), "/eportal/ui": listing, **pages}


def plain(organ: str) -> dict[str, Page]:
    """下一页, list-N.html, a frame, a collection of other organs, and relatives that are no reports."""
    urls, pages = articles(organ, "/c104/content/{y}.html")
    bureau = organ + "第一分局"
    return {
        "/": page('<iframe src="/inner.html"></iframe>'),
        "/inner.html": page('<a href="/zwgk.html">政务公开</a>'),
        "/zwgk.html": page('<a title="政府信息公开年报" href="/c104/list.html"><img src="a.png"></a>'),
        "/c104/list.html": page(
            entries(organ, part(urls, 0, 4))
            + f'<a href="/tj.html">{organ}2024年政府信息公开工作年度报告（图解）</a>'
            + '<a href="/tz.html">关于做好2024年政府信息公开工作年度报告的通知</a><a href="/cz.html">2024年财政年报</a>'
            + '<a href="/c104/dw.html">2024年各单位政府信息公开年报</a><a href="list-2.html">下一页</a>',
            COLUMN,
        ),
        "/c104/list-2.html": page(
            entries(organ, part(urls, 4, 8)) + '<a href="list-2.html">下一页</a>', COLUMN
        ),
        "/c104/dw.html": page(
            f'<a href="/c104/dw/1.html">{title_of(bureau, 2024)}</a><a href="/c104/dw/2.html">{title_of(bureau, 2023)}</a>'
        ),
        "/c104/dw/1.html": report(bureau, 2024),
        "/c104/dw/2.html": report(bureau, 2023),
        **pages,
    }


def carriers(organ: str) -> dict[str, Page]:
    """One report a carrier: PDF page, PDF in the list, copy beside the text, zip, OFD, pictures, viewer."""
    other = organ + "执法队"
    return {
        "/": page(
            f'<a href="/25.html">{title_of(organ, 2025)}</a><a href="/files/24.pdf">{title_of(organ, 2024)}</a>'
            f'<a href="/23.html">{title_of(organ, 2023)}</a><a href="/22.html">{title_of(organ, 2022)}</a>'
            f'<a href="/21.html">{title_of(organ, 2021)}</a><a href="/20.html">{title_of(organ, 2020)}</a>'
            f'<a href="/v.html">{title_of(other, 2025)}</a>',
            COLUMN,
        ),
        "/25.html": page(
            f'<h1>{title_of(organ, 2025)}</h1><p>点击下载</p><a href="files/W0.pdf">附件</a>'
            '<a href="/files/sq.doc">政府信息公开申请表</a>'
        ),
        "/files/W0.pdf": pdf("25"),
        "/files/24.pdf": pdf("24"),
        "/23.html": report(organ, 2023, '<a href="/files/23.pdf">PDF版下载</a>'),
        "/files/23.pdf": pdf("23"),
        "/22.html": page(
            f'<h1>{title_of(organ, 2022)}</h1><a href="/files/22.zip">{title_of(organ, 2022)}.zip</a>'
        ),
        "/files/22.zip": Answer(packed(organ, 2022), type="application/zip"),
        "/21.html": page(f'<h1>{title_of(organ, 2021)}</h1><a href="/files/21.ofd">附件</a>'),
        "/files/21.ofd": Answer(zipped({"OFD.xml": b"<x/>"}), type="application/ofd"),
        "/20.html": page(
            f'<h1>{title_of(organ, 2020)}</h1><div id=zoom><p><img src="1.jpg"><img src="2.jpg"></p></div>'
        ),
        "/v.html": page(
            f'<h1>{title_of(other, 2025)}</h1><iframe src="/js/viewer.html?file=/files/v.pdf"></iframe>'
        ),
        "/files/v.pdf": pdf("v"),
    }


def traps(organ: str, elsewhere: str) -> dict[str, Page]:
    """A good report among everything that must not be taken for one."""
    years = {y: f"/t/{y}.html" for y in range(2020, 2026)}

    def flood() -> Iterator[bytes]:
        for _ in range(2048):
            yield b"%x\r\n" % (1 << 20) + b"x" * (1 << 20) + b"\r\n"

    def calendar(asked: Asked) -> Answer | str:
        month = int(parse_qs(urlsplit(asked.path).query).get("m", ["0"])[0])
        return page(f'<a href="/rl?m={month + 1}">下一页</a><a href="/rl?m={month + 1}">政务公开</a>{month}')

    pages: dict[str, Page] = {
        "/": page(entries(organ, years) + '<a href="/rl">政务公开</a><a href="/big.pdf">' + title_of(organ + "一队", 2025)
                  + '</a><a href="/huge.pdf">' + title_of(organ + "二队", 2025) + "</a>" + f'<a href="/bomb.pdf">{title_of(organ + "三队", 2025)}</a>'),
        "/rl": calendar,
        "/t/2025.html": report(organ, 2025),
        "/t/2024.html": Answer(b"", 302, {"Location": f"{elsewhere}/secret"}),
        "/t/2023.html": Answer(b"", 302, {"Location": "http://10.1.2.3/"}),
        "/t/2022.html": page("<h1>提示信息</h1><p>您访问的页面不存在或已删除</p>"),
        "/t/2021.html": Answer(b"", 301, {"Location": "/"}),
        "/t/2020.html": page(""),
        "/big.pdf": Answer(flood(), headers={"Transfer-Encoding": "chunked"}, type="application/pdf"),
        "/bomb.pdf": Answer(gzip.compress(b"%PDF-1.4" + b"0" * 9_000_000), headers={"Content-Encoding": "gzip"}),
        "/huge.pdf": Answer(b"%PDF-1.4", headers={"Content-Length": str(2 << 30)}, type="application/pdf"),
    }  # fmt: skip
    return pages


def quirks(organ: str) -> dict[str, Page]:
    """Jumps, a column that shows its newest report, page one served again as index_1, a mirror, a circle."""

    def disclosure(asked: Asked) -> Answer | str:
        return page(f'<a href="https://{asked.headers["Host"]}/nb/" title="政府信息公开年报"></a>')

    first = entries(organ, {2024: "/a/2024.html", 2023: "/a/2023.html", 2022: "/a/2022.html"})
    column = (
        report(organ, 2025)
        .replace("<head>", f"<head>{COLUMN}")
        .replace('<div class="foot">', f"{first}<script>createPageHTML(2, 0, 'index', 'html')</script><div>")
    )
    mirror = report(organ, 2021).replace("主办单位", "镜像站点")
    return {
        "/": '<html><head><meta http-equiv="refresh" content="0;url=/index.shtml"></head></html>',
        "/index.shtml": page('<a href="/gk/">政府信息公开</a>' + "首页新闻" * 150, title="首页"),
        "/gk/": disclosure,
        "/nb/": column,
        "/nb/index_1.html": column,
        "/nb/index_2.html": page(
            entries(organ, {2021: "/a/2021.html", 2020: "/a/2020.html"})
            + entries(organ, {2021: "/m/2021.html"}),
            COLUMN,
        ),
        "/a/2024.html": "<html><script>window.location.href='/b/2024.html';</script></html>",
        "/b/2024.html": report(organ, 2024),
        "/a/2023.html": Answer(b"", 302, {"Location": "/b/2023.html"}),
        "/b/2023.html": Answer(b"", 302, {"Location": "/a/2023.html"}),
        "/a/2022.html": page("首页新闻" * 150, title="首页"),
        "/a/2021.html": report(organ, 2021),
        "/m/2021.html": mirror,
        "/a/2020.html": report(organ, 2020),
    }


def tabs(organ: str) -> dict[str, Page]:
    """A column with a tab a year, and in each tab the names of the organs and nothing more."""
    organs = [f"{organ}{name}" for name in ("教育局", "财政局", "松坪镇人民政府")]
    pages: dict[str, Page] = {
        "/": page('<a href="/xxgk/">信息公开</a>'),
        "/xxgk/": page('<a href="/xxgk/nb/">政府信息公开年报</a>'),
        "/xxgk/nb/": page("".join(f'<a href="/xxgk/nb/{y}/">{y}年</a>' for y in YEARS), COLUMN),
    }
    for y in YEARS:
        links = "".join(f'<li><a href="{n}.html">{name}</a></li>' for n, name in enumerate(organs))
        pages[f"/xxgk/nb/{y}/"] = page(f"<ul>{links}</ul>", COLUMN)
        for n, name in enumerate(organs):
            pages[f"/xxgk/nb/{y}/{n}.html"] = report(name, y)
    return pages


def guide(organ: str) -> dict[str, Page]:
    """A disclosure page that opens at its guide (指南), which speaks of all a report speaks of."""
    urls, pages = articles(organ, "/content/post_{y}.html")
    words = report(organ, 2024).replace(title_of(organ, 2024), "政府信息公开指南")
    rows = "".join(f"<li><a href='{u}'>{y}年年度报告</a></li>" for y, u in urls.items())
    return {
        "/": page('<a href="/gk/">政府信息公开</a>'),
        "/gk/": words.replace("</h1>", '</h1><a href="/gk/nb/">政府信息公开年报</a>'),
        "/gk/nb/": page(rows, COLUMN),
        **pages,
    }


def pdf(text: str) -> Answer:
    return Answer(b"%PDF-1.4\n%" + text.encode() + b"\n%%EOF\n", type="application/pdf")


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def packed(organ: str, year: int) -> bytes:
    """A zip with a report and a path that would leave its folder."""
    return zipped({f"../../{title_of(organ, year)}.docx": docx(organ, year), "说明.exe": b"MZ"})


def docx(organ: str, year: int) -> bytes:
    return zipped({"word/document.xml": title_of(organ, year).encode(), "[Content_Types].xml": b"<x/>"})
