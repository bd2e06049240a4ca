"""The pages of 比选: who sees them, what they show, what wrong input meets, and how often they ask the database."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.contesting import arena, forwarded, record, scarce, shared, three_for_two
from tests.workflows.nomination.listing import CONSULTED, OPINIONS, alone, ask, cleared, do, fresh, reported
from tests.workflows.nomination.places import categories
from workflows.engine.errors import Incomplete
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.models import PlaceContest
from workflows.nomination.states import ListState as L

HELD = {"body": "工委会议", "held_on": timezone.localdate().isoformat(), "minutes": "按综合表现确定。"}


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def client(cast: Cast, who: str) -> Client:
    found = Client()
    found.force_login(cast.users[who])
    return found


def get(cast: Cast, who: str, made: Round) -> Any:
    return client(cast, who).get(f"/nomination/contests/{shared(made).pk}/")


def post(cast: Cast, who: str, made: Round, ranks: dict[str, str], **more: str) -> Any:
    """Send the form as the page offers it, with places by name."""
    found = arena(made)
    typed = {f"{row.pk}-rank": ranks.get(row.candidate, "") for row in found.candidates}
    given = {"seen": found.seen} | HELD | typed | more
    return client(cast, who).post(f"/nomination/contests/{shared(made).pk}/", given)


def text(response: Any) -> str:
    return str(response.content.decode())


# --- how candidates come in ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("more", "told"), [
    ({}, "最多报4名，按报送先后，报满为止"),
    ({"contest": None}, "最多报2名，按报送先后，报满为止"),
    ({"categories": categories(member={"places": 2, "contest": True})}, "最多报2名，按报送先后，报满为止"),
    ({"categories": categories(member={"places": 2, "about": True})}, "原则上最多报4名，写明理由可以多报"),
])  # fmt: skip
def test_the_page_says_how_many_may_be_reported_and_that_the_first_come_first(
    cast: Cast, more: dict[str, Any], told: str
) -> None:
    made = scarce(cast, **more)

    assert told in text(client(cast, "clerk").get(f"/nomination/rounds/{made.pk}/contests/"))


def test_what_the_page_says_is_what_reporting_does(cast: Cast) -> None:
    made = scarce(cast, places=1, categories=categories(member={"places": 1, "contest": True}))
    reported(cast, "张三")

    with pytest.raises(Incomplete, match="名额不超过1个（固定1个），现有2个，多1个"):
        reported(cast, "周八", by="other_deputy")
    assert "最多报1名，按报送先后，报满为止" in text(
        client(cast, "clerk").get(f"/nomination/rounds/{made.pk}/contests/")
    )


def test_a_list_of_which_nobody_was_chosen_is_asked_for_no_meeting(cast: Cast) -> None:
    made, _, theirs = three_for_two(cast)
    other = do(actions.list_forward, cast, theirs, "clerk")
    page = f"/records/{other.process.number}/"
    assert "还没有登记会议的决定。" in text(client(cast, "leader").get(page))

    record(cast, made, {"张三": 1, "王五": 2, "周八": 3})

    said = text(client(cast, "leader").get(page))
    assert ("审定同意后名单随即办结" in said, "还没有登记会议的决定。" in said) == (True, False)
    assert do(actions.list_approve, cast, other, "leader").state == L.CLOSED


# --- the five questions --------------------------------------------------------------------------------------------


def test_who_signs_enters_the_ranking_and_reads_the_outcome(cast: Cast) -> None:
    made, *_ = three_for_two(cast)
    done = post(cast, "leader", made, {"周八": "1", "张三": "2", "王五": "3"})
    shown = get(cast, "leader", made)

    assert (done.status_code, PlaceContest.objects.count()) == (302, 1)
    found = {row["name"]: (row["line"].wins, row["line"].why) for row in shown.context["rows"]}
    assert found == {"周八": (True, ""), "张三": (True, ""), "王五": (False, "第3名，名额2个")}


def test_other_methods_are_refused(cast: Cast) -> None:
    made, *_ = three_for_two(cast)
    found = client(cast, "leader")

    assert found.put(f"/nomination/contests/{shared(made).pk}/").status_code == 405
    assert found.post(f"/nomination/rounds/{made.pk}/contests/").status_code == 405


@pytest.mark.parametrize("who", ["clerk", "head", "inspector"])
def test_the_others_of_the_host_read_and_enter_nothing(cast: Cast, who: str) -> None:
    made, *_ = three_for_two(cast)
    shown = get(cast, who, made)

    assert (shown.status_code, shown.context["able"]) == (200, False)
    assert post(cast, who, made, {"周八": "1", "张三": "2", "王五": "3"}).status_code == 403
    assert PlaceContest.objects.count() == 0


@pytest.mark.parametrize("who", ["secretary", "sibling", "deputy", "staff", "other_deputy", "outsider", "sysadmin"])
def test_units_are_not_told_who_competes_with_them(cast: Cast, who: str) -> None:
    made, *_ = three_for_two(cast)

    assert get(cast, who, made).status_code == 404
    assert client(cast, who).get(f"/nomination/rounds/{made.pk}/contests/").status_code == 404


def test_a_round_that_its_unit_decides_itself_has_no_such_page(cast: Cast) -> None:
    made = alone(cast)
    assert client(cast, "deputy").get(f"/nomination/rounds/{made.pk}/contests/").status_code == 404


# --- what they show ------------------------------------------------------------------------------------------------


def test_each_candidate_is_shown_with_what_his_unit_and_the_other_bodies_said(cast: Cast) -> None:
    made = scarce(cast, 2, stages=CONSULTED, opinions=OPINIONS[:1])
    own = reported(cast, "张三", "王五")
    reported(cast, "周八", by="other_deputy")
    (asked,) = ask(cast, own)
    cleared(cast, asked)
    rows = {row["name"]: row for row in get(cast, "leader", made).context["rows"]}

    assert {name: (row["of"], row["own_rank"], row["verdict"], row["said"]) for name, row in rows.items()} == {
        "张三": ("甲局机关党委", 1, "符合", "1家无不同意见"),
        "王五": ("甲局机关党委", 2, "符合", "1家无不同意见"),
        "周八": ("乙局机关党委", 1, "符合", "没有征求"),
    }


def test_the_list_of_places_says_which_wait(cast: Cast) -> None:
    made, *_ = three_for_two(cast)
    before = client(cast, "clerk").get(f"/nomination/rounds/{made.pk}/contests/")
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    after = client(cast, "clerk").get(f"/nomination/rounds/{made.pk}/contests/")

    assert [(row["name"], row["candidates"], row["state"]) for row in before.context["rows"]] == [
        ("优秀共产党员名额", 3, "多1名，待比选"),
    ]  # fmt: skip
    assert "登记比选以前，有关名单不能审定。" in text(before)
    assert [row["state"] for row in after.context["rows"]] == ["已比选"]


def test_the_round_leads_the_host_there_and_no_unit(cast: Cast) -> None:
    made, *_ = three_for_two(cast)
    there = {
        who: f"/nomination/rounds/{made.pk}/contests/" in text(client(cast, who).get(f"/nomination/rounds/{made.pk}/"))
        for who in ("leader", "clerk", "deputy")
    }

    assert there == {"leader": True, "clerk": True, "deputy": False}


def test_a_list_says_before_it_is_decided_who_will_be_left_out(cast: Cast) -> None:
    made, own, _ = three_for_two(cast)
    forwarded(cast, own)
    address = f"/records/{own.process.number}/"
    waits = text(client(cast, "leader").get(address))
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    shown = text(client(cast, "leader").get(address))

    assert "登记比选后再审定。" in waits
    assert "比选未入选1名，审定同意时一并办理不推荐上报：" in shown
    assert "王五：第3名，名额2个" in shown


def test_an_earlier_decision_stays_to_be_read(cast: Cast) -> None:
    made, *_ = three_for_two(cast)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3}, minutes="第一次研究。")
    record(cast, made, {"张三": 1, "王五": 2, "周八": 3}, minutes="第二次研究。")
    shown = text(get(cast, "clerk", made))

    assert ("第一次研究。" in shown, "第二次研究。" in shown, "以前的比选" in shown) == (True, True, True)


# --- wrong input ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ranks", "more", "why"),
    [
        ({"周八": "1", "张三": "2", "王五": "2"}, {}, "并列，只余1个名额，由市直机关工委排序或表决，系统不代为取舍。"),
        ({"周八": "1"}, {}, "还没有排序，推荐3个超过名额2个，由市直机关工委排序或表决。"),
        ({"周八": "一", "张三": "2", "王五": "3"}, {}, "排序请填1到999的整数。"),
        ({"周八": "0", "张三": "2", "王五": "3"}, {}, "排序请填1到999的整数。"),
        ({"周八": "1", "张三": "2", "王五": "3"}, {"minutes": ""}, "这个字段是必填项。"),
        ({"周八": "1", "张三": "2", "王五": "3"}, {"held_on": "2099-01-01"}, "会议日期不能晚于今天。"),
        ({"周八": "1", "张三": "2", "王五": "3"}, {"due": "5", "present": "9"}, "实到9人多于应到5人，请核对。"),
    ],
)
def test_what_cannot_be_kept_says_why_and_keeps_what_was_typed(
    cast: Cast, ranks: dict[str, str], more: dict[str, str], why: str
) -> None:
    made, *_ = three_for_two(cast)
    answer = post(cast, "leader", made, ranks, **more)

    assert (answer.status_code, PlaceContest.objects.count()) == (422, 0)
    assert why in text(answer)
    assert f'value="{ranks["周八"]}"' in text(answer)


def test_a_page_that_is_out_of_date_keeps_nothing(cast: Cast) -> None:
    made, *_ = three_for_two(cast)
    answer = post(cast, "leader", made, {"周八": "1", "张三": "2", "王五": "3"}, seen="old")

    assert (answer.status_code, PlaceContest.objects.count()) == (409, 0)


def test_the_button_on_the_list_approves_it_and_leaves_the_others_out(cast: Cast) -> None:
    made, own, _ = three_for_two(cast)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    forwarded(cast, own)
    do(actions.list_approve, cast, own, "leader")
    shown = text(client(cast, "leader").get(f"/records/{own.process.number}/"))

    assert fresh(own).state == L.ANNOUNCING
    assert "已离开名单的" in shown


# --- statements ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_database_as_often_for_three_candidates_as_for_one(cast: Cast, number: int) -> None:
    made = scarce(cast, 3)
    for name, by in (("张三", "staff"), ("周八", "other_deputy"), ("郑十", "head"))[:number]:
        reported(cast, name, by=by)
    found = client(cast, "leader")
    counted = []
    for address in (f"rounds/{made.pk}/contests/", f"contests/{shared(made).pk}/"):
        found.get(f"/nomination/{address}")
        with CaptureQueriesContext(connection) as asked:
            shown = found.get(f"/nomination/{address}")
        assert shown.status_code == 200
        counted.append(len(asked))

    assert len(arena(made).candidates) == number
    assert counted == [11, 16]
