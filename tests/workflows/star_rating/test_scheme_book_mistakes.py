"""Every mistake in the workbook of a scheme is said of its cell, its row or its sheet."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workflows.star_rating import schemes
from tests.workflows.star_rating.listing import share
from tests.workflows.star_rating.test_scheme_book import opened, read
from workflows.star_rating.rules import QuotaNode, keyed_quotas
from workflows.star_rating.workbooks.scheme.specs import TABLES
from workflows.star_rating.workbooks.scheme.top import TOP


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "sentence"),
    [
        # 方案
        ("方案", "A2", "名字", "第2行“项目”：没有“名字”这一项，只能是方案名称、版本、"),
        ("方案", "B2", None, "第2行“填写”：这一格必填。请补上。"),
        ("方案", "B2", "长" * 121, "第2行“填写”：文字有121字，最多120字。请删减。"),
        ("方案", "B7", "两位", "第7行“填写”：“两位”不是数字。请只写数字，不写单位。"),
        ("方案", "B7", 9, "第7行“填写”：9超出范围，应在0到4之间。"),
        ("方案", "B8", "看着办", "第8行“填写”：得分取整只能是向下取整、向上取整、四舍五入。"),
        ("方案", "B13", "按单位", "第13行“填写”：按排名定星只能是每个呈报单位、全部单位合计。"),
        ("方案", "B16", None, "第16行“填写”：填了公示怎样算，没有填公示天数。"),
        # 分项
        ("分项", "A3", "base", "第3行A列“编号”：“base”和第2行重复。"),
        ("分项", "B3", "基础", "第3行B列“名称”：“基础”和第2行重复。"),
        ("分项", "E5", 0, "第5行E列“满分”：分项“反向扣分”的满分应大于0。"),
        ("分项", "C2", "七十", "第2行C列“权重”：“七十”不是数字。请只写数字，不写单位。"),
        ("分项", "C2", -1, "第2行C列“权重”：-1超出范围，应不小于0。"),
        ("分项", "D4", "投票", "第4行D列“得分来源”：“投票”不在可选范围内。请从下拉列表中选：指标表合计、"),
        ("分项", "G4", "众数", "第4行G列“多名评委的算法”：“众数”不在可选范围内。"),
        ("分项", "D5", "指标表合计", "第5行D列“得分来源”：由指标表合计，但“指标”表里没有一项属于它。"),
        ("评委评分项", "A2", "jury", "第2行A列“分项编号”：“分项”表里没有编号“jury”。"),
        ("评委评分项", "C2", None, "第2行C列“满分”：这一格必填。请补上。"),
        # 一级指标
        ("一级指标", "A3", "g1", "第3行A列“编号”：“g1”和第2行重复。"),
        ("一级指标", "C2", None, "第2行C列“满分”：按满分封顶的应填写满分。"),
        ("一级指标", "D3", "g9", "第3行D列“上级编号”：“一级指标”表里没有编号“g9”。"),
        ("一级指标", "D2", "g1", "第2行D列“上级编号”：绕了一圈又属于自己，请改上级编号。"),
        # 档次
        ("档次", "A2", 4, "第3行A列“星级”：“4”和第2行重复。"),
        ("档次", "A2", 10, "第2行A列“星级”：10超出范围，应在0到9之间。"),
        ("档次", "C2", "九十", "第2行C列“下限”：“九十”不是数字。请只写数字，不写单位。"),
        ("档次", "C2", "0.00001", "第2行C列“下限”：0.00001的小数太长，最多4位小数。"),
        ("档次", "G2", "大家", "第2行G列“谁审定”：“大家”不在可选范围内。"),
        ("档次", "L4", 0, "第4行L列“整改天数”：0超出范围，应在1到366之间。"),
        # 指标、评分条、分档
        ("指标", "H2", "g9", "第2行H列“一级指标编号”：“一级指标”表里没有编号“g9”。"),
        ("指标", "I2", "panel", "第2行I列“分项编号”：这个分项不是由指标表合计的。"),
        ("指标", "I2", "nobody", "第2行I列“分项编号”：“分项”表里没有编号“nobody”。"),
        ("指标", "H4", "g1", "第4行H列“一级指标编号”：同一个一级指标下的指标应属于同一个分项。"),
        ("评分条", "A2", "I99", "第2行A列“指标编号”：“指标”表里没有编号“I99”。"),
        ("评分条", "B3", "1", "第3行B列“编号”：“1”和第2行重复。"),
        ("评分条", "D2", "猜", "第2行D列“评分方式”：“猜”不在可选范围内。"),
        ("评分条", "E2", None, "第2行E列“分值”：这一行的扣分应是数字，现为空。"),
        ("评分条", "D2", "分档取值", "第2行D列“评分方式”：第1条：分档取值的应列出各档，其他的不列。"),
        ("评分条", "E3", 5, "第3行E列“分值”：第2条：分档取值的按各档得分，不另填分值。"),
        ("评分条", "F5", "是", "第5行F列“按数量扣”：第4条：只有扣分的才能按数量扣。"),
        ("评分条", "H4", None, "第4行H列“目标”：这一行的增减办法的目标应是数字，现为空。"),
        ("评分条", "I4", 0, "第4行I列“幅度”：按数值增减的一条：每档的幅度应大于0。"),
        ("评分条", "D4", "评分", "第4行D列“评分方式”：第3条：按数值增减的应写明目标、幅度和每档分值，其他的不写。"),
        ("评分条", "G5", "=1+1", "第5行G列“封顶”：这里是公式，系统不计算公式。"),
        ("分档", "A2", "77", "第2行A列“评分条编号”：“评分条”表里没有编号“77”。"),
        ("分档", "C2", "2", "第3行B列“编号”：第2条：有两档得分相同，评分表分不清选的是哪一档，请合并成一档。"),
        # 否决、前置、破格
        ("否决情形", "C2", "罚款", "第2行C列“后果”：“罚款”不在可选范围内。"),
        ("否决情形", "D3", None, "第3行D列“封顶星级”：否决情形“满意度低”：只有后果是封顶时才填、且必须填封顶星级。"),
        ("否决情形", "D3", 3, "第3行D列“封顶星级”：“档次”表里没有星级“3”。"),
        ("否决情形", "F3", "vote", "第3行F列“分项编号”：“分项”表里没有编号“vote”。"),
        ("否决情形", "G3", None, "第3行G列“低于多少分”：否决情形“满意度低”：按分项得分判断的，"),
        ("前置条件", "A2", 7, "第2行A列“星级”：“档次”表里没有星级“7”。"),
        ("前置条件", "C2", None, "第2行C列“须达到星级”：五星级的前置条件：看历年星级的应填、且只有它才填历年星级。"),
        ("前置条件", "E2", 5, "第2行E列“至少几次”：五星级的前置条件：次数应在1到年数之间。"),
        ("前置条件", "F3", None, "第3行F列“成立满几个月”：四星级的前置条件：看成立时间的应填、且只有它才填月数。"),
        ("破格与直接定级", "A2", "V1", "第2行A列“编号”：“V1”和“否决情形”表第2行的编号相同，请换一个。"),
        ("破格与直接定级", "D2", None, "第2行D列“星级”：直接定级情形“市级先进”没有填写星级。"),
        ("破格与直接定级", "E2", "占", "第2行E列“占名额”：“占”不在可选范围内。请从下拉列表中选：是、否。"),
        # 名额、时间
        ("名额", "A2", 7, "第2行A列“星级”：“档次”表里没有星级“7”。"),
        ("名额", "E2", 3, "第2行D列“比例”：五星级的名额：比例和个数应填且只填一个。"),
        ("名额", "E3", "若干", "第3行E列“个数”：“若干”不是数字。请只写数字，不写单位。"),
        ("名额", "H2", None, "第2行H列“单位代码”：五星级的名额：适用层级是指定单位的应填、且只有它才填单位代码。"),
        ("名额", "I2", "农村", "第2行I列“领域”：“农村”不在可选范围内。请从下拉列表中选：机关、"),
        ("名额", "M2", None, "第2行L列“每年提高”：五星级的名额：逐年提高的，每年提高多少和第一年应同时填写。"),
        ("时间安排", "A3", "支部自评", "第3行A列“环节”：“支部自评”和第2行重复。"),
        ("时间安排", "A2", "开会", "第2行A列“环节”：“开会”不在可选范围内。"),
        ("时间安排", "D3", 32, "第3行D列“日”：32超出范围，应在1到31之间。"),
        ("时间安排", "C3", 2.5, "第3行C列“月”：2.5不是整数。请填整数。"),
        ("时间安排", "E3", 24, "第3行E列“时”：24超出范围，应在0到23之间。"),
    ],
)  # fmt: skip
def test_a_mistake_is_said_of_its_cell(sheet: str, cell: str, value: Any, sentence: str) -> None:
    book = opened(schemes.everything())
    book[sheet][cell].value = value

    rules, errors = read(book)

    where = "评分条" if "有两档得分相同" in sentence else sheet
    assert (rules, len(errors)) == (None, 1), errors
    assert errors[0].startswith(f"工作表“{where}”{sentence}")


def test_a_percentage_in_excels_own_format_is_said_of_its_cell() -> None:
    book = opened(schemes.everything())
    book["名额"]["D2"].value, book["名额"]["D2"].number_format = 0.3, "0%"

    assert read(book) == (
        None,
        ["工作表“名额”第2行D列“比例”：这里是百分比格式。请把这一格设为常规格式，直接填30，不用百分比。"],
    )


def test_a_day_that_no_calendar_has_is_said_of_its_cell() -> None:
    book = opened(schemes.everything())
    book["时间安排"]["C3"].value, book["时间安排"]["D3"].value = 2, 30

    assert read(book) == (None, ["工作表“时间安排”第3行D列“日”：编报名单的截止日期2月30日不存在。"])


def test_a_quota_that_stands_twice_is_said_of_its_row() -> None:
    book = opened(schemes.everything())
    for column in range(1, 17):
        book["名额"].cell(4, column).value = book["名额"].cell(3, column).value

    assert read(book)[1] == ["工作表“名额”第4行A列“星级”：和第3行是同一个名额，请合成一行。"]


def test_a_number_stands_twice_whatever_its_base() -> None:
    book = opened(schemes.everything())
    for column in range(1, 17):
        book["名额"].cell(4, column).value = book["名额"].cell(3, column).value
    book["名额"]["J4"].value = "参评支部"

    assert read(book)[1] == ["工作表“名额”第4行A列“星级”：和第3行是同一个名额，请合成一行。"]


def test_a_share_in_one_field_stands_twice_also_where_one_is_taken_of_those_rated() -> None:
    book = opened(schemes.everything())
    for column in range(1, 17):
        book["名额"].cell(4, column).value = book["名额"].cell(2, column).value
    book["名额"]["J4"].value = "参评支部"

    assert read(book)[1] == ["工作表“名额”第4行A列“星级”：和第2行是同一个名额，请合成一行。"]


@pytest.mark.parametrize(("base", "count"), [("全部支部", None), ("参评支部", 3)])
def test_a_share_of_another_base_and_a_number_stand_beside_a_share(base: str, count: int | None) -> None:
    quotas = (share(5, "30"), share(5, "25", node=QuotaNode.ROOT))
    book = opened(replace(schemes.everything(), quotas=quotas))
    for column in range(1, 17):
        book["名额"].cell(4, column).value = book["名额"].cell(2, column).value
    book["名额"]["J4"].value = base
    if count:
        book["名额"]["D4"].value, book["名额"]["E4"].value = None, count
    rules, errors = read(book)

    assert errors == []
    assert rules is not None
    assert list(keyed_quotas(rules)) == ["5", "root.5", "5#2"]


def test_a_quota_for_another_field_is_another_quota() -> None:
    book = opened(schemes.everything())
    for column in range(1, 17):
        book["名额"].cell(4, column).value = book["名额"].cell(3, column).value
    book["名额"]["I4"].value = "学校"
    rules, errors = read(book)

    assert errors == []
    assert rules is not None
    assert [rule.field for rule in rules.quotas] == ["社区", "", "学校"]


@pytest.mark.parametrize(
    ("title", "sentences"),
    [
        ("档次", ["工作表“档次”：至少要有一行。"]),
        ("分项", ["工作表“分项”：至少要有一行。"]),
    ],
)
def test_a_sheet_that_a_scheme_cannot_do_without_is_named(title: str, sentences: list[str]) -> None:
    book = opened(schemes.of(schemes.one("I1", 100)))
    book[title].delete_rows(2, 9)

    assert read(book) == (None, sentences)


def test_a_line_of_the_first_sheet_that_is_gone_is_named() -> None:
    book = opened(schemes.everything())
    book["方案"].delete_rows(7)

    assert read(book) == (None, ["工作表“方案”“项目”：缺少“小数位数”这一行。请补上。"])


def test_a_line_of_the_first_sheet_that_stands_twice_is_named() -> None:
    book = opened(schemes.everything())
    book["方案"]["A10"].value = "版本"

    assert read(book) == (None, ["工作表“方案”第10行“项目”：“版本”出现了两次。请删掉多余的一行。"])


def test_every_wrong_cell_is_named_at_once() -> None:
    book = opened(schemes.everything())
    book["档次"]["C2"].value = "九十"
    book["评分条"]["E2"].value = "半分"
    book["名额"]["D2"].value = -5

    assert read(book)[1] == [
        "工作表“档次”第2行C列“下限”：“九十”不是数字。请只写数字，不写单位。",
        "工作表“评分条”第2行E列“分值”：“半分”不是数字。请只写数字，不写单位。",
        "工作表“名额”第2行D列“比例”：-5超出范围，应不小于0。",
    ]


def test_mistakes_of_every_kind_are_named_at_once() -> None:
    book = opened(schemes.everything())
    book["方案"]["B7"].value = "两位"
    book["一级指标"]["A3"].value = "g1"
    book["评分条"]["A2"].value = "I99"
    book["评分条"]["H4"].value = None
    book["档次"]["C2"].value = "九十"
    book["名额"]["H2"].value = None

    assert [error.split("：")[0] for error in read(book)[1]] == [
        "工作表“档次”第2行C列“下限”",
        "工作表“方案”第7行“填写”",
        "工作表“一级指标”第3行A列“编号”",
        "工作表“评分条”第2行A列“指标编号”",
        "工作表“评分条”第4行H列“目标”",
        "工作表“名额”第2行H列“单位代码”",
    ]


def test_a_sheet_that_is_gone_is_said_to_be_gone() -> None:
    book = opened(schemes.everything())
    del book["档次"]

    assert read(book)[1] == ["工作表“档次”：没有这个工作表。请照模板补上，至少填一行。"]


JUNK = (
    "是",
    "否",
    "5",
    "-1",
    "99999999999999999999",
    "1e9",
    "=A1",
    "编号" * 400,
    "\n",
    0,
    -3,
    2.5,
    True,
    "五星级",
    "I1",
    "g1",
)


@given(st.data())
@settings(max_examples=40, deadline=None)
def test_no_cell_whatever_it_holds_brings_the_product_down(data: st.DataObject) -> None:
    """Anything at all in any cells: a scheme, or sentences that name sheets of the workbook."""
    book = opened(schemes.everything())
    for _number in range(data.draw(st.integers(1, 4))):
        sheet = book[data.draw(st.sampled_from([TOP, *(table.title for table in TABLES)]))]
        row = data.draw(st.integers(1, sheet.max_row))
        cell = sheet.cell(row, data.draw(st.integers(1, sheet.max_column)))
        cell.value = data.draw(st.sampled_from(JUNK) | st.none())

    rules, errors = read(book)

    assert (rules is None) == bool(errors)
    assert [error for error in errors if not error.startswith("工作表“")] == []
