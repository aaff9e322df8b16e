"""What a link or a heading promises: a report (of which organ and year), a relative of one, a column, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .. import hanzi
from .rules import pattern, relations, squeeze

_YEAR = re.compile(
    r"(?<!\d)(20[0-3]\d)(?:年度|年|(?=政府信息|政务|信息公开|工作|度))|二[〇○零O0Ｏ]([一二三])([〇○零O0Ｏ一二三四五六七八九])年?度?"
)
_ANY_YEAR = re.compile(r"(?<!\d)(20[0-3]\d)(?!\d)")
_SUBJECT = re.compile(r"(?:政府|政务)?信息公开|政务公开")
_LEAD = re.compile(
    r"^(?:[·•●○■□◆◇▪►>#\-—*.、]+|\d{1,3}[.、．]|[\[【(（]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\]】)）]?|附件\d*[:：]?|标题[:：])+"
)
_TAIL = re.compile(
    r"(?:[\[【(（]?20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?[\]】)）]?|\.(?:pdf|docx?|wps|ofd|zip|rar|html?|xlsx?)|\d{2}-\d{2})+$",
    re.IGNORECASE,
)
_SHORT_TITLE = re.compile(
    r"(.{2,40}?)(?:关于)?20[0-3]\d年(?:度)?(?:工作)?(?:年度报告|年度工作报告|年报|报告)"
)
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Title:
    """A title that speaks of a report. ``relation`` is ``report`` or what else it is (``illustration``, …)."""

    text: str
    organ: str
    year: int | None
    relation: str = "report"


def parse_title(text: str) -> Title | None:
    """The report's title in a link text or heading, None if the text speaks of no report.

    Source of the form: 条例第五十条 names the report; the words vary as the field guide lists them.
    """
    short = _TAIL.sub("", _LEAD.sub("", squeeze(text)))
    label = re.match(r"[\[【]([^\[\]【】]{2,20})[\]】]", short)
    if label:  # 【市教育局】2023年… names the organ, 【年报】… names nothing
        short = (label.group(1) if is_organ(label.group(1)) else "") + short[label.end() :]
    if not 5 <= len(short) <= _LONGEST:
        return None
    found = pattern("text", "report_title").search(short)
    kind = next((name for name, rule in relations() if rule.search(short)), "report")
    if not found:
        return None
    if kind == "other_yearbook" and _SUBJECT.search(short) is None:
        return None
    return Title(short.strip('《》“”"'), _organ(short), year_of(short), kind)


def column_title(text: str) -> Title | None:
    """A title that is one only because it stands in the annual report column: 云栖市财政局2023年度报告, 2023年."""
    short = _TAIL.sub("", _LEAD.sub("", squeeze(text)))
    if any(rule.search(short) for _, rule in relations()):
        return None
    year = only_year(short)
    found = _SHORT_TITLE.fullmatch(short)
    if year is None and found is None:
        return None
    return Title(short, found.group(1).strip("关于的之") if found else "", year or year_of(short))


def year_of(text: str) -> int | None:
    """The year a title speaks of; a year of publication in a date does not count."""
    short = squeeze(text)
    found = _YEAR.search(short)
    if found is None:
        bare = _ANY_YEAR.search(short)
        return int(bare.group(1)) if bare else None
    if found.group(1):
        return int(found.group(1))
    return hanzi.year_of(found.group(2), found.group(3))


def _organ(short: str) -> str:
    subject = _SUBJECT.search(short)
    if subject is None:
        return ""
    before = _YEAR.sub("", short[: subject.start()])
    before = _ANY_YEAR.sub("", before)
    before = before.strip('-—_《》“”"·.、:： ')
    return re.sub(r"^(?:关于|印发)+|(?:关于|年度|本级|[的之年])+$", "", before)


def is_collection(text: str) -> bool:
    """Whether a title with a report's words names a list of reports (各部门…年报, …专栏)."""
    return bool(pattern("text", "collection").search(squeeze(text)))


def is_column(text: str) -> bool:
    """Whether a link text, ColumnName or ColumnType names the column of annual reports (信息公开年报)."""
    short = squeeze(text)
    return bool(pattern("text", "column").match(short))


def is_disclosure(text: str) -> bool:
    """Whether a link text leads from a home page towards the disclosure pages (政府信息公开, 政务公开)."""
    return bool(pattern("text", "disclosure").match(squeeze(text)))


def only_year(text: str) -> int | None:
    """The year of a tab that says nothing else (2023年)."""
    found = pattern("text", "year_only").match(squeeze(text))
    return int(found.group(1)) if found else None


def is_organ(text: str) -> bool:
    """Whether the text is the name of an organ and nothing else."""
    return bool(pattern("text", "organ_name").match(squeeze(text)))
