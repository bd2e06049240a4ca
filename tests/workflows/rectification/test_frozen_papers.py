"""A paper that is an act says what it said when it was made, whatever units and problems are called since."""

from permissions.models import OrgUnit
from tests.workflows.rectification.cast import Cast, today
from tests.workflows.rectification.papers import got, lines, tables
from tests.workflows.rectification.test_letter_papers import letter
from workflows.engine.models import Round
from workflows.engine.opinions import day_words
from workflows.rectification.models import Problem
from workflows.rectification.states import ProblemState as S


def renamed(cast: Cast) -> None:
    """The unit and the programme have other names from now on."""
    OrgUnit.objects.filter(pk=cast.units["甲一支部"].pk).update(name="中共新名支部")
    Round.objects.update(title="改了名的专项")


def test_a_letter_is_printed_as_it_was_issued(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    made = letter(cast, problem, "remind", "进展缓慢")
    before = lines(got(cast, "organiser", "letter_paper", made.process.number))
    renamed(cast)
    Problem.objects.filter(pk=problem.pk).update(text="另一种说法", requirement="另外的要求")

    assert lines(got(cast, "organiser", "letter_paper", made.process.number)) == before


def test_the_form_of_a_closed_problem_keeps_the_names_and_the_day_of_its_closing(cast: Cast) -> None:
    closed, working = cast.problem_at(S.CLOSED), cast.problem_at(S.COMMITTEE_CHECKING, text="还在核验的")
    name = closed.unit.name
    renamed(cast)

    kept, live = (tables(got(cast, "clerk", "closing_paper", each.process.number)) for each in (closed, working))
    assert (kept[0][0][1], live[0][0][1]) == (name, "中共新名支部")
    said = lines(got(cast, "clerk", "closing_paper", closed.process.number))
    assert said[0] == closed.round.title
    assert day_words(today()) in "".join(said)
