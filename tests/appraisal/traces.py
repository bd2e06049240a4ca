"""(c) What would tell that something stored knows a code: every row of every table, against every form of a code."""

from collections.abc import Sequence

from django.apps import apps

from workflows.appraisal.ballots import verify
from workflows.appraisal.ballots.codes import grouped
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.sealed import sealed_of


def rows_of_everything() -> str:
    """Every row of every table, and what sessions hold when they are opened."""
    models = [model for app in apps.get_app_configs() for model in app.get_models()]
    content = repr([list(model._default_manager.values()) for model in models])
    session = apps.get_model("sessions", "Session")
    return content + repr([each.get_decoded() for each in session._default_manager.all()])


def traces_of(codes: Sequence[str], meeting: Meeting) -> list[str]:
    """What must stand nowhere: each code, as it is printed too, and its hash in this meeting."""
    digest = sealed_of(meeting).frozen.digest
    return [form for code in codes for form in (code, grouped(code), verify.code_hash(digest, code))]
