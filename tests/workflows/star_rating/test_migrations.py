"""What running rounds keep when the database is brought up to date: slow, and a landed migration never changes."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.world import World, make_world
from workflows.star_rating.models import Rating

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.soak]


def migrate_to(name: str) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("star_rating", name)])


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Return the cast with a round; the tables are brought up to date again whatever happens."""
    world = make_world()
    world.round()
    yield world
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


def test_an_appraisal_becomes_the_figure_of_its_component(world: World) -> None:
    first, second = world.rating("甲一支部"), world.rating("甲二支部")
    migrate_to("0001_initial")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE star_rating_rating SET appraisal = 95.5, appraisal_source = %s WHERE id = %s",
            ["述职评议", first.pk],
        )
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())

    found = dict(Rating.objects.filter(pk__in=[first.pk, second.pk]).values_list("pk", "figures"))
    assert found == {first.pk: {"appraisal": {"figure": "95.50", "source": "述职评议"}}, second.pk: {}}
