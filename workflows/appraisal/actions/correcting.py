"""What a day brings to 限期改正: reminders ahead, and the end of its term. Any number of machines may do it at once."""

from datetime import date

from django.db import transaction

from permissions import access
from permissions.actor import SYSTEM
from permissions.models import User
from permissions.roles import Right
from workflows.appraisal.models import Correction
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.corrections import running, to_remind
from workflows.appraisal.states import CorrectionState as C
from workflows.engine import notices
from workflows.engine.models import Notice
from workflows.engine.transitions import fire_many


def corrections_fall_due(today: date) -> int:
    """Put each whose last day has come to be assessed again. Returns how many."""
    return sum(_fall_due(key, today) for key in running())


@transaction.atomic
def _fall_due(key: int, today: date) -> int:
    found = _locked(key)
    if found is None or found.due_on > today:
        return 0
    return len(fire_many([found], "fall_due", by=SYSTEM))


def corrections_remind(today: date) -> int:
    """Tell the branch and the member that a term is near, once for each day of the plan. Returns notices written."""
    return sum(_remind(key, today) for key in running())


@transaction.atomic
def _remind(key: int, today: date) -> int:
    found = _locked(key)
    days = to_remind(found, today) if found is not None and found.due_on > today else []
    if found is None or not days:
        return 0
    found.reminded = [*found.reminded, *days]
    found.save(update_fields=["reminded"])
    return len(Notice.objects.bulk_create(_notices(found, today)))


def _locked(key: int) -> Correction | None:
    """One that runs, unless another machine has it in hand."""
    rows = Correction.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return rows.select_related("round", "person", "process").filter(pk=key, state=C.CORRECTING).first()


def _notices(correction: Correction, today: date) -> list[Notice]:
    left = (correction.due_on - today).days
    until = f"将于{correction.due_on:%Y年%-m月%-d日}期满，还有{left}天"
    pair = (correction.unit_id, Right.PROPOSE)
    own = set(User.objects.filter(person=correction.person_id).values_list("pk", flat=True))
    branch = [user for user in access.holders({pair}, KEY).get(pair, []) if user not in own]
    told = notices.tell(
        branch, correction.process, f"{correction.person.name}的限期改正{until}，请督促改正、准备复评。"
    )
    return told + notices.tell(sorted(own), None, f"您的限期改正{until}，请按要求改正，并向支部报告。")
