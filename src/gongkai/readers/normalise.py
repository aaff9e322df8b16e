"""Put right what fonts, PDFs and CMS editors do to characters, and nothing else: the text stays as shown.

Kangxi radicals (U+2F00–2FD5) and compatibility ideographs go through NFKC; the CJK radicals of U+2E80–2EF3 that NFKC
leaves alone have a table. Full-width digits and letters become half-width, Chinese punctuation stays.
"""

from __future__ import annotations

import re
import unicodedata

# Radical forms as PDF fonts map them → the character that was meant.
_RADICALS = {
    "⺀": "冫", "⺁": "厂", "⺂": "乛", "⺃": "乚", "⺄": "乙", "⺅": "亻", "⺆": "冂", "⺇": "几", "⺈": "刀", "⺉": "刂",
    "⺊": "卜", "⺋": "卩", "⺌": "小", "⺍": "小", "⺎": "兀", "⺏": "尣", "⺐": "尢", "⺑": "尣", "⺒": "巳", "⺓": "幺",
    "⺔": "彑", "⺕": "彐", "⺖": "忄", "⺗": "心", "⺘": "扌", "⺙": "攵", "⺛": "旡", "⺜": "日", "⺝": "月", "⺞": "歹",
    "⺟": "母", "⺠": "民", "⺡": "氵", "⺢": "水", "⺣": "灬", "⺤": "爪", "⺥": "爫", "⺦": "丬", "⺧": "牛", "⺨": "犭",
    "⺩": "王", "⺪": "疋", "⺫": "目", "⺬": "示", "⺭": "礻", "⺮": "竹", "⺯": "糹", "⺰": "纟", "⺱": "罓", "⺲": "罒",
    "⺳": "网", "⺴": "网", "⺵": "网", "⺶": "羊", "⺷": "羊", "⺸": "羊", "⺹": "老", "⺺": "肀", "⺻": "聿", "⺼": "月",
    "⺽": "臼", "⺾": "艹", "⺿": "艹", "⻀": "艹", "⻁": "虎", "⻂": "衤", "⻃": "西", "⻄": "西", "⻅": "见", "⻆": "角",
    "⻇": "角", "⻈": "讠", "⻉": "贝", "⻊": "足", "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "阝", "⻐": "金",
    "⻑": "長", "⻒": "镸", "⻓": "长", "⻔": "门", "⻕": "阜", "⻖": "阝", "⻗": "雨", "⻘": "青", "⻙": "韦", "⻚": "页",
    "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "食", "⻟": "食", "⻠": "饣", "⻡": "首", "⻢": "马", "⻣": "骨", "⻤": "鬼",
    "⻥": "鱼", "⻦": "鸟", "⻧": "卤", "⻨": "麦", "⻩": "黄", "⻪": "黾", "⻫": "斉", "⻬": "齐", "⻭": "歯", "⻮": "齿",
    "⻯": "竜", "⻰": "龙", "⻱": "龜", "⻲": "亀", "⻳": "龟",
}  # fmt: skip
_REMOVED = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\ufeff\ufffc"
)
_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\u0085"
)


def _table() -> dict[int, str]:
    table: dict[int, str] = {ord(k): v for k, v in _RADICALS.items()}
    ranges = [(0x2F00, 0x2FD6), (0xF900, 0xFB00), (0x2E9F, 0x2EA0), (0x2EF3, 0x2EF4), (0x2F800, 0x2FA20)]
    for low, high in ranges:
        for code in range(low, high):
            plain = unicodedata.normalize("NFKC", chr(code))
            if plain != chr(code):
                table.setdefault(code, plain)
    for low, high in [(0xFF10, 0xFF1A), (0xFF21, 0xFF3B), (0xFF41, 0xFF5B)]:
        table.update({code: chr(code - 0xFEE0) for code in range(low, high)})
    table.update({ord(c): "" for c in _REMOVED})
    table.update({ord(c): " " for c in _SPACES})
    table.update({c: "" for c in range(0x20) if chr(c) not in "\t\n\r\f\v"})
    table.update({0x7F: "", 0x0B: "\n", 0x0C: "\n", 0x2028: "\n", 0x2029: "\n"})
    return table


_TABLE = _table()
_CJK = r"\u2e80-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uffef“”‘’…—"
_RUN = re.compile(r"[ \t\n]+")
_WIDE_BREAK = re.compile(rf"(?<=[{_CJK}])\s*\n\s*(?=[{_CJK}])")
_PAGE_MARK = re.compile(
    r"(?:[-—–－―─~·•]{1,3} ?\d{1,3} ?[-—–－―─~·•]{1,3}|第 ?\d{1,3} ?页(?:[,，/ ]{0,2}共 ?\d{1,3} ?页)?|"
    r"\d{1,3} ?/ ?\d{1,3}|(?:https?|(?:fi|ﬁ)le)://\S{1,300} \d{1,3} ?/ ?\d{1,3}|Page \d{1,3}(?: of \d{1,3})?)",
    re.IGNORECASE,
)


def normalise(text: str) -> str:
    """The text with broken characters mended; one line break form; layout spaces kept as plain spaces."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_TABLE)


def one_line(text: str) -> str:
    """Normalise and put on one line: breaks between Chinese characters vanish, other white space becomes a space."""
    text = _WIDE_BREAK.sub("", normalise(text))
    return _RUN.sub(" ", text).strip()


def cell_text(text: str) -> str:
    """The text of a table cell: broken lines joined, but a break between two digits stays (two numbers or one?)."""
    lines = [part for part in (_RUN.sub(" ", line).strip() for line in normalise(text).split("\n")) if part]
    if not lines:
        return ""
    out = lines[0]
    for line in lines[1:]:
        out += break_between(out, line) + line
    return out


def break_between(before: str, after: str) -> str:
    """What stands for the line break when two pieces of one cell are joined."""
    left, right = before[-1], after[0]
    if _numeric(left) and _numeric(right):
        return "\n"
    if left.isascii() and right.isascii() and left.isalnum() and right.isalnum():
        return " "
    return ""


def _numeric(char: str) -> bool:
    return char.isascii() and (char.isdigit() or char in ".,-/")


def is_page_mark(line: str) -> bool:
    """Whether the line is nothing but a page number: — 1 —, - 1 -, 第1页 共8页, 1/8."""
    stripped = line.strip()
    return len(stripped) <= 320 and _PAGE_MARK.fullmatch(stripped) is not None
