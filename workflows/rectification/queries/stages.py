"""Which stages are on the way of a problem, told from it and from its programme."""

from workflows.rectification.models import Problem
from workflows.rectification.models.problem_back import CHECKING, ENDED
from workflows.rectification.queries.programmes import limit_of
from workflows.rectification.states import ProblemState as S

LABELS = {str(state): str(state.label) for state in S if state not in ENDED}
"""The stages in the office's words, in order."""


def off_path(problem: Problem) -> set[str]:
    """Stages that its programme does without, those above the one that closes it, and ends that it did not come to."""
    found = {str(state) for state in S if problem.round.stage(state).get("off")}
    if not limit_of(problem).plan:
        found |= {str(S.PLANNING), str(S.PLAN_REVIEWING), str(S.PLAN_CONFIRMING)}
    above = CHECKING[CHECKING.index(S(problem.closes_at)) + 1 :]
    others = (*above, S.SUSTAINING, *ENDED[1:])
    return (found | {str(state) for state in others}) - {str(problem.state)}
