"""回避 after the review: nobody takes part in deciding on himself at the host, in 会审, 比选 or 撤销."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from permissions import grants
from permissions.models import Appointment, User
from permissions.roles import Role
from tests.workflows.engine.delegating import acting
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.contesting import arena, record, shared, three_for_two
from tests.workflows.nomination.ending import awarded
from tests.workflows.nomination.listing import CONSULTED, OPINIONS, a_round, ask, do, fresh, letter, reported
from tests.world import LONG_AGO
from workflows.engine import attendance
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Task
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.models import ConsultationLine, NominationList, PlaceContest, Revocation
from workflows.organisation.actions.accounts import account_open

pytestmark = pytest.mark.django_db
RANKS = {"周八": 1, "张三": 2, "王五": 3}
ASIDE = "您是被提名人，应当回避，请由本单位其他人员办理。"


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def also(cast: Cast, name: str, role: Role) -> None:
    """Give a member of the cast an account (`self`) and a post of the 工委."""
    user = account_open(cast.people[name], "self", by=cast.clerk).user
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    cast.users["self"] = User.objects.get(pk=user.pk)
    grants.appoint(cast.users["self"], role, cast.units["工委"], LONG_AGO, None)


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


# --- 比选 ----------------------------------------------------------------------------------------------------------


def test_a_candidate_does_not_enter_the_contest_in_which_he_competes(cast: Cast) -> None:
    also(cast, "张三", Role.WC_LEADER)
    made, *_ = three_for_two(cast)
    with pytest.raises(NotAllowed, match="您是被提名人，应当回避"):
        record(cast, made, RANKS, by="self")
    assert PlaceContest.objects.count() == 0
    assert record(cast, made, RANKS, by="leader").current


def test_the_page_of_the_contest_tells_a_candidate_so_and_offers_nothing(cast: Cast) -> None:
    also(cast, "张三", Role.WC_LEADER)
    made, *_ = three_for_two(cast)
    address = f"/nomination/contests/{shared(made).pk}/"
    seen = {}
    for who in ("self", "leader"):
        shown = browser(cast, who).get(address)
        seen[who] = (shown.status_code, shown.context["able"], ASIDE in shown.text)

    assert seen == {"self": (200, False, True), "leader": (200, True, False)}
    refused = browser(cast, "self").post(address, {"seen": arena(made).seen})
    assert (refused.status_code, ASIDE in refused.text) == (403, True)


# --- 会审 ----------------------------------------------------------------------------------------------------------


def objected(cast: Cast) -> tuple[NominationList, ConsultationLine]:
    """A list with 张三, against whom a body has something to say."""
    a_round(cast, stages=CONSULTED, opinions=OPINIONS)
    submission = reported(cast, "张三")
    (asked,) = ask(cast, submission)
    letter(cast, asked)
    line = asked.lines.get()
    more = {"number": "4号", "comment": "见来函。", "against": {line.pk: "有信访。"}}
    do(actions.consultation_object, cast, asked, "clerk", **more)
    return fresh(submission), line


def test_nobody_rules_on_what_a_body_says_against_himself(cast: Cast) -> None:
    also(cast, "张三", Role.WC_CLERK)
    submission, line = objected(cast)

    with pytest.raises(NotAllowed, match="您是被提名人，应当回避"):
        do(actions.consultation_rule, cast, submission, "self", line=line, comment="不属实。")
    assert ConsultationLine.objects.get().ruling == ""
    do(actions.consultation_rule, cast, submission, "head", line=line, comment="经核查不属实。")
    assert ConsultationLine.objects.get().ruling == "经核查不属实。"


def test_nor_does_whoever_acts_for_him(cast: Cast) -> None:
    also(cast, "张三", Role.WC_CLERK)
    submission, line = objected(cast)
    by = acting(cast, "self", "sibling")

    with pytest.raises(NotAllowed, match="您代办的张三是被提名人，应当回避"):
        actions.consultation_rule(submission, line, by=by, seen=cast.seen(submission), comment="不属实。")


def test_his_page_of_the_list_offers_him_no_ruling(cast: Cast) -> None:
    also(cast, "张三", Role.WC_CLERK)
    submission, line = objected(cast)
    address = f"/nomination/{submission.process.number}/opinions/{line.pk}/rule/"
    offered = {
        who: address in browser(cast, who).get(f"/records/{submission.process.number}/").text
        for who in ("self", "head")
    }
    refused = browser(cast, "self").get(address)

    assert offered == {"self": False, "head": True}
    assert (refused.status_code, ASIDE in refused.text) == (403, True)


# --- 撤销 ----------------------------------------------------------------------------------------------------------


def revoking(cast: Cast, verb: str, by: str, **more: Any) -> Revocation:
    found = Revocation.objects.select_related("unit", "round", "process").get()
    moved: Revocation = getattr(actions, f"revocation_{verb}")(found, by=getattr(cast, by), seen=seen_of(found), **more)
    return moved


def test_nobody_decides_on_taking_back_his_own_honour(cast: Cast, clock: Any) -> None:
    cast.award_round()
    award = awarded(cast, clock)
    also(cast, "张三", Role.WC_LEADER)
    made = actions.revocation_propose(award, "受到处分。", by=cast.clerk)

    with pytest.raises(NotAllowed, match="这是对您本人荣誉的撤销，您应当回避"):
        revoking(cast, "keep", "self", comment="维持。")
    shown = {who: browser(cast, who).get(f"/records/{made.process.number}/").context for who in ("self", "leader")}
    assert {who: (page["decision"] is not None, page["aside"]) for who, page in shown.items()} == {
        "self": (False, "这是对您本人荣誉的撤销，您应当回避，由其他人员办理。"), "leader": (True, ""),
    }  # fmt: skip
    assert revoking(cast, "keep", "leader", comment="维持。").state == "kept"


def test_nor_enters_that_his_own_plaque_is_back(cast: Cast, clock: Any) -> None:
    cast.award_round()
    award = awarded(cast, clock)
    also(cast, "张三", Role.WC_CLERK)
    actions.revocation_propose(award, "受到处分。", by=cast.clerk)
    day = timezone.localdate()
    revoking(cast, "revoke", "leader", approved_by="市直机关工委", document="滨直工发〔2026〕20号", revoked_on=day)

    with pytest.raises(NotAllowed, match="您应当回避"):
        revoking(cast, "take_back", "self", plaque_back_on=date(2026, 12, 23))


def test_where_the_honoured_alone_could_decide_it_is_not_proposed(cast: Cast, clock: Any) -> None:
    cast.award_round()
    award = awarded(cast, clock)
    also(cast, "张三", Role.WC_LEADER)
    User.objects.filter(pk=cast.users["leader"].pk).update(is_active=False)

    with pytest.raises(Refused, match="没有可以决定的签批人，被授予荣誉的本人应当回避。请先任命签批人（工委领导）"):
        actions.revocation_propose(award, "受到处分。", by=cast.clerk)


def test_where_the_only_other_decider_has_no_password_yet_it_is_not_proposed(cast: Cast, clock: Any) -> None:
    cast.award_round()
    award = awarded(cast, clock)
    leader = cast.users["leader"]
    leader.set_unusable_password()
    leader.save(update_fields=["password"])

    with pytest.raises(Refused, match="在任的签批人还没有领到密码，提出以后没有人能决定。请先发给密码，或者另外任命"):
        actions.revocation_propose(award, "受到处分。", by=cast.clerk)


def test_with_the_others_gone_the_desk_is_one_that_nobody_attends(cast: Cast, clock: Any) -> None:
    cast.award_round()
    award = awarded(cast, clock)
    also(cast, "张三", Role.WC_LEADER)
    made = actions.revocation_propose(award, "受到处分。", by=cast.clerk)
    desk = Task.objects.get(process=made.process_id, finished__isnull=True)
    grants.end_now(Appointment.objects.get(user=cast.users["leader"]))
    attendance.recheck()

    assert (desk.unattended, Task.objects.get(pk=desk.pk).unattended) == (False, True)
