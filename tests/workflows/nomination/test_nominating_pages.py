"""The pages on which a branch nominates: categories with the places left, candidates with their answers, refusals."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions.models import Person
from permissions.roles import Role
from tests.workflows.nomination.cast import Cast, document, make_cast
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.models import Nomination
from workflows.organisation.actions.people import StatusInput, person_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def round_(cast: Cast) -> Round:
    return cast.award_round()


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def overview(round_: Round) -> str:
    return f"/nomination/rounds/{round_.pk}/nominate/"


def choose(cast: Cast, round_: Round, unit: str = "甲一支部", category: str = "member") -> str:
    return f"{overview(round_)}{cast.units[unit].pk}/{category}/"


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_a_branch_sees_its_categories_its_places_and_whom_it_nominated(cast: Cast, round_: Round) -> None:
    cast.nominate("张三")
    found = text(signed_in(cast, "secretary"), overview(round_))

    assert "还可提名1个" in found
    assert "张三" in found
    assert "先进基层党组织" in found
    assert "模范机关" not in found


def test_a_unit_sees_its_own_categories_too(cast: Cast, round_: Round) -> None:
    cast.nominate("张三")
    found = text(signed_in(cast, "staff"), overview(round_))

    assert "模范机关" in found
    assert "张三" not in found


def test_who_nominates_nowhere_reads_so_and_who_has_no_part_sees_nothing(cast: Cast) -> None:
    round_ = cast.award_round(unit="甲局机关党委")
    cast.person("reader", "秦淮", Role.BRANCH_DISC, "甲一支部")

    assert "您现在的任职不能在这个批次提名" in text(signed_in(cast, "reader"), overview(round_), 403)
    text(signed_in(cast, "outsider"), overview(round_), 404)
    text(signed_in(cast, "sysadmin"), overview(round_), 404)


def test_candidates_stand_with_their_answers_and_with_who_nominated_them(cast: Cast, round_: Round) -> None:
    cast.probationer("小陈")
    cast.nominate("张三", "worker")
    found = text(signed_in(cast, "secretary"), choose(cast, round_))

    assert "现为预备党员，不是正式党员。" in found
    assert "已由甲一支部提名为优秀党务工作者" in found
    assert "王五" not in found


def test_somebody_who_died_is_nominated_with_the_staff_number_alone(cast: Cast, round_: Round) -> None:
    dead = cast.people["张三"]
    person_status(dead, StatusInput(Person.Status.DIED, timezone.localdate(), "因病去世", "死亡证明"), by=cast.clerk)
    client, address = signed_in(cast, "staff"), choose(cast, round_, "甲局机关党委")
    guessed = client.post(address, {"candidate": dead.pk})

    assert (guessed.status_code, Nomination.objects.count()) == (422, 0)
    assert "请先按完整工号查找" in guessed.content.decode()
    assert f'name="staff_no" value="{dead.staff_no}"' in text(client, f"{address}?q={dead.staff_no}")
    assert client.post(address, {"candidate": dead.pk, "staff_no": dead.staff_no}).status_code == 302


def test_of_a_discipline_the_page_says_no_more_than_the_condition(cast: Cast) -> None:
    made = cast.award_round(document(conditions=[{"kind": "no_discipline"}]))
    cast.disciplined("张三")
    found = text(signed_in(cast, "organiser"), choose(cast, made))

    assert "不在处分影响期内：不符合" in found
    assert "党内严重警告" not in found


def test_a_search_finds_by_part_of_a_name_in_the_own_branch_alone(cast: Cast, round_: Round) -> None:
    client = signed_in(cast, "secretary")

    assert "共1名" in text(client, f"{choose(cast, round_)}?q=三")
    assert "没有找到“王五”" in text(client, f"{choose(cast, round_)}?q=王五")


def test_choosing_opens_the_draft(cast: Cast, round_: Round) -> None:
    response = signed_in(cast, "secretary").post(choose(cast, round_), {"candidate": cast.people["张三"].pk})

    number = cast.nomination("张三").process.number
    assert (response.status_code, response.headers["Location"]) == (302, f"/nomination/{number}/draft/")


@pytest.mark.parametrize(
    ("candidate", "sentence"),
    [
        ("王五", "该同志的组织关系不在甲一支部，不能由甲一支部提名。"),
        ("张三", "张三已由甲一支部提名为优秀党务工作者（提名填报），同一对象在本批次只能提名一次。"),
        ("", "没有选择人选，请先查找，再从结果中选择。"),
    ],
)
def test_who_cannot_be_nominated_is_refused_with_a_sentence_on_the_same_page(
    cast: Cast, round_: Round, candidate: str, sentence: str
) -> None:
    cast.nominate("张三", "worker")
    key = cast.people[candidate].pk if candidate else "99999999999999999999"
    response = signed_in(cast, "secretary").post(choose(cast, round_), {"candidate": key})

    assert (response.status_code, Nomination.objects.count()) == (422, 1)
    assert sentence in response.content.decode()


def test_a_unit_or_category_that_is_not_ones_own_is_not_there(cast: Cast, round_: Round) -> None:
    client = signed_in(cast, "secretary")

    for url in (
        choose(cast, round_, "甲二支部"), choose(cast, round_, "乙一支部"), choose(cast, round_, category="unit"),
        choose(cast, round_, category="nothing"), overview(round_).replace(str(round_.pk), "99999"),
    ):  # fmt: skip
        assert client.get(url).status_code == 404
        assert client.post(url, {"candidate": cast.people["王五"].pk}).status_code in (404, 405)


def test_a_round_in_preparation_takes_nobody(cast: Cast, round_: Round) -> None:
    Round.objects.update(status=Round.Status.DRAFT)

    assert signed_in(cast, "clerk").get(overview(round_)).status_code == 404


def test_who_was_not_forwarded_may_be_a_candidate_of_the_round_that_was_named(cast: Cast) -> None:
    """依据: domain 3.2, 候选池复用."""
    cast.award_round(document(name="推荐市级表彰", reuse_for="七一表彰"))
    submission = cast.listed("张三").submission
    assert submission is not None
    leave_out(cast, "张三")
    other = cast.award_round(document(name="另一次评比"))
    later = cast.award_round(document(name="本单位七一表彰"))
    client = signed_in(cast, "secretary")

    assert "可以再次推荐的人选" not in text(client, choose(cast, other))
    assert "可以再次推荐的人选" in text(client, choose(cast, later))
    assert "可以再次推荐的人选" not in text(client, choose(cast, later, category="branch"))
    client.post(choose(cast, later), {"candidate": cast.people["张三"].pk})
    assert cast.nomination("张三").round == later


def leave_out(cast: Cast, name: str) -> None:
    submission = cast.list_in("甲局机关党委")
    actions.list_leave_out(
        submission, cast.nomination(name), by=cast.deputy, seen=cast.seen(submission), comment="名额所限。"
    )


def test_the_nominations_of_a_round_are_listed_for_those_who_may_see_them(cast: Cast, round_: Round) -> None:
    cast.nominate("张三")
    cast.nominate("王五", by="sibling", unit="甲二支部")
    url = f"/nomination/rounds/{round_.pk}/nominations/"

    own, all_ = text(signed_in(cast, "secretary"), url), text(signed_in(cast, "deputy"), url)
    assert ("张三" in own, "王五" in own) == (True, False)
    assert ("张三" in all_, "王五" in all_) == (True, True)
    assert "没有符合条件的提名" in text(signed_in(cast, "deputy"), f"{url}?category=worker")
    assert "没有符合条件的提名" in text(signed_in(cast, "deputy"), f"{url}?state=listed")
    assert "张三" not in text(signed_in(cast, "outsider"), url)


@pytest.mark.once
@pytest.mark.parametrize(("page", "statements"), [("overview", 10), ("choose", 14), ("nominations", 8)])
def test_a_page_asks_the_database_as_often_for_three_rows_as_for_one(
    cast: Cast, round_: Round, page: str, statements: int
) -> None:
    urls = {
        "overview": overview(round_), "choose": choose(cast, round_, "甲四支部"),
        "nominations": f"/nomination/rounds/{round_.pk}/nominations/",
    }  # fmt: skip
    client, found = signed_in(cast, "fourth"), []
    client.get("/")
    for number, name in enumerate(("陈新", "陈亮", "陈明"), 1):
        cast.member(name, "甲四支部")
        cast.nominate(name, "member", "fourth", "甲四支部")
        if number != 2:
            with CaptureQueriesContext(connection) as asked:
                text(client, urls[page])
            found.append(len(asked))

    assert found == [statements, statements]
