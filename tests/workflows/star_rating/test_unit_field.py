"""A field for one unit takes one, and says so where several were sent."""

import pytest
from django.forms import ValidationError

from tests.world import make_world
from workflows.engine.unit_fields import UnitField

pytestmark = pytest.mark.django_db


def test_several_units_in_a_field_for_one_are_refused_and_not_the_first_taken() -> None:
    world, field = make_world(), UnitField()
    field.within = world.units["工委"]

    assert field.clean("甲一支部\n甲一支部") == world.units["甲一支部"]
    with pytest.raises(ValidationError) as refused:
        field.clean("甲一支部\n甲二支部")
    assert refused.value.messages == ["这里只能填一个单位，现有2个，请留下其中一个。"]
