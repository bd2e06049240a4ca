"""The steps of a round: votes, 会审, materials, who has reported. 依据: domain 3.5, 3.7, 4.2."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests.workflows.nomination.rounds import shipped
from workflows.nomination.rules import (
    Material,
    Named,
    Reply,
    Report,
    Share,
    Verdict,
    Vote,
    VoteOf,
    VoteRule,
    candidates_again,
    judge_replies,
    judge_vote,
    lacking,
    length,
    report_state,
    together,
    too_long,
)

# --- 支部大会 -----------------------------------------------------------------------------------------------------

TWO_THIRDS = VoteRule(Share(2, 3), quorum_more_than=False)
FOUR_FIFTHS = VoteRule(Share(4, 5), quorum_more_than=False)


@pytest.mark.parametrize(
    ("rule", "vote", "verdicts"),
    [
        (VoteRule(), Vote(10, 6, 6), ["符合", "符合"]),
        (VoteRule(), Vote(10, 5, 5), ["不符合", "不符合"]),
        (VoteRule(), Vote(11, 6, 6), ["符合", "符合"]),
        (VoteRule(), Vote(11, 6, 5), ["符合", "不符合"]),
        (TWO_THIRDS, Vote(10, 7, 6), ["符合", "符合"]),
        (TWO_THIRDS, Vote(10, 6, 6), ["不符合", "符合"]),
        (TWO_THIRDS, Vote(9, 6, 5), ["符合", "符合"]),
        (FOUR_FIFTHS, Vote(10, 8, 6), ["符合", "符合"]),
        (FOUR_FIFTHS, Vote(11, 8, 6), ["不符合", "符合"]),
        (replace(VoteRule(), of=VoteOf.PRESENT), Vote(10, 6, 4), ["符合", "符合"]),
        (replace(VoteRule(), of=VoteOf.PRESENT), Vote(10, 6, 3), ["符合", "不符合"]),
    ],
)
def test_how_many_must_come_and_how_many_must_agree(rule: VoteRule, vote: Vote, verdicts: list[str]) -> None:
    """Domain 4.2: 双过半, 2/3, 4/5(含)."""
    assert [answer.verdict.words for answer in judge_vote(rule, vote)] == verdicts


def test_a_vote_is_told_with_its_figures() -> None:
    assert [answer.text for answer in judge_vote(VoteRule(), Vote(11, 6, 5))] == [
        "应到11人，实到6人，须超过1/2即6人到会，符合。",
        "赞成5人，须应到11人超过1/2即6人赞成，不够。",
    ]


@pytest.mark.parametrize("counts", [(10, 11, 5), (10, 6, 7), (10, 6, -1)])
def test_more_votes_than_people_are_refused(counts: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match=r"实到不能多于应到，赞成不能多于实到，现为应到10、实到\d+、赞成-?\d+。"):
        Vote(*counts)
    with pytest.raises(ValueError, match="应到人数应大于0。"):
        Vote(0, 0, 0)


# --- 会审 ---------------------------------------------------------------------------------------------------------


def test_what_each_reply_comes_to() -> None:
    due = date(2021, 5, 10)
    replies = [
        Reply("纪检监察机关", due, answered=True),
        Reply("信访部门", due, answered=True, objects=True),
        Reply("卫健部门", due),
        Reply("法院", date(2021, 5, 7)),
    ]
    answers = judge_replies(replies, date(2021, 5, 10))

    assert [(answer.code, answer.verdict.words, answer.text) for answer in answers] == [
        ("reply.纪检监察机关", "符合", "纪检监察机关已回复，无不同意见。"),
        ("reply.信访部门", "不符合", "信访部门已回复，有不同意见。"),
        ("reply.卫健部门", "需人工核实", "卫健部门尚未回复，2021-05-10到期。"),
        ("reply.法院", "需人工核实", "法院应于2021-05-07前回复，逾期3天未复，需人工裁定。"),
    ]
    assert together(answer.verdict for answer in answers[:1]) is Verdict.MET


# --- 材料 ---------------------------------------------------------------------------------------------------------


def test_2000_characters_are_allowed_and_2001_are_not() -> None:
    deeds = Material("deeds", "事迹材料", words=2000)

    assert too_long(deeds, "事" * 2000) is None
    found = too_long(deeds, "事" * 2001)
    assert found is not None
    assert (found.refused, found.text) == (True, "事迹材料不超过2000字，现为2001字，多1字，请删减后再保存。")


def test_about_2000_is_said_and_not_refused() -> None:
    """Domain 3.2 [N01]: 事迹材料约2000字."""
    [_, deeds] = shipped("notice_1").materials_of(shipped("notice_1").by_code["member"])
    found = too_long(deeds, "事" * 2001)

    assert found is not None
    assert (found.refused, found.text) == (False, "事迹材料约2000字，现为2001字，多1字。")


def test_blanks_and_line_breaks_are_no_characters() -> None:
    assert length("一 二\n三\t四　五\r\n") == 5
    assert too_long(Material("deeds", "事迹材料", words=5), "一 二 三\n四\n五") is None
    assert too_long(Material("form", "登记表"), "字" * 9999) is None


def test_what_is_lacking_is_named_as_the_notice_asks_for_it() -> None:
    award = shipped("notice_1")
    asked = award.materials_of(award.by_code["member"])

    assert lacking(asked, {"form": 1, "deeds": 0}) == ["缺事迹材料，约2000字，一式5份，另报电子版。"]
    assert lacking((*asked, Material("photo", "照片", optional=True)), {"form": 1, "deeds": 2}) == []


# --- 名单 ---------------------------------------------------------------------------------------------------------

ZHANG = Named("P1", "张三", "优秀共产党员", "甲一支部")
LI = Named("P2", "李四", "优秀共产党员", "甲一支部")


def test_who_was_not_forwarded_may_be_a_candidate_again() -> None:
    """Domain 3.2: 未向市推荐的自动作为本院七一表彰候选."""
    assert candidates_again([ZHANG, LI], ["P1"]) == [LI]


@pytest.mark.parametrize(
    ("report", "late", "forfeits", "words"),
    [
        (Report(names=2), False, True, "已报"),
        (Report(names=2, lacking=1), True, True, "未交（已报名单，材料未交齐）"),
        (Report(recommends_nobody=True), True, False, "不推荐"),
        (Report(), False, True, "未报"),
        (Report(), True, False, "未报"),
        (Report(), True, True, "逾期视为不推荐"),
    ],
)
def test_unreported_lacking_nobody_and_too_late_are_told_apart(
    report: Report, late: bool, forfeits: bool, words: str
) -> None:
    """Domain 3.5 十、十二 [N10][N12]."""
    due = datetime(2011, 6, 7, 23, 59, 59)
    now = datetime(2011, 6, 8, 0, 0, 0) if late else due

    assert report_state(report, due=due, now=now, late_forfeits=forfeits).words == words
