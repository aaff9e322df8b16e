"""The HTML tree: BeautifulSoup on its lxml parser, measured before it is built, walked without recursion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from bs4 import BeautifulSoup, Tag
from bs4.builder import ParserRejectedMarkup
from bs4.element import NavigableString, PreformattedString
from lxml import etree  # type: ignore[import-untyped,unused-ignore]

from ..errors import DamagedError, LimitError
from .limits import MAX_HTML_DEPTH, MAX_HTML_NODES, MAX_HTML_STEPS, MAX_HTML_TABLES

_DECLARATION = re.compile(r"^\s{0,99}<\?xml[^>]{0,300}\?>")


def parse_tree(text: str, source: str) -> Tag:
    """The <html> element, however broken the markup. Raises LimitError for nesting or size no honest page has."""
    # The line break at the end keeps BeautifulSoup from warning that a page of one bare word may be a file name.
    clean = _DECLARATION.sub("", text).replace("\0", "").encode("utf-8", "replace").decode() + "\n"
    try:
        _measure(clean, source)
        soup = BeautifulSoup(clean, "lxml", **_options(len(clean)))
    except (etree.LxmlError, ParserRejectedMarkup) as error:
        raise DamagedError(source, f"is not readable HTML ({error})") from None
    root = next((child for child in soup.contents if isinstance(child, Tag)), None)
    if root is None:
        raise DamagedError(source, "holds no HTML elements")
    return root


def _options(size: int) -> dict[str, Any]:
    """Blank text stays as written (inside <html> means everywhere); attributes are strings, never lists."""
    options: dict[str, Any] = {"preserve_whitespace_tags": {"html"}, "multi_valued_attributes": None}
    if (
        size > 3_000_000
    ):  # one comment, text or picture in the page may pass libxml2's 10 MB, where it stops silently
        options["huge_tree"] = True
    return options


class _Gauge:
    """A parser target that keeps nothing but four numbers and stops the parser when one is past its limit."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._depth = self._nodes = self._steps = self._tables = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._nodes += 1
        self._steps += self._depth
        if self._depth > MAX_HTML_DEPTH:
            raise LimitError(
                self._source, f"the HTML is nested too deeply, more than {MAX_HTML_DEPTH} elements"
            )
        if self._nodes > MAX_HTML_NODES:
            raise LimitError(self._source, f"the HTML has more than {MAX_HTML_NODES} elements")
        self._tables += tag == "table"
        if self._tables > MAX_HTML_TABLES:
            raise LimitError(self._source, f"the HTML has more than {MAX_HTML_TABLES} tables")
        if self._steps > MAX_HTML_STEPS:  # BeautifulSoup climbs to the root for every node it adds
            raise LimitError(self._source, "the HTML has too many elements nested too deeply")

    def end(self, tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        return None


def _measure(text: str, source: str) -> None:
    """Run the parser once without a tree: a BeautifulSoup tree is some fifty times the size of its markup."""
    parser = etree.HTMLParser(target=_Gauge(source), recover=True, no_network=True, huge_tree=True)
    parser.feed(text)
    parser.close()


def tags(node: Tag) -> list[Tag]:
    """The child elements."""
    return [child for child in node.contents if isinstance(child, Tag)]


def parts(node: Tag) -> list[Tag | str]:
    """The child elements and the text between them; text that only a comment or a removed element splits is one."""
    found: list[Tag | str] = []
    for child in node.contents:
        if isinstance(child, Tag):
            found.append(child)
        elif isinstance(child, NavigableString) and not isinstance(child, PreformattedString):
            if found and not isinstance(found[-1], Tag):
                found[-1] += str(child)
            else:
                found.append(str(child))
    return found


def below(node: Tag, *names: str) -> Iterator[Tag]:
    """The elements below ``node`` that have one of the names (all, if none is given), in document order."""
    stack = tags(node)[::-1]
    while stack:
        element = stack.pop()
        if not names or element.name in names:
            yield element
        stack.extend(reversed(tags(element)))


def holds_table(node: Tag) -> bool:
    """Whether a table stands below the element."""
    return next(below(node, "table"), None) is not None


def full_text(node: Tag) -> str:
    """All text below the element, as it stands in the source."""
    texts: list[str] = []
    stack: list[Tag | str] = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, Tag):
            stack.extend(reversed(parts(part)))
        else:
            texts.append(part)
    return "".join(texts)


def attribute(node: Tag, name: str) -> str:
    """The attribute's value, empty if it is not there."""
    return str(node.get(name) or "")
