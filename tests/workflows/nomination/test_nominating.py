"""Who may be nominated by whom: one's own, once in a round, in time; what the conditions say is answered at once."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from permissions.models import Person
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.listing import a_round
from tests.workflows.nomination.places import categories
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import AuditEntry, Round, Task
from workflows.nomination import queries
from workflows.nomination.models import Nomination
from workflows.nomination.queries import proposing
from workflows.nomination.queries.eligibility import people_judged
from workflows.nomination.rules import Verdict
from workflows.nomination.states import NominationState as S
from workflows.organisation.actions.people import StatusInput, person_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return make_cast()


@pytest.fixture
def round_(cast: Cast) -> Round:
    return cast.award_round()


def offer(cast: Cast, round_: Round, unit: str, category: str) -> proposing.Offer:
    found = proposing.offers(round_, [cast.units[unit]])[cast.units[unit].pk]
    return next(each for each in found if each.category.code == category)


def test_a_nomination_opens_as_a_draft_on_the_desk_of_the_branch(cast: Cast, round_: Round) -> None:
    made = cast.nominate("张三")

    task = Task.objects.get(process=made.process_id, finished__isnull=True)
    assert (made.state, made.category, made.candidate) == (S.DRAFTING, "member", "张三")
    assert (task.unit, task.right) == (cast.units["甲一支部"], "propose")
    assert made.process.number == f"TM-{timezone.localdate().year}-0001"
    entry = AuditEntry.objects.get(process=made.process_id)
    assert (entry.label, entry.comment, entry.actor) == ("发起", "提名为优秀共产党员。", cast.users["secretary"])


def test_somebody_of_another_branch_is_refused_without_a_name(cast: Cast, round_: Round) -> None:
    with pytest.raises(Refused) as refused:
        cast.nominate("王五")

    assert refused.value.message == "该同志的组织关系不在甲一支部，不能由甲一支部提名。"
    assert Nomination.objects.count() == 0


def test_nobody_is_nominated_twice_in_a_round_and_the_sentence_says_by_whom_and_for_what(
    cast: Cast, round_: Round
) -> None:
    cast.nominate("张三", "worker")
    with pytest.raises(Refused) as refused:
        cast.nominate("张三", by="deputy", unit="甲局机关党委")

    assert refused.value.message == ("张三已由甲一支部提名为优秀党务工作者（提名填报），同一对象在本批次只能提名一次。")


def test_who_was_taken_off_the_table_may_be_nominated_again(cast: Cast, round_: Round) -> None:
    cast.nominate("张三")
    cast.do("discard", "张三", "secretary", comment="支部大会没有通过。")

    assert cast.nominate("张三", "worker").category == "worker"


def test_the_same_person_may_be_nominated_in_another_round(cast: Cast, round_: Round) -> None:
    cast.nominate("张三")
    other = cast.award_round(document(name="另一次表彰"))

    assert cast.nominate("张三").round == other


def test_a_branch_nominates_itself_and_no_unit(cast: Cast, round_: Round) -> None:
    assert cast.nominate("甲一支部", "branch").candidate == "甲一支部"
    with pytest.raises(Refused, match="甲一支部只能提名本组织和所属组织。"):
        cast.nominate("甲二支部", "branch")
    with pytest.raises(Refused, match="甲一支部在本批次没有这个推荐类别"):
        cast.nominate("甲局机关党委", "unit")


def test_a_unit_nominates_itself_and_what_is_below_it(cast: Cast, round_: Round) -> None:
    made = [
        cast.nominate(name, category, "staff", "甲局机关党委")
        for name, category in (
            ("甲局机关党委", "unit"), ("甲局党总支", "unit"), ("甲三支部", "branch"), ("孙七", "member"),
        )
    ]  # fmt: skip

    assert [row.candidate for row in made] == ["甲局机关党委", "甲局党总支", "甲三支部", "孙七"]
    assert {row.unit for row in made} == {cast.units["甲局机关党委"]}


def test_the_kind_of_candidate_is_that_of_the_category(cast: Cast, round_: Round) -> None:
    with pytest.raises(Refused, match="“优秀共产党员”推荐的是个人"):
        cast.nominate("甲一支部", "member")
    with pytest.raises(Refused, match="“先进基层党组织”推荐的是党支部"):
        cast.nominate("张三", "branch")


def test_who_does_not_propose_for_the_unit_is_refused(cast: Cast, round_: Round) -> None:
    with pytest.raises(NotAllowed, match="甲二支部 支部书记不能代表甲一支部提名"):
        cast.nominate("张三", by="sibling")
    with pytest.raises(NotAllowed, match="不能代表甲一支部提名"):
        cast.nominate("张三", by="deputy")


def test_a_unit_that_the_round_is_not_for_is_refused(cast: Cast) -> None:
    cast.award_round(scope=[cast.units["乙局机关党委"].pk])

    with pytest.raises(Refused, match="没有安排甲一支部推荐"):
        cast.nominate("张三")


def test_a_round_that_is_over_takes_nobody_in(cast: Cast, round_: Round) -> None:
    Round.objects.update(status=Round.Status.CLOSED)

    with pytest.raises(Refused, match="已结束，不能再办理这一项"):
        cast.nominate("张三")


def test_after_the_last_day_nobody_is_nominated(cast: Cast) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    cast.award_round(stages={"drafting": {"due_on": yesterday.isoformat(), "closes": True}})

    with pytest.raises(Refused, match="本批次提名已截止，不再接收新的提名。"):
        cast.nominate("张三")


def test_a_probationary_member_reads_the_answer_of_the_condition_before_being_nominated(
    cast: Cast, round_: Round
) -> None:
    person = cast.probationer("小陈")
    category = queries.award_of(round_).by_code["worker"]
    found = people_judged(round_, category, cast.units["甲一支部"], [person])[person.pk]

    assert found.verdict is Verdict.NOT_MET
    assert [each.text for each in found.open] == ["现为预备党员，不是正式党员。"]


def test_places_left_count_what_is_nominated_and_not_what_was_taken_off(cast: Cast, round_: Round) -> None:
    cast.nominate("张三")
    cast.nominate("李四")
    assert offer(cast, round_, "甲一支部", "member").left == 0
    cast.do("discard", "张三", "secretary", comment="调整人选。")

    found = offer(cast, round_, "甲一支部", "member")
    assert (found.places, found.left, [row.candidate for row in found.rows]) == (2, 1, ["李四"])
    assert offer(cast, round_, "甲二支部", "member").left == 2
    assert offer(cast, round_, "甲一支部", "branch").left is None


def test_where_the_branch_has_no_places_of_its_own_those_it_shares_are_told(cast: Cast) -> None:
    made = a_round(
        cast,
        categories=[
            {"code": "member", "name": "优秀共产党员", "kind": "表彰", "subject": "person", "places": 3, "per_unit": 1},
            {"code": "worker", "name": "优秀党务工作者", "kind": "表彰", "subject": "person", "places": 5},
            {"code": "star", "name": "岗位标兵", "kind": "表彰", "subject": "person"},
        ],
    )

    found = [offer(cast, made, "甲一支部", code) for code in ("member", "worker", "star")]
    assert [(each.places, each.wider) for each in found] == [(None, "单位共1个"), (None, "全部共5个"), (None, "")]
    assert [offer(cast, made, "甲局机关党委", code).wider for code in ("member", "worker")] == ["", "全部共5个"]
    assert offer(cast, made, "甲局机关党委", "member").places == 1


def test_a_share_of_the_members_that_is_smaller_is_told_instead(cast: Cast) -> None:
    made = a_round(
        cast, categories=categories(member={"per_branch": 2}),
        caps=[
            {"code": "share", "name": "党员比例", "categories": ["member"], "per": "branch", "percent": "50",
             "base": "members"},
        ],
    )  # fmt: skip

    assert offer(cast, made, "甲一支部", "member").places == 1
    assert offer(cast, made, "甲三支部", "member").places == 0


def test_members_are_found_by_name_or_number_and_those_of_others_are_not(cast: Cast, round_: Round) -> None:
    award = queries.award_of(round_)

    def found(unit: str, text: str) -> list[str]:
        rows = proposing.people_found(cast.units[unit], award.by_code["member"], award, text)
        return [person.name for person in rows]

    assert found("甲一支部", "") == ["张三", "李四"]
    assert found("甲一支部", "三") == ["张三"]
    assert found("甲一支部", cast.people["李四"].staff_no) == ["李四"]
    assert found("甲一支部", "王五") == []
    assert found("甲局党总支", "") == ["孙七"]


def test_somebody_who_died_is_found_by_the_whole_number_where_the_notice_allows_it(cast: Cast, round_: Round) -> None:
    dead = cast.people["张三"]
    given = StatusInput(Person.Status.DIED, timezone.localdate(), "因病去世", "死亡证明")
    person_status(dead, given, by=cast.clerk)
    award, unit = queries.award_of(round_), cast.units["甲局机关党委"]
    category = award.by_code["member"]

    assert list(proposing.people_found(unit, category, award, "张三")) == []
    (found,) = proposing.people_found(unit, category, award, dead.staff_no)
    answers = {
        each.answer.code: each.verdict for each in people_judged(round_, category, unit, [found])[dead.pk].answers
    }
    assert (found, answers["living"], answers["belongs"]) == (dead, Verdict.MET, Verdict.UNKNOWN)
    with pytest.raises(Refused, match="组织关系不在乙一支部"):
        cast.nominate("张三", by="outsider", unit="乙一支部")
    assert cast.nominate("张三", by="staff", unit="甲局机关党委").person == dead


def test_somebody_who_died_is_not_nominated_where_the_notice_does_not_allow_it(cast: Cast) -> None:
    cast.award_round(document(conditions=[{"kind": "living"}]))
    given = StatusInput(Person.Status.DIED, timezone.localdate(), "因病去世", "死亡证明")
    person_status(cast.people["张三"], given, by=cast.clerk)

    with pytest.raises(Refused, match="组织关系不在甲一支部"):
        cast.nominate("张三")


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_nominates_and_the_other_reads_who_was_first(
    elsewhere: Callable[..., Future[Any]], transactional_db: None
) -> None:
    cast = make_cast()
    cast.award_round()
    with transaction.atomic():
        cast.nominate("张三")
        late = elsewhere(cast.nominate, "张三", "worker", "deputy", "甲局机关党委")
        with pytest.raises(TimeoutError):
            late.result(timeout=1)

    with pytest.raises(Refused, match="张三已由甲一支部提名为优秀共产党员"):
        late.result(timeout=20)
    assert Nomination.objects.get().unit.short_name == "甲一支部"


def test_a_round_of_a_committee_is_for_what_is_below_it(cast: Cast) -> None:
    cast.award_round(unit="甲局机关党委")
    assert cast.nominate("张三").state == S.DRAFTING

    with pytest.raises(Refused, match="没有安排乙一支部推荐"):
        cast.nominate("周八", by="outsider", unit="乙一支部")
