"""抄送我的 in the inbox, and the pages on which a record is sent, taken back and marked 已阅."""

from django.test import Client

from tests.workflows.engine.copying import reads, send
from tests.workflows.engine.steps import BRANCH, list_at, rating_at
from tests.workflows.engine.test_cost import cost
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import inbox
from workflows.engine.circulating import Kind
from workflows.engine.inbox import Filters
from workflows.engine.models import Circulation
from workflows.star_rating.models import Rating
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

THREE = (BRANCH, "甲二支部", "甲四支部")


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def sent_on(world: World, rating: Rating, **form: str) -> tuple[int, str]:
    answer = signed_in(world.users["staff"]).post(f"/records/{rating.process.number}/circulate/", form)
    return answer.status_code, answer.content.decode()


def test_a_record_is_sent_to_the_people_written_down_in_their_order(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    status, _ = sent_on(world, rating, readers="林芳\n田军（丙办党支部）\n林芳", kind="in_turn", words="请阅。")
    assert (status, reads(Circulation.objects.get())) == (302, [("林芳", True, False), ("田军", False, False)])


def test_a_line_that_means_nobody_is_named_and_nothing_is_sent(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    status, text = sent_on(world, rating, readers="林芳\n罗建国", kind="copy")
    assert (status, "没有找到可以选的“罗建国”" in text, Circulation.objects.count()) == (422, True, 0)


def test_the_box_lists_what_was_sent_with_unread_marks_and_a_count(world: World) -> None:
    for branch in THREE[:2]:
        send(world, rating_at(world, S.SCORING, branch), "staff", "outsider", words=f"{branch}请阅")
    client = signed_in(world.users["outsider"])
    client.get(f"/records/{world.rating(BRANCH).process.number}/")
    text, unread = page(client, "/?box=copies"), page(client, "/?box=copies&unread=1")
    assert '抄送我的 <span class="dj-count">1</span>' in text
    assert (text.count('dj-chip--blue">未读'), text.count('dj-chip--green">已读')) == (1, 1)
    assert ("甲一支部请阅" in text, "甲一支部请阅" in unread, "甲二支部请阅" in unread) == (True, False, True)
    assert inbox.copied(world.users["outsider"], Filters(q="甲二")).total == 1


def test_the_sender_sees_who_has_read_it_and_takes_it_back_on_the_page(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    made = send(world, rating, "staff", "outsider", "direct", kind=Kind.TOGETHER)
    number = rating.process.number
    reader = signed_in(world.users["outsider"])
    assert ">已阅</button>" in page(reader, f"/records/{number}/")
    reader.post(f"/records/{number}/read/", {"circulation": made.pk, "comment": "赞成。"})
    staff = signed_in(world.users["staff"])
    text = page(staff, f"/records/{number}/")
    assert ("2人，已读1人" in text, "赞成。" in text, 'name="recall"' in text) == (True, True, True)
    assert staff.post(f"/records/{number}/circulate/", {"recall": made.pk}).status_code == 302
    assert (reader.get(f"/records/{number}/").status_code, "已收回" in page(staff, f"/records/{number}/")) == (
        404,
        True,
    )


def test_the_box_takes_three_statements_however_full_and_the_counts_one(world: World) -> None:
    reader = world.users["outsider"]

    def costs() -> tuple[int, int]:
        return cost(lambda: inbox.copied(reader, Filters())), cost(lambda: inbox.counts(reader))

    send(world, rating_at(world, S.SCORING), "staff", "outsider")
    one = costs()
    for branch in THREE[1:]:
        send(world, rating_at(world, S.SCORING, branch), "staff", "outsider")
    assert (one, costs()) == ((3, 1), (3, 1))


def test_what_has_ended_stays_in_the_box(world: World) -> None:
    list_at(world, L.CLOSED)
    rating = world.rating(BRANCH)
    send(world, rating, "secretary", "outsider")
    (task,) = inbox.copied(world.users["outsider"], Filters()).rows
    assert task.flow_task.state == S.PUBLISHED
