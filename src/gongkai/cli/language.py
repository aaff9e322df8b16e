"""Messages in the language of the locale: both languages as they are written, or in a Chinese locale Chinese alone."""

from __future__ import annotations

import json
import locale
import os
import re
from functools import cache
from importlib.resources import files

import click

_BOTH = re.compile(r"(?P<en>.*?) / (?P<zh>[^/]*[\u4e00-\u9fff].*)", re.DOTALL)
_THING = re.compile(r"\S+|.*[/\\.].*")  # what a message is about: a name or a path, not words
_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # POSIX: the first that is set decides


def is_chinese() -> bool:
    """Whether to speak Chinese: --lang, GONGKAI_LANG or ``lang`` in gongkai.toml, else the locale."""
    context = click.get_current_context(silent=True)
    chosen = (context.meta.get("gongkai.lang") if context else None) or os.environ.get("GONGKAI_LANG")
    if not chosen:
        chosen = next((os.environ[name] for name in _LOCALE if os.environ.get(name)), None)
    return (chosen or locale.getlocale()[0] or "").lower().startswith(("zh", "chinese"))


def spoken(message: str) -> str:
    """A message for this user: in a Chinese locale its Chinese, where there is one; else the message as it is."""
    return to_chinese(message) if is_chinese() else message


def to_chinese(message: str) -> str:
    """The Chinese of a message: of "English / 中文" the latter, else by data/messages.json, else as it is.

    What a message is about ("report.pdf: is empty") stays in front of it.
    """
    starts = [0, *(match.end() for match in re.finditer(": ", message))]
    for pattern, chinese in _catalogue():
        for start in starts:
            if match := pattern.fullmatch(message, start):
                return message[:start] + chinese.format(*match.groups())
    if both := _BOTH.fullmatch(message):
        about, colon, _ = both["en"].partition(": ")
        return (about + colon if colon and _THING.fullmatch(about) else "") + both["zh"]
    return message


@cache
def _catalogue() -> list[tuple[re.Pattern[str], str]]:
    """(pattern of the English, Chinese) of data/messages.json, where {} stands for what varies; the longest first."""
    text = files("gongkai").joinpath("data", "messages.json").read_text("utf-8")
    messages = sorted(json.loads(text)["messages"].items(), key=lambda pair: -len(pair[0].replace("{}", "")))
    return [(re.compile("(.+?)".join(map(re.escape, en.split("{}"))), re.DOTALL), zh) for en, zh in messages]
