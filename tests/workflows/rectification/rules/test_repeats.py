"""Whether two rows tell of the same problem."""

from decimal import Decimal

from workflows.rectification.rules import likely_repeats, likeness, row_key

TEXT = "党员活动室被挪作仓库，长期没有使用。"


def test_writing_does_not_change_the_key() -> None:
    typed = row_key("巡察 反馈", "2026年", "（一）党员活动室被挪作仓库,长期没有使用")

    assert typed == row_key("巡察反馈", "２０２６年", TEXT)


def test_source_batch_and_text_each_change_the_key() -> None:
    rows = [("审计", "1", TEXT), ("巡察", "1", TEXT), ("审计", "2", TEXT), ("审计", "1", "别的")]

    assert len({row_key(*row) for row in rows}) == 4


def test_a_figure_in_front_is_part_of_the_text() -> None:
    assert row_key("", "", "3.5万元没有入账") != row_key("", "", "5万元没有入账")
    assert row_key("", "", "3名党员没有交党费") != row_key("", "", "5名党员没有交党费")
    assert row_key("", "", "1.没有入账") == row_key("", "", "没有入账")


def test_texts_are_alike_by_their_pairs_of_characters() -> None:
    assert likeness(TEXT, TEXT) == Decimal("1.00")
    assert likeness("党费收缴不及时", "党费收缴不规范") == Decimal("0.67")
    assert likeness(TEXT, "程序不规范") == Decimal("0.00")
    assert likeness("", "") == 0
    assert likeness("党", "党") == 1


def test_likely_repeats_come_with_the_likest_first() -> None:
    others = {"2": "党员活动室被挪作仓库，长期未使用", "1": TEXT, "3": "发展党员程序不规范"}

    assert likely_repeats(TEXT, others) == [("1", Decimal("1.00")), ("2", Decimal("0.83"))]
