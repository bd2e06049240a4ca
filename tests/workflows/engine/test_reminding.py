"""Reminders of last days: ahead, when late, and to the superior; each once, by as many machines as there are."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.workflows.engine.signing import ask, sign
from tests.workflows.engine.steps import BRANCH, UNIT, all_is_well, open_desk, rating_at
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import calendar, handling, reminding
from workflows.engine.errors import NotAllowed
from workflows.engine.models import Notice, Reminder, Round, Task
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S


@pytest.fixture
def rating(world: World) -> Rating:
    """Return a rating on the desk of 甲局; nobody was told anything yet and no other desk has a last day."""
    found = rating_at(world, S.SCORING)
    Task.objects.exclude(process=found.process_id).update(due_on=None)
    Notice.objects.all().delete()
    return found


def said() -> list[tuple[str, str]]:
    return sorted(Notice.objects.values_list("user__username", "text"))


def after(rating: Rating, days: int) -> Any:
    """So many working days after the last one; before it when negative."""
    last = open_desk(rating).due_on
    assert last is not None
    around = calendar.around(last)
    if days >= 0:
        return around.after(last, days) if days else last
    return max(day for n in range(60) if around.between(day := last - timedelta(days=n), last) == -days)


def settings(world: World, **more: Any) -> None:
    given: dict[str, Any] = {"days": {}, "ahead": 1, "superior": 3, "unopened": False}
    handling.set_handling(Round.objects.select_related("unit").get(), by=world.clerk, **given | more)


def test_one_working_day_ahead_people_are_reminded_once(rating: Rating) -> None:
    counts = [reminding.remind(after(rating, days)) for days in (-2, -1, 0)]
    assert counts == [0, 2, 0]
    last = open_desk(rating).due_on
    text = f"{rating.title()}应于{last:%m月%d日}前办理，还剩1个工作日。"
    assert said() == [("deputy", text), ("staff", text)]


@pytest.mark.parametrize(("ahead", "counts"), [(0, [0, 0, 0]), (2, [2, 0, 0]), (1, [0, 2, 0])])
def test_a_round_says_how_long_ahead_or_not_at_all(
    world: World, rating: Rating, ahead: int, counts: list[int]
) -> None:  # fmt: skip
    settings(world, ahead=ahead)
    assert [reminding.remind(after(rating, days)) for days in (-2, -1, 0)] == counts


def test_people_are_reminded_once_of_a_desk_whose_last_day_has_passed(world: World, rating: Rating) -> None:
    settings(world, ahead=0, superior=0)
    last = open_desk(rating).due_on
    assert [reminding.remind(after(rating, days)) for days in (0, 1, 2)] == [0, 2, 0]
    text = f"{rating.title()}应于{last:%m月%d日}前办理，已超期。"
    assert said() == [("deputy", text), ("staff", text)]


def test_three_working_days_late_the_superior_is_told_and_nothing_is_done_for_anybody(
    world: World, rating: Rating
) -> None:  # fmt: skip
    desk = open_desk(rating).pk
    for days in (1, 2, 3, 4):
        reminding.remind(after(rating, days))
    told = Notice.objects.filter(text__contains="请督促办理")
    text = f"{rating.title()}在{UNIT}超期3个工作日，请督促办理。"
    assert sorted(told.values_list("user__username", "text")) == [("clerk", text), ("head", text), ("leader", text)]
    assert (open_desk(rating).pk, world.rating(BRANCH).state, all_is_well()) == (desk, S.SCORING, True)


def test_what_was_reported_to_a_superior_stands_on_his_page_and_on_no_others(world: World, rating: Rating) -> None:
    reminding.remind(after(rating, 3))
    pages = {who: signed_in(world.users[who]).get("/stuck/").content.decode() for who in ("leader", "deputy", "direct")}
    assert {who: "超期已报您的" in page for who, page in pages.items()} == {
        "leader": True, "deputy": False, "direct": False,
    }  # fmt: skip


def test_a_round_says_after_how_long_or_never(world: World, rating: Rating) -> None:
    settings(world, superior=0)
    reminding.remind(after(rating, 9))
    assert not Reminder.objects.filter(kind="superior").exists()
    settings(world, superior=5)
    reminding.remind(after(rating, 4))
    reminding.remind(after(rating, 5))
    assert Reminder.objects.filter(kind="superior").count() == 1


def test_nobody_is_reminded_in_a_round_that_was_cancelled(rating: Rating) -> None:
    Round.objects.update(status=Round.Status.CANCELLED)
    assert [reminding.remind(after(rating, days)) for days in (0, 1, 3)] == [0, 0, 0]
    Round.objects.update(status=Round.Status.OPEN)
    assert reminding.remind(after(rating, 1)) == 2


def test_who_waits_for_a_signature_hears_that_it_is_late(world: World, rating: Rating) -> None:
    made = ask(world, rating, "staff", "outsider", "head")
    Task.objects.filter(process=rating.process_id).update(due_on=None)
    sign(world, made, "head")
    Notice.objects.all().delete()
    reminding.remind(timezone.localdate() + 2 * calendar.ONE)
    text = f"{rating.process.title}请{world.users['outsider']}会签，已超过签署时限，还没有签署。"
    assert [name for name, told in said() if told == text] == ["deputy", "staff"]
    assert "outsider" in [name for name, _ in said()]


def test_a_day_that_was_put_off_is_reminded_of_anew(rating: Rating) -> None:
    first = reminding.remind(after(rating, -1))
    Task.objects.filter(pk=open_desk(rating).pk).update(due_on=after(rating, 0) + timedelta(days=28))
    assert (first, reminding.remind(after(rating, -1))) == (2, 2)


def test_the_same_reminder_cannot_be_written_twice(rating: Rating) -> None:
    reminding.remind(after(rating, -1))
    row = Reminder.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Reminder.objects.create(task=row.task, kind=row.kind, due_on=row.due_on, at=timezone.now())


def test_a_desk_opened_later_has_the_days_that_the_round_says(world: World) -> None:
    settings(world, days={"scoring": 7})
    rating = rating_at(world, S.SCORING)
    today = timezone.localdate()
    assert open_desk(rating).due_on == calendar.around(today).after(today, 7)


def test_only_who_runs_the_round_says_so(world: World) -> None:
    with pytest.raises(NotAllowed):
        handling.set_handling(Round.objects.get(), days={}, ahead=0, superior=0, unopened=True, by=world.deputy)


def test_the_round_page_and_the_ledger_say_what_was_set(world: World) -> None:
    clerk, round_ = signed_in(world.users["clerk"]), Round.objects.get()
    page = f"/star_rating/rounds/{round_.pk}/"
    form = {"days_scoring": "7", "ahead": "2", "superior": "0", "unopened": "on"}
    assert clerk.post(f"{page}handling/", form).status_code == 302
    text = clerk.get(page).content.decode()
    assert [words in text for words in ("7个工作日", "提前2个工作日", "不要求先逐件打开")] == [True, True, True]
    kept = Round.objects.get()
    assert (kept.handling, kept.unopened) == ({"days": {"scoring": 7}, "ahead": 2, "superior": 0}, True)


def test_the_light_of_every_desk_has_words(world: World, rating: Rating) -> None:
    words = []
    for days in (-2, 0, 2):
        with time_machine.travel(timezone.make_aware(datetime.combine(after(rating, days), time(9)))):
            text = signed_in(world.users["staff"]).get(f"/records/{rating.process.number}/").content.decode()
            words.append([word for word in ("余2个工作日", "今日到期", "逾期2个工作日") if word in text])
    assert words == [["余2个工作日"], ["今日到期"], ["逾期2个工作日"]]
