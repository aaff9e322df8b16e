"""What form controls and marks against copying do to a page's text: values that are shown, words that are not."""

from __future__ import annotations

import re

from bs4 import Tag

from .tree import attribute, below, full_text

_TYPED = frozenset({"", "text", "number", "tel"})
_SPACER = 2  # points of a picture that only keeps a distance
_NEAR = 6  # elements between a control and the cell it fills
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|text-decoration(?:-line)?:[a-z ]*line-through|font-size:0(?:px|pt|r?em|%)?(?:;|!|$)|"
    r"(?:left|top|text-indent):-\d{4,}(?:\.\d+)?(?:px|pt|r?em)"
)


def is_hidden(node: Tag) -> bool:
    """Whether the element's own style or its hidden attribute hides it, strikes it out, moves it off the page or sets
    it in no size."""
    if node.has_attr("hidden"):
        return True
    style = attribute(node, "style")
    return bool(style) and _HIDDEN.search("".join(style.split()).lower()) is not None


def pictured(cell: Tag) -> str:
    """[图] for a cell that holds a picture and no text: what it shows is not read, and it is not blank."""
    for image in below(cell, "img"):
        sizes = [attribute(image, name).removesuffix("px") for name in ("width", "height")]
        if not any(size.isascii() and size.isdigit() and int(size) <= _SPACER for size in sizes):
            return "[图]"
    return ""


def shown_value(control: Tag) -> str:
    """What a filled-in control shows inside a table's cell; "" for others: a search box is no part of the report."""
    if is_hidden(control) or not _fills_cell(control):
        return ""
    if control.name == "input":
        return attribute(control, "value") if attribute(control, "type").lower() in _TYPED else ""
    if control.name == "textarea":
        return full_text(control)
    if control.name == "select":
        chosen = next((o for o in below(control, "option") if o.has_attr("selected")), None)
        return full_text(chosen) if chosen is not None else ""
    return ""


def _fills_cell(control: Tag) -> bool:
    around = control.parent
    for _ in range(_NEAR):
        if around is None or around.name == "table":
            return False
        if around.name in {"td", "th"}:
            return True
        around = around.parent
    return False
