"""Products that leak, one kind each, so that the attacker who finds nothing in ours is seen to find what there is."""

import itertools
import logging
import sqlite3
from hashlib import sha256

import pytest
from django.db import transaction

from permissions.actor import Actor
from tests.appraisal import whole_product
from tests.appraisal.boxes import GRADES
from tests.appraisal.whole_product import VOTERS, Branch, Voter
from workflows.appraisal.ballots import rows, sealing
from workflows.appraisal.ballots.sealed import Vote
from workflows.appraisal.models import Count, Meeting, PeerNote
from workflows.appraisal.queries.counting import judged, questions
from workflows.appraisal.queries.plans import plan_of
from workflows.engine import writing


def into_the_log(meeting: Meeting, voter: Voter, choice: int) -> None:
    """A line of the log with the address."""
    logging.getLogger("workflows.appraisal").warning("%s sent i0=%s", voter.address, choice)


def into_the_session(meeting: Meeting, voter: Voter, choice: int) -> None:
    """The choice stays in the session of who is signed in."""
    session = voter.client.session
    session["ballot"] = f"i0={choice}"
    session.save()


def into_the_trail(meeting: Meeting, voter: Voter, choice: int) -> None:
    """An entry on the trail for each ballot, without a name."""
    writing.note(Meeting.objects.get(pk=meeting.pk), Actor(None, None), "vote", "投票", f"i0={choice}")


def into_the_trail_by_name(meeting: Meeting, voter: Voter, choice: int) -> None:
    """An entry on the trail for each ballot, with the name."""
    writing.note(Meeting.objects.get(pk=meeting.pk), Actor(None, None), "vote", "投票", f"{voter.name} i0={choice}")


def into_a_table(meeting: Meeting, voter: Voter, choice: int) -> None:
    """A row for each ballot, with neither name nor time."""
    PeerNote.objects.create(appraisal=meeting.members.earliest("pk"), text=f"i0={choice}")


@transaction.atomic
def together_with_the_roll(meeting: Meeting, voter: Voter, choice: int) -> None:
    """Such a row, and in the same transaction the mark on the roll that the person has voted."""
    into_a_table(meeting, voter, choice)
    meeting.roll.get(name=voter.name).save()


def into_the_counts(meeting: Meeting, voter: Voter, choice: int) -> None:
    """Totals that grow while voting goes on, in the workbook of results; they are gone when the box is counted."""
    form, members = plan_of(meeting.round).form_by_code["members"], judged(meeting)
    lines = {line.key: dict.fromkeys(line.options, 0) for line in questions(form, members)}
    heads = {"issued": VOTERS, "returned": VOTERS, "valid": VOTERS, "invalid": 0}
    counted, _ = Count.objects.get_or_create(meeting=meeting, form="members", defaults={**heads, "cells": lines})
    first = counted.cells[next(iter(lines))]
    first[GRADES[choice]] += 1
    counted.save()
    if sum(first.values()) == VOTERS:
        counted.delete()


def unmasked(patch: pytest.MonkeyPatch) -> None:
    """A box whose choices can be read."""
    patch.setattr(rows, "masked", lambda secret, key, choice: choice)


def with_old_keys(patch: pytest.MonkeyPatch) -> None:
    """A sealed box that keeps the keys of the running one."""

    def votes(opened: sqlite3.Connection, secret: bytes) -> list[Vote]:
        found = opened.execute("SELECT key, item, choice, voters FROM votes")
        return sorted(Vote(key, item, rows.masked(secret, key, said)[0], voters) for key, item, said, voters in found)

    patch.setattr(sealing, "_votes", votes)


def in_the_order_of_voting(patch: pytest.MonkeyPatch) -> None:
    """Keys that count upwards, kept when the box is sealed."""
    with_old_keys(patch)
    counted = itertools.count()
    patch.setattr(rows, "row_key", lambda code, item: f"{next(counted):032x}")


def in_the_order_of_tickets(patch: pytest.MonkeyPatch) -> None:
    """Keys that follow the order in which codes were handed out."""
    places: dict[str, int] = {}
    usual = whole_product.tickets

    def tickets(branch: Branch, meeting: Meeting, queue: list[str]) -> dict[str, str]:
        found = usual(branch, meeting, queue)
        places.update({found[name].replace("-", ""): place for place, name in enumerate(queue)})
        return found

    with_old_keys(patch)
    patch.setattr(whole_product, "tickets", tickets)
    patch.setattr(rows, "row_key", lambda code, item: f"{places[code]:08x}{sha256(item.encode()).hexdigest()[:24]}")


def on_screen_in_the_order_of_tickets(patch: pytest.MonkeyPatch) -> None:
    """The same where tickets are taken on screen: each writes a row of the roll."""
    patch.setattr(whole_product, "WAYS", ("screen",))
    in_the_order_of_tickets(patch)


def in_the_order_of_the_roll(patch: pytest.MonkeyPatch) -> None:
    """Keys that follow the roll."""
    places: dict[str, int] = {}
    usual = whole_product.tickets

    def tickets(branch: Branch, meeting: Meeting, queue: list[str]) -> dict[str, str]:
        found = usual(branch, meeting, queue)
        names = list(meeting.roll.order_by("pk").values_list("name", flat=True))
        places.update({found[name].replace("-", ""): place for place, name in enumerate(names)})
        return found

    with_old_keys(patch)
    patch.setattr(whole_product, "tickets", tickets)
    patch.setattr(rows, "row_key", lambda code, item: f"{places[code]:08x}{sha256(item.encode()).hexdigest()[:24]}")
