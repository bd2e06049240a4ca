"""What an award becomes and what a revocation leaves of it; overrulings beside answers. 依据: domain 3.6, 3.7."""

import json
from dataclasses import replace
from datetime import date

import pytest

from tests.workflows.nomination.rounds import HOME, ask, member, ranked, shipped
from workflows.nomination.rules import (
    Answer,
    Eligibility,
    Known,
    Overruling,
    Past,
    Revocation,
    Roll,
    SponsorLevel,
    Verdict,
    answers_for,
    eligibility,
    honour_of,
    past_of,
    superseding,
)

DAY = date(2023, 12, 20)
STRONG = replace(shipped("four_strong"), sponsor="省直机关工委")
HONOUR = honour_of(STRONG, STRONG.by_code["four_strong"], DAY, "甘机发〔2023〕9号")
GONE = Revocation("发生重大责任事故", "省直机关工委", "甘机发〔2025〕3号", date(2025, 3, 1), date(2025, 3, 15))


def test_a_naming_bears_its_batch() -> None:
    assert HONOUR.words == "第五批“四强”党支部"
    assert HONOUR.value == {
        "kind": "命名", "sponsor": STRONG.sponsor, "batch": "第五批", "level": "province",
        "document": "甘机发〔2023〕9号", "on": "2023-12-20",
    }  # fmt: skip


def test_an_award_bears_the_number_of_its_document() -> None:
    award = shipped("notice_2")
    honour = honour_of(award, award.by_code["member"], date(2019, 7, 1), "许审党〔2019〕2号")

    assert (honour.words, honour.value["batch"], honour.value["kind"]) == ("优秀共产党员", "许审党〔2019〕2号", "表彰")


def test_an_honour_from_nobody_or_without_a_document_is_refused() -> None:
    with pytest.raises(ValueError, match="没有填写表彰机关，不能授予。"):
        honour_of(shipped("four_strong"), STRONG.by_code["four_strong"], DAY, "甘机发〔2023〕9号")
    with pytest.raises(ValueError, match="授予须登记文号。"):
        honour_of(STRONG, STRONG.by_code["four_strong"], DAY, " ")


def test_a_revocation_keeps_what_was_and_says_why_it_is_no_more() -> None:
    value = superseding(HONOUR, GONE)

    assert {key: value[key] for key in HONOUR.value} == HONOUR.value
    assert value["revoked"] == {
        "on": "2025-03-01", "reason": "发生重大责任事故", "approved_by": "省直机关工委",
        "document": "甘机发〔2025〕3号", "plaque_back_on": "2025-03-15",
    }  # fmt: skip


def test_what_a_revocation_lacks_is_named() -> None:
    bad = Revocation("", " ", "", date(2023, 12, 19), date(2023, 12, 18))

    assert bad.lacks(HONOUR) == [
        "没有填写撤销原因。", "没有填写批准机关。", "没有填写撤销文号。", "撤销日期2023-12-19早于授予日期2023-12-20。",
        "收回牌匾、证书的日期2023-12-18早于撤销日期2023-12-19。",
    ]  # fmt: skip
    assert replace(GONE, on=DAY, plaque_back_on=DAY).lacks(HONOUR) == []
    with pytest.raises(ValueError, match="没有填写撤销原因。"):
        superseding(HONOUR, bad)


def test_a_condition_reads_what_an_award_wrote() -> None:
    assert past_of("“四强”党支部", 2023, HONOUR.value) == Past(
        "“四强”党支部", 2023, STRONG.sponsor, SponsorLevel.PROVINCE
    )
    assert past_of("“四强”党支部", 2023, superseding(HONOUR, GONE)).revoked
    brought = {"kind": "表彰", "sponsor": "厅党委", "batch": ""}
    assert past_of("优秀共产党员", 2007, brought) == Past("优秀共产党员", 2007, "厅党委")


# --- 人工认定 -----------------------------------------------------------------------------------------------------


def official() -> tuple[Answer, ...]:
    award = shipped("notice_1")
    person = member(ranks=ranked("市管干部"), is_leader=Known(True, "人员名册"), died_on=None)
    return answers_for(award, award.by_code["member"], person, HOME)


def overruling(code: str = "rank_excluded", verdict: Verdict = Verdict.MET, reason: str = "长期在一线") -> Overruling:
    return Overruling(code, verdict, reason, "王五", date(2021, 5, 1))


def test_an_overruling_stands_beside_the_answer_and_does_not_change_it() -> None:
    found = eligibility(official(), [overruling(), overruling("living", reason="核对过户籍")])

    assert found.verdict is Verdict.MET
    assert found.answers[-1].answer == official()[-1]
    assert found.answers[-1].answer.verdict is Verdict.NOT_MET
    assert found.answers[-1].text.endswith("人工认定为符合（王五，2021-05-01）：长期在一线")


def test_what_is_still_open_is_listed() -> None:
    found = eligibility(official())

    assert (found.verdict, [each.answer.code for each in found.open]) == (Verdict.NOT_MET, ["living", "rank_excluded"])
    assert eligibility(official(), [overruling()]).verdict is Verdict.UNKNOWN


def test_the_last_overruling_of_a_condition_counts() -> None:
    both = [overruling(), overruling(verdict=Verdict.NOT_MET, reason="重新核对")]

    assert eligibility(official(), both).verdict is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"verdict": Verdict.UNKNOWN}, "人工认定应是符合或不符合。"),
        ({"reason": " "}, "人工认定须写明理由。"),
    ],
)
def test_an_overruling_needs_a_verdict_and_a_reason(fields: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        overruling(**fields)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="人工认定须写明认定人。"):
        Overruling("living", Verdict.MET, "核对过户籍", "", DAY)


def test_a_condition_that_is_not_asked_cannot_be_overruled() -> None:
    with pytest.raises(ValueError, match="没有编号为“star”的条件，无法认定。"):
        eligibility(official(), [overruling("star")])


def test_what_was_judged_is_kept_with_its_overrulings_and_the_version_of_the_rules() -> None:
    found = eligibility(official(), [overruling()])
    data = found.to_data()

    assert (data["verdict"], data["rules_version"], len(data["answers"])) == ("unknown", "2", 4)
    assert data["overrulings"] == [
        {
            "code": "rank_excluded", "verdict": "met", "reason": "长期在一线", "by": "王五", "on": "2021-05-01",
            "answered": None, "said": "",
        }
    ]  # fmt: skip
    assert Eligibility.from_data(json.loads(json.dumps(data))) == found


def test_an_answer_is_kept_and_read_back_as_it_was() -> None:
    answer = ask(member(roll=Known(Roll.NONE, "党员名册")), "party_member", basis="通知第二条")

    assert Answer.from_data(json.loads(json.dumps(answer.to_data()))) == answer
