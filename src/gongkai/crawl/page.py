"""An HTML page as the crawler sees it: links with their words, meta tags, scripts, the report's own text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import unquote, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString, PreformattedString

from gongkai.readers.decode import decode

from .rules import pattern, sections, squeeze
from .task import Fetched
from .urls import absolute

_DATE = re.compile(r"(20\d\d)\s{0,2}[-/.年]\s{0,2}(\d{1,2})\s{0,2}[-/.月]\s{0,2}(\d{1,2})")
_REFRESH = re.compile(r"\d+\s*;\s*url\s*=\s*['\"]?([^'\">\s]+)", re.IGNORECASE)
_JUMP = re.compile(
    r"(?:window\.|top\.|self\.|parent\.|document\.)?location(?:\.href)?\s*(?:=|\.replace\()\s*['\"]([^'\"]{1,500})['\"]"
)
_OPEN = re.compile(r"(?:window\.open|openPage|openUrl|location\.href\s*=)\s*\(?\s*['\"]([^'\"]{2,500})['\"]")
_GENERIC = re.compile(
    r"(?:点击|在线|立即)?(?:下载|查看|阅读|浏览|详情|打开|预览|全文|附件|更多|PDF|Word|DOCX?|HTML)+(?:版|全文|详情|附件|下载|文件)?[>》]*",
    re.I,
)
_GENERIC_END = re.compile(r"(?:点击|在线|立即|下载|查看|阅读|浏览|详情|打开|预览|附件|PDF|Word)+$", re.I)
_MAX_BYTES = 8 * 1024 * 1024
_MAX_LINKS = 5000
_DROPPED = frozenset({"script", "style", "noscript", "template"})


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its words (the fuller of text and title attribute) and the date that stands beside it."""

    url: str
    text: str
    date: str = ""
    href: str = ""


@dataclass
class HtmlPage:
    """A parsed page."""

    url: str
    soup: BeautifulSoup
    source: str  # the decoded text
    meta: dict[str, str] = field(default_factory=dict)
    base: str = ""

    @cached_property
    def title(self) -> str:
        tag = self.soup.find("title")
        return squeeze(tag.get_text()) if isinstance(tag, Tag) else ""

    @cached_property
    def links(self) -> list[Link]:
        """Every link, in page order; also those that only a script opens."""
        return [
            link
            for tag in self.soup.find_all(["a", "area", "option"], limit=_MAX_LINKS)
            if (link := self._link(tag))
        ]

    def _link(self, tag: Tag) -> Link | None:
        raw = str(tag.get("href") or "")
        if tag.name == "option":
            raw = str(tag.get("value") or "")
            raw = raw if re.search(r"/|\.s?html?$", raw) else ""
        url = absolute(self.base, raw)
        if not url:
            opened = _OPEN.search(str(tag.get("onclick") or "")) or _OPEN.search(raw)
            url = absolute(self.base, opened.group(1)) if opened else ""
            url = url or absolute(self.base, str(tag.get("data-href") or tag.get("data-url") or ""))
        text = squeeze(tag.get_text())
        hint = squeeze(str(tag.get("title") or ""))
        if len(hint) > len(text) and ("…" in text or ".." in text or not text or text in hint):
            text = hint
        if not text:
            text = squeeze(" ".join(str(i.get("alt") or "") for i in tag.find_all("img")))
        if not url and not raw:
            return None
        if url and _GENERIC.fullmatch(text):
            text = self._entry_words(tag) or text
        return Link(url, text[:300], self._date(tag), raw)

    @staticmethod
    def _entry_words(tag: Tag) -> str:
        """The words of the list entry or table row around a link that says only 下载 or 查看."""
        entry = tag.find_parent(["li", "tr", "dd", "p"])
        if entry is None or len(entry.find_all("a", limit=6)) > 4:
            return ""
        for cell in [*entry.find_all(["td", "span"], limit=12), entry]:
            words = squeeze(cell.get_text())
            if 8 <= len(words) <= 120 and pattern("text", "report_title").search(words):
                return _GENERIC_END.sub("", words)
        return ""

    def _date(self, tag: Tag) -> str:
        """The date in the list entry around a link."""
        node: Tag | None = tag
        for _ in range(3):
            node = node.parent if node is not None else None
            if node is None or node.name in ("body", "ul", "table", "tbody", "html"):
                return ""
            if len(node.find_all("a", limit=4)) > 3:
                return ""
            found = _DATE.search(node.get_text(" ")[:600].replace(tag.get_text(), " ", 1))
            if found:
                return f"{int(found.group(1)):04d}-{int(found.group(2)):02d}-{int(found.group(3)):02d}"
        return ""

    @cached_property
    def scripts(self) -> str:
        """The text of all inline scripts, XML islands included."""
        return "\n".join(tag.get_text() for tag in self.soup.find_all("script"))[:2_000_000]

    @cached_property
    def text(self) -> str:
        """All visible text, squeezed."""
        return squeeze(visible(self.soup))

    @cached_property
    def words(self) -> str:
        """Visible text that is no link: what the page itself says."""
        return squeeze(visible(self.soup, links=False))

    @cached_property
    def frames(self) -> list[str]:
        """Addresses of frames and embedded objects."""
        out = []
        for tag in self.soup.find_all(["iframe", "frame", "embed", "object"], limit=50):
            url = absolute(self.base, str(tag.get("src") or tag.get("data") or ""))
            if url:
                out.append(url)
        return out

    @cached_property
    def jump(self) -> str:
        """Where a page without words of its own sends its reader: meta refresh or a script's location."""
        for tag in self.soup.find_all("meta", limit=200):
            if str(tag.get("http-equiv") or "").lower() == "refresh":
                found = _REFRESH.search(str(tag.get("content") or ""))
                if found:
                    return absolute(self.base, found.group(1))
        found = _JUMP.search(self.scripts) if len(self.text) < 200 and len(self.links) < 5 else None
        return absolute(self.base, found.group(1)) if found else ""

    @cached_property
    def section_hits(self) -> int:
        """How many of the six statutory things the page's own words speak of."""
        return sum(bool(rule.search(self.words)) for rule in sections())

    @cached_property
    def body(self) -> Tag:
        """The smallest element that holds the report: where the statutory words stand, else most of the words."""
        node: Tag = self.soup.body or self.soup
        wanted = self.section_hits
        whole = len(self.words)
        for _ in range(200):
            for child in node.children:
                if not isinstance(child, Tag) or child.name in _DROPPED:
                    continue
                words = squeeze(visible(child, links=False))
                if wanted >= 3:
                    fits = sum(bool(rule.search(words)) for rule in sections()) == wanted
                else:
                    fits = whole > 0 and len(words) > 0.7 * whole
                if fits:
                    node = child
                    break
            else:
                return node
        return node

    def heading(self) -> str:
        """The page's own title: ArticleTitle, h1, then <title> without the site's name."""
        for value in (
            self.meta.get("articletitle", ""),
            *(tag.get_text() for tag in self.soup.find_all(["h1", "h2"], limit=4)),
        ):
            if len(squeeze(value)) >= 5:
                return squeeze(value)
        return re.split(r"[-_|–—]{1,2}(?=[^-_|]{2,30}$)", self.title)[0]


def visible(node: Tag, *, links: bool = True) -> str:
    """The text a reader sees below ``node``; with ``links=False`` without the words of links."""
    out: list[str] = []
    stack: list[object] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, Tag):
            if item.name in _DROPPED or (not links and item.name == "a"):
                continue
            stack.extend(reversed(item.contents))
        elif isinstance(item, NavigableString) and not isinstance(item, PreformattedString):
            out.append(str(item))
    return "".join(out)


def parse_page(fetched: Fetched) -> HtmlPage:
    """The page of an HTML response; gb* is read as gb18030, the order of trust is readers.decode's."""
    text, _ = decode(fetched.body[:_MAX_BYTES], fetched.content_type)
    return parse_html(text, fetched.url)


def parse_html(text: str, url: str) -> HtmlPage:
    """The page of decoded HTML."""
    soup = BeautifulSoup(text, "lxml")
    page = HtmlPage(url, soup, text)
    base = soup.find("base", href=True)
    page.base = (absolute(url, str(base["href"])) if isinstance(base, Tag) else "") or url
    for tag in soup.find_all("meta", limit=200):
        name = str(tag.get("name") or tag.get("property") or "").lower()
        value = str(tag.get("content") or "").strip()
        if name and value:
            page.meta.setdefault(name, value)
    return page


def extension(url: str) -> str:
    """The file name extension an address ends in, also one that stands in a parameter (?file=a.pdf)."""
    parts = urlsplit(url)
    found = re.search(r"\.([a-z0-9]{2,5})$", unquote(parts.path).lower())
    if found and found.group(1) not in ("jsp", "do", "aspx", "asp", "php", "html", "htm", "shtml", "action"):
        return found.group(1)
    inside = re.search(r"\.(pdf|docx?|wps|ofd|zip|rar|7z|xlsx?|rtf)(?:$|[&#])", unquote(parts.query).lower())
    return inside.group(1) if inside else ""


def soft_404(page: HtmlPage) -> bool:
    """Whether a page answered with 200 only says that there is no such page."""
    if page.section_hits >= 3:
        return False
    rule = pattern("page", "soft_404")
    head = f"{page.title} {page.meta.get('articletitle', '')}"
    if rule.search(head) and len(page.words) < 1500:
        return True
    return len(page.words) < 400 and bool(rule.search(page.words))
