"""会审: bodies are asked for whom it concerns, answer by themselves or by letter, and nothing goes on without them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from permissions.roles import Role, UnitKind
from tests.workflows.engine.signing import posts
from tests.workflows.engine.steps import all_is_well, open_desk, trail
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import (
    CONSULTED,
    OPINIONS,
    a_round,
    ask,
    cleared,
    do,
    fresh,
    letter,
    member_out,
    ready,
    report,
    reported,
)
from workflows.engine import signing
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Fact, Notice, Process
from workflows.engine.signing import Request
from workflows.nomination import actions, queries
from workflows.nomination.models import Consultation, ConsultationLine
from workflows.nomination.rules import Verdict
from workflows.nomination.states import ConsultationState as C
from workflows.nomination.states import ListState as L

INNER = [{"code": "inner", "body": "工委纪检室", "about": "廉洁自律情况", "outer": False}]
WHY = "请补充材料。"


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def a_consulted_round(cast: Cast, opinions: list[dict[str, Any]] = OPINIONS) -> None:
    a_round(cast, stages=CONSULTED, opinions=opinions)


def line_of(consultation: Consultation, name: str) -> ConsultationLine:
    return consultation.lines.get(nomination__person__name=name)


def objected(cast: Cast, consultation: Consultation, name: str) -> None:
    letter(cast, consultation)
    do(
        actions.consultation_object, cast, consultation, "clerk", number="纪函〔2026〕4号", comment="见附件。",
        against={line_of(consultation, name).pk: "有信访正在核查。"},
    )  # fmt: skip


def test_each_body_is_asked_for_those_it_concerns(cast: Cast) -> None:
    cast.member("钱十一", "甲四支部", is_leader=True)
    a_consulted_round(cast)
    cast.listed("钱十一", by="fourth", unit="甲四支部")
    submission = reported(cast, "张三")
    first, second = ask(cast, submission)

    about = {each.body: [line.nomination.candidate for line in each.lines.order_by("pk")] for each in (first, second)}
    assert about == {"市纪委监委": ["钱十一", "张三"], "干部监督部门": ["钱十一"]}
    assert trail(submission)[-1] == "consultations_ask"
    assert all_is_well()


def test_the_day_to_answer_by_is_the_day_of_the_desk(cast: Cast) -> None:
    a_consulted_round(cast)
    day = timezone.localdate() + timedelta(days=9)
    asked = ask(cast, reported(cast, "张三"), reply_by=day)[0]

    assert (open_desk(asked).due_on, open_desk(asked).unit, open_desk(asked).right) == (
        day, cast.units["工委"], "review",
    )  # fmt: skip
    assert Notice.objects.filter(process=asked.process_id, user=cast.users["head"]).count() == 1


@pytest.mark.parametrize("days", [-1, 400])
def test_a_day_that_is_no_day_is_refused(cast: Cast, days: int) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三")

    with pytest.raises(Refused, match="回复期限应是今天或一年之内的日期"):
        ask(cast, submission, reply_by=timezone.localdate() + timedelta(days=days))
    assert Consultation.objects.count() == 0


def test_nobody_is_asked_twice(cast: Cast) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三")
    ask(cast, submission)

    with pytest.raises(Refused, match="没有需要征求意见的人选"):
        ask(cast, submission)
    assert Consultation.objects.count() == 1


def test_a_list_does_not_go_on_before_every_opinion_is_in(cast: Cast) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三")
    with pytest.raises(Incomplete, match="还没有征求市纪委监委对张三的意见"):
        do(actions.list_forward, cast, submission, "clerk")
    (asked,) = ask(cast, submission)
    with pytest.raises(Incomplete, match="市纪委监委尚未回复"):
        do(actions.list_forward, cast, submission, "clerk")
    cleared(cast, asked)
    do(actions.list_forward, cast, submission, "clerk")

    assert fresh(submission).state == L.DECIDING
    assert all_is_well()


def test_a_letter_has_its_number_and_its_file(cast: Cast) -> None:
    a_consulted_round(cast)
    (asked,) = ask(cast, reported(cast, "张三"))
    with pytest.raises(Incomplete) as refused:
        do(actions.consultation_clear, cast, asked, "clerk")
    assert refused.value.problems == ["请填写来函的文号。", "请先上传来函的扫描件。"]
    letter(cast, asked)
    with pytest.raises(Incomplete, match="请填写来函的文号"):
        do(actions.consultation_clear, cast, asked, "clerk", number=" ")
    do(actions.consultation_clear, cast, asked, "clerk", number="纪函〔2026〕3号")

    assert Consultation.objects.values_list("state", "number").get() == (C.CLEAR, "纪函〔2026〕3号")


def test_an_inner_department_answers_itself_without_a_letter(cast: Cast) -> None:
    department = cast.unit("工委纪检室", UnitKind.ORG_DISCIPLINE)
    cast.person("inspection", "董正", Role.OC_DISC, "工委纪检室")
    a_consulted_round(cast, INNER)
    submission = reported(cast, "张三")
    (asked,) = ask(cast, submission)
    assert open_desk(asked).unit == department
    with pytest.raises(NotAllowed):
        do(actions.consultation_clear, cast, asked, "clerk")
    do(actions.consultation_clear, cast, asked, "inspection", comment="未发现问题。")

    assert Consultation.objects.values_list("state", "words").get() == (C.CLEAR, "未发现问题。")
    assert all_is_well()


def test_a_department_that_nobody_sits_in_is_written_to(cast: Cast) -> None:
    cast.unit("工委纪检室", UnitKind.GENERAL_BRANCH, "工委")
    a_consulted_round(cast, INNER)

    assert open_desk(ask(cast, reported(cast, "张三"))[0]).unit == cast.units["工委"]


def test_an_objection_says_against_whom(cast: Cast) -> None:
    a_consulted_round(cast)
    (asked,) = ask(cast, reported(cast, "张三", "王五"))
    letter(cast, asked)
    with pytest.raises(Incomplete, match="请写明对哪一位人选有什么意见"):
        do(actions.consultation_object, cast, asked, "clerk", number="4号", comment="见附件。", against={})
    objected(cast, asked, "王五")

    assert list(asked.lines.order_by("pk").values_list("nomination__person__name", "objects_to", "words")) == [
        ("张三", False, ""), ("王五", True, "有信访正在核查。"),
    ]  # fmt: skip


def test_an_objection_holds_the_list_until_the_member_is_struck(cast: Cast) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三", "王五")
    (asked,) = ask(cast, submission)
    objected(cast, asked, "王五")
    with pytest.raises(Incomplete, match="市纪委监委对王五有不同意见，须划去，或者由人裁定后保留"):
        do(actions.list_forward, cast, submission, "clerk")
    member_out(cast, "list_strike", "王五", "clerk")
    do(actions.list_forward, cast, submission, "clerk")

    assert fresh(submission).state == L.DECIDING


def test_or_until_a_person_rules_that_he_stays(cast: Cast) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三", "王五")
    (asked,) = ask(cast, submission)
    objected(cast, asked, "王五")
    with pytest.raises(Incomplete, match="请写明裁定的理由"):
        do(actions.consultation_rule, cast, submission, "head", line=line_of(asked, "王五"), comment=" ")
    do(actions.consultation_rule, cast, submission, "head", line=line_of(asked, "王五"), comment="经核查不属实。")
    do(actions.list_forward, cast, submission, "clerk")

    assert (fresh(submission).state, line_of(asked, "王五").ruling) == (L.DECIDING, "经核查不属实。")
    assert trail(asked)[-2:] == ["object", "consultation_rule"]


def test_nobody_rules_on_what_was_not_objected_to(cast: Cast) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三", "王五")
    (asked,) = ask(cast, submission)
    objected(cast, asked, "王五")

    with pytest.raises(Refused, match="没有需要裁定的意见"):
        do(actions.consultation_rule, cast, submission, "head", line=line_of(asked, "张三"), comment="保留。")
    assert line_of(asked, "张三").ruling == ""


def test_only_what_is_overdue_is_gone_on_without(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三")
    (asked,) = ask(cast, submission)
    today = timezone.localdate()
    with pytest.raises(Refused) as refused:
        do(actions.consultation_waive, cast, submission, "head", consultation=asked, comment="多次催办未复。")
    monkeypatch.setattr(timezone, "localdate", lambda *_: today + timedelta(days=1))
    with pytest.raises(Incomplete, match="逾期1天未复，需人工裁定"):
        do(actions.list_forward, cast, submission, "clerk")
    do(actions.consultation_waive, cast, submission, "head", consultation=asked, comment="多次催办未复。")
    do(actions.list_forward, cast, submission, "clerk")

    assert refused.value.message == (
        f"市纪委监委应于{today:%Y年%m月%d日}前回复，还没有逾期，不能裁定；逾期未复的，从次日起可以裁定。"
    )
    assert (Consultation.objects.get().state, fresh(submission).state) == (C.WAIVED, L.DECIDING)
    assert all_is_well()


def test_what_was_asked_is_dropped_when_the_list_goes_back(cast: Cast) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三")
    (asked,) = ask(cast, submission)
    do(actions.list_send_back, cast, submission, "clerk", comment=WHY, to=L.COMPILING)
    with pytest.raises(Stale):
        do(actions.consultation_clear, cast, asked, "clerk", number="3号")

    assert Consultation.objects.get().state == C.DROPPED
    assert all_is_well()


def test_a_list_about_which_others_are_asked_is_not_taken_back(cast: Cast) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三")
    ask(cast, submission)

    with pytest.raises(NotAllowed, match="须在下一环节办理之前"):
        do(actions.list_withdraw, cast, submission, "staff")
    assert Consultation.objects.get().state == C.ASKED


def test_what_was_answered_stays_and_the_rest_is_asked_again(cast: Cast) -> None:
    cast.people["张三"].is_leader = True
    cast.people["张三"].save(update_fields=["is_leader"])
    a_consulted_round(cast)
    submission = reported(cast, "张三")
    first, _ = ask(cast, submission)
    cleared(cast, first)
    do(actions.list_send_back, cast, submission, "clerk", comment=WHY, to=L.COMPILING)
    (again,) = ask(cast, report(cast, ready(cast, submission)))

    assert (again.body, sorted(Consultation.objects.values_list("state", flat=True))) == (
        "干部监督部门", [C.ASKED, C.CLEAR, C.DROPPED],
    )  # fmt: skip


def test_what_was_asked_of_nobody_else_is_dropped_with_the_member(cast: Cast) -> None:
    cast.people["王五"].is_leader = True
    cast.people["王五"].save(update_fields=["is_leader"])
    a_consulted_round(cast)
    submission = reported(cast, "张三", "王五")
    ask(cast, submission)
    member_out(cast, "list_pull", "王五", "clerk", WHY)

    assert list(Consultation.objects.order_by("pk").values_list("state", flat=True)) == [C.ASKED, C.DROPPED]
    assert all_is_well()


@pytest.mark.parametrize("who", ["staff", "secretary", "inspector", "leader"])
def test_nobody_else_asks_or_answers(cast: Cast, who: str) -> None:
    a_consulted_round(cast)
    submission = reported(cast, "张三")
    with pytest.raises(NotAllowed):
        ask(cast, submission, who)
    (asked,) = ask(cast, submission)
    with pytest.raises(NotAllowed):
        do(actions.consultation_clear, cast, asked, who, number="3号")

    assert Consultation.objects.get().state == C.ASKED


def test_a_round_without_that_stage_asks_nobody(cast: Cast) -> None:
    a_round(cast)
    submission = reported(cast, "张三")

    with pytest.raises(Refused, match="没有需要征求意见的人选"):
        ask(cast, submission)
    do(actions.list_forward, cast, submission, "clerk")
    assert fresh(submission).state == L.DECIDING


# --- 无处分说明 -----------------------------------------------------------------------------------------------------

STATING = [{"code": "discipline", "body": "市纪委监委", "clean_years": 0}]
CLEAN_ASKED = [{"kind": "no_discipline", "statement_days": 10, "basis": "不在处分影响期内"}]


def at_the_host(cast: Cast, opinions: list[dict[str, Any]] = STATING) -> Consultation:
    """Two whom a person passed on 处分 are asked about."""
    a_round(cast, stages=CONSULTED, opinions=opinions, conditions=CLEAN_ASKED)
    for name in ("张三", "李四"):
        cast.submitted(name)
        cast.do("overrule", name, "deputy", code="no_discipline", verdict=Verdict.MET, reason="已查阅档案。")
        cast.do("forward", name, "deputy")
    submission = cast.list_in("甲局机关党委")
    ready(cast, submission)
    report(cast, submission)
    (asked,) = ask(cast, submission)
    return asked


def answer_on_discipline(cast: Cast, name: str) -> tuple[str, str]:
    row = cast.nomination(name)
    answers = queries.eligibility_now([row])[row.pk].answers
    found = next(each for each in answers if each.answer.code == "no_discipline")
    return found.answer.verdict.words, found.answer.text


def test_the_discipline_body_s_reply_lets_pass_with_its_letter_as_the_source(cast: Cast) -> None:
    asked = at_the_host(cast)
    assert answer_on_discipline(cast, "张三")[0] == "需人工核实"
    cleared(cast, asked)

    day = timezone.localdate()
    words = f"没有处分记录。市纪委监委会审答复（纪函〔2026〕3号）：截至{day}无处分。"
    assert [answer_on_discipline(cast, name) for name in ("张三", "李四")] == [("符合", words)] * 2
    made = Fact.objects.filter(key="person.no_discipline")
    assert {row.process_id for row in made} == {asked.process_id}


def test_whom_it_objects_to_is_not_cleared(cast: Cast) -> None:
    asked = at_the_host(cast)
    objected(cast, asked, "张三")

    assert [answer_on_discipline(cast, name)[0] for name in ("张三", "李四")] == ["需人工核实", "符合"]


def test_a_body_that_knows_nothing_of_discipline_clears_nobody(cast: Cast) -> None:
    cleared(cast, at_the_host(cast, OPINIONS[:1]))

    assert answer_on_discipline(cast, "张三")[0] == "需人工核实"
    assert not Fact.objects.filter(key="person.no_discipline").exists()


def test_it_counts_from_the_day_on_which_it_was_asked(cast: Cast) -> None:
    asked = at_the_host(cast)
    Process.objects.filter(pk=asked.process_id).update(created=timezone.now() - timedelta(days=11))
    cleared(cast, Consultation.objects.get(pk=asked.pk))

    day = timezone.localdate() - timedelta(days=11)
    assert [row.valid_from for row in Fact.objects.filter(key="person.no_discipline")] == [day] * 2
    assert answer_on_discipline(cast, "张三")[0] == "需人工核实"


def test_nobody_of_the_unit_that_recommends_is_asked_to_sign_an_opinion(cast: Cast) -> None:
    a_consulted_round(cast)
    (asked,) = ask(cast, reported(cast, "张三"))
    for who in ("deputy", "secretary"):
        request = Request(posts(cast, who), "请提意见。", timezone.localdate())
        with pytest.raises(Refused, match="该单位不能查看这一事项"):
            do(signing.ask, cast, asked, "clerk", request=request)
    request = Request(posts(cast, "head"), "请提意见。", timezone.localdate())
    assert do(signing.ask, cast, asked, "clerk", request=request).status == "open"
