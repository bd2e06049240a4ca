"""A scheme as a person reads it: over how many years a veto is looked for."""

import pytest

from tests.workflows.star_rating.schemes import shipped
from workflows.star_rating.views import scheme_page

pytestmark = pytest.mark.django_db


def test_what_the_system_judges_goes_by_the_year_and_is_not_called_unlimited() -> None:
    rules = shipped("city_d")
    rows = scheme_page.context(rules)["vetoes"]

    assert {row["years"] for row, veto in zip(rows, rules.vetoes, strict=True) if not veto.asked} == {"本年度"}
    assert "本年度" not in {row["years"] for row, veto in zip(rows, rules.vetoes, strict=True) if veto.asked}
