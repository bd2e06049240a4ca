"""A list with both kinds of stars: those that the unit decides itself go apart, in a list of their own."""

from permissions.actor import Actor
from workflows.engine import attachments
from workflows.engine.models import Meeting, Task
from workflows.engine.transitions import fire, open_many, seen_of
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries import papers
from workflows.star_rating.states import ListState

MEETING = ("body", "held_on", "number", "due", "present", "minutes")
"""What is registered of a meeting."""


class Apart:
    """The members that their unit decides itself, and what they take along. Made before their list leaves its desk.

    `rows` are empty where all members go the same way. Two statements otherwise.
    """

    def __init__(self, listing: queries.Listing) -> None:
        filed = listing.filed
        self.listing, self.parent = listing, listing.submission
        self.rows = filed if len(filed) < len(listing.members) else []
        self.scans = papers.valid_scans(self.parent) if self.rows else []
        self.returned = bool(self.rows) and _was_returned(self.parent)

    def send(self, by: Actor) -> RatingList | None:
        """File these members in a list of their own; None where nobody goes apart.

        It is decided by the same meeting, on the same signed paper, and in time whenever the list that they leave is.
        """
        if not self.rows:
            return None
        comment = f"从{self.parent.process.number}分出本单位审定的{len(self.rows)}个支部，报工委备案。"
        made = self._open(by, comment)
        Rating.objects.filter(pk__in=[row.pk for row in self.rows]).update(submission=made)
        decided = self.listing.decided() | {"apart_from": self.parent.process.number}
        return fire(made, "report", by=by, seen=seen_of(made), comment=comment, to=ListState.FILING, decided=decided)

    def _open(self, by: Actor, comment: str) -> RatingList:
        """The new list with the meeting, the scans and the standing of the one that it comes from."""
        same = RatingList.objects.filter(round=self.parent.round_id, unit=self.parent.unit_id)
        batch = same.order_by("-batch")[0].batch + 1
        (made,) = open_many([RatingList(round=self.parent.round, unit=self.parent.unit, batch=batch)], by=by,
                            comment=comment)  # fmt: skip
        if (meeting := self.listing.meeting) is not None:
            content = {name: getattr(meeting, name) for name in MEETING}
            Meeting.objects.create(process=made.process, state=ListState.COMPILING, lap=made.lap, **content)
        for scan in self.scans:
            attachments.cite(made.process, scan.attachment, attachments.SIGNED)
        if self.returned:  # what a superior sent back may come in after the hour, and so may a part of it
            Task.objects.filter(process=made.process_id, finished__isnull=True).update(returned=True)
        return made


def _was_returned(submission: RatingList) -> bool:
    return bool(Task.objects.filter(process=submission.process_id, finished__isnull=True, returned=True).exists())
