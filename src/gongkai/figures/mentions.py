"""Quantity mentions: an amount with the words that bound it, or a range of two amounts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from gongkai.figures.amounts import Amount, read_amount
from gongkai.figures.kinds import ends_with_noun
from gongkai.figures.numerals import canonical
from gongkai.figures.rules import GAP, non_measures, qualifiers, terms
from gongkai.figures.rules import units as units_table
from gongkai.model import Qualifier

_MARK = re.compile(rf"{GAP}(?:-|—|–|~|～|－|―|‐|∼|至|到){{1,2}}{GAP}(?:约|近)?")
_AND = re.compile(rf"{GAP}(?:与|和|、){GAP}")
_BETWEEN = re.compile(rf"{GAP}之间")
_MORE_AFTER_UNIT = re.compile(r"[多余](?!元|种|媒|样|次|方|项)")
_WINDOW = 9
_EVIDENCE = re.compile(
    r"(?:[量数值额率丝分]|(?<![同环对相较可\d一二三四五六七八九十])比|系数|指数|强度|密度|浓度|满意度|总计|共计|合计|累计|总共|共|达到|达|为|计|至|到|有|仅|关注|订阅|点赞|转发|播放|浏览|阅读|访问"
    r"|评论|点击|用户|粉丝|收藏|样本|人口|总数|峰值|均值|得分|评分|日均|月均|年均|日活|月活|活跃|留言|跟帖|在看|推荐|下载|安装|注册|净增|涨粉|增加|减少|等于|分别|依次|浏览为|受理|收到|答复|办结|新收|结转|公开|完成|发布|修订|废止|新增|制发|制定|维持|纠正|撤回|总计|受理数|发放|回复|接收)"
    r"(?:[（(][^（）()\d]{1,8}[）)])?(?:为|达到|达|是|有|共|约|：|:)?[\s“]{0,3}\Z"
)
_LIST_MARK = re.compile(rf"{GAP}[、，,和及与]{GAP}(?:其中)?(?:[^\d，。；：！？\n]{{1,12}})?")
_COMPARED = re.compile(rf"{GAP}[大小高低多少]")
_ALONE = re.compile(r"[，。；,;]|\Z")
_CLAUSE_END = re.compile(r"[ ]?(?:[，。；、）)]|\Z)")
_RISING = re.compile(r"[增升降减涨提扩上下发攀][加升降少长高涨跌展]?[至到为]\d")
_STRONG = re.compile(r"(?:[量数额丝]|总计|共计|合计|累计|达到|达)(?:为|达到|达|是|有|共|约|：|:)?\s{0,3}\Z")
_LABEL = re.compile(
    r"(?:电话|传真|邮编|邮政编码|热线|邮箱|索引号|代码|编号|号码|账号|文号|字号|证号|QQ|微信号|房间|门牌|网址|序号|页码"
    r"|浏览次数|阅读次数|点击次数|来源|案号|工号|信箱|编码|尾号|分机|密码|指数代码)(?:为|是|：|:)?[\s（(]{0,3}\Z"
)
_CJK = re.compile(r"[\u4e00-\u9fff]")
_LIST_BEFORE = re.compile(r"[\d%][、和及]\Z")
_LIST_AFTER = re.compile(
    rf"[、和及]\d{{1,9}}(?:\.\d{{1,4}})?(?:[、和及]\d{{1,9}}(?:\.\d{{1,4}})?){{0,9}}{GAP}[\u4e00-\u9fff%]"
)
_TABLE_ROW = re.compile(r"[ \t\n|]{1,3}\d{1,9}(?:[ \t\n|]|\Z)")  # 3001 53 0 0: a row of a table shown as text
_FRESH = re.compile(r"[为是各情就所均数内信事问]")
_IN_LIMITS = ("duration", "measure")
_SERIES = re.compile(r"级|大(?!约|概)")


class Mention(NamedTuple):
    """A mention before it is given its kind, noun and verb."""

    start: int
    end: int
    low: Decimal | None
    high: Decimal | None
    qualifier: Qualifier
    unit: str


def read_mention(text: str, start: int, floor: int, previous: Mention | None = None) -> Mention | None:
    """The mention whose numeral starts at ``start``; its qualifier words reach back to ``floor`` at most.

    After a ``previous`` mention without a unit, its neighbour in a list needs none either: 分别为3.2万、1.8万、6500.
    """
    amount = read_amount(text, start)
    if amount is None:
        return None
    second = None if amount.form == "pair" else _second(text, amount)
    if second is not None:
        amount = amount._replace(low=_shared_low(amount, second))
    begin, before = _before(text, amount, floor)
    last = second or amount
    end, after = _after(text, last)
    if second is None and not _counts(text, amount, begin, before, after):
        listed = previous and not previous.unit and _LIST_MARK.fullmatch(text, previous.end, begin)
        if not (amount.arabic and listed and _CLAUSE_END.match(text, end)) or _LABEL.search(
            text, max(0, begin - 14), begin
        ):
            return None
    if amount.start and text[amount.start - 1] in "[［" and "]" in text[amount.number_end : end]:
        begin = min(begin, amount.start - 1)
    if second is not None or amount.form == "pair":
        low, high = amount.low, (second or amount).high
        between = _BETWEEN.match(text, end)
        end = between.end() if between else end
        return Mention(begin, end, canonical(low), canonical(high), "range", last.unit)
    qualifier = _joined(amount, before, after)
    value = canonical(amount.low)
    at_least = None if qualifier == "below" else value
    at_most = None if qualifier == "at_least" else value
    return Mention(begin, end, at_least, at_most, qualifier, amount.unit)


def _second(text: str, first: Amount) -> Amount | None:
    """The right end of a range, its left end checked against it: 1.2—1.5万, 3件至5件, 12%-15%."""
    if first.form == "vague" or first.bare:
        return None
    mark = _MARK.match(text, first.end)
    only_between = False
    if mark is None:
        mark, only_between = _AND.match(text, first.end), True
    if mark is None or mark.end() >= len(text) or text[mark.end()] not in _NUMERAL_START:
        return None
    if non_measures().match(text, mark.end()):
        return None
    second = read_amount(text, mark.end())
    if second is None or second.form == "pair" or second.bare:
        return None
    if text.startswith("分之", first.start + 1) and not second.unit:  # 百分之三十至四十
        second = second._replace(unit=first.unit)
    if only_between and not _BETWEEN.match(text, second.end):
        return None
    if first.unit and first.unit != second.unit:
        return None
    if not first.arabic and not second.unit and (first.length < 2 or second.length < 2):
        return None
    return second if _shared_low(first, second) < second.high else None


def _shared_low(first: Amount, second: Amount) -> Decimal:
    """The left value with the right one's multiplier, where it has none of its own: 1.2—1.5万, 七到八成."""
    low = first.low
    if first.scale == 1 < second.scale and low < second.low / second.scale:
        return low * second.scale
    if not first.unit and second.tenths:
        return low * 10
    return low


_NUMERAL_START = frozenset("0123456789零一二两三四五六七八九十百千万")


def _before(text: str, amount: Amount, floor: int) -> tuple[int, Qualifier | None]:
    words = qualifiers()
    begin, found = amount.start, None
    for _ in range(2):
        match = words.before.search(text, max(floor, begin - _WINDOW), begin)
        if match is None:
            break
        word = match.group().rstrip()
        qualifier, not_after = words.before_kind[word]
        ahead = text[max(0, match.start() - 2) : match.start()]
        if ahead and ahead[-1] in not_after and ahead not in words.after_all:
            break
        if word in words.bare_only and not (_bare_power(amount, text) or _over(word, amount, text)):
            break
        if (
            word in words.bare_only
            and match.start()
            and text[match.start() - 1] in _NOT_BEFORE_BARE.get(word, "")
        ):
            break
        begin, found = match.start(), qualifier
    return begin, found  # type: ignore[return-value]


_NOT_BEFORE_BARE = {
    "过": "通经越不",
    "上": "以网线之海路街向早晚马会地迈跨登站踏走跃",
    "破": "突",
    "满": "充美圆",
}


def _over(word: str, amount: Amount, text: str) -> bool:
    """过3万, 过三分之二, 上十万: over a number that is none of 百 千 万 亿 alone."""
    if word == "过":
        return amount.scale > 1 or (amount.sealed and amount.unit in ("", "%"))
    return word == "上" and amount.scale > 1 and text[amount.start] == "十"


def _bare_power(amount: Amount, text: str) -> bool:
    return amount.bare or (amount.form == "more" and text[amount.start] in "百千万亿") or (
        amount.sealed and text.startswith("半", amount.start)
    )  # fmt: skip


def _after(text: str, amount: Amount) -> tuple[int, Qualifier | None]:
    kind = units_table().kind(amount.unit)
    end, found = amount.end, None
    if amount.unit and kind in ("duration", "measure", "money", "multiple"):
        more = _MORE_AFTER_UNIT.match(text, end)
        if more:
            end, found = more.end(), "at_least"
    words = qualifiers()
    match = words.after.match(text, end)
    # a new line may open a sentence of its own: 单位：万元⏎以上, 共12件⏎以上为全部情况
    broken = match and "\n" in match.group() and (amount.bare or _FRESH.match(text, match.end()))
    if match and not broken and not (match.group(1) == "内" and (kind not in _IN_LIMITS or not amount.unit)):
        return match.end(), words.after_kind[match.group(1)]  # type: ignore[return-value]
    return end, found  # type: ignore[return-value]


def _joined(amount: Amount, before: Qualifier | None, after: Qualifier | None) -> Qualifier:
    """One qualifier for all the words. 近136余篇 and 约300余件 say both sides: approx."""
    if amount.form == "more" and before in ("below", "approx"):
        return "approx"
    if before == "below" and after == "approx":
        return "approx"
    if before is not None:
        return before
    if after is not None:
        return after
    if amount.form == "more":
        return "at_least"
    return "approx" if amount.form == "vague" else "exact"


def _counts(text: str, a: Amount, begin: int, before: Qualifier | None, after: Qualifier | None) -> bool:
    """Whether the amount is a quantity here, and not a number or word that only looks like one."""
    if a.sealed:
        return True
    if a.bare:
        return _bare_counts(text, a, before, after)
    if a.unit:
        return a.arabic or a.form != "exact" or _chinese_counts(text, a)
    if a.form in ("more", "vague") or a.scale > 1:
        return (
            a.arabic
            or before is not None
            or after is not None
            or not _CJK.match(text, a.end)
            or a.form != "exact"
        )
    if not a.arabic:
        if a.low >= 100 and _ALONE.match(text, a.end) and (not begin or text[begin - 1] in "，。；,; \n"):
            return True  # 一百四十四。
        if a.low >= 10 and _COMPARED.match(text, a.end) and text[begin - 1 : begin] == "比":
            return True  # 比三十大
        if a.low >= 10 and text.startswith("等于", max(0, begin - 2)):
            return True
        return a.low >= 10 and (before is not None or (after is not None and after != "approx"))
    if _LABEL.search(text, max(0, begin - 14), begin) or _TABLE_ROW.match(text, a.end):
        return False
    if before is not None or (after is not None and after != "approx"):
        return True
    if a.length == 1 and 1900 <= a.low < 2100 and text[a.start : a.end].isdigit():
        return bool(_STRONG.search(text, max(0, begin - 8), begin))
    if _EVIDENCE.search(text, max(0, begin - 18), begin):
        return True
    if a.low >= 10 and _CLAUSE_END.match(text, a.end) and ends_with_noun(text, begin):
        return True  # 登记失业人员5214，
    if text[max(0, begin - 3) : begin].rstrip()[-1:] == "比" and _COMPARED.match(text, a.end):
        return True
    if text[begin - 1 : begin] in ("由", "从") and _RISING.match(text, a.end):
        return True
    return bool(_LIST_BEFORE.search(text, max(0, begin - 3), begin)) or bool(_LIST_AFTER.match(text, a.end))


def _bare_counts(text: str, a: Amount, before: Qualifier | None, after: Qualifier | None) -> bool:
    if before is not None or after == "at_least":
        return True
    return a.length > 1 and bool(a.unit) and not _SERIES.match(text, a.end)


def _chinese_counts(text: str, a: Amount) -> bool:
    if (
        a.number_end - a.start == 1 and text[a.start] in "陆伍柒捌玖肆拾佰仟"
    ):  # 陆家镇, 队伍次序: a formal digit alone is a word
        return False
    if a.low != 1 or text[a.start] != "一":
        return True
    rules = terms()
    if text[a.start - 1 : a.start] in rules.indefinite_before and a.start:
        return False
    if a.unit in rules.indefinite_units:
        return False
    return not (a.unit in rules.article_units and rules.article.search(text, max(0, a.start - 5), a.start))
