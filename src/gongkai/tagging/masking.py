"""The text as the tagger sees it: digits levelled, quoted titles emptied, each character traced to its source."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_TITLE = re.compile(r"《[^《》]{1,80}》")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年度?")
_NUMBER = re.compile(r"[0-9][0-9,.]*")


@dataclass(frozen=True, slots=True)
class Masked:
    """``text[i]`` was read at ``origin[i]`` of the passage."""

    text: str
    origin: tuple[int, ...]


def mask(passage: str) -> Masked:
    """Fold width, drop blanks, write every number as 0 and every year as Y, and empty quoted titles.

    A title keeps its last two characters (条例, 办法), which say what kind of text it is; the rest is the name
    of some law or meeting and no evidence for a topic.
    """
    chars: list[str] = []
    origin: list[int] = []
    for position, char in enumerate(passage):
        for piece in unicodedata.normalize("NFKC", char):
            if not piece.isspace():
                chars.append(piece.lower())
                origin.append(position)
    text = "".join(chars)
    cuts = sorted(_cuts(text), key=lambda cut: (cut[0], -cut[1]))
    out: list[str] = []
    kept: list[int] = []
    position = 0
    for start, end, new in cuts:
        if start < position:
            continue
        out.append(text[position:start])
        kept.extend(origin[position:start])
        out.append(new)
        kept.extend(origin[min(start + i, end - 1)] for i in range(len(new)))
        position = end
    out.append(text[position:])
    kept.extend(origin[position:])
    return Masked("".join(out), tuple(kept))


def _cuts(text: str) -> list[tuple[int, int, str]]:
    cuts = [(m.start(), m.start() + max(0, len(m[0]) - 3), "《") for m in _TITLE.finditer(text)]
    titles = [(m.start(), m.end()) for m in _TITLE.finditer(text)]

    def free(start: int) -> bool:
        return not any(a <= start < b for a, b in titles)

    cuts += [(m.start(), m.end(), "y年") for m in _YEAR.finditer(text) if free(m.start())]
    cuts += [(m.start(), m.end(), "0") for m in _NUMBER.finditer(text) if free(m.start())]
    return [cut for cut in cuts if cut[1] > cut[0]]
