"""回避: whoever is nominated does not review, return, refuse or rule on the own nomination, in whatever post."""

from typing import Any

import pytest
from django.test import Client

from permissions import grants
from permissions.models import User
from permissions.roles import Role
from tests.workflows.engine.delegating import acting
from tests.workflows.nomination.cast import Cast, make_cast
from tests.world import LONG_AGO
from workflows.engine.errors import NotAllowed
from workflows.nomination import actions
from workflows.nomination.rules import Verdict
from workflows.nomination.states import NominationState as S
from workflows.organisation.actions.accounts import account_open

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    """钱十一 of 甲一支部, who reviews at 甲局机关党委, and 李四 of the same branch are nominated."""
    made = make_cast()
    user = account_open(made.member("钱十一"), "qian", by=made.clerk).user
    made.users["qian"] = user
    grants.appoint(user, Role.OC_DEPUTY, made.units["甲局机关党委"], LONG_AGO, None)
    made.graded("钱十一")
    made.award_round()
    made.submitted("钱十一")
    made.submitted("李四")
    return made


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("forward", {}),
        ("reject", {"comment": "不同意。"}),
        ("send_back", {"comment": "请补充。", "to": S.DRAFTING}),
        ("overrule", {"code": "party_member", "verdict": Verdict.MET, "reason": "已核实。"}),
    ],
)
def test_the_nominated_person_takes_no_part(cast: Cast, verb: str, more: dict[str, Any]) -> None:
    before = cast.nomination("钱十一")
    with pytest.raises(NotAllowed, match="您是被提名人，应当回避"):
        cast.do(verb, "钱十一", "qian", **more)

    after = cast.nomination("钱十一")
    assert (after.state, after.version, after.audit_seq) == (before.state, before.version, before.audit_seq)


def test_nor_does_anybody_who_acts_for_that_person(cast: Cast) -> None:
    by = acting(cast, "qian", "sibling")
    with pytest.raises(NotAllowed, match="您代办的钱十一是被提名人，应当回避"):
        actions.forward(cast.nomination("钱十一"), by=by, seen=cast.seen(cast.nomination("钱十一")))
    actions.forward(cast.nomination("李四"), by=by, seen=cast.seen(cast.nomination("李四")))
    assert cast.nomination("李四").state == S.LISTED


def test_the_same_person_reviews_others_and_others_review_that_person(cast: Cast) -> None:
    cast.do("forward", "李四", "qian")
    cast.do("forward", "钱十一", "deputy")

    assert [cast.nomination(name).state for name in ("李四", "钱十一")] == [S.LISTED, S.LISTED]


def test_at_the_host_too_nobody_rules_on_the_own_nomination(cast: Cast) -> None:
    grants.appoint(cast.users["qian"], Role.WC_CLERK, cast.units["工委"], LONG_AGO, None)
    with pytest.raises(NotAllowed, match="您是被提名人，应当回避"):
        actions.overrule(
            cast.nomination("钱十一"), "party_member", Verdict.MET, "已核实。", by=cast.qian,
            seen=cast.seen(cast.nomination("钱十一")),
        )  # fmt: skip


def test_the_page_offers_the_nominated_person_no_verb_and_says_why(cast: Cast, client: Client) -> None:
    number = cast.nomination("钱十一").process.number
    User.objects.filter(pk=cast.users["qian"].pk).update(must_change_password=False)
    seen = {}
    for who in ("qian", "deputy", "inspector"):
        client.force_login(User.objects.get(pk=cast.users[who].pk))
        found = client.get(f"/records/{number}/")
        seen[who] = (found.context["decision"] is not None, found.context["aside"], "/overrule/" in found.text)

    assert seen == {
        "qian": (False, "您是被提名人，应当回避，请由本单位其他人员办理。", False),
        "deputy": (True, "", True),
        "inspector": (False, "", False),
    }


def test_whoever_nominated_is_offered_no_verb_of_the_review_either(cast: Cast, client: Client) -> None:
    grants.appoint(cast.users["secretary"], Role.OC_DEPUTY, cast.units["甲局机关党委"], LONG_AGO, None)
    client.force_login(cast.users["secretary"])
    found = client.get(f"/records/{cast.nomination('李四').process.number}/")

    assert (found.context["decision"], found.context["aside"]) == (None, "自己提交的事项不能由自己审核。")
