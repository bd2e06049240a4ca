"""减负体检: minutes by the formula that the page states, more than last year told apart, repeated demands named."""

from dataclasses import replace

import pytest

from workflows.engine.burden import Burden, Demand, Other, repeats

ASKED = Burden(items=20, typed=5, files=1, optional_files=8, words=60)


def asking(*demands: Demand) -> Burden:
    return replace(ASKED, demands=demands)


def test_minutes_follow_the_formula_that_is_shown() -> None:
    # 20×10秒 + 5×60秒 + 1×300秒 + 60×3秒 = 980秒
    assert ASKED.minutes == 17


@pytest.mark.parametrize(("words", "minutes"), [(0, 0), (1, 1), (20, 1), (21, 2)])
def test_a_minute_that_has_begun_counts(words: int, minutes: int) -> None:
    assert Burden(0, 0, 0, 0, words).minutes == minutes


def test_nothing_is_beyond_last_year_when_all_is_the_same() -> None:
    assert ASKED.beyond(ASKED) == []


def test_every_figure_that_grew_is_named() -> None:
    assert replace(ASKED, typed=6, files=2).beyond(ASKED) == [
        "填几处由5增加到6",
        "必须提供的佐证由1增加到2",
        "约几分钟由17增加到23",
    ]


def test_what_may_be_left_out_is_no_burden() -> None:
    assert replace(ASKED, optional_files=30).beyond(ASKED) == []


def test_one_file_for_several_lines_is_named() -> None:
    found = repeats(asking(Demand("第1条", "甲", "会议记录、签到表"), Demand("第2条", "乙", "签到表")), [], {})

    assert found == ["“签到表”第1条、第2条都要，传一次、各处引用即可。"]


def test_the_same_question_twice_is_named() -> None:
    found = repeats(asking(Demand("第1条", "无年度计划"), Demand("第9条", "无年度计划。")), [], {})

    assert found == ["第1条、第9条“无年度计划。”内容相同，请合并。"]


def test_what_another_open_round_asks_is_named() -> None:
    other = Other("2026年度先进推荐", asking(Demand("第3条", "党费收缴", "年度计划")))
    found = repeats(asking(Demand("第1条", "党费收缴"), Demand("第2条", "班子建设", "年度计划")), [other], {})

    assert found == [
        "第1条“党费收缴”，正在进行的“2026年度先进推荐”也在要。",
        "“年度计划”（第2条），正在进行的“2026年度先进推荐”也在要，已传的可以直接引用。",
    ]


def test_what_the_system_holds_is_named() -> None:
    found = repeats(asking(Demand("第1条", "班子不健全", "班子名册")), [], {"班子名册": "组织人员的任职"})

    assert found == ["第1条要的“班子名册”，系统里已有（组织人员的任职），不必再填再传。"]


def test_what_is_asked_once_is_not_named() -> None:
    other = Other("别的批次", asking(Demand("第3条", "民主评议")))

    assert repeats(asking(Demand("第1条", "党费收缴", "台账")), [other], {"党员名册": "人员"}) == []
