"""Words that belong to the web page, not to the report, and the labelled facts worth keeping from around it."""

from __future__ import annotations

import re

SECTION_WORDS = (
    re.compile("总体情况|总体概况|基本情况|概述"),
    re.compile("主动公开(?:政府)?信息"),
    re.compile("收到和处理|依申请公开(?:政府信息)?(?:和|情况|办理)"),
    re.compile("行政复议.{0,3}(?:提起)?行政诉讼|复议、诉讼"),
    re.compile("(?:存在的?)?(?:主要)?问题[及和](?:改进|措施)|改进(?:情况|措施)"),
    re.compile("其[他它]需要?(?:报告|汇报|说明)的?事项"),
)
NOISE = re.compile(
    "上一篇|下一篇|相关(?:链接|文章|阅读|信息)|友情链接|版权所有|ICP备|公网安备|网站标识码|主办单位|承办单位|技术支持|"
    "当前位置|您的位置|您现在的位置|浏览次数|阅读次数|扫一扫|网站地图|设为首页|加入收藏|无障碍|返回顶部|网站声明|联系我们"
)
_FURNITURE = frozenset(
    "打印 打印本页 打印此页 我要打印 关闭 关闭窗口 关闭本页 关闭页面 分享 分享到 分享至 字号 字体 字体大小 大 中 小 大号 "
    "中号 小号 默认 收藏 加入收藏 返回 返回顶部 返回首页 首页 上一篇 下一篇 微信 微博 新浪微博 腾讯微博 QQ空间 朋友圈 "
    "下载 复制链接 朗读 语音播报 播放 暂停 听全文 纠错 我要纠错 网站纠错 保护视力色 扫一扫在手机打开当前页 "
    "扫一扫在手机上查看当前页面 手机扫一扫打开当前页 无障碍浏览 长者模式 繁體 简体 English 登录 注册 相关附件 × T A+ A-".split()
)
_SPLIT = re.compile(r"[\s|｜\[\]【】<>《》（）():：/·,，、]+")
_PREFIX = re.compile(
    r"(?:当前位置|您的位置|您现在的位置|您当前的位置|你现在的位置|所在位置|上一篇|下一篇|上一条|下一条|责任编辑|"
    r"浏览次数|阅读次数|点击数|访问次数|扫一扫)\s{0,3}[:：在，]|版权所有|.{0,20}ICP备"
)
_LABELS = (
    "发布日期|发布时间|发文日期|成文日期|生成日期|公开日期|信息来源|稿件来源|来源|发布机构|发布单位|发文机关|发文单位|"
    "公开主体|索引号|文号|发文字号|主题分类|信息名称|信息标题|名称|标题|日期|时间"
)
LABEL = re.compile(rf"[\[【(（]?\s?({_LABELS})\s?[\]】)）]?\s{{0,3}}[:：]\s{{0,5}}")
KEYS = {
    "发布日期": "date", "发布时间": "date", "日期": "date", "时间": "date", "公开日期": "date",
    "来源": "source", "信息来源": "source", "稿件来源": "source",
}  # fmt: skip


def is_furniture(line: str) -> bool:
    """Whether a short line is made of nothing but buttons, breadcrumbs or counters."""
    if len(line) > 160:
        return False
    if _PREFIX.match(line):
        return len(line) <= 60 or line[:4] in {"当前位置", "您的位置", "您现在的", "您当前的"}
    words = [w for w in _SPLIT.split(line) if w]
    return bool(words) and all(w in _FURNITURE for w in words)


def labelled(line: str) -> list[tuple[str, str]]:
    """The label–value pairs of a line outside the body: 发布日期：2025-01-20 来源：办公室 → page:date, page:source."""
    found = list(LABEL.finditer(line[:600]))
    pairs: list[tuple[str, str]] = []
    for index, match in enumerate(found):
        end = found[index + 1].start() if index + 1 < len(found) else len(line)
        value = NOISE.split(line[match.end() : end], maxsplit=1)[0].strip(" |｜[]【】")
        if value and len(value) <= 120:
            pairs.append(("page:" + KEYS.get(match.group(1), match.group(1)), value))
    return pairs
