"""One delegation: the deputy secretary of the first committee is away for a week."""

from datetime import timedelta

from django.utils import timezone

from permissions.roles import Role
from workflows.demo.organisation import Organisation
from workflows.demo.people import Staff
from workflows.organisation.actions.delegations import DelegationInput, delegate

DAYS = 6
"""After the first."""


def run(built: Organisation, staff: Staff) -> None:
    """Let the secretary of a branch act for the deputy secretary from today."""
    office = built.offices[0]
    deputy = staff.at(office.unit, Role.OC_DEPUTY)
    secretary = staff.at(office.branches[1], Role.BRANCH_SECRETARY)
    today = timezone.localdate()
    if deputy.appointment is not None and secretary.user is not None:
        given = DelegationInput(secretary.user, today, today + timedelta(days=DAYS), "到市委党校学习")
        delegate(deputy.appointment, given, by=deputy)
