"""The query language: text → tree. Every mistake is a QueryError with its place and, where one is likely, a remedy.

::

    query = and {OR and};  and = not {[AND] not};  not = [NOT | -] (word | "phrase" | prefix* | field:value | (query))
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ..errors import QueryError

MAX_LENGTH = 500
MAX_TERMS = 40
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Word:
    """An unquoted chunk; it is cut into words, all of which must occur."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These characters, in this order, with nothing but space and quotation marks between."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class Years:
    """Report years from ``low`` to ``high``, both included; None is open."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Organ:
    """A part of the organ's name."""

    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Passages with one of these ``values`` of ``field``: "topic", "stance" or "section"."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureTest:
    """Passages with one figure of this unit and value. A bound is (number, whether it is included)."""

    unit: str | None = None
    low: tuple[Decimal, bool] | None = None
    high: tuple[Decimal, bool] | None = None


@dataclass(frozen=True, slots=True)
class CellTest:
    """Reports whose table cell compares so; ``op`` is one of > >= < <= = !=."""

    cell: str
    op: str
    value: Decimal
    position: int = 0


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


Node = Word | Phrase | Prefix | Years | Organ | Label | FigureTest | CellTest | And | Or | Not


@dataclass(frozen=True, slots=True)
class Lexeme:
    """A piece of a query as written."""

    kind: str  # word, phrase, field, or, and, not, (, ), end
    text: str
    position: int
    end: int
    name: str = ""  # of a field

    @property
    def written(self) -> str:
        """A term as a query of its own."""
        return f'"{self.text}"' if self.kind == "phrase" else self.text


_SPACE = re.compile(r"\s+")
_CHUNK = re.compile(r"[^\s\"“”()（）]+")
_FIELD = re.compile(r"([A-Za-z]{1,10}|[\u4e00-\u9fff]{1,4})[:：]")
_CLOSING = {'"': '"', "“": "”", "”": "”"}
_OPERATORS = {"OR": "or", "AND": "and", "NOT": "not", "|": "or", "||": "or", "&&": "and"}


def parse_query(text: str) -> Node:
    """The tree of a query. Raises QueryError (message, position, suggestion)."""
    if len(text) > MAX_LENGTH:
        raise QueryError(f"the query is longer than {MAX_LENGTH} characters / 查询过长", MAX_LENGTH)
    found = list(lexemes(text))
    terms = sum(lexeme.kind in ("word", "phrase", "field") for lexeme in found)
    if terms > MAX_TERMS:
        raise QueryError(f"the query has more than {MAX_TERMS} terms / 查询词过多", len(text))
    if not terms:
        raise QueryError("the query is empty / 查询为空", 0, "政策解读")
    return _Parser(found).parse()


def all_of(nodes: Iterable[Node]) -> Node:
    """The conjunction of nodes; tests on unit and value that stand side by side are about one figure."""
    parts: list[Node] = []
    for node in nodes:
        parts.extend(node.parts if isinstance(node, And) else (node,))
    merged: list[Node] = []
    for part in parts:
        place = next(
            (i for i, m in enumerate(merged) if isinstance(part, FigureTest) and _joins(m, part)), None
        )
        if place is None:
            merged.append(part)
        else:
            merged[place] = _join(merged[place], part)
    return merged[0] if len(merged) == 1 else And(tuple(merged))


def _joins(first: Node, second: Node) -> bool:
    if not (isinstance(first, FigureTest) and isinstance(second, FigureTest)):
        return False
    pairs = ((first.unit, second.unit), (first.low, second.low), (first.high, second.high))
    return all(a is None or b is None for a, b in pairs)


def _join(first: Node, second: Node) -> Node:
    assert isinstance(first, FigureTest) and isinstance(second, FigureTest)
    return FigureTest(first.unit or second.unit, first.low or second.low, first.high or second.high)


def lexemes(text: str) -> Iterable[Lexeme]:
    """The pieces of a query in order, ``end`` last. Raises QueryError where one is not finished."""
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        lexeme, at = _next(text, at)
        yield lexeme
    yield Lexeme("end", "", len(text), len(text))


def _next(text: str, at: int) -> tuple[Lexeme, int]:
    char = text[at]
    if char in "(（":
        return Lexeme("(", char, at, at + 1), at + 1
    if char in ")）":
        return Lexeme(")", char, at, at + 1), at + 1
    if char in _CLOSING:
        quoted, end = _quoted(text, at)
        return Lexeme("phrase", quoted, at, end), end
    if char in "-－" and at + 1 < len(text) and not text[at + 1].isspace():
        return Lexeme("not", char, at, at + 1), at + 1
    if field := _FIELD.match(text, at):
        return _field_lexeme(text, at, field)
    chunk = _CHUNK.match(text, at)
    assert chunk is not None  # all that can stop a chunk was handled above
    kind = _OPERATORS.get(chunk.group(), "word")
    return Lexeme(kind, chunk.group(), at, chunk.end()), chunk.end()


def _field_lexeme(text: str, at: int, field: re.Match[str]) -> tuple[Lexeme, int]:
    value_at = field.end()
    if value_at < len(text) and text[value_at] in _CLOSING:
        value, end = _quoted(text, value_at)
    elif chunk := _CHUNK.match(text, value_at):
        value, end = chunk.group(), chunk.end()
    else:
        raise QueryError(f"nothing after {field.group()} / {field.group()} 后面没有内容", value_at)
    return Lexeme("field", value, at, end, field.group(1)), end


def _quoted(text: str, at: int) -> tuple[str, int]:
    end = text.find(_CLOSING[text[at]], at + 1)
    if end < 0:
        raise QueryError("a quotation mark is not closed / 引号没有闭合", at, f'{text}"')
    if not text[at + 1 : end].strip():
        raise QueryError("nothing between the quotation marks / 引号内没有内容", at)
    return text[at + 1 : end], end + 1


class _Parser:
    def __init__(self, lexemes: list[Lexeme]) -> None:
        self._lexemes = lexemes
        self._at = 0
        self._depth = 0

    @property
    def _here(self) -> Lexeme:
        return self._lexemes[self._at]

    def _take(self) -> Lexeme:
        lexeme = self._here
        self._at += 1
        return lexeme

    def parse(self) -> Node:
        node = self._any()
        if self._here.kind == ")":
            raise QueryError("a bracket closes that was not opened / 多了右括号", self._here.position)
        return node

    def _any(self) -> Node:
        parts = [self._all()]
        while self._here.kind == "or":
            self._take()
            parts.append(self._all())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def _all(self) -> Node:
        parts = [self._one()]
        while self._here.kind not in ("or", ")", "end"):
            if self._here.kind == "and":
                self._take()
            parts.append(self._one())
        return all_of(parts)

    def _one(self) -> Node:
        lexeme = self._take()
        if lexeme.kind == "not":
            return self._negated()
        if lexeme.kind == "(":
            return self._bracket(lexeme)
        if lexeme.kind == "phrase":
            return Phrase(lexeme.text)
        if lexeme.kind == "field":
            from .fields import field_node  # fields builds nodes of this module

            return field_node(lexeme.name, lexeme.text, lexeme.position)
        if lexeme.kind == "word":
            return _word(lexeme)
        if lexeme.kind == "end":
            raise QueryError("a term is missing at the end / 末尾缺少检索词", lexeme.position)
        raise QueryError(
            f"a term is missing before {lexeme.text} / {lexeme.text} 前缺少检索词", lexeme.position
        )

    def _negated(self) -> Node:
        if self._here.kind == "not":
            raise QueryError("NOT twice / 重复的 NOT", self._here.position)
        return Not(self._one())

    def _bracket(self, lexeme: Lexeme) -> Node:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise QueryError(f"more than {MAX_DEPTH} brackets in one another / 括号嵌套过深", lexeme.position)
        node = self._any()
        if self._take().kind != ")":
            raise QueryError("a bracket is not closed / 括号没有闭合", lexeme.position)
        self._depth -= 1
        return node


def _word(lexeme: Lexeme) -> Node:
    from ..fold import units

    stem = lexeme.text.rstrip("*＊")
    if "*" in stem or "＊" in stem:
        raise QueryError("* stands only at the end of a word / * 只能放在词尾", lexeme.position)
    if not any(unit.text[0].isalnum() for unit in units(stem)):
        raise QueryError(f"no word in {lexeme.text} / 没有可检索的词", lexeme.position)
    return Prefix(stem) if stem != lexeme.text else Word(stem)
