"""The figure reader beside cn2an behind a candidate pattern: accuracy and speed on our own spec table."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cn2an
from timing import seconds

from gongkai.figures import find_figures

SPECS = Path(__file__).resolve().parents[1] / "tests" / "specs" / "figures.jsonl"
CANDIDATE = re.compile(r"[0-9.零一二两三四五六七八九十百千万亿]{1,16}")

Mention = tuple[str, str | None]


def peer(text: str) -> set[Mention]:
    """(numeral, value) of everything that looks like a numeral, as a first attempt would do it."""
    found = set()
    for match in CANDIDATE.finditer(text):
        try:
            found.add((match.group(), str(cn2an.cn2an(match.group(), "smart"))))
        except ValueError:
            continue
    return found


def main() -> None:
    cases = [json.loads(line) for line in SPECS.read_text("utf-8").splitlines() if line.strip()]
    texts = [case["text"] for case in cases]
    size = sum(len(text.encode()) for text in texts) / 1e6
    figures = sum(len(case["figures"]) for case in cases)
    ours = seconds(lambda: [find_figures(text) for text in texts])
    theirs = seconds(lambda: [peer(text) for text in texts])
    noise_ours = sum(bool(find_figures(c["text"])) for c in cases if not c["figures"])
    noise_theirs = sum(bool(peer(c["text"])) for c in cases if not c["figures"])
    silent = sum(not c["figures"] for c in cases)
    print(f"{len(cases)} texts, {figures} figures, {silent} texts without any; {size:.2f} MB")
    print("| reader | MB/s | texts without figures in which it finds one |")
    print("|---|---|---|")
    print(f"| gongkai | {size / ours:.2f} | {noise_ours / max(silent, 1):.1%} |")
    print(f"| cn2an + candidate pattern | {size / theirs:.2f} | {noise_theirs / max(silent, 1):.1%} |")
    print(f"ratio of speed: {theirs / ours:.2f}")


if __name__ == "__main__":
    main()
