"""What a problem takes as evidence is what its programme counts, from the page on; and how a form shows its units."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from permissions.roles import UnitKind
from tests.workflows.rectification.cast import Cast, fresh
from tests.workflows.rectification.pages import get, post
from workflows.engine.models import Attachment, Citation
from workflows.engine.transitions import seen_of
from workflows.rectification.models import Problem
from workflows.rectification.states import ProblemState as S

ACCEPTED = 'accept=".pdf,.docx,.xlsx,.jpg,.jpeg,.png"'
ONLY = "这里的材料只收PDF、DOCX、XLSX、JPG、JPEG、PNG，请换成其中一种再上传。"


@pytest.fixture
def problem(cast: Cast) -> Problem:
    """Return a problem that is worked on."""
    return cast.problem_at(S.RECTIFYING)


def address(problem: Problem) -> str:
    return f"/records/{problem.process.number}/"


def test_the_page_offers_the_kinds_that_count(cast: Cast, problem: Problem) -> None:
    shown = get(cast, address(problem), "organiser")[1]

    assert (ACCEPTED in shown, "PDF、DOCX、XLSX、JPG、JPEG、PNG，每个不超过20MB。" in shown, ".txt" in shown) == (
        True, True, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "content", "status"), [("说明.txt", "说明".encode(), 422), ("说明.pdf", b"%PDF-1.7", 303)]
)
def test_what_would_not_count_is_refused_when_it_is_sent(
    cast: Cast, problem: Problem, name: str, content: bytes, status: int
) -> None:
    file = SimpleUploadedFile(name, content)
    answer = post(cast, f"{address(problem)}files/", "organiser", seen=str(seen_of(problem)), file=file)

    assert (answer.status_code, ONLY in answer.content.decode()) == (status, status == 422)
    assert Attachment.objects.count() == Citation.objects.count() == (status == 303)


def test_a_file_of_before_that_would_not_count_is_not_cited_again(cast: Cast, problem: Problem) -> None:
    kept = cast.attach(problem)
    Citation.objects.all().delete()
    answer = post(
        cast, f"{address(problem)}files/", "organiser", seen=str(seen_of(fresh(problem))), attachment=str(kept.pk)
    )

    assert (answer.status_code, ONLY in answer.content.decode(), Citation.objects.count()) == (422, True, 0)


def test_a_registration_is_shown_with_the_names_of_its_units(cast: Cast) -> None:
    problem = cast.register(participants=("甲二支部",))
    shown = get(cast, f"/rectification/records/{problem.process.number}/change/")[1]

    assert ('value="甲一支部"' in shown, ">\n甲二支部</textarea>" in shown) == (True, True)


def test_units_of_one_name_are_shown_by_code_so_that_each_is_found_again(cast: Cast) -> None:
    problem = cast.register()
    twin = cast.unit("另一个", UnitKind.BRANCH, "乙局机关党委")
    twin.short_name = "甲一支部"
    twin.save()
    shown = get(cast, f"/rectification/records/{problem.process.number}/change/")[1]

    assert f'value="{problem.unit.code}"' in shown


def test_nothing_is_chosen_beforehand_for_a_host_whose_turn_it_is_not(cast: Cast, problem: Problem) -> None:
    shown = get(cast, address(problem), "clerk")[1]

    assert ('value="recall"' in shown, 'name="verb" value="void"' in shown, " checked" in shown) == (True, True, False)


def test_the_way_forward_is_still_chosen_for_whose_turn_it_is(cast: Cast, problem: Problem) -> None:
    cast.finish(problem)
    cast.ask(problem)
    shown = get(cast, address(problem), "secretary")[1]

    assert 'value="verify" required data-label="核验通过" checked' in shown
