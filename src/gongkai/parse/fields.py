"""The labelled facts around a report: 索引号 / 发布机构 / 发文日期 as a table, as lines, or glued together."""

from __future__ import annotations

import re
from collections.abc import Sequence

DATES = (
    "信息发布时间", "信息发布日期", "发布日期", "发布时间", "公布日期", "公布时间", "公开日期", "公开时间", "发文日期",
    "发文时间", "成文日期", "成文时间", "生成日期", "生成时间", "印发日期", "制作日期", "形成日期", "日期", "时间",
)  # fmt: skip
ORGANS = (
    "信息发布机构", "发布机构", "公开机构", "发布单位", "发布部门", "发文机关", "发文单位", "发文机构", "公开责任部门",
    "公开主体", "公开单位", "责任部门", "责任单位", "制作机构", "制作单位", "产生机构", "生成机构", "所属机构", "所属部门",
)  # fmt: skip
SOURCES = ("信息来源", "稿件来源", "文章来源", "内容来源", "来源单位", "来源")
TITLES = ("信息名称", "信息标题", "文件名称", "文件标题", "名称", "标题")
_OTHERS = (
    "索引号", "索取号", "信息索引号", "信息索引", "文号", "发文字号", "文件编号", "主题分类", "主题词", "体裁分类", "体裁",
    "组配分类", "公开类别", "公开方式", "公开形式", "公开程序", "公开时限", "公开范围", "公开属性", "有效性", "效力状态",
    "是否有效", "关键词", "关键字", "内容概述", "内容概览", "信息分类", "信息类别", "统一编号", "浏览次数", "浏览量",
    "阅读次数", "点击数", "点击量", "访问量", "字号", "字体", "责任编辑", "编辑", "作者", "发布人", "审核人", "服务对象",
    "废止日期", "失效日期", "生效日期", "实施日期", "废止时间", "有效期", "更新时间", "更新日期", "打印", "分享",
    "文件类型", "发布渠道", "语种", "载体类型", "公文种类", "栏目", "所属栏目",
)  # fmt: skip
_ALL = sorted({*DATES, *ORGANS, *SOURCES, *TITLES, *_OTHERS}, key=len, reverse=True)
_SPACED = ("索引号", "名称", "标题", "文号", "来源", "日期", "时间")
_WORDS = "|".join(r"\s{0,4}".join(w) if w in _SPACED else w for w in _ALL)
_COLONED = re.compile(
    rf"(?:^|[\s|｜\[【(（/;；,，\d日\u4e00-\u9fff])({_WORDS})\s?[\]】)）]?\s{{0,3}}[:：\t]\s{{0,9}}"
)
_GLUED = re.compile(f"({_WORDS})[:： \t]{{0,9}}")
_LONGEST = 400
_VALUE = 120


def labelled(text: str) -> list[tuple[str, str]]:
    """(label, value) pairs of one line; [] for prose. A line of three glued labels needs no colons."""
    line = text.strip().lstrip("[【(（|")
    if len(line) > _LONGEST:
        return []
    start = _GLUED.match(line)
    glued = bool(start) and len({m.group(1) for m in _GLUED.finditer(line)}) >= 3 and "。" not in line
    found = list((_GLUED if glued else _COLONED).finditer(line))
    pairs = []
    for index, match in enumerate(found):
        end = found[index + 1].start(1) if index + 1 < len(found) else len(line)
        value = line[match.end() : end].strip(" \t|｜[]【】;；")
        if len(value) <= _VALUE:
            pairs.append(("".join(match.group(1).split()), value))
    return pairs


def fields(lines: Sequence[str]) -> list[tuple[str, str]]:
    """The pairs of all lines; a label alone on its line takes the next line for its value."""
    found: list[tuple[str, str]] = []
    for index, line in enumerate(lines):
        bare = "".join(line.split()).strip("[]【】()（）:：|")
        if bare in _ALL and len(bare) > 2:
            value = lines[index + 1].strip() if index + 1 < len(lines) else ""
            if value and len(value) <= _VALUE and not labelled(value) and value not in _ALL:
                found.append((bare, value))
            continue
        found.extend((label, value) for label, value in labelled(line) if value)
    return found
