"""Report text that a page keeps as HTML inside a text area, a frame's srcdoc or a script, and shows by a script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from bs4 import Tag

from .furniture import SECTION_WORDS
from .tree import attribute, below, full_text

_LITERAL = re.compile(r'"(?:[^"\\]|\\.){400,}"')
_MARKUP = re.compile(r"<(?:p|div|table|span)\b", re.IGNORECASE)
_MOST_SCRIPT = 5_000_000  # characters
FEWEST_SECTIONS = 3  # named in a text that is a report


def embedded_report(root: Tag) -> tuple[str, str]:
    """The HTML of a report that the page keeps for a script to show, and where it stands; ("", "") without one."""
    found = [(html, where) for html, where in _candidates(root) if _MARKUP.search(html)]
    html, where = max(found, key=lambda f: sections_in(f[0]), default=("", ""))
    return (html, where) if sections_in(html) >= FEWEST_SECTIONS else ("", "")


def sections_in(text: str) -> int:
    """How many of the form's sections the text names."""
    return sum(1 for word in SECTION_WORDS if word.search(text))


def _candidates(root: Tag) -> Iterator[tuple[str, str]]:
    for area in below(root, "textarea", "xmp", "template"):
        yield full_text(area), f"<{area.name}>"
    for frame in below(root, "iframe"):
        yield attribute(frame, "srcdoc"), "an iframe's srcdoc"
    for script in below(root, "script"):
        code = "".join(str(part) for part in script.contents)[:_MOST_SCRIPT]
        for literal in _LITERAL.finditer(code):
            try:
                text = json.loads(literal.group(), strict=False)
            except ValueError:  # not JSON's way of escaping
                continue
            yield text, "a script's data"
