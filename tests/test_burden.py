"""What the product asks of people: few fields, and nothing that it holds already. 依据: goals U1, U2; domain 7.5."""

from collections.abc import Iterator
from datetime import date

import pytest
from django import forms
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from permissions.models import Appointment, OrgUnit, Person
from tests.test_classified import every_form
from tests.world import World, make_world
from workflows.engine import facts, registry
from workflows.star_rating.queries import STAR_FACT
from workflows.star_rating.states import RatingState

pytestmark = pytest.mark.django_db

# --- U1: a branch types little ---------------------------------------------------------------------------------------


@pytest.fixture
def world() -> World:
    """Return the cast with last year's star of 甲一支部 and this year's round."""
    made = make_world()
    unit = made.units["甲一支部"].pk
    last = timezone.localdate().year - 1
    facts.record([facts.NewFact(STAR_FACT, last, {"tier": 4}, "四星级", "上年结果", date(last, 12, 31), unit)])
    made.round()
    return made


def test_a_branch_types_at_most_three_fields_beyond_the_items_that_lost_points(world: World) -> None:
    rating = world.rating("甲一支部")
    client = Client()
    client.force_login(world.users["secretary"])
    lost = {"points_18": "2", "reason_18": "年度考核排名靠后"}
    beyond = {"none_found": "on", "proposed_tier": "5"}

    answer = client.post(
        reverse("star_rating:sheet", args=[rating.process.number]),
        {"seen": str(world.seen(rating)), "submit": "1", **lost, **beyond},
    )

    assert (answer.status_code, world.rating("甲一支部").state) == (302, RatingState.SCORING)
    assert len(beyond) <= 3


# --- U2: nothing is asked that the system holds ----------------------------------------------------------------------

KEEPS_THEM = ("permissions", "workflows.organisation")
"""Where units, people and accounts are kept: there the facts come from."""
SUBJECTS = (OrgUnit, Person, Appointment)
OF_ANYTHING = {"排序", "类别", "原因", "依据"}
"""Words that say of what only together with their page."""


def held() -> set[str]:
    """What the system knows of units, people and their posts, by the words that a form would ask in."""
    words = {str(field.verbose_name) for model in SUBJECTS for field in model._meta.fields} - OF_ANYTHING
    words |= {kind.label for kind in registry.fact_kinds().values()}
    return {word for word in words | set(registry.held()) if not word.isascii()}


def asked(form: type[forms.BaseForm]) -> Iterator[str]:
    """The fields in which a person writes; choosing one of what is there is no asking again."""
    for name, field in getattr(form, "base_fields", {}).items():
        if not isinstance(field.widget, forms.HiddenInput) and not isinstance(field, forms.ModelChoiceField):
            yield str(field.label or name)


def asks_again(form: type[forms.BaseForm]) -> list[str]:
    return [label for label in asked(form) if label in held()]


def test_no_form_asks_what_the_system_holds() -> None:
    asking = {
        f"{form.__module__}.{form.__name__}": found
        for form in every_form()
        if not form.__module__.startswith(KEEPS_THEM) and (found := asks_again(form))
    }

    assert asking == {}


def test_a_form_that_asks_again_would_be_found() -> None:
    class Again(forms.Form):
        name = forms.CharField(label="姓名")
        star = forms.CharField(label="支部星级")
        roll = forms.CharField(label="党员名册")
        why = forms.CharField(label="理由")

    assert asks_again(Again) == ["姓名", "支部星级", "党员名册"]
