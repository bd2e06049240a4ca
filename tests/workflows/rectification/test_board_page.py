"""The leaders' board: every number as counted by hand, buckets that add up, links to exactly those problems."""

import re
from html import unescape

from tests.workflows.rectification.cast import Cast, today
from tests.workflows.rectification.pages import get, of_round, programme, shown
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.queries import board, ledger
from workflows.rectification.states import ProblemState as S


def planted(cast: Cast) -> list[Problem]:
    """Six problems: three of 甲局 (one overdue, one closed), two of 乙局 (one jointly), one of 丙办 struck off."""
    late = cast.register(found_on=today(-40), due_on=today(1))
    closed = cast.problem_at(S.CLOSED)
    rows = [
        late, closed, cast.register("甲二支部", due_on=today(15), participants=("乙一支部",), category=""),
        cast.register("乙一支部", due_on=today(5), source="audit", participants=("甲一支部", "甲二支部")),
        cast.register("乙一支部", limit="sustained", due_on=None), cast.register("丙办党支部"),
    ]  # fmt: skip
    cast.do(actions.void, rows[5], "clerk", comment="登记有误")
    # The day of the first goes by while nobody looks.
    Problem.objects.filter(pk=late.pk).update(due_on=today(-1))
    return rows


def links(text: str, start: str = "/rectification/ledger/?") -> list[tuple[str, int]]:
    """Each number of the board that leads on, with its address."""
    found = re.findall(r'href="([^"]+)">(\d+)</a>', text)
    return [(unescape(url), int(number)) for url, number in found if url.startswith(start)]


def test_the_numbers_are_those_counted_by_hand(cast: Cast) -> None:
    planted(cast)
    rows, round_ = ledger.seen(cast.users["clerk"], programme()), programme()

    lines = {
        unit.short_name: (group.tally.total, group.tally.open, group.tally.late, group.joint)
        for unit, group in board.by_unit(rows, round_, board.by(rows, "unit")["unit"])
    }
    assert lines == {"甲局机关党委": (3, 2, 1, 1), "乙局机关党委": (2, 2, 0, 1)}
    assert {group.key: group.tally.total for group in board.by(rows, "source")["source"]} == {
        "inspection": 4,
        "audit": 1,
    }
    assert {group.key: group.tally.total for group in board.by(rows, "category")["category"]} == {"组织建设": 4, "": 1}


def test_the_buckets_do_not_overlap_and_add_up_to_what_is_open(cast: Cast) -> None:
    planted(cast)
    rows = ledger.seen(cast.users["clerk"], programme())

    left = board.left(rows)

    assert left == {"overdue": 1, "ten": 1, "twenty": 1, "later": 0, "none": 1}
    assert sum(left.values()) == ledger.tally(rows).open == 4


def test_the_months_count_what_was_handed_over_and_closed(cast: Cast) -> None:
    planted(cast)

    months = board.trend(ledger.seen(cast.users["clerk"], programme()), today())

    assert (len(months), months[-1].assigned, months[-1].closed) == (12, 1, 1)
    assert [(month.assigned, month.closed) for month in months[:-1]] == [(0, 0)] * 11


def test_every_number_leads_to_exactly_its_problems(cast: Cast) -> None:
    planted(cast)

    found = links(get(cast, of_round("board/"))[1])

    assert len(found) > 5
    for url, number in found:
        assert f"共{number}个" in get(cast, url)[1], url


def test_every_line_leads_to_a_ledger_that_understands_it(cast: Cast) -> None:
    planted(cast)
    for who in ("clerk", "deputy", "organiser", "outsider"):
        text = get(cast, of_round("board/"), who)[1]
        urls = {unescape(url) for url in re.findall(r'href="(/rectification/ledger/[^"]+)"', text)}
        assert {url: get(cast, url, who)[0] for url in urls} == dict.fromkeys(urls, 200)


def test_a_branch_sees_its_own_figures_alone(cast: Cast) -> None:
    rows = planted(cast)

    text = get(cast, of_round("board/"), "outsider")[1]

    assert (shown(text, *rows[:4]), "甲局机关党委" in text) == ([False] * 4, False)
