"""改列下一星级 on the page of a list: offered to a member whose star a limit counts, where a lower one would help."""

import pytest
from django.test import Client

from tests.workflows.star_rating.listing import listed, most, round_of
from tests.world import World, make_world
from workflows.star_rating.rules import Span


@pytest.mark.django_db
@pytest.mark.parametrize(("span", "offered"), [(Span.BELOW, False), (Span.EXACT, True), (Span.ABOVE, True)])
def test_a_star_is_given_up_only_where_a_lower_one_is_not_counted_too(span: Span, offered: bool) -> None:
    world: World = make_world()
    round_of(world, quotas=(most(3, 0, span=span),))
    submission = listed(world, "甲二支部", five=False)
    client = Client()
    client.force_login(world.users["deputy"])
    shown = client.get(f"/records/{submission.process.number}/").content.decode()

    assert ("甲二支部" in shown, "名额已满，改列下一星级" in shown) == (True, offered)
