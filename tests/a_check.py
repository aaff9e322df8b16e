"""Reports made by hand for the tests of checks: tables in which every sum holds, changed as an example says."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from gongkai.checks import check_batch, organ_key
from gongkai.checks.cells import COLUMNS, GROUPS, OUTCOMES, PARTS, form, leaves, rows
from gongkai.model import Candidate, Cell, Finding, Issue, Passage, Report, Section
from gongkai.parse.tables.cells import make

SIX = ("s1", "s2", "s3", "s4", "s5", "s6")
TITLES = {
    "s1": "一、总体情况",
    "s2": "二、主动公开政府信息情况",
    "s3": "三、收到和处理政府信息公开申请情况",
    "s4": "四、政府信息公开行政复议、行政诉讼情况",
    "s5": "五、存在的主要问题及改进情况",
    "s6": "六、其他需要报告的事项",
}
BODIES = {
    "s1": "全年平稳有序。",
    "s5": "队伍建设有待加强。下一步开展培训。",
    "s6": "本年度未收取信息处理费。",
}
LONG = {
    "a": "组织志愿者走进社区宣讲新修订的办事规程。把窗口搬到集市、车站和校园，让老人孩子都能看懂图解手册。邀请六十位居民代表参观数据机房并逐项答疑。编印口袋书，配上方言音频，在村口广播循环播放。推出周末延时查阅服务，满足上班族需要。建立回访机制，对每一件来件追踪到底，直至群众满意为止。",
    "b": "制定年度清单，明确责任科室和完成时限。对网站栏目进行全面改版，合并重复目录，新增检索入口和手机适配页面。开展保密审查演练，修订审批流程，实行双人复核。委托第三方评估各单位更新频率，通报排名靠后者。联合司法部门举办案例讲评，剖析答复文书中的常见瑕疵，形成整改台账并限期销号。",
}
LONG["c"], LONG["d"] = (
    LONG["a"] + LONG["b"],
    "".join(
        f"本年第{i}项工作是{w}事务，由{w}科室会同有关方面逐条梳理并归档成册。"
        for i, w in enumerate("造林护岸巡山防火种苗湿地草原木材加工花卉蜂业竹产")
    ),
)


def zeros(era: str) -> dict[str, str]:
    cells = {f"t3.{row}.{c}": "0" for row in rows(era) for c in COLUMNS}
    cells |= {f"t4.{g}.{c}": "0" for g in GROUPS for c in (*OUTCOMES, "total")}
    for part in form()[f"t2_{era}"]:
        cells |= {f"t2.{part['id']}.{r}.{c}": "0" for r, _ in part["rows"] for c, _ in part["cols"]}
    return cells


def clean(seed: int, era: str = "2021", top: int = 60) -> dict[str, str]:
    """Random tables in which every identity holds."""
    dice = random.Random(seed)
    t3 = {row: [dice.choice((0, dice.randint(0, top))) for _ in PARTS] for row in leaves(era)}
    t3["r_total"] = [sum(t3[row][i] for row in leaves(era)) for i in range(6)]
    t3["r_carry_out"] = [dice.randint(0, 9) for _ in PARTS]
    t3["r_carry_in"] = [dice.randint(0, min(5, t3["r_total"][i])) for i in range(6)]
    t3["r_new"] = [t3["r_total"][i] + t3["r_carry_out"][i] - t3["r_carry_in"][i] for i in range(6)]
    cells = zeros(era)
    for row, values in t3.items():
        cells |= {f"t3.{row}.{c}": str(v) for c, v in zip(COLUMNS, [*values, sum(values)], strict=True)}
    for g in GROUPS:
        ends = [dice.randint(0, 20) for _ in OUTCOMES]
        cells |= {
            f"t4.{g}.{c}": str(v) for c, v in zip((*OUTCOMES, "total"), [*ends, sum(ends)], strict=True)
        }
    if era == "2021":
        made = dice.randint(0, 12)
        cells |= {"t2.a1.normdoc.made": str(made), "t2.a1.normdoc.valid": str(made + dice.randint(0, 40))}
        cells |= {f"t2.{row}.decided": str(dice.randint(0, 900)) for row in ("a5.permit", "a6.penalty")}
        cells["t2.a8.fee.amount_wan"] = str(Decimal(dice.randint(0, 99_999)) / 100)
    return cells


def tables(cells: dict[str, str]) -> dict[str, dict[str, Cell]]:
    return {t: {i: make(i, text) for i, text in cells.items() if i.startswith(t)} for t in ("t2", "t3", "t4")}


def build(spec: dict[str, Any] | None = None, **more: Any) -> Report:
    """A made-up report from a rule's example: zeros and plain sentences, changed as the example says."""
    spec = {**(spec or {}), **more}
    era, year = spec.get("era", "2021"), spec.get("year", 2024)
    cells = clean(7, era) if spec.get("fill") else zeros(era)
    cells |= spec.get("cells", {})
    titled, dated = spec.get("title_year", year), spec.get("period_year", year)
    period = f"{dated}年1月1日至{dated}年12月31日"
    organ = spec.get("organ", "青岚县林业局")
    published = date.fromisoformat(spec["published"]) if "published" in spec else None
    text = title = f"{organ if 'signed' in spec else ''}{titled}年政府信息公开工作年度报告"
    text += f"\n数据统计期限为{period}。\n"
    sections, passages = [Section("s0", "", 0, len(text))], []
    for name in spec.get("order", SIX):
        if name in spec.get("without", ()):
            continue
        heading = spec.get("headings", {}).get(name, TITLES[name])
        start = len(text)
        text += heading + "\n"
        body = spec.get(name, LONG[spec["long"]] if name == "s1" and "long" in spec else BODIES.get(name, ""))
        for sentence in body.replace("。", "。\n").splitlines():
            passages.append(Passage(len(passages), name, len(text), len(text) + len(sentence), sentence))
            text += sentence
        text += "\n"
        sections.append(Section(name, heading, start, len(text)))
    for heading in spec.get("extra", "").splitlines():
        sections.append(Section("sx", heading, len(text), len(text) + len(heading)))
        text += heading + "\n"
    text += spec.get("signed", "")
    issues = [Issue(*issue) for issue in spec.get("issues", ())]
    if lost := spec.get("damage", ""):
        issues.append(
            Issue("text.damage", f"characters are lost around {lost!r}", f"line 1, {text.index(lost)}")
        )
    named = [Candidate("organ", spec["signed"], "signature")] if "signed" in spec else []
    return Report(
        id="0" * 16, source="test", sha256="0" * 64, media_type=spec.get("media", "text/html"), title=title,
        url=spec.get("url"),
        organ=organ, year=year, era=era, published=published, period=period, text=text, sections=tuple(sections),
        passages=tuple(passages), tables=tables(cells), issues=tuple(issues),
        candidates=(Candidate("organ", organ, "title"), *named),
    )  # fmt: skip


def said(findings: tuple[Finding, ...], *verdicts: str) -> set[str]:
    return {f.rule for f in findings if f.verdict in verdicts}


def in_batch(current: Report, others: list[dict[str, Any]]) -> tuple[Finding, ...]:
    """The findings of a batch about one of its organs."""
    batch = [replace(build(other), id=f"{i:016}") for i, other in enumerate(others, 1)]
    done = check_batch(sorted([current, *batch], key=organ_key), today=date(2026, 1, 1))
    return tuple(f for checked in done if checked.organ == current.organ for f in checked.findings)
