"""A page that should be a report: the report itself, or the page that carries it as an attachment."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag

from gongkai.readers.sniff import sniff

from .page import HtmlPage, Link, extension, visible
from .rules import extensions, pattern, squeeze
from .task import Fetched, Found, Outcome, Task
from .titles import Title, parse_title, year_of
from .urls import absolute

_QUOTED = re.compile(
    r"[\"'(]([^\"'()<>\s]{1,500}\.(?:pdf|docx?|wps|ofd|zip|rar)(?:\?[^\"'()<>\s]{0,300})?)[\"')]",
    re.IGNORECASE,
)
_DOWNLOAD = re.compile(r"(?i)download|downfile|attach|filedown|getfile|/file/")
_COUNTER = re.compile(r"(?:浏览|访问|点击|阅读)(?:次数|量|数)?[:：]?\d*次?")
_FURNITURE = re.compile(
    r"(?i)logo|icon|ico\b|qr|erwei|ewm|weixin|wechat|share|btn|button|banner|blank|space|pixel"
)
_ENOUGH_WORDS = 400
_MAX_ATTACHMENTS = 30


def is_report_page(page: HtmlPage) -> bool:
    """Whether the page's own words are a report: at least three of the six statutory things and some length."""
    return page.section_hits >= 3 and len(page.words) > 200


def page_title(page: HtmlPage, task: Task) -> Title:
    """Title, organ and year of a report page: its own words first, then the words of the link that led to it."""
    titles = own_titles(page)
    link = parse_title(task.title) if task.title else None
    if link:
        titles.append(link)
    best = (
        titles[0] if titles else Title(task.title or page.heading(), "", year_of(task.title), task.relation)
    )
    organ = next((t.organ for t in titles if t.organ), "")
    year = next((t.year for t in titles if t.year), None) or _year_in_words(page)
    return Title(best.text, organ or task.organ or page_organ(page), year or task.year, best.relation)


def own_titles(page: HtmlPage) -> list[Title]:
    """Every report's title the page itself bears, the surest first."""
    own = [page.meta.get("articletitle", ""), page.heading(), page.title]
    own += [squeeze(tag.get_text()) for tag in page.soup.find_all(["h1", "h2", "h3"], limit=8)]
    own += [squeeze(line) for line in visible(page.body).split("\n")[:80] if len(squeeze(line)) < 80]
    return [t for t in (parse_title(text) for text in own) if t]


def page_organ(page: HtmlPage) -> str:
    """The organ a page says it is of: labelled publisher, ContentSource, SiteName."""
    found = re.search(
        r"(?:发布机构|公开机构|发文机关|发布单位|信息来源|来源)[:：】]?([\u4e00-\u9fff]{3,30})",
        page.words[:2000],
    )
    if found:
        name = re.split(
            r"发布|公开|发文|索引|日期|时间|主题|生成|成文|浏览|字体|字号|作者|访问", found.group(1)
        )[0]
        if 2 < len(name) <= 30:
            return name
    source = page.meta.get("contentsource", "")
    if 2 < len(source) <= 30 and not source.startswith("http"):
        return squeeze(source)
    return re.sub(r"(?:门户|政府)?(?:网站|门户)$|政府网$", "", squeeze(page.meta.get("sitename", "")))


def has_period(page: HtmlPage) -> bool:
    """Whether the page names the period every report must name (2024年1月1日至12月31日)."""
    return _year_in_words(page) is not None


def _year_in_words(page: HtmlPage) -> int | None:
    found = re.search(r"(20[0-3]\d)年1月1日(?:起)?(?:至|到|—|-|－|~)", page.words)
    return int(found.group(1)) if found else None


def report_hash(page: HtmlPage) -> str:
    """A hash of the report's own words: counters, navigation and dates around it may change."""
    words = _COUNTER.sub("", squeeze(visible(page.body, links=False)))
    return hashlib.sha256(words.encode()).hexdigest()


def attachments(page: HtmlPage) -> list[Link]:
    """Documents a page carries: links, embedded files, viewers, and addresses only a script names."""
    out: dict[str, Link] = {}
    for link in page.links:
        if link.url and _is_document(link):
            out.setdefault(link.url, link)
    for url in page.frames:
        inner = _viewer_file(url) or (url if extension(url) in extensions() else "")
        if inner:
            out.setdefault(inner, Link(inner, ""))
    for link in page.links:
        inner = _viewer_file(link.url)
        if inner:
            out.setdefault(inner, replace(link, url=inner))
    for found in _QUOTED.finditer(unescape(page.source)):
        url = absolute(page.base, found.group(1))
        if url and extension(url) in extensions() and not _viewer_file(url):
            out.setdefault(url, Link(url, ""))
    unwanted = pattern("attachments", "not")
    keep = [link for link in out.values() if parse_title(link.text) or not unwanted.search(link.text)]
    return keep[:_MAX_ATTACHMENTS]


def _is_document(link: Link) -> bool:
    if extension(link.url) in extensions():
        return not _viewer_file(link.url)
    named = re.search(r"\.(?:pdf|docx?|wps|ofd|zip|rar|xlsx?)\b", link.text, re.IGNORECASE)
    return bool(named and (_DOWNLOAD.search(link.url) or "?" in link.url)) or (
        bool(_DOWNLOAD.search(urlsplit(link.url).path))
        and bool(re.search("附件|下载|PDF|Word|全文", link.text))
    )


def _viewer_file(url: str) -> str:
    """The document a viewer page is given: ``viewer.html?file=/a.pdf``."""
    parts = urlsplit(url)
    if not parts.query or not re.search(r"\.s?html?$|viewer|preview", parts.path):
        return ""
    for name in ("file", "url", "src", "path"):
        for value in parse_qs(parts.query).get(name, []):
            inner = absolute(url, value)
            if inner and extension(inner) in extensions():
                return inner
    return ""


def read_article(page: HtmlPage, fetched: Fetched, task: Task) -> Outcome:
    """What an article is: a report with its copies, a page of attachments, pictures only, or nothing."""
    out = Outcome()
    title = page_title(page, task)
    relation = task.relation if title.relation == "report" else title.relation
    files = attachments(page)
    whole = is_report_page(page) or (
        not files
        and len(_body_words(page)) > _ENOUGH_WORDS
        and any(t.relation == "report" for t in own_titles(page))
    )
    report = Found(
        url=fetched.url,
        content=fetched.body,
        kind="html",
        organ=title.organ,
        year=title.year,
        title=title.text,
        relation=relation,
        page_url=task.parent,
        date=page.meta.get("pubdate", "")[:10] or task.date,
        text_hash=report_hash(page),
    )
    if whole:
        out.found.append(report)
    elif not files:
        if _pictured(page) and relation == "report":
            out.found.append(replace(report, relation="pictures", cause="the report is in pictures (图片版)"))
            out.reason, out.detail = "unreadable", "the report is in pictures (图片版)"
        else:
            out.reason, out.detail = "error", "the page is empty: neither a report nor an attachment (空页面)"
    for index, link in enumerate(files):
        out.tasks.append(_file_task(link, task, title, "copy" if whole else "report", index, page.url))
    return out


def _pictured(page: HtmlPage) -> bool:
    """Whether pictures stand beside the page's own words; logos, icons and codes do not count."""
    node: Tag | None = page.body
    for _ in range(4):
        if node is None:
            return False
        for image in node.find_all("img", limit=40):
            if not _FURNITURE.search(
                " ".join(str(image.get(k) or "") for k in ("src", "class", "alt", "id"))
            ):
                return True
        node = node.parent
    return False


def _body_words(page: HtmlPage) -> str:
    return squeeze(visible(page.body, links=False))


def _file_task(link: Link, task: Task, title: Title, relation: str, index: int, page_url: str) -> Task:
    own = parse_title(link.text)
    if own and own.relation != "report":
        relation = own.relation
    return replace(
        task,
        url=link.url,
        role="file",
        method="GET",
        body="",
        title=own.text if own else title.text,
        organ=(own.organ if own else "") or title.organ,
        year=(own.year if own else None) or title.year,
        date=task.date or link.date,
        parent=page_url,
        relation=relation,
        hops=0,
        first_url="",
        depth=task.depth + 1,
        context={"index": index, "named": bool(own), "words": link.text[:80]},
    )


def read_file(fetched: Fetched, task: Task) -> Outcome:
    """What an attachment is: a document, an archive of documents, or an error page in disguise."""
    from .archives import members

    out = Outcome()
    kind = document_kind(fetched.body)
    base = Found(
        url=fetched.url,
        content=fetched.body,
        kind=kind,
        organ=task.organ,
        year=task.year,
        title=task.title,
        relation=task.relation,
        page_url=task.parent,
        date=task.date,
    )
    if kind == "zip":
        inside = members(fetched.body)
        for name, content in inside:
            own = parse_title(name)
            out.found.append(
                replace(
                    base,
                    content=content,
                    kind=document_kind(content),
                    entry=name,
                    title=own.text if own else base.title,
                    organ=(own.organ if own else "") or base.organ,
                    year=(own.year if own else None) or base.year,
                )
            )
        if not inside:
            out.reason, out.detail = "unreadable", "the archive holds no document that can be unpacked"
        return out
    cause = UNREADABLE.get(kind, "")
    out.found.append(replace(base, cause=cause))
    if cause and task.relation == "report":
        out.reason, out.detail = "unreadable", cause
    return out


UNREADABLE = {
    "ofd": "OFD is kept but not read (版式文件)",
    "image": "is a picture (图片)",
    "rar": "is a RAR or 7z archive; it is kept but not unpacked",
    "rtf": "RTF is kept but not read",
    "xls": "is a spreadsheet, not a report",
    "xlsx": "is a spreadsheet, not a report",
    "binary": "is binary data of no known kind",
}


def document_kind(content: bytes) -> str:
    """The kind of a document by its content: pdf, docx, doc, ofd, xlsx, xls, zip, html, text, image, rar, rtf, binary."""
    kind = sniff(content)
    if kind == "zip":
        return _zip_kind(content)
    if kind == "ole":
        return "xls" if "Workbook".encode("utf-16-le") in content else "doc"
    return {"archive": "rar", "xml": "binary"}.get(kind, kind)


def _zip_kind(content: bytes) -> str:
    import io
    import zipfile

    try:
        names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "binary"
    if "word/document.xml" in names:
        return "docx"
    if "OFD.xml" in names:
        return "ofd"
    return "xlsx" if any(n.startswith("xl/") for n in names[:500]) else "zip"
