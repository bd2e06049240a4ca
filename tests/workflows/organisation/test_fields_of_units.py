"""领域: kept on the page of a unit and brought along by its workbook; a branch without one has its superior's."""

import pytest
from django.test import Client

from permissions.models import OrgUnit
from permissions.roles import Field
from tests.workflows.organisation.books import book, unit, written
from tests.world import World, make_world
from workflows.engine import ledger
from workflows.star_rating.queries.quota_bases import fields_of

UNIT = "甲局机关党委"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def test_it_is_chosen_on_the_page_and_stands_in_the_trail(world: World) -> None:
    branch = world.units["甲一支部"]
    client = Client()
    client.force_login(world.users["clerk"])
    url = f"/organisation/units/{branch.pk}/"
    given = {"code": branch.code, "name": branch.name, "short_name": branch.short_name, "field": Field.SCHOOL.value}
    done = client.post(f"{url}edit/", given)

    assert (done.status_code, OrgUnit.objects.get(pk=branch.pk).field) == (302, Field.SCHOOL)
    assert ledger.of(branch)[0].data["fields"] == {"领域": ["", "学校"]}
    assert "学校" in client.get(url).content.decode()


def test_it_comes_with_the_workbook(world: World) -> None:
    written(book(单位=[unit(1, field="医院"), unit(2), unit(3, field="社区")]), world.deputy)

    assert dict(OrgUnit.objects.filter(code__startswith="N").values_list("code", "field")) == {
        "N001": Field.HOSPITAL, "N002": "", "N003": Field.COMMUNITY,
    }  # fmt: skip


def test_a_branch_without_one_has_that_of_the_nearest_superior(world: World) -> None:
    OrgUnit.objects.filter(pk=world.units[UNIT].pk).update(field=Field.AGENCY)
    OrgUnit.objects.filter(pk=world.units["甲局党总支"].pk).update(field=Field.INSTITUTION)
    names = ("甲一支部", "甲三支部", "乙一支部")
    found = fields_of([world.units[name].pk for name in names])

    assert [found.get(world.units[name].pk, "") for name in names] == ["机关", "事业单位", ""]
