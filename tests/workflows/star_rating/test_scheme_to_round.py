"""A clerk brings a scheme that the product has never seen: from its workbook to a round in which branches rate."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.workflows.star_rating.schemes import of, one, steps
from tests.world import World, make_world
from workflows.engine.models import Round
from workflows.star_rating import workbooks
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.models import Rating
from workflows.star_rating.models import Scheme as Kept
from workflows.star_rating.queries.checkups import checkup
from workflows.star_rating.rules import (
    Component,
    Dimension,
    FigureOf,
    Group,
    Item,
    Mode,
    Scheme,
    Tier,
    Veto,
    VetoOutcome,
)

pytestmark = pytest.mark.django_db
D = Decimal


def new_city() -> Scheme:
    """Tiers with names of their own, headings, a table in two parts, reviewers and a figure that vetoes."""
    return of(
        one("A1", 30, steps("A1.1", "班子健全", 健全="30", 较健全="15", 不健全="0"), group="A", component="base"),
        one("A2", 30, Item("A2.1", "组织生活不落实", D(5), per_count=True), group="A", component="base"),
        one("B1", 20, Item("B1.1", "办实事", D(4), most=D(20), mode=Mode.COUNT), component="plus"),
        components=(
            Component("base", "基础指数", D(100), full=D(60)), Component("plus", "先锋指数", D(100), full=D(20)),
            Component("jury", "评委评", D(100), FigureOf.PANEL, D(20), dimensions=(Dimension("总体", D(20)),)),
        ),
        name="新市支部分类定级办法",
        groups=(Group("A", "组织建设", D(60)),),
        tiers=(Tier(3, "先进", D(85)), Tier(2, "较好", D(70)), Tier(0, "后进", D(0))),
        vetoes=(Veto("V1", "评委评分低", VetoOutcome.CAP_TIER, 2, 0, "", "jury", D(8)),),
    )  # fmt: skip


@pytest.fixture
def world() -> World:
    """Return the cast, without a round."""
    return make_world()


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def kept(client: Client, rules: Scheme) -> Kept:
    """The scheme uploaded, looked at, and kept."""
    file = SimpleUploadedFile("新市.xlsx", workbooks.scheme_book(rules, "新市委组织部"))
    shown = client.post(reverse("star_rating:scheme_new"), {"file": file})
    assert (shown.status_code, shown.context["rules"]) == (200, rules)
    client.post(reverse("star_rating:scheme_keep"), {"document": shown.context["form"].initial["document"]})
    return Kept.objects.get(name=rules.name)


def opened(world: World, scheme: Kept) -> Round:
    """A round of the scheme, with what its form suggests, its checkup seen, started and opened."""
    client, post = browser(world, "clerk"), world.clerk.appointment
    assert post is not None
    form: Any = client.get(reverse("star_rating:round_new"), {"scheme": scheme.pk}).context["form"]
    values = {field.html_name: field.value() for field in form if field.value() not in (None, "", False, [])}
    answer = client.post(reverse("star_rating:round_new"), values | {"scheme": scheme.pk})
    assert answer.status_code == 302, answer.context["form"].errors
    draft = Round.objects.get(scheme_version=scheme.version)
    started = client.post(
        reverse("star_rating:round_start", args=[draft.pk]), {"fingerprint": checkup(draft).fingerprint}
    )
    assert started.status_code == 302
    open_round_job.func(draft.pk, post.pk)
    return Round.objects.get(pk=draft.pk)


def test_a_scheme_nobody_has_seen_opens_a_round_without_any_code(world: World) -> None:
    round_ = opened(world, kept(browser(world, "clerk"), new_city()))
    rating = Rating.objects.get(round=round_, unit=world.units["甲一支部"])

    page = browser(world, "secretary").get(f"/star_rating/{rating.process.number}/sheet/")

    assert round_.status == Round.Status.OPEN
    assert Scheme.from_data(round_.scheme) == new_city()
    text = page.content.decode()
    assert [words for words in ("组织建设", "班子健全", "组织生活不落实", "办实事", "先进") if words not in text] == []


def test_what_the_round_rates_by_stays_when_the_workbook_changes(world: World) -> None:
    client = browser(world, "clerk")
    round_ = opened(world, kept(client, new_city()))
    book = BytesIO(client.get(reverse("star_rating:scheme_download", args=[Kept.objects.get().pk])).content)

    again, errors = workbooks.read_scheme(book)

    assert (again, errors) == (new_city(), [])
    assert Scheme.from_data(Round.objects.get(pk=round_.pk).scheme) == new_city()
