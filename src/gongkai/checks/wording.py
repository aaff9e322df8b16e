"""Word patterns of the checks (``data/check_words.json``), compiled when first asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gongkai.checks.masked import SIGNS


@cache
def words() -> dict[str, Any]:
    """The file: ``words`` (name → pattern, note, match, miss) and ``parts``, the text that <G> and others stand for."""
    loaded: dict[str, Any] = json.loads(files("gongkai.data").joinpath("check_words.json").read_text("utf-8"))
    return loaded


def compiled(source: str) -> re.Pattern[str]:
    """A pattern as a regular expression over masked text."""
    for name, text in (SIGNS | words()["parts"]).items():
        source = source.replace(name, text)
    return re.compile(source)


@cache
def wording(name: str) -> re.Pattern[str]:
    """The pattern of that name. Raises KeyError for an unknown one."""
    return compiled(words()["words"][name]["pattern"])


@cache
def wordings(group: str) -> Mapping[str, re.Pattern[str]]:
    """The patterns whose names begin with ``group:``, by the rest of their names."""
    names = [name for name in words()["words"] if name.startswith(f"{group}:")]
    return {name.partition(":")[2]: wording(name) for name in names}
