"""A round of many branches: opened, filled in by workbooks, decided, published, archived; in short, and of 2,000."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from permissions import grants
from permissions.actor import Actor
from permissions.grants import Posting
from permissions.models import Appointment, OrgUnit
from permissions.roles import Role, UnitKind
from tests.workflows.star_rating.playing import Game
from tests.world import LONG_AGO, World
from workflows.engine import consistency
from workflows.engine.models import Round
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.forms import sheet_form
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries import figures as reading
from workflows.star_rating.queries import sheets
from workflows.star_rating.queries.schemes import shipped
from workflows.star_rating.rules import FigureOf
from workflows.star_rating.states import ListState, RatingState, Sheet
from workflows.star_rating.workbooks import archive

COMMITTEE = 50
"""Branches below each 机关党委."""


class BigGame(Game):
    """Whoever holds the post at a unit acts for it; own scores come in as workbooks, the 满意度 as one for all."""

    def rate(self, rating: Rating) -> None:
        """Fill in the branch's workbook, take it in, hand it in."""
        by = self.author(rating)
        sent = workbooks.score_sheet(rating, Sheet.SELF, str(seen_of(rating)), "")
        typed = workbooks.read_score_sheet(self._filled(sent), rating, Sheet.SELF)
        form = sheet_form(Sheet.SELF)(self.scheme, typed.data)
        assert (typed.errors, form.errors) == ([], {})
        saved = actions.save_sheet(rating, Sheet.SELF, form.given(), by=by, seen=seen_of(rating))
        actions.submit(saved, by=by, seen=seen_of(saved))

    def _filled(self, sent: bytes) -> BytesIO:
        book = openpyxl.load_workbook(BytesIO(sent))
        for row, line in zip(_rows(book["评分表"]), self.scheme.lines.values(), strict=True):
            figure = self.figure(line)
            row[-2].value, row[-1].value = (figure, "有记录为证") if figure or not line.takes else (None, None)
        for circumstance in _rows(book["核实情形"]) if self.scheme.asked else ():
            circumstance[-1].value = "无"
        (proposed,) = _rows(book["其他"])
        proposed[-1].value = self.scheme.ladder[-1].name
        filled = BytesIO()
        book.save(filled)
        return filled

    def bring_figures(self, round_: Round) -> None:
        """One workbook for the whole round, where the 工委 brings a figure."""
        if not any(each.figure_of is FigureOf.OFFICE for each in self.scheme.entered_components):
            return
        rows = list(Rating.objects.filter(round=round_).select_related("unit__parent", "round"))
        book = openpyxl.load_workbook(BytesIO(workbooks.figures_template(round_, rows, "")))
        for branch in _rows(book.worksheets[0]):
            branch[-1].value = Decimal(self.chance.randint(500, 1000)) / 10
        filled = BytesIO()
        book.save(filled)
        read = workbooks.read_figures(filled, round_)
        assert read.errors == []
        seen = reading.mark(rows, read.found)
        assert actions.figures_import(round_, read.found, "测评汇总", by=self.world.clerk, seen=seen) == len(rows)

    def author(self, rating: Rating) -> Actor:
        return self._holder(rating.unit_id)

    def committee(self, unit: OrgUnit) -> Actor:
        return self._holder(unit.pk)

    def _holder(self, unit: int) -> Actor:
        post = Appointment.objects.select_related("user__person", "unit").filter(unit=unit).latest("pk")
        return Actor(post.user, post)


def _rows(sheet: Worksheet) -> list[tuple[Any, ...]]:
    """The rows below the heading that begin with something."""
    heads = ("编号", "项目", "单位编码")
    rows: list[tuple[Any, ...]] = list(sheet.iter_rows())
    header = next(number for number, row in enumerate(rows, 1) if str(row[0].value).startswith(heads))
    return [row for row in rows[header:] if row[0].value]


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long a part takes: the figures that the soak is run for."""
    start = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - start:.1f} s")  # noqa: T201


def populate(world: World, branches: int) -> None:
    """Committees with `COMMITTEE` branches each below the 工委 of the cast, a post held at every one."""
    committees = [f"第{n}局机关党委" for n in range(1, branches // COMMITTEE + 1)]
    below = [(f"{name}第{n}支部", UnitKind.BRANCH, name) for name in committees for n in range(1, COMMITTEE + 1)]
    above = [(name, UnitKind.ORG_COMMITTEE, "工委") for name in committees]
    world.add_units(("工委", UnitKind.WORK_COMMITTEE, None), *above, *below)
    posts = dict.fromkeys(committees, Role.OC_DEPUTY) | {name: Role.BRANCH_SECRETARY for name, _, _ in below}
    world._accounts({f"user{n}": f"甲{n}" for n, _ in enumerate(posts)})
    postings = [
        Posting(world.users[f"user{n}"], role, world.units[name], LONG_AGO)
        for n, (name, role) in enumerate(posts.items())
    ]
    grants.appoint_many(postings)
    for key, role in (("clerk", Role.WC_CLERK), ("head", Role.WC_HEAD), ("leader", Role.WC_LEADER)):
        world.person(key, key, role, "工委")


def play_in_parts(game: BigGame) -> None:
    """The whole round, each part timed."""
    with timed("启动"):
        round_ = game.open()
    with timed("导入自评"):
        for rating in game._ratings(RatingState.SELF_ASSESSING):
            game.rate(rating)
    with timed("导入满意度"):
        game.bring_figures(round_)
    with timed("初评"):
        for rating in game._ratings(RatingState.SCORING):
            game.review(rating)
    with timed("报送"):
        for submission in RatingList.objects.filter(state=ListState.COMPILING).select_related("unit"):
            game.report(submission)
    with timed("复核、审定"):
        game.decide(round_)
    with timed("公示、公布"):
        game.publish()
    with timed("重算"):
        assert list(queries.changed_results()) == []
    with timed("归档"):
        archive_all(round_, by=game.world.clerk)


def archive_all(round_: Round, *, by: Actor) -> None:
    """The archive has the paper and the trail of each branch."""
    made = archive.start(round_, by=by)
    assert archive.archive_job.call(made.pk) > 2 * Rating.objects.filter(round=round_).count()


def play(branches: int, scheme: str) -> None:
    """A round of a scheme as it ships for so many branches."""
    world = World()
    populate(world, branches)
    sheets._scheme.cache_clear()
    play_in_parts(BigGame(world, shipped()[scheme], random.Random(branches)))
    assert Rating.objects.filter(state=RatingState.PUBLISHED).count() == branches
    assert (list(queries.out_of_step()), list(consistency.disagreements())) == ([], [])


SCHEMES = ("city_d", "county_c")
"""One without hard places, and one in which every 机关党委 has so many for five stars and no more."""


@pytest.mark.django_db
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_round_filled_in_by_workbooks_is_decided_and_published(scheme: str) -> None:
    play(COMMITTEE, scheme)


@pytest.mark.soak
@pytest.mark.django_db
@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_round_of_two_thousand_branches_is_opened_filled_in_decided_and_published(scheme: str) -> None:
    play(2_000, scheme)
