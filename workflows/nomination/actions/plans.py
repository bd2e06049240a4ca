"""Plans 评选方案: each version is kept as it was entered; what is to differ is entered as a new version."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from permissions.actor import Actor
from workflows.engine import ledger
from workflows.engine.errors import NotAllowed, Refused
from workflows.nomination.actions.rounds import checked
from workflows.nomination.models import AwardPlan
from workflows.nomination.queries.rounds import may_run

NAME, VERSION = 80, 40


@transaction.atomic
def plan_new(document: Mapping[str, Any], *, by: Actor) -> AwardPlan:
    """Keep a plan under its name and version, and enter it in the ledger. Rounds copy it and keep their copy.

    Raises NotAllowed, and Refused when it cannot be used or when this version of this plan is there already.
    """
    if by.appointment is None or not may_run(by, by.appointment.unit):
        raise NotAllowed("评选方案由工委组织部或者自行组织评选的机关党委维护，您现在的身份不能办理。")
    award = checked(document)
    _check_lengths(award.name, award.version)
    try:
        with transaction.atomic():
            made = AwardPlan.objects.create(
                name=award.name, version=award.version, document=dict(document), made_by=by.user
            )
    except IntegrityError:
        raise Refused(f"“{award.name}”已有版本“{award.version}”。内容有改动的，请换一个版本再保存。") from None
    ledger.enter([ledger.Change("plan_new", "保存评选方案", ledger.subject_of(made), str(made))], by=by)
    return made


def _check_lengths(name: str, version: str) -> None:
    for words, text, most in (("名称", name, NAME), ("版本", version, VERSION)):
        if len(text) > most:
            raise Refused(f"{words}有{len(text)}字，最多{most}字，请改短再保存。")
