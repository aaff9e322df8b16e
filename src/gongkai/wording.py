"""Named word patterns of one file of ``data/``, each with its note and the strings it must and must not find."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cached_property
from importlib.resources import files
from typing import Any


class Wordings:
    """The patterns of a file, compiled when first asked for: ``wording("form.fee").search(text)``.

    ``signs`` are texts that names in the patterns stand for, beside the file's own ``parts``.
    """

    def __init__(self, file: str, signs: Mapping[str, str] | None = None) -> None:
        self._file = file
        self._signs = signs or {}
        self._known: dict[str, re.Pattern[str]] = {}
        self._groups: dict[str, dict[str, re.Pattern[str]]] = {}

    @cached_property
    def data(self) -> dict[str, Any]:
        """The file: ``words`` (name → pattern, note, match, miss) and, where there are any, ``parts``."""
        loaded: dict[str, Any] = json.loads(files("gongkai.data").joinpath(self._file).read_text("utf-8"))
        return loaded

    def __call__(self, name: str) -> re.Pattern[str]:
        """The pattern of that name. Raises KeyError for an unknown one."""
        if name not in self._known:
            self._known[name] = self.compiled(self.data["words"][name]["pattern"])
        return self._known[name]

    def compiled(self, source: str) -> re.Pattern[str]:
        """A pattern with its signs and parts replaced by what they stand for."""
        for name, text in {**self._signs, **self.data.get("parts", {})}.items():
            source = source.replace(name, text)
        return re.compile(source)

    def group(self, name: str) -> Mapping[str, re.Pattern[str]]:
        """The patterns whose names begin with ``name:``, by the rest of their names."""
        if name not in self._groups:
            found = (one for one in self.data["words"] if one.startswith(f"{name}:"))
            self._groups[name] = {one.partition(":")[2]: self(one) for one in found}
        return self._groups[name]
