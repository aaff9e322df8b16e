"""One pass over a text: every place where a numeral could stand is a figure, a non-measure, or neither."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from decimal import localcontext

from gongkai.figures.mentions import Mention, read_mention
from gongkai.figures.numerals import CN_DIGIT, CN_POWER, EXACT, plain, run_end
from gongkai.figures.rules import non_measures, terms
from gongkai.figures.rules import units as units_table
from gongkai.figures.whole import parse_numeral

_START = re.compile(rf"[\dA-Za-z{CN_DIGIT}{CN_POWER}廿卅半数几第〔﹝\[［【(（①-⑩翻]")
_TITLE = re.compile(r"《[^《》]{1,120}》")
_QUOTE = re.compile(r"[“\"「『‘]([^“”\"「」『』‘’，。；\n]{1,14})[”\"」』’]")
_LONGEST_LIST = 400
_BETWEEN_NUMBERS = re.compile(rf"[。；、;]|(?<=\d) (?=[{CN_DIGIT}])|[，,](?!\d{{3}}(?!\d))")
_LIST_WORD = re.compile(r"(?:还有|以及|和|与|及)")
_NO_NUMBER = re.compile(r"\d*|\d{1,2}[KM]|[百千万亿 ]+|.")  # a bare cell, a lone power, one character
_WORDS = re.compile(rf"[^\W\d{CN_DIGIT}{CN_POWER}点分之又负半还有以及和与eEkKM]|[（）()《》“”]")
_SIGN = re.compile(r"[负−－-]")
_OPEN_KINDS = ("number", "word", "model", "fixed_term")  # what a lone numeral may have been taken for
_LETTERS = re.compile(r"[A-Za-z]+")
_DIGITS = re.compile(r"\d+(?:[,，]\d{3})*(?:\.\d+)*")
_LONG_RUN = 40
# 队伍三支, 大陆五家, 收拾八间: the end of a word; one numeral does not mix both kinds of digits
_WORD_END = re.compile(r"(?<=[\u4e00-\u9fff])[壹贰叁肆伍陆柒捌玖拾佰仟](?=[一二三四五六七八九两十百千])")


@dataclass(frozen=True, slots=True)
class NonMeasure:
    """A number, or word with a numeral character, that is no quantity: a date, an ordinal, a fixed term …"""

    start: int
    end: int
    text: str
    kind: str


class _Spans:
    """Non-overlapping spans in order; ``at(i)`` is the one that holds ``i``."""

    def __init__(self, spans: list[tuple[int, int]]) -> None:
        self._spans = spans
        self._starts = [s for s, _ in spans]

    def at(self, place: int) -> tuple[int, int] | None:
        index = bisect_right(self._starts, place) - 1
        if index >= 0 and place < self._spans[index][1]:
            return self._spans[index]
        return None


def scan_text(text: str) -> tuple[list[Mention], list[NonMeasure]]:
    """All mentions and non-measures of ``text``, each list in order and without overlaps."""
    folded = plain(text)
    pass_ = _Pass(text, folded)
    with localcontext(EXACT):
        pass_.run()
        if len(text) <= _LONGEST_LIST and (numbers := _numbers(folded, pass_)):
            return numbers, []
    return pass_.mentions, pass_.others


def _numbers(text: str, found: _Pass) -> list[Mention]:
    """The figures of a text that is nothing but numerals (负三十二; 5,236), where a sign belongs to the number."""
    if _WORDS.search(text) and not _SIGN.match(text.lstrip()):
        return []
    whole = text.strip()
    if _NO_NUMBER.fullmatch(whole) or any(other.kind not in _OPEN_KINDS for other in found.others):
        return []
    start = text.index(whole)
    only = found.mentions[0] if len(found.mentions) == 1 else None
    if only and only.end == start + len(whole) and len(whole[: only.start - start]) < 2:
        signed = _SIGN.match(whole) and only.qualifier == "exact" and only.low and only.start > start
        return [only._replace(start=start, low=-only.low, high=-only.low)] if signed and only.low else []
    mentions, place = [], 0
    for piece in _BETWEEN_NUMBERS.split(text):
        joined = _LIST_WORD.match(piece.lstrip())
        shown = piece.lstrip()[joined.end() if joined else 0 :].strip()
        if shown:
            value = parse_numeral(shown)
            if value is None:
                return []
            begin = text.index(shown, place)
            mentions.append(Mention(begin, begin + len(shown), value, value, "exact", ""))
            place = begin + len(shown)
    return mentions


class _Pass:
    def __init__(self, text: str, folded: str) -> None:
        self._shown, self._text = text, folded
        self._titles = _Spans([m.span() for m in _TITLE.finditer(folded)] if "《" in folded else [])
        self._quotes = _Spans([m.span(1) for m in _QUOTE.finditer(folded)])
        self._terms = _Spans([m.span() for m in terms().pattern.finditer(folded)])
        self.mentions: list[Mention] = []
        self.others: list[NonMeasure] = []
        self._floor = 0  # end of the last mention or non-measure

    def run(self) -> None:
        """Fill ``mentions`` and ``others``."""
        text, place = self._text, 0
        while found := _START.search(text, place):
            place = self._one(found.start())

    def _one(self, at: int) -> int:
        """Judge the candidate at ``at``; where to go on."""
        text = self._text
        term = self._terms.at(at)
        if term:
            return self._leave(max(term[0], self._floor), term[1], "fixed_term")
        other = non_measures().match(text, at)
        if other and other.end() > at:
            return self._leave(at, other.end(), non_measures().kinds[other.lastgroup or ""])
        char = text[at]
        if char.isascii() and char.isalpha():
            letters = _LETTERS.match(text, at)
            return letters.end() if letters else at + 1
        if char in "第〔﹝[［【(（" or _WORD_END.match(text, at):
            return at + 1
        end = self._numeral_end(at)
        if end - at > _LONG_RUN:
            return self._leave(at, end, "damaged")
        mention = read_mention(text, at, self._floor, self.mentions[-1] if self.mentions else None)
        if mention is None:
            if char in "数几翻半":
                return at + 1
            return self._leave(at, end, _left_kind(text[at:end]))
        if self._titles.at(at):
            return self._leave(at, mention.end, "title")
        if self._slogan(at, mention):
            return self._leave(at, mention.end, "fixed_term")
        self.mentions.append(mention)
        self._floor = mention.end
        return mention.end

    def _numeral_end(self, at: int) -> int:
        digits = _DIGITS.match(self._text, at)
        return digits.end() if digits else run_end(self._text, at)

    def _leave(self, start: int, end: int, kind: str) -> int:
        self.others.append(NonMeasure(start, end, self._shown[start:end], kind))
        self._floor = end
        return end

    def _slogan(self, at: int, mention: Mention) -> bool:
        """“五个中心”, “710”系统: a short quotation that opens with the number, or counts in Chinese, is a name."""
        quote = self._quotes.at(at)
        if quote is None or mention.unit in ("%", "‰", "‱"):
            return False
        opens = not self._text[quote[0] : mention.start].strip()
        whole = opens and mention.end >= quote[1]
        arabic = self._text[at].isdigit()
        if whole and arabic and units_table().kinds.get(mention.unit):
            return False
        return opens or not arabic


def _left_kind(run: str) -> str:
    if run.isdigit() and len(run) == 4 and run[:2] in ("19", "20"):
        return "year"
    return "number" if run[:1].isdigit() else "word"
