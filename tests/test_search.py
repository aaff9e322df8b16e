"""Search: what must be found is found, what is not there is not, and every mistake is told with its place."""

from pathlib import Path

import pytest

from a_report import make_report
from gongkai.errors import QueryError
from gongkai.library import Library
from gongkai.search import Hit, parse_query
from gongkai.search import query as q

NEIGHBOUR = make_report(
    "临湖县水务局",
    2023,
    passages=(
        "组织业务培训2期，参训130人次。",
        "举办政策\n解读讲座5场，网站发布信息2,412条。",
        "网站首页改版，增设 Open Data 专栏。",
    ),
    tags=((("TRAIN",), "DONE"), (("EVENT",), "DONE"), (("PLATFORM",), "PLAN")),
    figures=((0, "2期", "2", "2", "exact", "期"), (1, "2,412条", "2412", "2412", "exact", "条")),
    total="7",
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    library = Library(tmp_path_factory.mktemp("index"))
    with library.batch():
        library.add(make_report())
        library.add(make_report(year=2022, total="90"))
        library.add(NEIGHBOUR)
    return library


def found(hits: list[Hit]) -> set[tuple[str, int | None, int | None]]:
    return {(hit.organ[:2], hit.year, hit.passage) for hit in hits}


A24, A22, B = ("云河", 2024), ("云河", 2022), ("临湖", 2023)

QUERIES = [
    ("行政复议", {(*A24, 1), (*A22, 1)}),
    ("复议 年份:2024", {(*A24, 1)}),
    ("規範性文件 年份:2024", {(*A24, 0)}),  # traditional
    ("规范 年份:2024", {(*A24, 0)}),  # a piece inside a leaf
    ('"政策解读"', {(*B, 1)}),  # over a line break
    ("政策解读", {(*B, 1)}),
    ('"解读政策"', set()),
    ("三安全一稳定", {(*A24, None), (*A22, None), (*B, None)}),  # a table label
    ('"三安全一稳定" 年份:2023', {(*B, None)}),
    ("培训 OR 改版", {(*B, 0), (*B, 2)}),
    ("网站 -改版", {(*B, 1)}),
    ('网站 NOT "信息发布"', {(*B, 1), (*B, 2)}),
    ("网站 NOT 政策解读", {(*B, 2)}),
    ("(培训 OR 改版) 标签:TRAIN", {(*B, 0)}),
    ("业* ", {(*B, 0)}),
    ("open", {(*B, 2)}),
    ('"open data"', {(*B, 2)}),
    ("dat*", {(*B, 2)}),
    ("2412", {(*B, 1)}),
    ("2,412", {(*B, 1)}),
    ("412", set()),
    ("5", {(*B, 1)}),
    ("临湖 培训", {(*B, 0)}),
    ("机构:水务 网站", {(*B, 1), (*B, 2)}),
    ("机构:水务", {(*B, None)}),
    ("年份:2022..2023 机构:财政", {(*A22, None)}),
    ("year:>=2024", {(*A24, None)}),
    ("语态:PLAN", {(*B, 2)}),
    ("stance:plan 改版", {(*B, 2)}),
    ("section:s1 讲座", {(*B, 1)}),
    ("部分:五 讲座", set()),
    ("单位:条 数值:>1000", {(*B, 1)}),
    ("单位：条 数值：＞1000", {(*B, 1)}),
    ("单位:期 数值:>1000", set()),
    ("微信公众号 数值:1万..10万", set()),
    ("公众号 数值:1万..10万 年份:2024", {(*A24, 2)}),
    ("单位:篇 数值:>360 年份:2024", {(*A24, 2)}),
    ("单位:篇 数值:360 年份:2024", {(*A24, 2)}),
    ("格:t3.r_new.c_total>100", {(*A24, None)}),
    ("复议 格:t3.r_new.c_total<=100", {(*A22, 1)}),
    ("格:t3.r_open.c_total=1.5 年份:2024", {(*A24, None)}),
]


@pytest.mark.parametrize(("query", "expected"), QUERIES)
def test_query(library: Library, query: str, expected: set[tuple[str, int, int | None]]) -> None:
    hits = library.search(query, limit=50)
    assert found(hits) == expected
    for hit in hits:
        assert hit.matched
        for start, end in hit.highlights:
            assert hit.text[start:end].strip()


def test_highlights_name_the_words(library: Library) -> None:
    hit = library.search("复议 结果", year=2024)[0]
    assert {hit.text[a:b] for a, b in hit.highlights} == {"复议", "结果"}
    table = library.search("三安全一稳定", limit=1)[0]
    assert [table.text[a:b] for a, b in table.highlights] == ["三安全一稳定"]
    assert "\n" not in table.text


def test_figure_search_highlights_the_figure(library: Library) -> None:
    hit = library.search("单位:条 数值:>1000")[0]
    assert [hit.text[a:b] for a, b in hit.highlights] == ["2,412条"]
    assert hit.matched == ("数值 2,412条",)


def test_a_word_of_the_organ_alone_matches_its_reports_only_where_it_stands(library: Library) -> None:
    assert found(library.search("水务局")) == {(*B, None)}


def test_filters_and_limit(library: Library) -> None:
    assert found(library.search("公众号", year="2022..2023")) == {(*A22, 0), (*A22, 2)}
    assert found(library.search("公众号", organ="财政", year=2024, topic="POLICY")) == {(*A24, 0)}
    assert found(library.search("网站", stance="PLAN")) == {(*B, 2)}
    assert len(library.search("公众号", limit=3)) == 3


def test_one_report_does_not_flood(tmp_path: Path) -> None:
    with Library(tmp_path) as library:
        many = tuple(f"网站改版第{n}期。" for n in range(30))
        library.add(make_report("甲市教育局", passages=many, tags=(), figures=()))
        library.add(
            make_report(
                "乙市教育局",
                passages=("全市各部门的网站今年都做了一次较大的改版工作。",),
                tags=(),
                figures=(),
            )
        )
        hits = library.search("网站改版", limit=5)
    assert len(hits) == 5 and "乙市教育局" in {hit.organ for hit in hits}


@pytest.mark.parametrize(
    ("query", "position", "suggestion"),
    [
        ("", 0, "政策解读"),
        ('政策 "没有结束', 3, '政策 "没有结束"'),
        ("(培训 OR 讲座", 0, ""),
        ("培训)", 2, ""),
        ("培训 OR", 5, ""),
        ("OR 培训", 0, ""),
        ("年分:2024", 0, "年份:2024"),
        ("http://example.org", 0, '"http://example.org"'),
        ("年份:二零", 3, "年份:2022..2024"),
        ("年份:2024..2022", 3, "年份:2022..2024"),
        ("年份:", 3, ""),
        ("数值:很多", 3, "数值:>1000"),
        ("数值:9..3", 3, "数值:3..9"),
        ("部分:十", 3, "部分:五"),
        ("格:t3.r_new", 2, "格:t3.r_new.c_total>100"),
        ("政*策", 0, ""),
        ("，", 0, ""),
        ('""', 0, ""),
        ("a" * 501, 500, ""),
        (" ".join("字" * 41), 81, ""),
        ("(" * 30 + "政策" + ")" * 30, 20, ""),
        ("NOT NOT 政策", 4, ""),
    ],
)
def test_bad_query(query: str, position: int, suggestion: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse_query(query)
    assert (caught.value.position, caught.value.suggestion) == (position, suggestion)


def test_unknown_cell_and_topic_are_told(library: Library) -> None:
    with pytest.raises(QueryError) as caught:
        library.search("格:t3.r_new.c_totl>1")
    assert caught.value.suggestion == "格:t3.r_new.c_total>1"
    with pytest.raises(QueryError):
        library.search("标签:没有这个")


def test_tests_of_one_figure_are_joined() -> None:
    node = parse_query("单位:条 数值:>10 数值:<20 单位:件")
    assert isinstance(node, q.And) and len(node.parts) == 2
    first = node.parts[0]
    assert isinstance(first, q.FigureTest) and (first.unit, first.low is None, first.high is None) == (
        "条",
        False,
        False,
    )


def test_queries_are_never_slow_or_broken(library: Library) -> None:
    for query in (
        "*",
        "-",
        "--",
        "年份:..",
        "((",
        "“",
        "a:b:c",
        "数值:>",
        "格:t3.r>1' OR 1=1",
        "\0",
        "😀",
        "NOT 😀",
        "’*",
    ):
        try:
            library.search(query)
        except QueryError:
            continue
