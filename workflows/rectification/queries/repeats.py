"""What looks the same as a problem that is being registered."""

from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.rectification.models import Problem
from workflows.rectification.rules import likely_repeats
from workflows.rectification.states import ProblemState as S

MOST = 5


def like(round_: Round, unit: OrgUnit, text: str) -> list[Problem]:
    """Problems that the unit leads in a programme and whose words are much alike, the likest first. One statement."""
    rows = Problem.objects.filter(round=round_, unit=unit).exclude(state__in=(S.VOID, S.CALLED_OFF))
    known = {str(each.pk): each for each in rows.select_related("unit", "process")}
    alike = likely_repeats(text, {key: each.text for key, each in known.items()})
    return [known[key] for key, _ in alike[:MOST]]
