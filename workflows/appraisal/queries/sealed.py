"""The sealed box: what lies in it, whether it can be counted, and the recount of the 监票人."""

from typing import NamedTuple

from workflows.appraisal.ballots import sealed
from workflows.appraisal.ballots.counting import count
from workflows.appraisal.ballots.sealed import Sealed
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.ballots import box_of, totals_of
from workflows.appraisal.queries.counting import counts_of


class Recount(NamedTuple):
    """Counted again: how many voted, and the forms whose totals are not those that stand."""

    voters: int
    differing: list[str]


def sealed_of(meeting: Meeting) -> Sealed:
    """The sealed box of a meeting. No statement. Raises BoxError when there is none or it is damaged."""
    return sealed.read(box_of(meeting).sealed_path)


def too_few(meeting: Meeting) -> bool:
    """Whether so few voted that no total may be told. No statement."""
    if not meeting.box_hash:
        return False
    found = sealed_of(meeting)
    return len(found.codes["polled"]) < found.frozen.minimum


def recounted(meeting: Meeting) -> Recount:
    """Count the box again and compare. Three statements. Raises BoxError when it was changed or erased."""
    found = sealed_of(meeting)
    result = count(found, meeting.box_hash)
    anew = totals_of(meeting, result, result.voters + len(found.codes["issued"]))
    stand = {form: count.totals() for form, count in counts_of(meeting).items()}
    return Recount(result.voters, [form for form, totals in anew.items() if stand.get(form) != totals])
