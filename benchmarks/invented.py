"""Invented yearly reports for benchmarks: any number of them, the same for the same seed, about 7.5 KB each.

Sentences are put together from clauses of the labelled passages (themselves invented), with their numbers changed and
place names made up, so that the vocabulary grows with the corpus as it does in life.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

from gongkai.search.engine import Entry

LABELLED = Path(__file__).resolve().parents[1] / "corpora" / "labelled"
_BYTES = 7500
_SYLLABLES = "云青松岚栖麓清石临湖河东南西北安宁康泰和平兴盛永昌嘉瑞丰华景阳明德润泽沧溪梧桐枫桥柳荫稻香荷塘"
_KINDS = "教育局 财政局 民政局 司法局 税务局 水务局 审计局 统计局 信访局 应急管理局 卫生健康委员会 人民政府 人民政府办公室".split()
_TOPICS = ("POLICY", "NEWMEDIA", "REQUEST", "DISCLOSE", "PLATFORM", "TRAIN")


def clauses() -> list[str]:
    """Clauses of the labelled passages."""
    texts = [
        json.loads(line)["text"]
        for path in sorted(LABELLED.rglob("*.jsonl"))
        for line in path.read_text("utf-8").splitlines()
        if line.strip()
    ]
    return sorted({c for text in texts for c in re.split(r"[，。；\s]+", text) if 4 <= len(c) <= 60})


def reports(count: int, seed: int = 1) -> Iterator[tuple[str, list[Entry]]]:
    """(report id, entries) of each report: title and passages, with year, organ, topics and stance."""
    pool = clauses()
    rng = random.Random(seed)
    for number in range(count):
        organ = _place(rng) + rng.choice("市县区") + rng.choice(_KINDS)
        year = rng.randint(2015, 2025)
        report_id = f"{number:016x}"
        entries = [Entry(report_id, None, f"{organ}{year}年政府信息公开工作年度报告", organ, year)]
        size = 0
        while size < _BYTES:
            text = "，".join(_varied(rng.choice(pool), rng) for _ in range(rng.randint(1, 4))) + "。"
            size += len(text.encode())
            topics = (rng.choice(_TOPICS),)
            entries.append(
                Entry(report_id, len(entries) - 1, text, organ, year, f"s{rng.randint(1, 6)}", topics, "DONE")
            )
        yield report_id, entries


def _place(rng: random.Random) -> str:
    return "".join(rng.sample(_SYLLABLES, 2))


def _varied(clause: str, rng: random.Random) -> str:
    clause = re.sub(r"[0-9]+", lambda m: str(rng.randint(1, 10 ** len(m.group()))), clause)
    if rng.random() < 0.15:
        clause = _place(rng) + rng.choice("镇乡村桥路") + clause
    return clause
