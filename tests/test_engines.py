"""The contract of a search engine, held against every engine: same matches, same counts, safe writing."""

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from gongkai.errors import LibraryError
from gongkai.search.analysis import analyse
from gongkai.search.engine import Entry, SearchEngine
from gongkai.search.highlight import matches, pieces
from gongkai.search.query import Node, Word, parse_query

SPEC = json.loads((Path(__file__).parent / "specs" / "recall.json").read_text("utf-8"))
Make = Callable[[Path], SearchEngine]


def whoosh(folder: Path) -> SearchEngine:
    from gongkai.search.whoosh_engine import WhooshEngine

    return WhooshEngine(folder)


def tantivy(folder: Path) -> SearchEngine:
    pytest.importorskip("tantivy")
    from gongkai.search.tantivy_engine import TantivyEngine

    return TantivyEngine(folder)


@pytest.fixture(scope="module", params=[whoosh, tantivy], ids=["whoosh", "tantivy"])
def make(request: pytest.FixtureRequest) -> Make:
    return request.param


def nothing(_: object) -> dict[str, list[int]]:
    return {}


def fill(engine: SearchEngine, reports: dict[str, list[Entry]]) -> None:
    engine.begin(1)
    for report_id, entries in reports.items():
        engine.add(report_id, entries)
    engine.commit()


def found(
    engine: SearchEngine, query: str | Node, resolve: Callable = nothing
) -> set[tuple[str, int | None]]:
    node = parse_query(query) if isinstance(query, str) else query
    answer = engine.search(node, resolve)
    page = answer.page(0, None)
    listed = zip(page, answer.passages_of(page), strict=True)
    slots = [(match.report_id, passage) for match, passages in listed for passage in passages]
    assert len(slots) == len(set(slots)) == answer.passages
    assert len(page) == len({match.report_id for match in page}) == answer.reports
    return set(slots)


# -- what is found


def of_spec() -> dict[str, list[Entry]]:
    """The passages of the table by organ and year, each report with a title."""
    reports: dict[str, list[Entry]] = {}
    for passage in SPEC["passages"].values():
        about = (passage["organ"], passage["year"])
        report_id = f"{about[0]}{about[1]}"
        entries = reports.setdefault(report_id, [Entry(report_id, None, report_id, *about)])
        entries.append(
            Entry(report_id, len(entries) - 1, passage["text"], *about, passage["section"], ("NEWS",), "DONE")
        )
    return reports


@pytest.fixture(scope="module")
def recall(make: Make, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    engine = make(tmp_path_factory.mktemp("recall") / "index")
    fill(engine, of_spec())
    yield engine
    engine.close()


@pytest.mark.parametrize("case", SPEC["queries"], ids=lambda case: case["query"])
def test_recall(recall: SearchEngine, case: dict) -> None:
    names = {passage["text"]: name for name, passage in SPEC["passages"].items()}
    texts = {(e.report_id, e.passage): names[e.text] for es in of_spec().values() for e in es[1:]}
    got = {texts[slot] for slot in found(recall, case["query"]) if slot[1] is not None}
    assert got == set(case["found"])


# -- against brute force

CLAUSES = (
    "办理行政复议2件|发布政策解读材料12篇|人民政府门户网站|微信公众号阅读量3.5万次|规范性文件1,286件|依申请公开|民政局"
    "|开展业务培训|县政府常务会议|Open Data|不予公开|三安全一稳定|IPv6|领导信箱|政策文件库|答复率100%|2023年|下一步"
).split("|")


def invented(rng: random.Random, count: int) -> dict[str, list[Entry]]:
    reports = {}
    for n in range(count):
        organ, year = rng.choice(("青栖县人民政府", "松洲市民政局", "云浦区审计局")), rng.randint(2021, 2024)
        report_id = f"r{n}"
        entries = [Entry(report_id, None, f"{organ}{year}年年度报告", organ, year)]
        for passage in range(rng.choice((2, 5, 70))):
            text = rng.choice(("，", "", "\n", " ")).join(rng.sample(CLAUSES, rng.randint(1, 4)))
            topics = tuple(rng.sample(("POLICY", "TRAIN", "REVIEW"), rng.randint(0, 2)))
            entries.append(
                Entry(
                    report_id,
                    passage,
                    text,
                    organ,
                    year,
                    f"s{passage % 6}",
                    topics,
                    rng.choice(("DONE", "PLAN")),
                )
            )
        reports[report_id] = entries
    return reports


def invented_query(rng: random.Random, depth: int = 0) -> str:
    kind = rng.randint(0, 11 if depth < 2 else 8)
    text = "".join(rng.sample(CLAUSES, 2))
    start = rng.randrange(len(text) - 1)
    piece = text[start : start + rng.randint(1, 6)].strip(",.% ") or "公开"
    if kind <= 2:
        return piece
    if kind <= 4:
        return f'"{piece}"'
    if kind <= 8:
        fixed = (
            "年份:2022..2023",
            "机构:民政",
            "标签:POLICY",
            "语态:PLAN",
            "部分:三",
            "青栖",
            "2023年",
            "公*",
            "网站",
        )
        return rng.choice(fixed)
    joined = (" ", " OR ", " NOT ")[kind - 9].join(invented_query(rng, depth + 1) for _ in range(2))
    return f"({joined})"


def seamless(node: Node) -> bool:
    """Whether no word of two characters stands in the query: those may be left out across a seam."""
    if isinstance(node, Word):
        return all(len(piece) != 2 for piece in pieces(node))
    parts = getattr(node, "parts", None) or ([node.part] if hasattr(node, "part") else [])
    return all(seamless(part) for part in parts)


def test_same_as_brute_force(make: Make, tmp_path: Path) -> None:
    rng = random.Random(3)
    reports = invented(rng, 8)
    engine = make(tmp_path / "index")
    fill(engine, reports)
    asked = 0
    while asked < 80:
        query = invented_query(rng)
        try:
            node = parse_query(query)
        except ValueError:
            continue
        except Exception as error:
            assert "NOT" in query or "word" in str(error), query
            continue
        if not seamless(node):
            continue
        asked += 1
        only_reports = not any(e for e in query if e) or _asks_for_reports(query)
        expected = {
            (entry.report_id, entry.passage)
            for entries in reports.values()
            for entry in entries
            if matches(node, entry, lambda test, entry: None) and (entry.passage is None or not only_reports)
        }
        assert found(engine, node) == expected, query
    engine.close()


def _asks_for_reports(query: str) -> bool:
    from gongkai.search.engine import about_passages

    return not about_passages(parse_query(query))


def test_a_seam_inside_a_longer_word_is_no_word(make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path / "index")
    texts = ("人民政府", "民政局", "县人民政府民政局", "人民政务")
    fill(engine, {"r": [Entry("r", n, text, "甲局", 2024) for n, text in enumerate(texts)]})
    assert found(engine, "民政") == {("r", 1), ("r", 2), ("r", 3)}
    assert found(engine, '"民政"') == {("r", 0), ("r", 1), ("r", 2), ("r", 3)}
    engine.close()


def test_conditions_told_by_the_store(make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path / "index")
    entries = [
        Entry("r1", None, "甲局", "甲局", 2024),
        *(Entry("r1", n, f"第{n}条公开", "甲局", 2024) for n in range(130)),
    ]
    fill(engine, {"r1": entries, "r2": [Entry("r2", 0, "公开", "乙局", 2023)]})
    figures = {"r1": [0, 62, 63, 128], "r9": [1]}
    told = {"单位:条": figures, "格:t3.r_new.c_total>1": {"r1": []}}
    for query, expected in (
        ("单位:条", {("r1", n) for n in (0, 62, 63, 128)}),
        ("单位:条 63", {("r1", 63)}),
        ("公开 NOT 单位:条", {("r2", 0), *(("r1", n) for n in range(130) if n not in figures["r1"])}),
        ("格:t3.r_new.c_total>1", {("r1", None)}),
        ("格:t3.r_new.c_total>1 129", {("r1", 129)}),
    ):
        resolve = told["单位:条"] if "单位" in query else told["格:t3.r_new.c_total>1"]
        assert found(engine, query, lambda _, resolve=resolve: resolve) == expected
    engine.close()


# -- pages, order, counts


@pytest.fixture(scope="module")
def many(
    make: Make, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[SearchEngine, dict[str, list[Entry]]]]:
    engine = make(tmp_path_factory.mktemp("many") / "index")
    reports = invented(random.Random(5), 60)
    for first in range(0, 60, 5):  # many small commits, so that segments are merged
        fill(engine, dict(list(reports.items())[first : first + 5]))
    yield engine, reports
    engine.close()


@pytest.mark.parametrize("sort", ["relevance", "year"])
@pytest.mark.parametrize("query", ["政策解读", "公*", "年份:2022", "标签:POLICY NOT 网站"])
def test_pages_neither_overlap_nor_leave_a_gap(
    many: tuple[SearchEngine, dict], query: str, sort: str
) -> None:
    answer = many[0].search(parse_query(query), nothing)
    whole = [match.report_id for match in answer.page(0, None, sort)]
    paged: list[str] = []
    while page := many[0].search(parse_query(query), nothing).page(len(paged), 7, sort):
        paged += [match.report_id for match in page]
    assert paged == whole and len(whole) == answer.reports


def test_newest_first(many: tuple[SearchEngine, dict[str, list[Entry]]]) -> None:
    engine, reports = many
    page = engine.search(parse_query("政策解读"), nothing).page(0, None, "year")
    years = [reports[match.report_id][0].year for match in page]
    assert years == sorted(years, reverse=True)


def test_facets_count_passages(many: tuple[SearchEngine, dict[str, list[Entry]]]) -> None:
    engine, reports = many
    answer = engine.search(parse_query("政策解读"), nothing)
    page = answer.page(0, None)
    slots = [
        (m.report_id, p) for m, passages in zip(page, answer.passages_of(page), strict=True) for p in passages
    ]
    entries = {(e.report_id, e.passage): e for es in reports.values() for e in es}
    hits = [entries[slot] for slot in slots]
    facets = answer.facets()
    assert facets["year"] == dict(Counter(str(hit.year) for hit in hits))
    assert facets["organ"] == dict(Counter(hit.organ for hit in hits))
    assert facets["topic"] == dict(Counter(topic for hit in hits for topic in hit.topics))
    assert facets["stance"] == dict(Counter(hit.stance for hit in hits))
    assert facets["section"] == dict(Counter(hit.section for hit in hits))
    for counts in facets.values():
        assert list(counts.values()) == sorted(counts.values(), reverse=True)


def test_title_organ_and_year_count(make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path / "index")
    reports = {}
    for organ in ("青栖县教育局", "松洲市审计局"):
        for year in (2021, 2022, 2023):
            key, about = f"{organ}{year}", (organ, year)
            texts = (
                f"全年公开信息{year}条，培训2期。",
                "回顾2022年以来的工作，培训有序。",
                "教育培训规范有序。",
            )
            entries = [Entry(key, n, text, *about, "s1") for n, text in enumerate(texts)]
            reports[key] = [Entry(key, None, f"{organ}{year}年报告", *about), *entries]
    fill(engine, reports)

    def first(query: str) -> str:
        return engine.search(parse_query(query), nothing).page(0, 1)[0].report_id

    assert first("青栖县教育局 2023年 培训") == "青栖县教育局2023"
    assert first("2021年 松洲 培训") == "松洲市审计局2021"
    assert first("审计局 培训 年份:2022") == "松洲市审计局2022"
    engine.close()


def test_a_word_of_its_own_comes_before_a_piece(make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path / "index")
    fill(
        engine,
        {
            f"r{n}": [Entry(f"r{n}", 0, text, "甲局", 2024)]
            for n, text in enumerate(("县城管理有序", "城管执法有序"))
        },
    )
    page = engine.search(parse_query("城管"), nothing).page(0, 10)
    assert page[0].report_id == "r1"
    engine.close()


def test_vocabulary(many: tuple[SearchEngine, dict]) -> None:
    assert {"政策", "政策文件库"} <= set(many[0].vocabulary("政策"))
    assert "ipv" in many[0].vocabulary()


# -- writing


def test_replace_delete_and_give_up(make: Make, tmp_path: Path) -> None:
    engine = make(tmp_path / "index")
    fill(engine, {"a": [Entry("a", 0, "旧的培训", "甲局", 2024)], "b": [Entry("b", 0, "培训", "乙局", 2024)]})
    engine.begin(1)
    engine.add("a", [Entry("a", 0, "新的讲座", "甲局", 2024)])
    assert found(engine, "培训") == {("a", 0), ("b", 0)}  # not yet committed
    engine.commit()
    assert found(engine, "培训") == {("b", 0)} and found(engine, "讲座") == {("a", 0)}
    engine.begin(1)
    engine.delete("b")
    engine.add("c", [Entry("c", 0, "培训", "丙局", 2024)])
    engine.close()
    engine = make(tmp_path / "index")
    assert found(engine, "培训") == {("b", 0)}
    engine.begin(1)
    engine.delete("b")
    engine.delete("never there")
    engine.commit()
    assert found(engine, "培训") == set() and found(engine, "NOT 培训") == {("a", 0)}
    engine.begin(1)
    engine.commit()  # nothing changed
    engine.close()


def test_what_was_deleted_stays_deleted_through_merges(make: Make, tmp_path: Path) -> None:
    rng = random.Random(9)
    engine = make(tmp_path / "index")
    kept = {}
    for n in range(14):
        reports = {f"{key}{n}": value for key, value in invented(rng, 1).items()}
        reports = {key: [Entry(key, *_rest(e)) for e in value] for key, value in reports.items()}
        fill(engine, reports)
        kept.update(reports)
        if n % 3 == 0:
            gone = rng.choice(sorted(kept))
            engine.begin(1)
            engine.delete(gone)
            engine.commit()
            del kept[gone]
    for query in ("政策解读", "年份:2022", '"人民政府门户网站"'):
        node = parse_query(query)
        expected = {
            (e.report_id, e.passage)
            for es in kept.values()
            for e in es
            if matches(node, e, lambda *_: None) and (not _asks_for_reports(query) or e.passage is None)
        }
        assert found(engine, query) == expected
    engine.close()


def _rest(entry: Entry) -> tuple:
    return entry.passage, entry.text, entry.organ, entry.year, entry.section, entry.topics, entry.stance


def test_a_reader_sees_each_commit_and_is_never_blocked(make: Make, tmp_path: Path) -> None:
    writer = make(tmp_path / "index")
    fill(writer, {"a": [Entry("a", 0, "培训", "甲局", 2024)]})
    reader = make(tmp_path / "index")
    for n in range(12):
        writer.begin(1)
        writer.add(f"b{n}", [Entry(f"b{n}", 0, "培训", "乙局", 2024)])
        assert len(found(reader, "培训")) == n + 1
        writer.commit()
        assert len(found(reader, "培训")) == n + 2
    with pytest.raises(LibraryError, match="another process"):
        writer.begin(1)
        reader.begin(0.1)
    writer.close()
    reader.begin(1)
    reader.close()


def test_the_lock_of_a_dead_process_is_no_lock(make: Make, tmp_path: Path) -> None:
    name = make.__name__
    code = (
        f"import sys, time; sys.path.insert(0, {str(Path(__file__).parent)!r})\n"
        f"from pathlib import Path\nfrom test_engines import {name}, Entry\n"
        f"engine = {name}(Path({str(tmp_path / 'index')!r}))\nengine.begin(1)\n"
        "engine.add('a', [Entry('a', 0, '培训', '甲局', 2024)])\nprint('in', flush=True); time.sleep(60)"
    )
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None and child.stdout.readline() == "in\n"
    engine = make(tmp_path / "index")
    with pytest.raises(LibraryError, match="another process"):
        engine.begin(0)
    os.kill(child.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    child.wait()
    engine.begin(2)
    engine.add("b", [Entry("b", 0, "培训", "乙局", 2024)])
    engine.commit()
    assert found(engine, "培训") == {("b", 0)}
    engine.close()


# -- the analyzer


def test_many_texts_at_once_are_inverted_as_one_by_one() -> None:
    from gongkai.search.inverting import Inverter, Vocabulary
    from gongkai.search.sheets import decode

    rng = random.Random(11)
    entries = [entry for report in invented(rng, 8).values() for entry in report]
    texts = [
        *(entry.text for entry in entries),
        "",
        " ",
        "\ue000\ue001",
        "，",
        "1 23",
        "12 3",
        "a\x1fb 12,345,6",
    ]
    sheets = [n // 50 for n in range(len(texts))]
    slots = [n % 50 for n in range(len(texts))]
    inverter = Inverter(Vocabulary())
    inverter.add(texts[:100], sheets[:100], slots[:100])
    inverter.add(texts[100:], sheets[100:], slots[100:])
    for name in ("words", "pairs", "seams"):
        got = {item.term.decode(): decode(item.data, item.ones, item.more) for item in inverter.finish(name)}
        expected: dict[str, dict[int, int]] = {}
        for terms, sheet, slot in zip(analyse(texts), sheets, slots, strict=True):
            for term in set(getattr(terms, name)):
                masks = expected.setdefault(term, {})
                masks[sheet] = masks.get(sheet, 0) | 1 << slot
        assert got == expected
