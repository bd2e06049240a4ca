"""Verbs of star rating and their consequences: preparing and starting rounds, the 公示."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from permissions.actor import Actor
from tests.workflows.star_rating.checkups import start
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Quota, Round
from workflows.engine.transitions import open_many
from workflows.star_rating import actions
from workflows.star_rating.actions import rounds
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.models import Rating, RatingList, Scheme
from workflows.star_rating.rules import PublicityRule
from workflows.star_rating.states import ListState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def draft(world: World, by: str = "clerk") -> Round:
    scheme = Scheme.objects.create(name="口径C", version="2023-1", document=scheme_c().to_data())
    return actions.draft_round(
        world.units["工委"], scheme, by=getattr(world, by), year=2026, title="2026年度党支部星级评定", basis="",
        resume="direct", stages={},
    )  # fmt: skip


def test_a_drafted_round_keeps_a_copy_of_its_scheme(world: World) -> None:
    round_ = draft(world)
    Scheme.objects.update(document={})

    assert Round.objects.get(pk=round_.pk).scheme == scheme_c().to_data()
    assert (round_.status, Rating.objects.count()) == (Round.Status.DRAFT, 0)


@pytest.mark.parametrize("who", ["leader", "deputy", "secretary", "inspector"])
def test_only_the_department_prepares_rounds(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        draft(world, by=who)


def test_starting_hands_the_opening_to_the_worker_once(world: World) -> None:
    round_ = draft(world)
    start(round_, by=world.clerk)

    with pytest.raises(Refused, match="已经启动"):
        actions.start_round(round_, by=world.head)
    assert DBTaskResult.objects.count() == 1


def test_an_opening_that_failed_may_be_started_again(world: World) -> None:
    round_ = draft(world)
    start(round_, by=world.clerk)
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    actions.start_round(round_, by=world.clerk)

    assert DBTaskResult.objects.filter(status=TaskResultStatus.READY).count() == 1


def until_the_disk_is_full(rows: list[Any], *, by: Actor) -> list[Any]:
    """Lists and a first chunk of ratings can be written, more cannot."""
    if Rating.objects.exists():
        raise OperationalError("disk full")
    return open_many(rows, by=by)


def begun(world: World, monkeypatch: pytest.MonkeyPatch) -> Round:
    """The opening of this round failed after the first three branches."""
    round_ = draft(world)
    start(round_, by=world.clerk)
    monkeypatch.setattr(rounds, "CHUNK", 3)
    monkeypatch.setattr(rounds, "open_many", until_the_disk_is_full)
    with pytest.raises(OperationalError):
        run_job(world, round_)
    monkeypatch.undo()
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    return Round.objects.get(pk=round_.pk)


def run_job(world: World, round_: Round) -> int:
    post = world.clerk.appointment
    assert post is not None
    return open_round_job.func(round_.pk, post.pk)


def test_an_opening_that_stopped_halfway_is_started_again_and_leaves_alone_what_is_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = begun(world, monkeypatch)
    before = list(Rating.objects.order_by("pk").values_list("pk", "process__number"))
    actions.start_round(round_, by=world.head)
    opened = run_job(world, round_)

    assert (round_.status, len(before), opened) == (Round.Status.OPEN, 3, 4)
    assert list(Rating.objects.order_by("pk").values_list("pk", "process__number"))[:3] == before
    assert dict(Quota.objects.values_list("unit__short_name", "base")) == {
        "甲局机关党委": 5,
        "乙局机关党委": 1,
        "工委": 1,
    }


def test_an_opening_that_goes_on_or_ended_well_is_not_started_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    round_ = begun(world, monkeypatch)
    for status in (TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.SUCCESSFUL):
        DBTaskResult.objects.update(status=status)
        with pytest.raises(Refused, match="已经启动"):
            actions.start_round(round_, by=world.clerk)


def test_a_scheme_whose_quota_names_a_unit_that_does_not_exist_is_refused(world: World) -> None:
    document = scheme_c().to_data()
    document["quotas"][0] |= {"node": "named", "unit_code": "X999"}
    scheme = Scheme.objects.create(name="口径D", version="1", document=document)

    with pytest.raises(Refused, match="单位编码X999不存在"):
        actions.draft_round(
            world.units["工委"], scheme, by=world.clerk, year=2026, title="", basis="", resume="direct", stages={}
        )


def test_the_worker_opens_a_rating_for_every_branch_and_may_be_repeated(world: World) -> None:
    round_ = draft(world)
    start(round_, by=world.clerk)
    opened = [run_job(world, round_) for _ in range(2)]

    assert opened == [7, 0]
    assert Round.objects.get(pk=round_.pk).status == Round.Status.OPEN


def announced(world: World) -> RatingList:
    world.round()
    world.submit("乙一支部", world.outsider)
    world.review("乙一支部", world.other_deputy, "0")
    submission = world.list_of("乙局机关党委")
    rows = [actions.Placing(row.pk, 1, True) for row in submission.members.all()]
    actions.list_arrange(submission, rows, by=world.other_deputy, seen=world.seen(submission))
    world.meet(submission, world.other_deputy, "乙局机关党委会议")
    actions.list_report(submission, by=world.other_deputy, seen=world.seen(submission))
    actions.list_forward(submission, by=world.clerk, seen=world.seen(submission))
    world.meet(world.list_of("乙局机关党委"), world.leader, "工委会议")
    actions.list_approve(submission, by=world.leader, seen=world.seen(submission))
    return world.list_of("乙局机关党委")


def test_a_list_goes_public_for_the_days_that_were_typed(world: World) -> None:
    submission = announced(world)
    first = timezone.localdate()
    actions.list_publicise(
        submission, by=world.clerk, seen=world.seen(submission), starts_on=first, days=5, working=False,
        start_counts=True, contact="电话12345678",
    )  # fmt: skip
    publicity = world.list_of("乙局机关党委").publicity
    assert publicity is not None

    assert (publicity.ends_on, publicity.days_text) == (first + timedelta(days=4), "5个自然日")
    assert publicity.contact == "电话12345678"


def test_a_notice_shorter_than_the_scheme_says_needs_a_reason(world: World) -> None:
    submission = announced(world)
    rules = replace(scheme_c(), version="公示", publicity=PublicityRule(5))
    Round.objects.update(scheme=rules.to_data(), scheme_version=rules.version)

    def publicise(**more: Any) -> Any:
        fresh = world.list_of("乙局机关党委")
        return actions.list_publicise(
            fresh, by=world.clerk, seen=world.seen(fresh), starts_on=timezone.localdate(), days=1, working=False, **more
        )

    with pytest.raises(Incomplete, match=r"方案规定公示5个工作日，开始当日不计，应到.*请在意见中写明理由。"):
        publicise()
    assert world.list_of("乙局机关党委").state == ListState.ANNOUNCING
    assert publicise(comment="经工委同意缩短。").state == ListState.PUBLICISING
    assert submission.publicity is None


def test_a_list_does_not_go_public_in_the_past(world: World) -> None:
    submission = announced(world)
    with pytest.raises(Refused, match="公示开始日期已过"):
        actions.list_publicise(
            submission, by=world.clerk, seen=world.seen(submission), starts_on=date(2020, 1, 1), days=5
        )


def test_a_list_within_its_quota_of_none_gives_up_the_star(world: World) -> None:
    submission = announced(world)

    assert [(row.tier, row.capped) for row in submission.members.all()] == [(4, True)]
