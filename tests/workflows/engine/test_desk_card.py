"""Whose a desk is, on the page of its record: nothing is offered there that the door would refuse."""

from typing import Any

import pytest

from permissions import grants
from permissions.models import User
from permissions.roles import Role
from tests.workflows.engine.delegating import acting
from tests.workflows.engine.signing import ask
from tests.workflows.engine.steps import BRANCH, do, rating_at
from tests.workflows.organisation.people import signed_in
from tests.world import LONG_AGO, World
from workflows.engine import transferring
from workflows.engine.errors import OWN, NotAllowed
from workflows.engine.models import Record, Round, Task
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

OFFERED = ("认领</button>", "转办给其他同志", "催办</button>", 'id="decide"', "请人会签")
GENERAL = "甲三支部"


@pytest.fixture
def rating(world: World) -> Rating:
    """Return a rating that waits for the committee; its secretary, who submitted it, has a post there as well."""
    found = rating_at(world, S.SCORING)
    grants.appoint(world.users["secretary"], Role.OC_STAFF, world.units["甲局机关党委"], LONG_AGO)
    return found


def page(user: User, record: Record) -> str:
    text: str = signed_in(user).get(f"/records/{record.process.number}/").content.decode()
    return text


def offered(text: str) -> list[bool]:
    return [words in text for words in OFFERED]


def pressed(world: World, user: User, record: Record, verb: str) -> tuple[int, str]:
    seen = str(world.seen(type(record)._default_manager.get(pk=record.pk)))
    answer = signed_in(user).post(f"/records/{record.process.number}/{verb}/", {"seen": seen})
    return answer.status_code, answer.content.decode()


def desk(record: Record) -> Any:
    return Task.objects.filter(process=record.process_id, finished__isnull=True)


def test_others_of_the_committee_are_offered_the_desk(world: World, rating: Rating) -> None:
    assert offered(page(world.users["staff"], rating)) == [True, True, False, True, True]


def test_whoever_submitted_it_is_offered_only_to_urge_the_others(world: World, rating: Rating) -> None:
    text = page(world.users["secretary"], rating)
    assert (offered(text), OWN in text) == ([False, False, True, False, False], True)


def test_pressed_all_the_same_it_says_why_and_leaves_the_desk_alone(world: World, rating: Rating) -> None:
    user = world.users["secretary"]
    status, text = pressed(world, user, rating, "claim")
    assert (status, OWN in text, desk(rating).get().owner) == (403, True, None)
    answer = signed_in(user).get(f"/records/{rating.process.number}/transfer/")
    assert (answer.status_code, OWN in answer.content.decode()) == (403, True)


def test_whoever_submitted_it_does_not_choose_who_judges_it(world: World, rating: Rating) -> None:
    from permissions.actor import Actor

    user = world.users["secretary"]
    own = Actor(user, user.appointments.get(role=Role.OC_STAFF))
    with pytest.raises(NotAllowed, match=OWN):
        transferring.transfer(
            world.rating(BRANCH), world.users["deputy"].pk, by=own, seen=world.seen(rating), comment="我出差"
        )
    assert desk(rating).get().owner is None


def test_a_delegate_of_whoever_submitted_it_is_offered_nothing_of_it(world: World, rating: Rating) -> None:
    from permissions.actor import Actor

    user = world.users["secretary"]
    acting(world, Actor(user, user.appointments.get(role=Role.OC_STAFF)), "sibling")
    assert offered(page(world.users["sibling"], rating)) == [False] * 5


def test_a_desk_of_ones_own_is_not_urged(world: World, rating: Rating) -> None:
    desk(rating).update(sender=world.users["staff"])
    assert OFFERED[2] not in page(world.users["staff"], rating)
    status, text = pressed(world, world.users["staff"], rating, "urge")
    assert (status, "这一项现在就由您办理，不用催办。" in text, desk(rating).get().urged_on) == (422, True, None)


def test_what_one_sent_to_a_desk_that_is_anothers_now_is_urged(world: World, rating: Rating) -> None:
    desk(rating).update(sender=world.users["staff"], owner=world.users["deputy"])
    assert OFFERED[2] in page(world.users["staff"], rating)
    assert pressed(world, world.users["staff"], rating, "urge")[0] == 302


def test_in_a_cancelled_round_nothing_is_offered_and_the_page_says_why(world: World, rating: Rating) -> None:
    before = page(world.users["secretary"], rating)
    Round.objects.update(status=Round.Status.CANCELLED)
    text = page(world.users["staff"], rating)
    assert (offered(text)[:2], 'id="decide"' in text, "已取消，不能再办理。" in text) == ([False, False], False, True)
    after = page(world.users["secretary"], rating)
    assert ["撤回</button>" in said for said in (before, after)] == [True, False]
    assert [OFFERED[2] in said for said in (before, after)] == [True, False]
    status, text = pressed(world, world.users["secretary"], rating, "urge")
    assert (status, "已取消，不能再办理。" in text, desk(rating).get().urged_on) == (422, True, None)


def test_in_a_cancelled_round_what_somebody_claimed_is_not_offered_back(world: World, rating: Rating) -> None:
    do(transferring.claim, world, rating, "staff")
    texts = [page(world.users["staff"], rating)]
    Round.objects.update(status=Round.Status.CANCELLED)
    texts.append(page(world.users["staff"], rating))
    assert ["退还转办" in text for text in texts] == [True, False]


def test_the_list_of_work_says_what_cannot_be_agreed_to_with_others(world: World) -> None:
    rating = rating_at(world, S.GENERAL_REVIEWING, GENERAL)
    grants.appoint(world.users["third"], Role.GB_SECRETARY, world.units["甲局党总支"], LONG_AGO)
    Round.objects.update(unopened=True)

    def held(person: str) -> list[str]:
        inbox = signed_in(world.users[person]).get("/").context["rows"]
        return [row["hold"] for row in inbox if row["number"] == rating.process.number]

    assert (held("third"), held("general")) == (["是自己提交的"], [""])
    ask(world, rating, "general", "staff")
    assert held("general") == ["正在会签，或者会签没有获得同意"]
    Round.objects.update(status=Round.Status.CANCELLED)
    assert held("general") == ["批次已取消"]
