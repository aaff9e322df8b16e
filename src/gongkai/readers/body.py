"""Where the report stands on the page: every container is scored, the best one wins, the deepest of equals."""

from __future__ import annotations

import re
from typing import Any

from .furniture import NOISE, SECTION_WORDS

_DROPPED = ("script", "title", "style", "noscript", "template", "svg", "select", "button", "input", "link", "map", "audio", "video")
_CONTAINERS = frozenset({"body", "div", "td", "article", "section", "main", "form", "center", "span", "font", "html"})
_NAV_TAGS = frozenset({"nav", "footer"})
_NUMBERED = re.compile("[一二三四五六七八九十]、")


def strip_machinery(root: Any) -> None:
    """Remove what no reader sees: scripts, styles, controls, hidden elements without tables, <nav>."""
    from lxml import etree  # type: ignore[import-untyped,unused-ignore]

    doomed = list(root.iter(*_DROPPED))
    for node in root.iter(etree.Element):
        style = node.get("style")
        if style and "display" in style and "display:none" in style.replace(" ", "").lower():
            if next(node.iter("table"), None) is None and node.tag not in {"tr", "td", "th"}:
                doomed.append(node)
        elif node.tag in _NAV_TAGS and next(node.iter("table"), None) is None:
            doomed.append(node)
    for node in doomed:
        _remove(node)


def _remove(node: Any) -> None:
    parent = node.getparent()
    if parent is None:
        return
    if node.tail:  # the text after the element belongs to the page
        before = node.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + node.tail
        else:
            parent.text = (parent.text or "") + node.tail
    parent.remove(node)


class _Sum:
    """What one subtree holds."""

    __slots__ = ("headings", "links", "noise", "tables", "text")

    def __init__(self) -> None:
        self.text = self.links = self.noise = self.tables = self.headings = 0

    def add(self, other: _Sum) -> None:
        self.text += other.text
        self.links += other.links
        self.noise += other.noise
        self.tables += other.tables
        self.headings |= other.headings

    def read(self, text: str, linked: bool) -> None:
        size = len(text.strip())
        if not size:
            return
        self.text += size
        self.noise += len(NOISE.findall(text))
        if linked:
            self.links += size
        elif size <= 60:  # headings are short; a table of contents in one long sentence is not a heading
            for index, word in enumerate(SECTION_WORDS):
                if word.search(text):
                    self.headings |= 1 << index

    def score(self) -> float:
        own = self.text - self.links
        return own + 400 * self.headings.bit_count() + 150 * min(self.tables, 6) - 2 * self.links - 120 * self.noise


def find_body(root: Any) -> Any:
    """The element that holds the report: all its headings, tables and prose with the least noise and fewest links."""
    from lxml import etree  # type: ignore[import-untyped,unused-ignore]

    sums: dict[Any, _Sum] = {}
    held: dict[Any, int] = {}  # container → which section headings stand in it
    everywhere = 0
    best, best_score = root, float("-inf")
    for _, node in etree.iterwalk(root, events=("end",)):
        total = sums.pop(node, None) or _Sum()
        if not isinstance(node.tag, str):
            continue
        linked = node.tag == "a"
        if node.text and node.tag not in {"title", "head"}:
            total.read(node.text, linked)
        if linked:
            total.links = total.text
        total.tables += node.tag == "table"
        # The end event of children comes first, so a parent wins only by being better, not by being equal.
        if node.tag in _CONTAINERS:
            held[node] = total.headings
            everywhere |= total.headings
            if total.score() > best_score:
                best, best_score = node, total.score()
        parent = node.getparent()
        if parent is not None and node.tag != "head":
            if parent not in sums:
                sums[parent] = _Sum()
            sums[parent].add(total)
            if node.tail:
                sums[parent].read(node.tail, parent.tag == "a")
    if best_score <= 0:
        return root
    if held[best].bit_count() >= 2:  # a report in two sibling containers: up to where all its headings are
        while held.get(best) != everywhere and best.getparent() is not None:
            best = best.getparent()
    return best
