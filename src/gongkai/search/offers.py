"""What would be found where nothing was: a word spelt as the index knows it, or one term less."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection

from ..errors import QueryError
from ..fold import fold
from .hit import Offer
from .query import Lexeme, lexemes

_MOST = 3
_TRIALS = 12
_SHORTEST, _LONGEST = 2, 8  # characters of a word that is corrected


def offers(
    query: str, count: Callable[[str], int], vocabulary: Callable[[str], Collection[str]]
) -> tuple[Offer, ...]:
    """At most three queries near ``query`` that find something; ``count`` tells how many reports one finds.

    First words corrected by the index's own words, then each term of the query left out.
    """
    terms = [lexeme for lexeme in lexemes(query) if lexeme.kind in ("word", "phrase")]
    silent = [lexeme for lexeme in terms if not _finds(lexeme.written, count)]
    found = _tried(_corrected(query, silent, vocabulary(""), count), count) if silent else []
    if len(found) < _MOST:
        found += _tried(_shortened(query), count)
    return tuple(found[:_MOST])


def _finds(query: str, count: Callable[[str], int]) -> int:
    try:
        return count(query)
    except QueryError:
        return 0


def _tried(candidates: list[tuple[str, str]], count: Callable[[str], int]) -> list[Offer]:
    found: list[Offer] = []
    for query, reason in candidates[:_TRIALS]:
        if (reports := _finds(query, count)) and query not in [offer.query for offer in found]:
            found.append(Offer(query, reason, reports))
        if len(found) == _MOST:
            break
    return found


def _corrected(
    query: str, silent: list[Lexeme], known: Collection[str], count: Callable[[str], int]
) -> list[tuple[str, str]]:
    """The query with one silent word replaced by words of the index that differ from it in one character."""
    near: defaultdict[str, list[str]] = defaultdict(list)
    for word in known:
        if _SHORTEST <= len(word) <= _LONGEST:
            for pattern in _patterns(word):
                near[pattern].append(word)
    found = []
    for lexeme in silent:
        text = fold(lexeme.text)
        options = [
            (text[:start] + word + text[start + size :], word, text[start : start + size])
            for size in range(min(_LONGEST, len(text)), _SHORTEST - 1, -1)
            for start in range(len(text) - size + 1)
            for pattern in _patterns(text[start : start + size])
            for word in near.get(pattern, ())
            if word != text[start : start + size] and not _same_kind(word, text[start : start + size])
        ]
        ranked = sorted(
            dict.fromkeys(options), key=lambda option: (-len(option[1]), -_finds(option[0], count))
        )
        for corrected, word, wrong in ranked[:_TRIALS]:
            changed = query.replace(lexeme.text, corrected, 1)
            found.append((changed, f"{wrong} → {word}"))
    return found


def _same_kind(word: str, wrong: str) -> bool:
    return word.isascii() and word.isdigit() and wrong.isdigit()  # another number is no other spelling


def _patterns(word: str) -> list[str]:
    """The word with one character open."""
    return [f"{word[:n]}\0{word[n + 1 :]}" for n in range(len(word))]


def _shortened(query: str) -> list[tuple[str, str]]:
    """The query without one of its terms; not where brackets or OR say how terms belong together."""
    found = list(lexemes(query))
    if any(lexeme.kind in ("(", ")", "or") for lexeme in found):
        return []
    shorter = []
    for n, lexeme in enumerate(found):
        if lexeme.kind not in ("word", "phrase", "field"):
            continue
        start = lexeme.position
        if n and found[n - 1].kind in ("not", "and"):
            start = found[n - 1].position
        rest = " ".join((query[:start] + " " + query[lexeme.end :]).split())
        if rest:
            shorter.append((rest, f"without 去掉 {query[start : lexeme.end]}"))
    return shorter
