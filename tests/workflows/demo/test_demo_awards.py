"""The award rounds of the demonstration: every stage, places, opinions, a notice, honours of earlier years."""

from collections.abc import Iterator
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from workflows.engine import consistency
from workflows.engine.models import Fact, Publicity, Quota, Round
from workflows.engine.registry import every
from workflows.nomination.models import Consultation, Nomination, NominationList
from workflows.nomination.states import ConsultationState, ListState
from workflows.nomination.states import NominationState as S

NOT_HERE = {S.RECOMMENDED, S.NOT_AWARDED, S.NOT_FORWARDED, S.CALLED_OFF, S.CONFERRING}
"""Its rounds give honours themselves, go their way and leave nobody out; what is decided is given at once."""


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Build the small demonstration once for this module; rolled back with its last test."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", "--if-empty", "--small", stdout=StringIO())
        yield
        transaction.set_rollback(True)


@pytest.fixture
def small(built: None, db: None) -> None:
    """The small demonstration, in a transaction of the test's own."""


def test_nominations_and_lists_are_at_every_stage(small: None) -> None:
    left_out = {ListState.CALLED_OFF, ListState.PUBLICISING_WITHIN, ListState.STUDYING, ListState.CONFERRING}

    assert set(Nomination.objects.values_list("state", flat=True)) == set(S.values) - NOT_HERE
    assert set(NominationList.objects.values_list("state", flat=True)) == set(ListState.values) - left_out


def test_every_unit_of_the_table_has_its_places(small: None) -> None:
    round_ = Round.objects.get(process_key="nomination", unit__parent__isnull=True)
    units = set(NominationList.objects.filter(round=round_).values_list("unit", flat=True))

    assert set(Quota.objects.filter(round=round_, key="unit:places.member").values_list("unit", flat=True)) == units


def test_one_list_waits_for_one_of_two_opinions(small: None) -> None:
    waiting = NominationList.objects.get(state=ListState.VERIFYING)

    states = Consultation.objects.filter(submission=waiting).order_by("pk").values_list("state", flat=True)
    assert list(states) == [ConsultationState.CLEAR, ConsultationState.ASKED]


def test_one_list_is_under_a_notice_that_everybody_reads_today(small: None) -> None:
    notice = Publicity.objects.get(round__process_key="nomination")
    names = [row.candidate for row in Nomination.objects.filter(state=S.PUBLICISING)]

    page = Client().get(f"/publicity/{notice.pk}/").content.decode()

    assert [name for name in names if name not in page] == []
    assert len(names) == 2


def test_honours_are_of_earlier_years_and_of_the_round_that_ended(small: None) -> None:
    year = timezone.localdate().year
    years = set(Fact.objects.filter(key="person.honour").values_list("year", flat=True))

    assert years == {year - 2, year - 1, year}
    assert Fact.objects.filter(key="person.honour", year=year, process__isnull=False).count() == 3
    assert Fact.objects.filter(key="unit.honour").exists()


def test_what_the_award_rounds_left_agrees(small: None) -> None:
    again = [sentence for spec in every() for check in spec.recompute for sentence in check()]

    assert [*consistency.disagreements(), *again] == []
