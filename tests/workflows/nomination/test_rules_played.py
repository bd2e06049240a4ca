"""Three rounds played through their rules, from the nominations to the honours, with the numbers of the notices."""

from dataclasses import replace
from datetime import date

from tests.workflows.nomination.rounds import HOME, dated, graded, judge_all, member, shipped
from workflows.nomination.rules import (
    Base,
    Candidate,
    Entry,
    Named,
    Overruling,
    Per,
    Ranked,
    Reply,
    Review,
    Ruling,
    Subject,
    Verdict,
    Vote,
    answers_for,
    candidates_again,
    contradictions,
    eligibility,
    honour_of,
    judge_replies,
    judge_vote,
    judged,
    overall,
    select,
)


def test_notice_one_from_four_candidates_to_three_and_one_for_the_own_award() -> None:
    """Domain 3.2: 3 places of 优秀共产党员; who is not forwarded is a candidate of the own 七一表彰."""
    award = shipped("notice_1")
    category = award.by_code["member"]
    people = [replace(member(), name=name) for name in ("甲", "乙", "丙", "丁")]
    named = [Named(each.name, each.name, category.name, "甲一支部") for each in people]
    entries = [Entry(each.name, category.code, False, True) for each in people]

    assert [eligibility(answers_for(award, category, each, HOME)).verdict for each in people] == [Verdict.MET] * 4
    [members, *_] = judge_all(award, Per.WHOLE, "全部", entries, {})
    assert members.text == "全部：优秀共产党员名额不超过3个（固定3个），现有4个，多1个。"

    tied = [Ranked("甲", 1), Ranked("乙", 2), Ranked("丙", 3), Ranked("丁", 3)]
    assert select(tied, 3, award.rules_on).questions == (
        "丙、丁并列，只余1个名额，由工委会议排序或表决，系统不代为取舍。",
    )
    decided = select([*tied[:3], Ranked("丁", 4)], 3, award.rules_on)
    assert decided.inside == ("甲", "乙", "丙")
    assert [each.name for each in candidates_again(named, decided.inside)] == ["丁"]

    due = date(2021, 5, 10)
    bodies = [each.body for each in award.opinions if each.concerns(people[0], dual=False)]
    replies = judge_replies([Reply(body, due, answered=body != "法院") for body in bodies], date(2021, 5, 11))
    assert [each.text for each in replies if each.verdict is not Verdict.MET] == [
        "法院应于2021-05-10前回复，逾期1天未复，需人工裁定。"
    ]
    ruled = Overruling("reply.法院", Verdict.MET, "电话核实无不同意见，书面回复后补", "王五", date(2021, 5, 11))
    assert overall(judged(replies, [ruled])) is Verdict.MET


def test_notice_two_from_the_branch_meeting_to_the_award() -> None:
    """Domain 3.3: 10 members, 2+1 places, 20 % are 2; the 机关党委 rules for 2."""
    award = dated("notice_2", date(2019, 6, 26))
    bases = {Base.MEMBERS: 10}
    named = [Entry("甲", "member"), Entry("乙", "member"), Entry("丙", "worker")]

    assert [each.verdict for each in judge_vote(award.voting, Vote(10, 9, 8))] == [Verdict.MET, Verdict.MET]
    [found] = contradictions(award, Per.BRANCH, "甲一支部", bases)
    Ruling(2, "按比例执行，优秀共产党员推荐1名", "机关党委", date(2019, 6, 27)).check(found)
    assert judge_all(award, Per.BRANCH, "甲一支部", named, bases)[-1].verdict is Verdict.NOT_MET
    answers = judge_all(award, Per.BRANCH, "甲一支部", [named[0], named[2]], bases)
    assert [answer.verdict for answer in answers] == [Verdict.MET] * 3

    honour = honour_of(award, award.by_code["member"], date(2019, 7, 1), "许审党〔2019〕2号")
    assert (honour.words, honour.sponsor, honour.year) == ("优秀共产党员", "许昌市审计局机关党委", 2019)


def test_four_branches_are_recommended_and_named_in_the_fifth_batch() -> None:
    """Domain 3.6 [M03]: 第五批, 厅推荐4个."""
    award = replace(dated("four_strong", date(2023, 12, 31)), sponsor="省直机关工委")
    [category] = award.categories
    branches = [
        Candidate(f"第{n}党支部", Subject.BRANCH, grades=graded(Review.STANDARD, y2022="达标")) for n in range(1, 6)
    ]
    entries = [Entry(each.name, category.code) for each in branches]

    assert {eligibility(answers_for(award, category, each, HOME)).verdict for each in branches} == {Verdict.MET}
    assert judge_all(award, Per.WHOLE, "全厅", entries[:4], {})[0].verdict is Verdict.MET
    assert judge_all(award, Per.WHOLE, "全厅", entries, {})[0].text.endswith("现有5个，多1个。")
    assert honour_of(award, category, date(2023, 12, 20), "甘机发〔2023〕9号").words == "第五批“四强”党支部"
