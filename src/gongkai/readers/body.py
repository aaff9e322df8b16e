"""Where the report stands on the page: every container is scored, the best one wins, the deepest of equals."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import Tag
from bs4.element import NavigableString

from .controls import is_hidden, shown_value
from .furniture import NOISE, SECTION_WORDS
from .tree import parts, tags

_DROPPED = frozenset(
    "script title style noscript template svg select button input link map audio video textarea del s strike".split()
)
_CONTROLS = frozenset({"input", "select", "textarea"})
_CONTAINERS = frozenset(
    {"body", "div", "td", "article", "section", "main", "form", "center", "span", "font", "html"}
)
_NAV_TAGS = frozenset({"nav", "footer"})
_NUMBERED = re.compile("[一二三四五六七八九十]、")


def strip_machinery(root: Tag) -> None:
    """Remove what no reader sees: scripts, styles, empty controls, hidden elements, <nav>.

    Hidden elements with tables go only if tables are shown elsewhere: some sites hide the text until a script shows it.
    """
    holders = _table_holders(root)
    stack = [root]
    while stack:
        node = stack.pop()
        # One new list per parent: extract() searches the parent's list each time, which many scripts make quadratic.
        contents = [_filled(c) if isinstance(c, Tag) and c.name in _CONTROLS else c for c in node.contents]
        node.contents = [c for c in contents if not (isinstance(c, Tag) and _is_machinery(c, holders))]
        stack.extend(tags(node))


def _filled(control: Tag) -> Tag | NavigableString:
    """A control in a table's cell as the text it shows."""
    value = shown_value(control)
    return NavigableString(value) if value else control


def _table_holders(root: Tag) -> set[int]:
    """The identities of all tables (only those that are shown, if any is) and of everything around them."""
    shown: list[Tag] = []
    covered: list[Tag] = []
    stack = [(root, False)]
    while stack:
        node, hidden = stack.pop()
        hidden = hidden or node.name in _DROPPED or is_hidden(node)
        if node.name == "table":
            (covered if hidden else shown).append(node)
        stack.extend((child, hidden) for child in tags(node))
    holders: set[int] = set()
    for table in shown or covered:
        around: Tag | None = table
        while around is not None and id(around) not in holders:
            holders.add(id(around))
            around = around.parent
    return holders


def _is_machinery(node: Tag, holders: set[int]) -> bool:
    if node.name in _DROPPED:
        return True
    if id(node) in holders:
        return False
    return node.name in _NAV_TAGS or (node.name not in {"tr", "td", "th"} and is_hidden(node))


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
        return (
            own
            + 400 * self.headings.bit_count()
            + 150 * min(self.tables, 6)
            - 2 * self.links
            - 120 * self.noise
        )


def find_body(root: Tag) -> Tag:
    """The element that holds the report: all its headings, tables and prose with the least noise and fewest links."""
    sums: dict[int, _Sum] = {}  # by identity: a Tag's own hash is that of its whole markup
    held: dict[int, int] = {}  # container → which section headings stand in it
    everywhere = 0
    best, best_score = root, float("-inf")
    # Children come before their parent, so a parent wins only by being better, not by being equal.
    for node, parent in _inside_out(root):
        total = sums.pop(id(node), None) or _Sum()
        linked = node.name == "a"
        for text in parts(node):
            if not isinstance(text, Tag):
                total.read(text, linked)
        if linked:
            total.links = total.text
        total.tables += node.name == "table"
        if node.name in _CONTAINERS:
            held[id(node)] = total.headings
            everywhere |= total.headings
            if total.score() > best_score:
                best, best_score = node, total.score()
        if parent is not None and node.name != "head":
            sums.setdefault(id(parent), _Sum()).add(total)
    if best_score <= 0:
        return root
    if (
        held[id(best)].bit_count() >= 2
    ):  # a report in two sibling containers: up to where all its headings are
        while held.get(id(best)) != everywhere and best is not root and best.parent is not None:
            best = best.parent
    return best


def _inside_out(root: Tag) -> Iterator[tuple[Tag, Tag | None]]:
    """Every element with its parent, after its children, in document order."""
    stack: list[tuple[Tag, Tag | None, bool]] = [(root, None, False)]
    while stack:
        node, parent, leaving = stack.pop()
        if leaving:
            yield node, parent
        else:
            stack.append((node, parent, True))
            stack.extend((child, node, False) for child in reversed(tags(node)))
