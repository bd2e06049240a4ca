"""撤销: an honour is taken back with reason, approval and the return of the plaque; everybody sees it as revoked."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from permissions import grants
from permissions.actor import Actor
from permissions.models import Appointment
from permissions.roles import Role
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.ending import UNIT, awarded, disagreements, honours, to_conferring
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Fact
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.models import Nomination, Revocation
from workflows.nomination.queries.candidates import people_as_candidates

REASON = "2026年12月受到党内严重警告处分。"
DECISION = {"approved_by": "市直机关工委", "document": "滨直工发〔2026〕20号", "revoked_on": date(2026, 12, 23)}


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(clock: Any, db: None) -> Cast:
    """Return the cast with a small round of the 工委 open."""
    made = make_cast()
    made.award_round()
    return made


@pytest.fixture
def award(cast: Cast, clock: Any) -> Nomination:
    """Return the nomination of 张三, who is 优秀共产党员 since today."""
    return awarded(cast, clock)


@pytest.fixture
def revocation(cast: Cast, award: Nomination) -> Revocation:
    """Return the proposal of the department to take it back."""
    return actions.revocation_propose(award, REASON, by=cast.clerk)


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def do(cast: Cast, verb: str, by: str, **more: Any) -> Revocation:
    found = Revocation.objects.select_related("unit", "round", "process").get()
    moved: Revocation = getattr(actions, f"revocation_{verb}")(found, by=getattr(cast, by), seen=seen_of(found), **more)
    return moved


def test_a_decision_revokes_at_once_and_the_plaque_ends_it(cast: Cast, revocation: Revocation) -> None:
    assert honours() == [("张三", "优秀共产党员")]

    do(cast, "revoke", "leader", **DECISION)

    (fact,) = Fact.objects.filter(key="person.honour", superseded_by__isnull=True)
    assert (honours(), Revocation.objects.get().state) == ([("张三", "优秀共产党员（已撤销）")], "returning")
    assert (fact.item, fact.year, fact.value["sponsor"], fact.process) == (
        "优秀共产党员", 2026, "市直机关工委", revocation.process,
    )  # fmt: skip
    assert fact.value["revoked"] == {
        "on": "2026-12-23", "reason": REASON, "approved_by": "市直机关工委", "document": "滨直工发〔2026〕20号",
        "plaque_back_on": None,
    }  # fmt: skip
    assert disagreements() == []

    do(cast, "take_back", "clerk", plaque_back_on=date(2026, 12, 23))

    (fact,) = Fact.objects.filter(key="person.honour", superseded_by__isnull=True)
    assert (Revocation.objects.get().state, fact.value["revoked"]["plaque_back_on"]) == ("revoked", "2026-12-23")
    assert (cast.nomination("张三").state, honours()) == ("awarded", [("张三", "优秀共产党员（已撤销）")])
    assert disagreements() == []


def test_conditions_see_the_honour_as_revoked(cast: Cast, revocation: Revocation) -> None:
    do(cast, "revoke", "leader", **DECISION)

    past = people_as_candidates([cast.people["张三"]])[cast.people["张三"].pk].honours
    assert past is not None
    assert [(each.name, each.revoked) for each in past.value] == [("优秀共产党员", True)]


def test_the_page_of_the_person_says_it_was_revoked(cast: Cast, revocation: Revocation) -> None:
    do(cast, "revoke", "leader", **DECISION)

    text = browser(cast, "clerk").get(f"/organisation/people/{cast.people['张三'].pk}/").content.decode()
    assert "优秀共产党员（已撤销）" in text


def test_an_honour_may_be_kept(cast: Cast, revocation: Revocation) -> None:
    do(cast, "keep", "leader", comment="处分已经撤销。")

    assert (Revocation.objects.get().state, honours()) == ("kept", [("张三", "优秀共产党员")])
    assert disagreements() == []


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"revoked_on": date(2026, 12, 22)}, "撤销日期2026-12-22早于授予日期2026-12-23。"),
        ({"revoked_on": date(2026, 12, 24)}, "日期不能晚于今天。"),
        ({"document": " "}, "没有填写撤销文号。"),
        ({"approved_by": ""}, "没有填写批准机关。"),
    ],
)
def test_a_decision_that_cannot_be_is_refused(
    cast: Cast, revocation: Revocation, wrong: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Incomplete, match=sentence):
        do(cast, "revoke", "leader", **(DECISION | wrong))
    assert (Revocation.objects.get().state, honours()) == ("deciding", [("张三", "优秀共产党员")])


def test_a_plaque_does_not_come_back_before_the_decision(cast: Cast, revocation: Revocation) -> None:
    do(cast, "revoke", "leader", **DECISION)

    with pytest.raises(Incomplete, match="收回牌匾、证书的日期2026-12-22早于撤销日期2026-12-23。"):
        do(cast, "take_back", "clerk", plaque_back_on=date(2026, 12, 22))


@pytest.mark.parametrize("who", ["clerk", "head", "staff", "inspector"])
def test_only_a_decider_of_the_host_revokes(cast: Cast, revocation: Revocation, who: str) -> None:
    with pytest.raises(NotAllowed):
        do(cast, "revoke", who, **DECISION)


@pytest.mark.parametrize("who", ["leader", "inspector", "staff", "deputy", "secretary", "outsider"])
def test_only_the_host_s_department_proposes(cast: Cast, award: Nomination, who: str) -> None:
    with pytest.raises(NotAllowed):
        actions.revocation_propose(award, REASON, by=getattr(cast, who))


def test_one_honour_is_taken_back_once(cast: Cast, revocation: Revocation, award: Nomination) -> None:
    with pytest.raises(Refused, match="已有一件撤销等待决定"):
        actions.revocation_propose(award, REASON, by=cast.head)
    do(cast, "revoke", "leader", **DECISION)
    with pytest.raises(Refused, match="没有可以撤销的荣誉：还没有授予，或者已经撤销。"):
        actions.revocation_propose(award, REASON, by=cast.head)


def test_what_was_not_given_cannot_be_taken_back(cast: Cast, clock: Any) -> None:
    to_conferring(cast, clock)

    with pytest.raises(Refused, match="没有可以撤销的荣誉"):
        actions.revocation_propose(cast.nomination("张三"), REASON, by=cast.clerk)


def leave(cast: Cast, who: str) -> None:
    grants.end_now(Appointment.objects.get(user=cast.users[who]))


def test_where_nobody_could_decide_it_is_not_proposed_and_told_whom_to_appoint(cast: Cast, award: Nomination) -> None:
    leave(cast, "leader")

    sentence = "没有在任的签批人，提出以后没有人能决定。请先任命签批人（工委领导），再提请撤销。"
    with pytest.raises(Refused, match=sentence):
        actions.revocation_propose(award, REASON, by=cast.clerk)
    page = browser(cast, "clerk").get(f"/nomination/{award.process.number}/revoke/")
    assert (page.status_code, sentence in page.content.decode(), Revocation.objects.count()) == (422, True, 0)


def test_the_only_decider_does_not_propose_what_he_could_not_decide(cast: Cast, award: Nomination) -> None:
    grants.appoint(cast.users["leader"], Role.WC_HEAD, cast.units["工委"], timezone.localdate())
    both = Appointment.objects.select_related("unit").get(user=cast.users["leader"], role=Role.WC_HEAD)

    with pytest.raises(Refused, match="除您以外没有在任的签批人，自己提出的撤销不能由自己决定。"):
        actions.revocation_propose(award, REASON, by=Actor(cast.users["leader"], both))
    grants.appoint(cast.account("second", "周副书记"), Role.WC_LEADER, cast.units["工委"], timezone.localdate())
    made = actions.revocation_propose(award, REASON, by=Actor(cast.users["leader"], both))
    assert do(cast, "keep", "second", comment="维持。").pk == made.pk


# --- the pages -------------------------------------------------------------------------------------------------------


def test_it_is_proposed_decided_and_ended_on_its_pages(cast: Cast, award: Nomination) -> None:
    clerk, leader = browser(cast, "clerk"), browser(cast, "leader")
    address = f"/nomination/{award.process.number}/revoke/"
    assert clerk.post(address, {"reason": ""}).status_code == 422
    page = clerk.post(address, {"reason": REASON})["Location"]
    assert "提请撤销" in clerk.get(address).content.decode()

    sent = {"verb": "revoke", "comment": "会议决定。", "revoke-approved_by": "市直机关工委"}
    sent |= {"revoke-document": "滨直工发〔2026〕20号", "revoke-revoked_on": "2026-12-23"}
    made = Revocation.objects.get()
    assert leader.post(page, sent | {"seen": str(seen_of(made)), "revoke-revoked_on": ""}).status_code == 422
    assert leader.post(page, sent | {"seen": str(seen_of(made))}).status_code == 302
    back = {"verb": "take_back", "take_back-plaque_back_on": "2026-12-23", "seen": str(seen_of(made))}
    assert clerk.post(page, back).status_code == 302

    text = clerk.get(page).content.decode()
    told = ("张三", "优秀共产党员", REASON, "滨直工发〔2026〕20号", "2026年12月23日", "牌匾、证书收回")
    assert [part for part in told if part not in text] == []


@pytest.mark.parametrize(
    ("who", "status"), [("head", 200), ("leader", 403), ("staff", 403), ("secretary", 403), ("outsider", 404)]
)
def test_who_sees_the_page_of_proposing(cast: Cast, award: Nomination, who: str, status: int) -> None:
    assert browser(cast, who).get(f"/nomination/{award.process.number}/revoke/").status_code == status


def test_a_list_has_no_honour_of_its_own(cast: Cast, award: Nomination) -> None:
    assert browser(cast, "clerk").get(f"/nomination/{cast.list_in(UNIT).process.number}/revoke/").status_code == 404


@pytest.mark.parametrize("who", ["secretary", "deputy"])
def test_the_unit_learns_of_a_revocation_when_it_is_decided(cast: Cast, revocation: Revocation, who: str) -> None:
    of_award = f"/records/{revocation.nomination.process.number}/"
    of_revocation = f"/records/{revocation.process.number}/"
    unit, host = browser(cast, who), browser(cast, "clerk")

    assert REASON not in unit.get(of_award).content.decode()
    assert REASON in host.get(of_award).content.decode()
    assert (unit.get(of_revocation).status_code, host.get(of_revocation).status_code) == (404, 200)

    do(cast, "revoke", "leader", **DECISION)
    assert REASON in unit.get(of_award).content.decode()
    assert of_revocation not in unit.get(of_award).content.decode()
    assert browser(cast, "leader").get(of_revocation).status_code == 200
