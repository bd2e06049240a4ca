"""The inbox: whose desk a record is on, what narrows the list, what the menu counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from permissions import access, grants
from permissions.models import Appointment
from permissions.roles import Role
from tests.workflows.engine.delegating import acting, delegated
from tests.workflows.engine.steps import BRANCH, UNIT, do, list_at, rating_at
from tests.workflows.organisation.people import signed_in
from tests.world import LONG_AGO, World
from workflows.engine import agreeing, inbox, transferring
from workflows.engine.inbox import Counts, Filters, Page
from workflows.engine.models import Look, Task
from workflows.organisation.actions.delegations import delegation_end
from workflows.star_rating import actions
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

WHY = {"comment": "证明材料不全，请补充。"}


def units(page: Page) -> list[str]:
    """Return whose records stand on a page, in order."""
    return [task.process.unit.short_name for task in page.rows]


def waiting(world: World, name: str, filters: Filters = Filters()) -> list[str]:  # noqa: B008 - frozen
    """Return what waits for a person of the cast."""
    return units(inbox.todo(world.users[name], filters))


def test_a_rating_waits_for_its_branch_and_then_for_the_committee(world: World) -> None:
    assert (waiting(world, "secretary"), waiting(world, "deputy")) == ([BRANCH], ["甲局机关党委"])
    rating_at(world, S.SCORING)
    assert (waiting(world, "secretary"), sorted(waiting(world, "deputy"))) == ([], [BRANCH, "甲局机关党委"])


def test_nothing_waits_for_an_inspector_or_for_somebody_whose_post_has_ended(world: World) -> None:
    assert (waiting(world, "inspector"), waiting(world, "former")) == ([], [])


def test_members_of_a_list_wait_for_nobody_the_list_does(world: World) -> None:
    before = waiting(world, "clerk")
    list_at(world, L.VERIFYING)
    assert (before, sorted(waiting(world, "clerk"))) == (["工委"], sorted(["工委", "甲局机关党委"]))


@pytest.mark.parametrize(("process", "expected"), [("star_rating", [BRANCH]), ("another", [])])
def test_a_post_limited_to_a_process_brings_its_desks_alone(world: World, process: str, expected: list[str]) -> None:
    grants.end_appointment(Appointment.objects.get(user=world.users["secretary"]), timezone.localdate() - timedelta(1))
    user, unit = world.users["secretary"], world.units[BRANCH]
    grants.appoint(user, Role.BRANCH_SECRETARY, unit, timezone.localdate(), processes=(process,))
    assert (waiting(world, "secretary"), waiting(world, "secretary", Filters(kind="star_rating"))) == (
        expected,
        expected,
    )


def test_a_second_post_in_the_same_unit_shows_nothing_twice(world: World) -> None:
    grants.appoint(world.users["secretary"], Role.BRANCH_ORG, world.units[BRANCH], LONG_AGO)
    assert waiting(world, "secretary") == [BRANCH]


def test_a_post_narrows_the_list_to_its_own_unit(world: World) -> None:
    user = world.users["secretary"]
    second = grants.appoint(user, Role.BRANCH_SECRETARY, world.units["甲二支部"], LONG_AGO)
    assert sorted(waiting(world, "secretary")) == [BRANCH, "甲二支部"]
    assert waiting(world, "secretary", Filters(post=second.pk)) == ["甲二支部"]


def test_a_search_finds_number_title_and_unit_among_what_is_ones_own(world: World) -> None:
    number = world.rating(BRANCH).process.number
    for words in (number, "年度星级评定", "甲一"):
        assert waiting(world, "secretary", Filters(q=words)) == [BRANCH]
    assert waiting(world, "secretary", Filters(q="乙一")) == []


def test_a_search_finds_the_unit_as_the_row_shows_it_and_who_sent_it(world: World) -> None:
    rating_at(world, S.SCORING)
    unit = world.units[BRANCH]
    unit.name, unit.short_name = "中共滨江市某局第一支部委员会", "某局机关一支部"
    unit.save()
    for words in ("机关一支部", "滨江市某局", "周志远"):
        assert waiting(world, "deputy", Filters(q=words)) == ["某局机关一支部"]
    assert waiting(world, "deputy", Filters(q="李春兰")) == []


def test_a_unit_takes_in_those_below_it(world: World) -> None:
    rating_at(world, S.SCORING)
    other, own = world.units["乙局机关党委"].pk, world.units["甲局机关党委"].pk
    assert waiting(world, "deputy", Filters(unit=other)) == []
    assert sorted(waiting(world, "deputy", Filters(unit=own))) == [BRANCH, "甲局机关党委"]


def test_only_what_was_returned(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    assert waiting(world, "secretary", Filters(returned=True)) == []
    do(actions.send_back, world, rating, "staff", to=S.SELF_ASSESSING, **WHY)
    assert waiting(world, "secretary", Filters(returned=True)) == [BRANCH]


def test_late_and_soon_are_counted_from_today(world: World) -> None:
    mine = Task.objects.filter(process__unit=world.units[BRANCH])
    for days, late, soon in ((-1, [BRANCH], []), (0, [], [BRANCH]), (30, [], [])):
        mine.update(due_on=timezone.localdate() + timedelta(days))
        assert waiting(world, "secretary", Filters(due="late")) == late
        assert waiting(world, "secretary", Filters(due="soon")) == soon


def test_the_nearest_deadline_comes_first_and_none_at_all_last(world: World) -> None:
    rating_at(world, S.SCORING)
    Task.objects.filter(process__unit=world.units["甲局机关党委"]).update(due_on=None)
    assert waiting(world, "deputy") == [BRANCH, "甲局机关党委"]
    assert waiting(world, "deputy", Filters(kind="star_rating")) == [BRANCH, "甲局机关党委"]


def test_the_menu_counts_what_waits_and_what_is_late(world: World) -> None:
    Task.objects.filter(process__unit=world.units[BRANCH]).update(due_on=timezone.localdate() - timedelta(1))
    assert inbox.counts(world.users["secretary"]) == Counts(1, 1, {"star_rating": 1}, 0)
    assert inbox.counts(world.users["inspector"]) == Counts(0, 0, {}, 0)


def test_what_is_ones_own_alone_is_told_from_what_others_may_act_on_too(world: World) -> None:
    do(transferring.claim, world, rating_at(world, S.SCORING), "staff")
    lists = {whose: waiting(world, "staff", Filters(whose=whose)) for whose in ("mine", "free")}
    assert lists == {"mine": [BRANCH], "free": ["甲五支部", UNIT]}
    assert inbox.counts(world.users["staff"]).mine == 1


def test_what_is_delegated_has_a_box_of_its_own_while_it_lasts(world: World) -> None:
    made = delegated(world, "deputy", "sibling")
    page = "/?box=delegated"
    assert sorted(waiting(world, "sibling", Filters(delegated=True))) == [UNIT]
    text = signed_in(world.users["sibling"]).get(page).content.decode()
    assert ("代 王海燕（甲局机关党委 专职副书记）" in text, "甲二支部2" in text) == (True, False)
    delegation_end(made, by=world.deputy)
    assert "委托给我的" not in signed_in(world.users["sibling"]).get("/").content.decode()


def test_a_desk_is_unread_until_its_page_was_opened_and_again_when_it_comes_back(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    staff, user = signed_in(world.users["staff"]), world.users["staff"]

    def unread() -> bool:
        found = inbox.todo(user, Filters()).rows
        items = agreeing.survey(user, access.posts(user), found)
        return any(item.unread for item in items if item.task.process_id == rating.process_id)

    before = unread()
    for _ in range(2):
        staff.get(f"/records/{rating.process.number}/")
    opened = unread()
    assert Look.objects.filter(user=user, task__process=rating.process_id).count() == 1
    do(actions.withdraw, world, rating, "secretary")
    do(actions.submit, world, rating, "secretary")
    assert (before, opened, unread()) == (True, False, True)


def test_who_only_reads_leaves_no_mark(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    signed_in(world.users["inspector"]).get(f"/records/{rating.process.number}/")
    assert not Look.objects.exists()


def test_what_one_settled_for_another_says_so(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    by = acting(world, "deputy", "sibling")
    actions.send_back(world.rating(BRANCH), by=by, seen=world.seen(rating), to=S.SELF_ASSESSING, **WHY)
    text = signed_in(world.users["sibling"]).get("/?box=done").content.decode()
    page = signed_in(world.users["deputy"]).get(f"/records/{rating.process.number}/").content.decode()
    assert ("代 王海燕" in text, "赵国强 代 王海燕" in page) == (True, True)


def test_what_one_settled_and_what_one_handed_in(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    secretary = world.users["secretary"]
    assert units(inbox.done(secretary, Filters())) == [BRANCH]
    assert [task.flow_task.state for task in inbox.mine(secretary, Filters()).rows] == [S.SCORING]
    do(actions.reject, world, rating, "staff", **WHY)
    assert [task.flow_task.state for task in inbox.mine(secretary, Filters()).rows] == [S.REJECTED]


def test_a_page_knows_whether_another_follows() -> None:
    pages = [Page([], total, number).has_next for total, number in ((25, 1), (26, 1), (26, 2))]
    assert pages == [False, True, False]


def test_a_count_above_999_says_so() -> None:
    assert [inbox.shown(number) for number in (0, 999, 1000)] == ["0", "999", "999+"]


def test_what_a_delegate_handed_in_is_among_what_the_giver_started(world: World) -> None:
    world.fill(BRANCH, world.secretary)
    rating = world.rating(BRANCH)
    before = units(inbox.mine(world.users["secretary"], Filters()))
    actions.submit(rating, by=acting(world, "secretary", "sibling"), seen=world.seen(rating))
    found = {who: units(inbox.mine(world.users[who], Filters())) for who in ("secretary", "sibling", "organiser")}
    assert (before, found) == ([], {"secretary": [BRANCH], "sibling": [BRANCH], "organiser": []})
