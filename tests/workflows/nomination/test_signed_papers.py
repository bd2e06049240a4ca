"""推荐审批表 of a nomination that others signed (会签): they stand beside the opinion they were asked for."""

import pytest

from tests.workflows.engine.signing import ask, sign
from tests.workflows.nomination.cast import Cast
from tests.workflows.nomination.test_papers import cast, cells, opened, opinions
from workflows.nomination.states import NominationState as S

__all__ = ["cast"]
pytestmark = pytest.mark.django_db
LABEL = "推荐单位审核意见"
HEARD = (
    "同意推荐。　会签同意：刘敏（甲局机关党委 党务干部），材料属实。；"
    "会签同意：高建民（甲局党总支 党总支书记），同意该意见。"
)


def signed(cast: Cast) -> None:
    """Have two people sign before the committee agrees."""
    made = ask(cast, cast.nomination("张三"), "deputy", "staff", "general")
    sign(cast, made, "staff", comment="材料属实。")
    sign(cast, made, "general", comment="同意该意见。")


def test_who_signed_stands_beside_the_opinion_of_the_desk_that_asked(cast: Cast) -> None:
    cast.submitted("张三")
    signed(cast)
    cast.do("forward", "张三", "deputy", comment="同意推荐。")

    assert opinions("张三", cast)[LABEL] == HEARD
    rows = cells(opened(cast, cast.nomination("张三"), "form.docx", "deputy"))
    (said,) = (row[1] for row in rows if row[0] == LABEL)
    assert HEARD in said
    assert "王海燕　（签字、盖章）" in said


def test_who_signed_before_it_went_back_does_not_stand_there_any_more(cast: Cast) -> None:
    cast.submitted("张三")
    signed(cast)
    cast.do("send_back", "张三", "deputy", to=S.DRAFTING, comment="请补充事迹。")
    cast.do("submit", "张三", "secretary")
    cast.do("forward", "张三", "deputy", comment="同意推荐。")

    assert opinions("张三", cast)[LABEL] == "同意推荐。"
