"""整改专项 as rounds: who prepares and starts one, what it shows before it opens, how it ends."""

import pytest

from tests.workflows.engine.steps import all_is_well
from tests.workflows.rectification.cast import Cast, document, fresh, today
from workflows.engine import round_notices
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Round
from workflows.rectification import actions, queries
from workflows.rectification.models import Postponement
from workflows.rectification.queries import rounds
from workflows.rectification.queries.burden import burden, checkup
from workflows.rectification.rules import ready, ready_codes
from workflows.rectification.states import ProblemState as S


def draft(cast: Cast, unit: str = "工委", by: str = "clerk") -> Round:
    return actions.draft_round(cast.units[unit], document(), by=cast.who(by), title="考核反馈整改")


@pytest.mark.parametrize("code", ready_codes())
def test_every_ready_programme_is_prepared_and_reckoned(cast: Cast, code: str) -> None:
    made = actions.draft_round(cast.units["工委"], ready(code).to_data(), by=cast.clerk, title=code)

    assert queries.programme_of(made) == ready(code)
    assert burden(made).items == len(ready(code).checklist)
    assert (made.status, made.resume, made.stage(S.PLAN_CONFIRMING).get("off", False)) == (
        Round.Status.DRAFT, Round.Resume.STEPWISE, not ready(code).confirm_plan,
    )  # fmt: skip


@pytest.mark.parametrize(("unit", "by"), [("工委", "leader"), ("工委", "deputy"), ("甲局机关党委", "secretary")])
def test_only_who_runs_programmes_of_a_unit_prepares_one(cast: Cast, unit: str, by: str) -> None:
    with pytest.raises(NotAllowed, match="专项由主办单位管理"):
        draft(cast, unit, by)


def test_a_committee_holds_programmes_of_its_own(cast: Cast) -> None:
    made = cast.programme(unit="甲局机关党委", by="staff")

    assert made.status == Round.Status.OPEN
    names = set(rounds.taking_part(made).values_list("short_name", flat=True))
    assert names == {"甲局机关党委", "甲一支部", "甲二支部", "甲三支部", "甲四支部", "甲五支部", "甲局党总支"}


def test_a_document_that_cannot_be_used_is_refused_with_its_sentence(cast: Cast) -> None:
    with pytest.raises(Refused, match="至少要有一个问题来源"):
        actions.draft_round(cast.units["工委"], document(sources=[]), by=cast.clerk, title="x")


def test_a_programme_opens_only_after_its_burden_was_shown(cast: Cast) -> None:
    made = draft(cast)
    with pytest.raises(Stale, match="没有启动"):
        actions.start_round(made, CheckupAnswer("other"), by=cast.clerk)
    with pytest.raises(Stale):
        actions.start_round(made, by=cast.clerk)
    actions.start_round(made, CheckupAnswer(checkup(made).fingerprint), by=cast.clerk)

    made.refresh_from_db()
    assert (made.status, made.checkup["by"]) == (Round.Status.OPEN, "郑思远")
    with pytest.raises(Refused, match="已经启动"):
        actions.start_round(made, by=cast.clerk)


def test_a_prepared_programme_is_seen_by_who_runs_it_alone_and_an_open_one_by_those_below(cast: Cast) -> None:
    made = draft(cast)
    assert rounds.rounds(cast.users["clerk"]).filter(pk=made.pk).exists()
    assert not rounds.rounds(cast.users["deputy"]).filter(pk=made.pk).exists()
    own = cast.programme(unit="甲局机关党委", by="staff")
    seeing = [
        name
        for name in ("clerk", "leader", "deputy", "secretary", "other_deputy", "outsider", "sysadmin", "superuser")
        if rounds.rounds(cast.users[name]).filter(pk=own.pk).exists()
    ]
    assert seeing == ["clerk", "leader", "deputy", "secretary"]


def test_the_notice_goes_out_when_it_opens_and_units_sign_for_it(cast: Cast) -> None:
    made = draft(cast)
    notice = round_notices.write(made, title="关于开展整改的通知", text="请按时整改。", by=cast.clerk)
    actions.start_round(made, CheckupAnswer(checkup(made).fingerprint), by=cast.clerk)
    notice.refresh_from_db()
    notice.round.refresh_from_db()

    assert notice.sent_at is not None
    assert round_notices.sign(notice, cast.units["甲一支部"], by=cast.secretary).unit == cast.units["甲一支部"]


def test_nothing_is_registered_before_it_opens_or_after_it_ended(cast: Cast) -> None:
    made = draft(cast)
    given = actions.ProblemInput("问题", "audit", "dated", due_on=today(30))

    with pytest.raises(Refused, match="不能再办理"):
        actions.problem_register(made, cast.units["甲一支部"], given, by=cast.clerk)


def test_a_cancelled_programme_ends_its_problems_and_what_hangs_on_them(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    cast.do(actions.postponement_ask, problem, "organiser", until=today(90), reason="涉及采购。")
    registered = cast.register("甲二支部")
    with pytest.raises(NotAllowed):
        actions.round_cancel(problem.round, reason="重复。", by=cast.deputy)
    actions.round_cancel(problem.round, reason="重复。", by=cast.clerk)
    actions.cancel_due(today())

    assert [fresh(each).state for each in (problem, registered)] == [S.CALLED_OFF, S.CALLED_OFF]
    assert Postponement.objects.get().state == "dropped"
    assert actions.cancel_due(today()) == 0
    assert all_is_well()


def test_a_programme_is_not_cancelled_once_something_is_closed(cast: Cast) -> None:
    problem = cast.problem_at(S.CLOSED)

    with pytest.raises(Refused, match="已有1个问题销号"):
        actions.round_cancel(problem.round, reason="重复。", by=cast.clerk)


def test_a_programme_is_closed_when_every_problem_has_ended(cast: Cast) -> None:
    problem, other = cast.problem_at(S.CLOSED), cast.register("甲二支部")
    with pytest.raises(Refused, match="还有1个问题没有办结"):
        actions.round_close(problem.round, reason="全部办结。", by=cast.clerk)
    cast.do(actions.void, other, "clerk", comment="重复。")
    actions.round_close(problem.round, reason="全部办结。", by=cast.clerk)

    assert Round.objects.get(pk=problem.round_id).status == Round.Status.CLOSED
    with pytest.raises(Refused, match="不能再办理"):
        cast.register()
