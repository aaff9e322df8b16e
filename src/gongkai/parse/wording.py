"""The words that parsing looks for (``data/parse_words.json``)."""

from __future__ import annotations

from gongkai.wording import Wordings

wording = Wordings("parse_words.json")
