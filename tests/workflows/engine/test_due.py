"""What a day brings by itself: publication, desks left alone, reminders, seals."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from permissions import grants
from permissions.models import Appointment
from tests.workflows.engine.steps import after_notice, all_is_well, list_at, open_desk, rating_at
from tests.world import World
from workflows.engine import due
from workflows.engine.models import Seal
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S


def counts(outcomes: list[due.Outcome]) -> dict[str, int | None]:
    return {outcome.label: outcome.count for outcome in outcomes}


def test_a_notice_that_is_over_is_published_once(world: World) -> None:
    list_at(world, L.PUBLICISING)

    first, second = ([step.count for step in due.run(after_notice()) if step.label == "星级评定"] for _ in range(2))

    # lists dissolved, stars published, rounds closed, records of cancelled rounds ended, evaluations stopped
    assert (first, second) == ([0, 1, 0, 0, 0], [0, 0, 0, 0, 0])
    assert world.rating("甲一支部").state == S.PUBLISHED
    assert Seal.objects.count() == 1
    assert all_is_well()


def test_a_desk_is_marked_when_its_last_person_has_gone(world: World) -> None:
    grants.end_appointment(Appointment.objects.get(user=world.secretary.user), timezone.localdate() - timedelta(days=1))

    assert counts(due.run())["无人可办复查"] == 1
    assert open_desk(world.rating("甲一支部")).unattended


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_was_done_and_fails_when_a_step_did(
    shared_world: World, settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SEALS_ROOT = tmp_path
    list_at(shared_world, L.PUBLICISING)
    with time_machine.travel(timezone.now() + timedelta(days=40)):
        call_command("run_due")
        said = capsys.readouterr().out.splitlines()
        settings.SEALS_ROOT = None
        rating_at(shared_world, S.SCORING, "甲二支部")
        with pytest.raises(CommandError):
            call_command("run_due")

    assert "星级评定：1" in said
    assert shared_world.rating("甲一支部").state == S.PUBLISHED


@pytest.mark.django_db(transaction=True)
def test_a_seal_that_could_not_be_exported_is_exported_with_the_next(
    shared_world: World, settings: Any, tmp_path: Path
) -> None:
    settings.SEALS_ROOT = None
    failed = counts(due.run())
    settings.SEALS_ROOT = tmp_path
    rating_at(shared_world, S.SCORING)
    due.run()

    assert failed["办理记录封存"] is None
    lines = (tmp_path / "seals.jsonl").read_text().splitlines()
    assert lines == [f'{{"seq": {seal.seq}, "hash": "{seal.hash}"}}' for seal in Seal.objects.order_by("seq")]
    assert len(lines) == 2
