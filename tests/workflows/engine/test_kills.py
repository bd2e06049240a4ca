"""Processes killed in the middle of decisions: what was decided is whole, what was not left nothing."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.workflows.engine.steps import all_is_well
from tests.world import World, make_world
from workflows.engine.models import AuditEntry


def kill(times: int, environment: dict[str, str]) -> None:
    subprocess.run(
        [sys.executable, "-m", "tests.workflows.engine.decide_until_killed", str(times)],
        env=environment,
        cwd=settings.BASE_DIR,
        check=True,
    )


def decided() -> int:
    return AuditEntry.objects.exclude(verb="open").count()


@pytest.mark.django_db(transaction=True)
def test_a_kill_leaves_state_desk_and_trail_in_agreement(
    shared_world: World, child_environment: dict[str, str]
) -> None:
    kill(30, child_environment)

    assert decided() > 0
    assert all_is_well()


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_kills_in_the_midst_of_a_thousand_decisions_leave_all_in_agreement(
    shared_world: World, child_environment: dict[str, str]
) -> None:
    total = 0
    while total < 1000:
        kill(20, child_environment)
        assert all_is_well()
        total += decided()
        begin_anew()


def begin_anew() -> None:
    """The cast with a fresh round, because one round has work for some forty decisions."""
    call_command("flush", interactive=False, verbosity=0)
    make_world().round()
