"""The pages of 整改专项: choosing a document, preparing, starting, further units, and both ways to end."""

from typing import Any

import pytest

from tests.workflows.rectification.cast import Cast, fresh, today
from tests.workflows.rectification.pages import get, of_round, post, programme
from workflows.engine.models import Round
from workflows.rectification import actions
from workflows.rectification.rules import ready, ready_codes
from workflows.rectification.states import ProblemState as S


def prepared(cast: Cast, **more: Any) -> Any:
    """What the page of a new programme answers."""
    given: dict[str, Any] = {
        "unit": cast.units["工委"].pk,
        "title": "年度考核反馈整改",
        "resume": "stepwise",
        "scope": "",
    }
    return post(cast, f"rounds/new/?ready={ready_codes()[0]}", **(given | more))


def test_a_programme_is_chosen_prepared_and_started_on_its_pages(cast: Cast) -> None:
    status, page = get(cast, "rounds/new/")
    assert (status, [f"ready={code}" in page for code in ready_codes()]) == (200, [True] * len(ready_codes()))
    answer = prepared(cast)
    made = programme()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/rectification/rounds/{made.pk}/")
    assert (made.title, made.status) == ("年度考核反馈整改", Round.Status.DRAFT)
    assert "减负" in get(cast, of_round(""))[1]

    post(cast, of_round("start/"), accepted="on", fingerprint="other")
    assert programme().status == Round.Status.DRAFT


def test_what_is_missing_is_told_at_its_field(cast: Cast) -> None:
    before = Round.objects.count()
    answer = prepared(cast, title="", scope="没有这个单位")
    assert (answer.status_code, Round.objects.count()) == (422, before)
    assert "没有这个单位" in answer.content.decode()


def test_who_holds_no_programme_finds_no_page_to_prepare_one(cast: Cast) -> None:
    assert [get(cast, "rounds/new/", who)[0] for who in ("clerk", "staff", "secretary", "inspector")] == [
        200, 200, 404, 404,
    ]  # fmt: skip
    assert get(cast, "rounds/new/?ready=nonsense")[0] == 404
    assert get(cast, "rounds/new/?like=999999")[0] == 404
    assert get(cast, "programmes/nonsense/")[0] == 404


def test_a_prepared_programme_is_its_preparers_alone(cast: Cast) -> None:
    prepared(cast)
    assert [get(cast, of_round(""), who)[0] for who in ("clerk", "deputy", "secretary")] == [200, 404, 404]


@pytest.mark.parametrize("code", ready_codes())
def test_a_ready_document_is_read_by_a_person(cast: Cast, code: str) -> None:
    status, page = get(cast, f"programmes/{code}/")
    assert (status, ready(code).name in page, "None" in page) == (200, True, False)


def test_a_running_programme_shows_its_document_to_those_below(cast: Cast) -> None:
    assert [get(cast, of_round("programme/"), who)[0] for who in ("clerk", "secretary", "sysadmin")] == [200, 200, 404]


def test_it_is_cancelled_with_a_reason_and_its_problems_end(cast: Cast) -> None:
    problem = cast.register()
    assert "1个未销号的问题全部终止" in get(cast, of_round("cancel/"))[1]
    assert post(cast, of_round("cancel/"), reason="").status_code == 422
    assert post(cast, of_round("cancel/"), reason="与另一专项重复。").status_code == 302
    assert programme().status == Round.Status.CANCELLED
    actions.cancel_due(today())
    assert fresh(problem).state == S.CALLED_OFF


def test_it_is_not_closed_while_a_problem_is_open(cast: Cast) -> None:
    problem = cast.register()
    answer = post(cast, of_round("close/"), reason="全部办结。")
    assert (programme().status, "还有1个问题没有办结" in answer.content.decode()) == (Round.Status.OPEN, True)
    cast.do(actions.void, problem, "clerk", comment="重复。")
    assert post(cast, of_round("close/"), reason="全部办结。").status_code == 302
    assert programme().status == Round.Status.CLOSED


def test_further_units_take_part(cast: Cast) -> None:
    cast.programme(scope=("甲一支部",))
    answer = post(cast, of_round("more/"), units="乙一支部")
    assert answer.status_code == 302
    assert cast.register("乙一支部").unit == cast.units["乙一支部"]
    assert post(cast, of_round("more/"), units="没有的单位").status_code == 422


@pytest.mark.parametrize("path", ["cancel/", "close/", "more/"])
def test_only_who_runs_it_ends_or_widens_it(cast: Cast, path: str) -> None:
    answers = [post(cast, of_round(path), who, reason="不需要。").status_code for who in ("deputy", "secretary")]
    assert answers == [403, 403]
    assert programme().status == Round.Status.OPEN
