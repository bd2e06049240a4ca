"""The worker: jobs whose worker died are taken up again, living ones are left alone."""

import signal
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.workflows.engine.steps import list_at
from tests.world import World
from workflows.engine import jobs
from workflows.engine.models import Round, Seal
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.models import Rating
from workflows.star_rating.states import ListState as L


def running(world: World, silent_for: timedelta, attempts: int = 1) -> Any:
    """A job that a worker began, whose last sign of life is so long ago."""
    queued = open_round_job.enqueue(Round.objects.get().pk, world.clerk.appointment.pk)  # type: ignore[union-attr]
    rows = DBTaskResult.objects.filter(pk=queued.id)
    began = timezone.now() - silent_for
    rows.update(status="RUNNING", started_at=began, worker_ids=[f"worker{n}" for n in range(attempts)])
    return rows.get()


def status(job: Any) -> str:
    return str(DBTaskResult.objects.get(pk=job.pk).status)


def test_a_job_whose_worker_died_is_taken_up_and_done(world: World) -> None:
    job = running(world, timedelta(minutes=6))

    assert jobs.take_up() == 1
    assert status(job) == "READY"


def test_a_job_that_gives_signs_of_life_is_left_alone(world: World) -> None:
    job = running(world, timedelta(minutes=6))
    worker = jobs.Worker(
        queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id="one",
    )  # fmt: skip
    worker.job = job
    worker.beat()

    assert jobs.take_up() == 0
    assert status(job) == "RUNNING"


def test_a_job_that_kills_its_workers_is_given_up(world: World) -> None:
    job = running(world, timedelta(minutes=6), attempts=jobs.ATTEMPTS)
    jobs.take_up()

    assert status(job) == "FAILED"
    assert jobs.take_up() == 0


def test_the_clock_goes_on_after_a_failure() -> None:
    turns = []
    clock = jobs.Every(0.001, lambda: turns.append(1) or 1 / 0)  # type: ignore[func-returns-value]
    clock.start()
    while len(turns) < 3:
        threading.Event().wait(0.01)
    clock.stopped.set()
    clock.join()

    assert len(turns) >= 3


@pytest.fixture
def signals_kept() -> Iterator[None]:
    """Give back to the test runner the signals that a worker takes."""
    kept = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("signals_kept")
def test_the_worker_does_queued_jobs_and_due_work(shared_world: World, settings: Any, tmp_path: Any) -> None:
    settings.SEALS_ROOT = tmp_path
    list_at(shared_world, L.COMPILING)
    job = running(shared_world, timedelta(minutes=6))
    before = Rating.objects.count()

    for _ in range(2):  # the first may find nothing ready before its clock has taken the job up
        call_command("worker", "--batch", "--interval=0")
        while not Seal.objects.exists():
            threading.Event().wait(0.05)

    assert status(job) == "SUCCESSFUL"
    assert Rating.objects.count() == before
