"""评议办法 of one's own: each version is kept as it was written; what is to differ is a new version."""

from django.db import IntegrityError, transaction

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.appraisal.models import OwnPlan
from workflows.appraisal.queries import KEY
from workflows.appraisal.rules import Plan
from workflows.engine import ledger, running
from workflows.engine.errors import Refused


def plan_keep(unit: OrgUnit, plan: Plan, *, by: Actor) -> OwnPlan:
    """Keep a plan that a unit wrote, under its name and version, and enter it in the ledger.

    Rounds under way keep the copy they were opened with. Raises NotAllowed for whoever does not run those of the unit,
    Refused when it has this version already.
    """
    running.check_runs(by, unit, KEY)
    assert by.user is not None  # noqa: S101 - whoever runs them is a person
    try:
        with transaction.atomic():
            made = OwnPlan.objects.create(
                unit=unit, name=plan.name, version=plan.version, document=plan.to_data(), created_by=by.user
            )
            ledger.enter([ledger.Change("plan_keep", "保存评议办法", ledger.subject_of(made), str(made))], by=by)
    except IntegrityError:
        said = f"“{plan.name}”已有版本“{plan.version}”。内容有改动的，请换一个版本再上传。"
        raise Refused(said) from None
    return made
