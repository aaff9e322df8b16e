"""Pages that hold no report: a guard, an error page, a frame, a link to a file, pictures. Each gets its own sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bs4 import Tag

from ..errors import DamagedError, UnsupportedError
from ..model import Block, Issue
from .furniture import NOISE, SECTION_WORDS, is_furniture
from .tree import attribute, below, parts

_LITTLE = 300  # characters of text; the shortest report has over a thousand
_GUARD = re.compile(
    "安全验证|人机(?:身份)?验证|滑动验证|拖动滑块|验证码|访问(?:过于)?频繁|请求(?:过于)?频繁|访问被(?:拒绝|拦截|阻断)|非法请求|"
    "您的请求带有不合法参数|网站防火墙|云防护|安全检测|正在检查您的浏览器|开启(?:浏览器的)?JavaScript|启用(?:浏览器的)?JavaScript|"
    "enable JavaScript|Access Denied|Request blocked|Just a moment|Checking your browser",
    re.IGNORECASE,
)
_GUARD_SCRIPT = re.compile(
    r"__jsl_clearance|acw_sc__v2|\$_ts\b|_\$[a-z]{2}\(|/cdn-cgi/challenge|yunsuo_session", re.IGNORECASE
)
_GONE = re.compile(
    "(?:页面|网页|文章|信息|内容|文件|栏目|地址)(?:不存在|未找到|找不到|已(?:被)?(?:删除|移除|下线|撤稿|过期|失效))|"
    "(?:无法找到|找不到|没有找到)(?:您|该|此|指定|相关)?.{0,6}(?:页面|网页|文件|内容|资源)|(?:不存在|已删除|走丢)|"
    r"\b(?:HTTP )?(?:404|403|500|502|503)\b|Not Found|Forbidden|Bad Gateway|Service Unavailable|"
    "网站(?:正在)?(?:维护|升级|改版)|系统(?:维护|繁忙|错误)|暂停(?:服务|访问)|您没有权限",
    re.IGNORECASE,
)
_TITLE = re.compile("信息公开.{0,12}(?:报告|年报)")
_FILES = (".pdf", ".doc", ".docx", ".wps", ".ofd", ".xls", ".xlsx", ".rar", ".zip", ".rtf")
_PDF_VIEWER = re.compile(r"(?:viewer\.html|pdf\.?js)[^\"']{0,80}[?&]file=([^\"'&]{1,200})", re.IGNORECASE)


def refuse_empty(source: str, root: Tag, markup: str, blocks: Sequence[Block], title: str) -> None:
    """Raise UnsupportedError or DamagedError, with the reason, for a page that holds no report at all."""
    if any(b.kind == "table" and len(b.cells) > 8 for b in blocks):
        return
    words = _own_words(root)
    if len(words) > _LITTLE or any(heading.search(words) for heading in SECTION_WORDS):
        return
    if _GUARD.search(title + words) or (len(words) < 60 and _GUARD_SCRIPT.search(markup[:100_000])):
        raise UnsupportedError(
            source,
            "is a guard page (安全验证), not the report: open it in a browser and save the page it shows",
        )
    if _GONE.search(title + words) and not _TITLE.search(title + words):
        raise DamagedError(source, f"is an error page (页面不存在/404), not a report: {words[:60]}")
    if files := attachments(root):
        raise UnsupportedError(
            source, f"holds no report but links to a file (附件): read {_listed(files)} instead"
        )
    if frames := _frames(root):
        raise UnsupportedError(source, f"shows other pages in frames: read {_listed(frames)} instead")
    if next(below(root, "img"), None) is not None and len(words) < 120:
        raise UnsupportedError(
            source, "holds pictures but no text (图片版): run OCR first, or look for the PDF or HTML"
        )
    if not words and not blocks:
        raise DamagedError(source, "holds no text; perhaps a script fills the page: save it from a browser")


def _own_words(root: Tag) -> str:
    """The text outside links, menus of a page being links; lines of buttons left out."""
    texts: list[str] = []
    stack = parts(root)[::-1]
    while stack:
        part = stack.pop()
        if not isinstance(part, Tag):
            text = " ".join(part.split())
            if text and not is_furniture(text) and not NOISE.search(text):
                texts.append(text)
        elif part.name != "a":
            stack.extend(reversed(parts(part)))
    return " ".join(texts)


def _listed(links: Sequence[str]) -> str:
    return ", ".join(link[:150] for link in links[:3])


def attachments(root: Tag) -> list[str]:
    """Addresses of documents the page links to or embeds."""
    links = [attribute(a, "href") for a in below(root, "a")]
    links += [
        attribute(f, "src") or attribute(f, "data") for f in below(root, "iframe", "embed", "object", "frame")
    ]
    links = [found.group(1) if (found := _PDF_VIEWER.search(link)) else link for link in links]
    return list(dict.fromkeys(x for x in links if x.lower().split("?")[0].split("#")[0].endswith(_FILES)))


def _frames(root: Tag) -> list[str]:
    found = [
        attribute(f, "src") or attribute(f, "data") for f in below(root, "iframe", "frame", "embed", "object")
    ]
    return [f for f in dict.fromkeys(found) if f and not f.startswith(("about:", "javascript:"))]


def missing_parts(body: Tag, blocks: Sequence[Block]) -> list[Issue]:
    """Parts that are there for the eye but not for a reader of text."""
    issues = []
    images = sum(1 for _ in below(body, "img"))
    if images and not any(block.kind == "table" for block in blocks):
        issues.append(
            Issue("html.images", f"{images} pictures and no table: tables may be pictures (图片版)")
        )
    for link in dict.fromkeys([*_frames(body), *attachments(body)]):
        issues.append(Issue("html.attachment", f"attached file not read: {link[:200]}"))
    return issues
