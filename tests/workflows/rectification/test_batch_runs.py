"""A verb on everything that is offered: in the background, one by one, with what became of each."""

from io import BytesIO

import pytest
from django_tasks_db.models import DBTaskResult

from tests.workflows.engine.steps import all_is_well
from tests.workflows.rectification.cast import Cast, fresh
from tests.workflows.rectification.ledgers import PAIRS, USUAL, clean_up_ledger
from tests.workflows.rectification.pages import get, of_round, post, programme
from workflows.engine.models import Notice
from workflows.rectification import actions
from workflows.rectification.actions import importing
from workflows.rectification.models import BatchRun, Problem
from workflows.rectification.states import ProblemState as S
from workflows.rectification.workbooks import jobs
from workflows.rectification.workbooks.draft import Draft


def start(verb: str, cast: Cast, who: str = "clerk") -> BatchRun:
    """Ask for a verb on all that is offered."""
    answer = post(cast, of_round(f"many/{verb}/"), who, all="1")
    run = BatchRun.objects.latest("pk")
    assert (answer.status_code, answer.headers["Location"]) == (302, address(run))
    return run


def address(run: BatchRun) -> str:
    """The page of a run."""
    return f"/rectification/rounds/{run.round_id}/many/runs/{run.pk}/"


def finished(run: BatchRun) -> BatchRun:
    """A run, carried out."""
    assert actions.batch_job.func(run.pk) == len(run.items)
    return BatchRun.objects.get(pk=run.pk)


def imported(cast: Cast, number: int) -> list[Problem]:
    """A clean-up's ledger of two branches, brought in."""
    book = clean_up_ledger(["甲一支部", "乙一支部"], number)
    draft = Draft(programme(), jobs.opened(BytesIO(book)), PAIRS, USUAL).check()
    assert draft.errors == []
    return importing.problems_import(programme(), draft.batch, by=cast.clerk)


@pytest.mark.parametrize("number", [30, pytest.param(3115, marks=pytest.mark.soak)])
def test_an_imported_ledger_is_assigned_and_signed_in_the_background(cast: Cast, number: int) -> None:
    made = imported(cast, number)
    assigned = finished(start("assign", cast))
    own, foreign = finished(start("sign", cast, "organiser")), finished(start("sign", cast, "outsider"))

    assert [len(run.results) for run in (assigned, own, foreign)] == [number, number // 2, -(-number // 2)]
    assert {refused for run in (assigned, own, foreign) for _, refused in run.results} == {""}
    assert set(Problem.objects.values_list("state", flat=True)) == {S.PLANNING}
    assert Problem.objects.count() == len(made) == number
    assert all_is_well()


def test_what_moved_meanwhile_is_refused_and_told_first(cast: Cast) -> None:
    done, stale = cast.register(text="办得成的"), cast.register(text="办不成的")
    run = start("assign", cast)
    cast.do(actions.void, stale, "clerk", comment="重复")
    run = finished(run)

    assert [(key, bool(refused)) for key, refused in run.results] == [(done.pk, False), (stale.pk, True)]
    page = get(cast, address(run))[1]
    assert "办成1个，没有办成1个" in page
    assert page.index("办不成的") < page.index("办得成的")
    assert Notice.objects.filter(user=cast.users["clerk"], text__contains="办成1个，没有办成1个").count() == 1


def test_a_job_that_is_repeated_goes_on_where_it_stopped(cast: Cast) -> None:
    first, second = cast.register(text="甲"), cast.register(text="乙")
    run = start("assign", cast)
    cast.do(actions.assign, first, "clerk")
    BatchRun.objects.filter(pk=run.pk).update(results=[[first.pk, ""]])

    run = finished(run)
    before = fresh(second).version
    actions.batch_job.func(run.pk)

    assert run.results == [[first.pk, ""], [second.pk, ""]]
    assert [fresh(each).state for each in (first, second)] == [S.SIGNING] * 2
    assert fresh(second).version == before


def test_the_page_tells_how_far_it_is_and_when_it_broke_off(cast: Cast) -> None:
    cast.register()
    run = start("assign", cast)
    status, page = get(cast, address(run))

    assert (status, "正在办理" in page, "0/1个" in page) == (200, True, True)
    DBTaskResult.objects.all().delete()
    assert "可能已经中断" in get(cast, address(run))[1]


def test_a_run_is_its_beginners_alone(cast: Cast) -> None:
    cast.register()
    run = start("assign", cast)
    assert [get(cast, address(run), who)[0] for who in ("clerk", "head", "deputy", "organiser")] == [200, 404, 404, 404]


def test_closing_is_not_done_unseen(cast: Cast) -> None:
    problem = cast.problem_at(S.HOST_CHECKING)
    answer = post(cast, of_round("many/close/"), all="1")
    assert (answer.status_code, fresh(problem).state, BatchRun.objects.count()) == (200, S.HOST_CHECKING, 0)


def test_nothing_offered_is_said_so(cast: Cast) -> None:
    answer = post(cast, of_round("many/assign/"), all="1")
    assert (answer.status_code, BatchRun.objects.count()) == (422, 0)
    assert "没有可以办理的。" in answer.content.decode()
