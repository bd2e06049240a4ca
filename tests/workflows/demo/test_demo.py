"""The demonstration: as big as promised, in every state, whole, and with accounts that work."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from permissions import access
from permissions.models import Appointment, OrgUnit, Person, User
from permissions.roles import Role, UnitKind
from workflows.demo import plans
from workflows.engine import audit, consistency, round_reading
from workflows.engine.models import AuditEntry, Citation, Fact, Objection, Round, RoundNotice, Task
from workflows.star_rating.models import Evaluation, Rating, RatingList, Scheme, StarChange, TrialScores
from workflows.star_rating.states import ListState, RatingState


def demo(*options: str) -> str:
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def accounts() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(demo("--accounts", "--json"))
    return found


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build the small demonstration once for this module; rolled back with its last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo("--if-empty", "--small")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def small(built: None, db: None) -> None:
    """The small demonstration, in a transaction of the test's own."""


def test_the_small_one_has_six_units_and_forty_branches(small: None) -> None:
    root = OrgUnit.objects.get(kind=UnitKind.WORK_COMMITTEE)
    branches = OrgUnit.objects.filter(kind__in=(UnitKind.BRANCH, UnitKind.DIRECT_BRANCH))

    assert root.children.exclude(kind=UnitKind.WC_DEPARTMENT).count() == 6
    assert root.children.filter(kind=UnitKind.WC_DEPARTMENT).count() == 4
    assert branches.count() == 40
    assert Person.objects.count() == 480


def test_the_full_one_has_thirty_units_and_three_hundred_branches() -> None:
    full = plans.FULL

    assert len(full.plans) + len(full.direct) == 30
    assert sum(plan.branches for plan in full.plans) + len(full.direct) == 300
    assert full.people == 5000


NOT_HERE = {RatingState.FILING, RatingState.CALLED_OFF}
"""The demonstration's scheme leaves every star to the 工委, and its round goes its way."""


def test_every_state_is_reached(small: None) -> None:
    ratings, lists = Rating.objects.values_list("state", flat=True), RatingList.objects.values_list("state", flat=True)

    assert set(ratings) == set(RatingState.values) - NOT_HERE
    assert set(lists) == set(ListState.values) - NOT_HERE


def test_trail_and_rows_agree(small: None) -> None:
    assert list(audit.verify()) == []
    assert list(consistency.disagreements()) == []


def test_one_branch_without_a_secretary_lands_on_nobodys_desk(small: None) -> None:
    (task,) = Task.objects.filter(unattended=True)

    assert task.unit is not None
    assert not Appointment.objects.in_force().filter(unit=task.unit, role=Role.BRANCH_SECRETARY).exists()


def test_one_branch_without_any_account_was_filled_in_for(small: None) -> None:
    (entry,) = [entry for entry in AuditEntry.objects.filter(verb="submit") if "for" in entry.data]

    assert entry.post == "代市财政局宣传教育处党支部：市财政局机关党委 党务干部"
    assert not Appointment.objects.filter(unit=entry.data["for"]).exists()


def test_one_returned_branch_waits_with_a_reason(small: None) -> None:
    rating = Rating.objects.get(state=RatingState.SELF_ASSESSING, lap=2)

    assert rating.process.entries.get(verb="send_back").comment != ""


def test_one_branch_waits_for_an_objection_after_its_notice_has_ended(small: None) -> None:
    held = Rating.objects.get(state=RatingState.PUBLICISING)

    assert [item.state for item in Objection.objects.filter(parent=held.process)] == [Objection.State.CHECKING]


def test_past_stars_name_their_source(small: None) -> None:
    year = Round.objects.get(process_key="star_rating").year
    past = Fact.objects.filter(key="star_rating.tier", process__isnull=True)

    assert set(past.values_list("year", flat=True)) == {year - 1, year - 2}
    assert [fact for fact in past if not fact.source.startswith("历史结果导入")] == []


def test_evidence_is_cited(small: None) -> None:
    self_rated = Rating.objects.exclude(self_result={}).values("process")

    assert Rating.objects.filter(process__in=self_rated).exclude(process__citations__isnull=False).count() == 0
    assert Citation.objects.filter(attachment__extension=".xlsx").exists()


def test_every_listed_account_signs_in_with_its_password(small: None) -> None:
    for account in accounts():
        user = User.objects.get(username=account["username"])
        assert user.check_password(account["password"])
        assert not user.must_change_password
        Client().force_login(user)


def test_the_accounts_name_post_and_unit(small: None) -> None:
    by_name = {account["username"]: account for account in accounts()}

    assert set(by_name["secretary"]) == {"username", "password", "role", "unit"}
    assert by_name["twoposts"]["role"] == "支部书记、党务干部"
    assert by_name["deputy"]["unit"] == "市财政局机关党委"
    assert {"sysadmin", "secadmin", "auditadmin", "inspector", "clerk", "head", "leader"} <= set(by_name)


def test_only_the_former_secretary_holds_nothing_today(small: None) -> None:
    without = [user.username for user in User.objects.all() if not access.posts(user, timezone.localdate())]

    assert without == ["former"]


def test_the_table_prints_every_account(small: None) -> None:
    lines = demo("--accounts").splitlines()

    assert [line.split()[0] for line in lines] == ["用户名", *(account["username"] for account in accounts())]


def test_the_notice_of_the_round_was_sent_and_some_units_signed_for_it(small: None) -> None:
    notice = RoundNotice.objects.get()
    assert (notice.title, notice.sent_at is None) == (f"关于开展{notice.round.title}工作的通知", False)
    assert 0 < notice.receipts.count() < round_reading.participants(notice.round).count()


def test_one_visit_is_over_with_its_last_branch_helped_and_one_waits_for_sheets(small: None) -> None:
    closed, begun = Evaluation.objects.order_by("pk")

    assert (closed.state, begun.state) == (Evaluation.State.EVALUATED, Evaluation.State.EVALUATING)
    assert {row.rating_id for row in closed.pairings.all()} == {closed.outcome[-1]["rating"]}
    assert sorted(begun.sheets.values_list("state", flat=True)) == ["marked", "marking", "marking", "marking"]
    assert Task.objects.filter(kind="star_rating", owner__username="head", finished=None).count() == 1


def test_a_stricter_scheme_can_be_tried_on_the_rounds_scores(small: None) -> None:
    client = Client()
    client.force_login(User.objects.get(username="head"))
    first, second = Scheme.objects.order_by("pk")
    page = client.get(f"/star_rating/trials/{TrialScores.objects.get().pk}/?scheme={second.pk}&against={first.pk}")

    assert (page.status_code, second.version) == (200, f"{first.version}-征求意见稿")
    assert page.context["changed"] > 0


def test_one_star_was_lowered_and_another_waits_for_the_decision(small: None) -> None:
    effective, deciding = StarChange.objects.order_by("pk")

    assert (effective.state, deciding.state) == ("effective", "deciding")
    assert effective.fact.superseded_by is not None
    assert effective.fact.superseded_by.value["tier"] == effective.fact.value["tier"] - 1


def test_a_database_in_use_is_left_alone(small: None) -> None:
    before = set(User.objects.values_list("pk", flat=True))

    assert demo("--if-empty") == ""
    assert set(User.objects.values_list("pk", flat=True)) == before
