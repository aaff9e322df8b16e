"""The figure reader beside cn2an, Recognizers-Text and jionlp: accuracy and speed on our own spec table, in one run.

Peers that are not installed are left out. Recognizers-Text needs ``pip install recognizers-text-suite "emoji<2"``;
jionlp brings a GPL package and is never a dependency; duckling needs a running server (DUCKLING_URL).
"""

from __future__ import annotations

import json
import os
import re
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from timing import cpu_seconds

import gongkai
from gongkai.figures import find_figures

ROOT = Path(__file__).resolve().parents[1]
SPECS = ROOT / "tests" / "specs" / "figures.jsonl"
SAMPLE = ROOT / "corpora" / "sample" / "reports"
CANDIDATE = re.compile(r"[0-9.零一二两三四五六七八九十百千万亿]{1,16}")
Mention = tuple[int, int, str]  # span, value
Reader = Callable[[str], Iterable[Mention]]


def ours(text: str) -> Iterable[Mention]:
    return ((f.start, f.end, str(f.low if f.low is not None else f.high)) for f in find_figures(text))


def cn2an_reader() -> Reader:
    """Everything that looks like a numeral, as a first attempt would do it."""
    import cn2an

    def read(text: str) -> Iterable[Mention]:
        for match in CANDIDATE.finditer(text):
            try:
                yield match.start(), match.end(), str(cn2an.cn2an(match.group(), "smart"))
            except (ValueError, KeyError):  # what it refuses, and where it trips over itself
                continue

    return read


def recognizers_reader() -> Reader:
    from recognizers_number import Culture, recognize_number, recognize_percentage

    def read(text: str) -> Iterable[Mention]:
        for found in recognize_number(text, Culture.Chinese) + recognize_percentage(text, Culture.Chinese):
            yield found.start, found.end + 1, found.resolution["value"].rstrip("%")

    return read


def jionlp_reader() -> Reader:
    import jionlp

    def read(text: str) -> Iterable[Mention]:
        for found in jionlp.ner.extract_money(text):
            value = jionlp.parse_money(found["text"])["num"]
            yield found["offset"][0], found["offset"][1], str(value[0] if isinstance(value, list) else value)

    return read


def duckling_reader() -> Reader:
    url = os.environ["DUCKLING_URL"]

    def read(text: str) -> Iterable[Mention]:
        data = urllib.parse.urlencode({"locale": "zh_CN", "text": text}).encode()
        with urllib.request.urlopen(url, data, timeout=30) as answer:
            for found in json.load(answer):
                value = found["value"]
                yield (
                    found["start"],
                    found["end"],
                    str(value.get("value", value.get("from", {}).get("value"))),
                )

    return read


PEERS: dict[str, Callable[[], Reader]] = {
    "cn2an + candidate pattern": cn2an_reader,
    "ms-recognizers-text-suite": recognizers_reader,
    "jionlp (money)": jionlp_reader,
    "duckling (zh)": duckling_reader,
}


def _equal(value: str, wanted: str) -> bool:
    try:
        return abs(Decimal(value) - Decimal(wanted)) <= abs(Decimal(wanted)) / 10_000
    except InvalidOperation:
        return False


def accuracy(read: Reader, cases: list[dict[str, Any]]) -> tuple[float, float, float]:
    """F1 of the value (a mention that overlaps and has it), F1 of span and value, false alarms on empty texts."""
    values = spans = found = wanted = alarms = silent = 0
    for case in cases:
        mentions = list(read(case["text"]))
        found, wanted, place = found + len(mentions), wanted + len(case["figures"]), 0
        silent += not case["figures"]
        alarms += bool(mentions and not case["figures"])
        for figure in case["figures"]:
            start = case["text"].index(figure["text"], place)
            place = end = start + len(figure["text"])
            near = [m for m in mentions if m[0] < end and start < m[1]]
            right = [m for m in near if _equal(m[2], figure["low"] or figure["high"])]
            values += bool(right)
            spans += any(m[:2] == (start, end) for m in right)
    return 2 * values / (found + wanted), 2 * spans / (found + wanted), alarms / silent


def main() -> None:
    cases = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines() if line.strip()]
    texts = [case["text"] for case in cases]
    reports = [
        "\n".join(p.text for p in gongkai.read(path).passages) for path in sorted(SAMPLE.rglob("*.html"))
    ]
    size, report_size = (sum(len(text.encode()) for text in some) / 1e6 for some in (texts, reports))
    silent = sum(not c["figures"] for c in cases)
    print(f"{len(cases)} texts, {sum(len(c['figures']) for c in cases)} figures, {silent} texts without any")
    print(
        "| reader | value F1 | span + value F1 | false alarms | MB/s, specification | MB/s, sample reports |"
    )
    print("|---|---|---|---|---|---|")
    readers: dict[str, Callable[[], Reader]] = {"gongkai": lambda: ours} | PEERS
    for name, make in readers.items():
        try:
            read = make()
        except (ImportError, KeyError) as missing:
            print(f"| {name} | not installed ({type(missing).__name__}) | | | | |")
            continue
        right, exact, alarms = accuracy(read, cases)
        short = size / cpu_seconds(lambda read=read: [list(read(text)) for text in texts])
        whole = report_size / cpu_seconds(lambda read=read: [list(read(text)) for text in reports])
        print(f"| {name} | {right:.3f} | {exact:.3f} | {alarms:.1%} | {short:.2f} | {whole:.2f} |")


if __name__ == "__main__":
    main()
