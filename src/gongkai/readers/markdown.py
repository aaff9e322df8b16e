"""Markdown marks → plain words: emphasis, escapes, links, entities, tags and formulas as OCR and conversion tools write them."""

from __future__ import annotations

import html
import re

from .normalise import normalise

_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_FENCE = re.compile(r"^[ \t]{0,3}(?:```|~~~)[\w-]{0,20}[ \t]*$", re.MULTILINE)
_FRONT_MATTER = re.compile(
    r"\A\s{0,9}---[ \t]*\n((?:[\w-]{1,30}:[^\n]{0,300}\n|[ \t-][^\n]{0,300}\n){1,40})---[ \t]*\n"
)
_FORMULA = re.compile(
    r"\$\$?[ \t]{0,3}([^$\n]{1,80}?)[ \t]{0,3}\$\$?(?!\d)|\\[(\[][ \t]{0,3}([^\n]{1,80}?)[ \t]{0,3}\\[)\]]"
)
_COMMAND = re.compile(
    r"\\(?:mathrm|mathbf|mathsf|text|textbf|textit|underline|textcircled|boldsymbol)\s{0,2}\{([^{}]{0,80})\}"
)
_SIMPLE = re.compile(r"[\d\s.,，%+\-~～—－<>=≥≤×/()（）:：\u4e00-\u9fff、]{1,80}")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
_SYMBOLS = {
    r"\%": "%",
    r"\sim": "～",
    r"\times": "×",
    r"\geq": "≥",
    r"\leq": "≤",
    r"\cdot": "·",
    r"\,": "",
    r"\;": "",
    r"\ ": " ",
    "{": "",
    "}": "",
    "~": " ",
}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE)
_PICTURE = re.compile(r"!\[[^\]]{0,200}\]\([^)]{0,500}\)|<img\b[^>]{0,900}>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]\[]{1,200})\]\((?:[^()\s]|\([^()\s]{0,100}\)){0,500}(?:\s\"[^\"]{0,100}\")?\)")
_ADDRESS = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,300})>")
_INLINE = re.compile(
    r"</?(?:span|u|b|strong|em|i|font|sup|sub|a|mark|small|big|o:p|ins|label|code|html|body|center|page_number|header|footer)"
    r"(?:\s[^<>]{0,400})?/?>",
    re.IGNORECASE,
)
_BLOCK = re.compile(
    r"</?(?:p|div|section|article|blockquote|li|ul|ol|hr)(?:\s[^<>]{0,400})?/?>", re.IGNORECASE
)
_NOTE = re.compile(r"(?<=\d)<sup>\s{0,3}([^<>]{1,9}?)\s{0,3}</sup>", re.IGNORECASE)
_BREAK = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_EMPHASIS = re.compile(r"(\*{1,3}|__)(?=[^\s*_])([^*_\n]{1,300}?)(?<=\S)\1")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|<>~$&\"'（）【】])")


def without_wrapping(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text without comments, code fences and front matter, formulas unwrapped; and the front matter's pairs."""
    meta: list[tuple[str, str]] = []
    if found := _FRONT_MATTER.match(text):
        pairs = (line.partition(":") for line in found.group(1).split("\n") if ":" in line)
        meta = [(name.strip(), value.strip().strip("\"'")) for name, _, value in pairs if value.strip()]
        text = text[found.end() :]
    text = _FENCE.sub("", _COMMENT.sub("", text))
    return _FORMULA.sub(_unwrapped, text), tuple(meta)


def _unwrapped(found: re.Match[str]) -> str:
    """$12$ → 12; a formula that is more than a number or a word stays as it is, and so do brackets with a backslash: \\(六\\)."""
    inner = found.group(1) or found.group(2)
    if found.group(2) and _HAN.fullmatch(inner):
        return found.group(0)
    plain = _COMMAND.sub(r"\1", inner)
    for mark, char in _SYMBOLS.items():
        plain = plain.replace(mark, char)
    return plain.strip() if _SIMPLE.fullmatch(plain) else found.group(0)


def has_picture(line: str) -> bool:
    """Whether the line holds a picture."""
    return bool(_PICTURE.search(line))


def plain(text: str) -> str:
    """One line or cell without Markdown's and HTML's marks; <br> and block tags become line breaks."""
    text = _BREAK.sub("\n", _PICTURE.sub("", text))
    if "<" in text:
        text = _NOTE.sub(r"（\1）", text)  # the mark of a footnote is no digit of the number it stands at
        text = _BLOCK.sub("\n", _INLINE.sub("", _ADDRESS.sub(r"\1", text)))
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    for _ in range(3):  # bold within italic
        shorter = _EMPHASIS.sub(r"\2", text)
        if shorter == text:
            break
        text = shorter
    text = _ESCAPE.sub(r"\1", text.replace("**", ""))
    return normalise(html.unescape(text)) if _ENTITY.search(text) else text
