"""意见（不办理） on a trail, and one's own frequent phrases."""

import pytest
from django.test import Client

from tests.workflows.engine.signing import ask
from tests.workflows.engine.steps import all_is_well, do, rating_at, trail
from tests.world import World
from workflows.engine import phrases, remarks
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Phrase
from workflows.star_rating import actions
from workflows.star_rating.states import RatingState as S


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


# --- remarks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["staff", "secretary"], ids=["at the desk", "was on a desk"])
def test_who_acts_or_acted_remarks_and_nothing_moves(world: World, who: str) -> None:
    rating = rating_at(world, S.SCORING)
    before = world.seen(rating)
    remarks.remark(rating, by=getattr(world, who), text="补充：考勤表在档案室。")

    entry = AuditEntry.objects.filter(process=rating.process_id).order_by("-seq")[0]
    assert (entry.verb, entry.comment, entry.actor_id) == ("remark", "补充：考勤表在档案室。", world.users[who].pk)
    assert (world.rating("甲一支部").state, world.seen(rating)) == (S.SCORING, before)
    assert all_is_well()


@pytest.mark.parametrize("who", ["sibling", "outsider", "inspector", "clerk"])
def test_who_takes_no_part_does_not_remark(world: World, who: str) -> None:
    rating = rating_at(world, S.SCORING)

    with pytest.raises(NotAllowed):
        remarks.remark(rating, by=getattr(world, who), text="路过。")
    assert trail(rating) == ["open", "submit", "pass_on"]


def test_who_is_asked_to_sign_remarks(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    ask(world, rating, "staff", "outsider")
    remarks.remark(rating, by=world.outsider, text="请给我看附件。")

    assert trail(rating)[-2:] == ["ask", "remark"]


def test_an_empty_remark_is_none(world: World) -> None:
    with pytest.raises(Incomplete):
        remarks.remark(rating_at(world, S.SCORING), by=world.staff, text=" \n")


def test_the_sender_may_take_it_back_after_a_remark(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    remarks.remark(rating, by=world.staff, text="正在核对。")

    assert do(actions.withdraw, world, rating, "secretary").state == S.SELF_ASSESSING


def test_it_is_written_on_the_page_and_read_there(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    page = f"/records/{rating.process.number}/"

    assert 'action="/records/' in browser(world, "staff").get(page).content.decode()
    assert "写意见（不办理）" not in browser(world, "inspector").get(page).content.decode()
    answer = browser(world, "staff").post(f"{page}remark/", {"comment": "正在核对佐证。"})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "正在核对佐证。" in browser(world, "secretary").get(page).content.decode()


# --- phrases -------------------------------------------------------------------------------------------------------


def texts(world: World, who: str = "staff") -> list[str]:
    return [row.text for row in phrases.of(world.users[who])]


def test_phrases_are_added_moved_and_taken_away(world: World) -> None:
    user = world.users["staff"]
    for text in ("同意。", "请补充佐证。", " 情况  属实。 "):
        phrases.add(user, text)
    last = phrases.of(user)[-1]
    phrases.raise_one(user, last.pk)
    assert texts(world) == ["同意。", "情况 属实。", "请补充佐证。"]

    phrases.remove(user, phrases.of(user)[0].pk)
    phrases.raise_one(user, phrases.of(user)[0].pk)
    assert texts(world) == ["情况 属实。", "请补充佐证。"]


@pytest.mark.parametrize(("text", "why"), [(" ", "请填写"), ("同意。", "已经有"), ("长" * 201, "最多200字")])
def test_a_phrase_that_is_none_is_refused(world: World, text: str, why: str) -> None:
    phrases.add(world.users["staff"], "同意。")

    with pytest.raises(Refused, match=why):
        phrases.add(world.users["staff"], text)
    assert texts(world) == ["同意。"]


def test_there_is_an_end_to_them(world: World) -> None:
    for number in range(phrases.MOST):
        phrases.add(world.users["staff"], f"第{number}条")

    with pytest.raises(Refused, match="最多30条"):
        phrases.add(world.users["staff"], "再来一条")


def test_nobody_sees_or_changes_anothers(world: World) -> None:
    phrases.add(world.users["deputy"], "副书记自己的话")
    theirs = Phrase.objects.get()
    page = browser(world, "staff")

    assert "副书记自己的话" not in page.get("/phrases/").content.decode()
    for verb in ("up", "remove"):
        page.post("/phrases/", {verb: theirs.pk})
    assert texts(world, "deputy") == ["副书记自己的话"]


def test_they_are_a_link_away_where_an_opinion_is_written(world: World) -> None:
    rating = rating_at(world, S.GENERAL_REVIEWING, "甲三支部")
    page = browser(world, "general").get(f"/records/{rating.process.number}/").content.decode()

    assert 'data-phrases="/phrases/"' in page


@pytest.mark.parametrize("key", ["", "x", "99999999999999999999"])
def test_a_key_that_is_none_changes_nothing(world: World, key: str) -> None:
    phrases.add(world.users["staff"], "同意。")

    assert browser(world, "staff").post("/phrases/", {"remove": key}).status_code == 302
    assert texts(world) == ["同意。"]
