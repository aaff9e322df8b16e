"""The words that the checks look for (``data/check_words.json``)."""

from __future__ import annotations

from gongkai.checks.masked import SIGNS
from gongkai.wording import Wordings

wording = Wordings("check_words.json", SIGNS)
