"""What the page of a prepared round shows: its 减负体检, 合规提示 and settings, before it can be started."""

from typing import Any

from django.urls import reverse

from workflows.engine import gate_page
from workflows.engine.gate_forms import CheckupForm
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.queries import schemes
from workflows.star_rating.queries.checkups import checkup
from workflows.star_rating.queries.drafts import settled
from workflows.star_rating.queries.quota_reach import too_many_places
from workflows.star_rating.rules import Scheme


def context(round_: Round, form: CheckupForm | None = None) -> dict[str, Any]:
    """The whole page; `form` is what was sent and lacks something."""
    scheme = Scheme.from_data(round_.scheme)
    starting = round_.opened_at is not None and queries.opening(round_)
    more = {
        "warnings": [*schemes.warnings(scheme), *too_many_places(round_)],
        "facts": _facts(round_),
        "start_url": reverse("star_rating:round_start", args=[round_.pk]),
        "notice_url": reverse("star_rating:notice", args=[round_.pk]),
        "change_url": reverse("star_rating:round_change", args=[round_.pk]),
        "cancel_url": reverse("star_rating:round_cancel", args=[round_.pk]),
        "rules_url": reverse("star_rating:round_scheme", args=[round_.pk]),
        "back_url": reverse("star_rating:index"),
    }
    return gate_page.context(round_, checkup(round_), form, starting=starting) | more


def _facts(round_: Round) -> list[dict[str, str]]:
    found = {"参评支部": f"{reading.branches(round_).count()}个"} | settled(round_)
    return [{"label": label, "value": value} for label, value in found.items()]
