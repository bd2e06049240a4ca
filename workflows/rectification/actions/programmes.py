"""整改办法 of one's own: each version is kept as it was written; what is to differ is a new version."""

from django.db import IntegrityError, transaction

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine import ledger, running
from workflows.engine.errors import Refused
from workflows.rectification.models import OwnProgramme
from workflows.rectification.queries import KEY
from workflows.rectification.rules import Programme


def programme_keep(unit: OrgUnit, programme: Programme, *, by: Actor) -> OwnProgramme:
    """Keep a programme that a unit wrote, under its name and version, and enter it in the ledger.

    Programmes under way keep the copy they were opened with. Raises NotAllowed for whoever does not run those of the
    unit, Refused when it has this version already.
    """
    running.check_runs(by, unit, KEY)
    assert by.user is not None  # noqa: S101 - whoever runs them is a person
    try:
        with transaction.atomic():
            made = OwnProgramme.objects.create(
                unit=unit, name=programme.name, version=programme.version, document=programme.to_data(),
                created_by=by.user,
            )  # fmt: skip
            change = ledger.Change("programme_keep", "保存整改办法", ledger.subject_of(made), str(made))
            ledger.enter([change], by=by)
    except IntegrityError:
        said = f"“{programme.name}”已有版本“{programme.version}”。内容有改动的，请换一个版本再上传。"
        raise Refused(said) from None
    return made
