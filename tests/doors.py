"""Every URL pattern of the product: which records stand in its address, and how it answers whom.

An answer is a function of scene, person and record's name. A pattern without a line here fails the tests.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from permissions.models import Appointment
from tests.scene import SEEN_BY, Scene
from workflows.engine.models import Notice
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.checkups import checkup

LACKING = ("superior", "names", "problem")
Answer = Callable[[Scene, str, str], int]
Words = Callable[[Scene, str, str], dict[str, Any]]

SUPERVISORS = frozenset({"clerk", "head"})
LEADERS = SUPERVISORS | {
    "secretary", "sibling", "third", "fourth", "general", "deputy", "other_deputy", "outsider", "direct", "leader",
    "staff",
}  # fmt: skip
WITHOUT_POST = frozenset({"former", "sysadmin", "secadmin", "auditor", "superuser"})

DESKS: dict[str, tuple[frozenset[str], str]] = {
    "own": (frozenset({"deputy", "staff"}), "send_back"),
    "sibling": (frozenset({"sibling"}), "submit"),
    "superior": (frozenset({"deputy", "staff"}), "report"),
    "foreign_list": (SUPERVISORS, "forward"),
    "objection": (SUPERVISORS, "dismiss"),
    "evaluation": (SUPERVISORS, "call_off"),
    "sheet": (frozenset({"leader"}), "submit"),
    "names": (frozenset({"deputy", "staff"}), "report"),
    "names_foreign": (SUPERVISORS, "send_back"),
    "opinion": (SUPERVISORS, "clear"),
    "nominated": (frozenset({"secretary", "organiser"}), "discard"),
    "nominated_foreign": (frozenset({"other_deputy"}), "reject"),
    "problem": (frozenset({"secretary", "organiser"}), "apply"),
    "problem_planned": (frozenset({"secretary", "organiser"}), "submit_plan"),
    "problem_registered": (SUPERVISORS, "void"),
    "problem_foreign": (SUPERVISORS, "send_back"),
    "measure": (frozenset({"secretary", "organiser"}), "finish"),
    "postponement": (frozenset({"deputy", "staff"}), "forward"),
    "letter": (SUPERVISORS, "discard"),
    "acceptance": (SUPERVISORS, "accept"),
    "look_back": (SUPERVISORS, "confirm"),
    "meeting": (frozenset({"secretary", "organiser"}), "thaw"),
    "disposal": (frozenset({"deputy", "staff"}), "receive"),
}
"""Records on somebody's desk: whose, and a verb that is open there."""
HANDED = ("own", "sibling", "superior", "foreign_list")
"""Of those, some that are nobody's alone."""
SENDERS = {"own": "secretary", "sibling": "clerk"}
"""Who sent them there."""


def public(scene: Scene, person: str, name: str) -> int:
    """Open to everybody, signed in or not."""
    return 200


def everybody(scene: Scene, person: str, name: str) -> int:
    """Open to all who signed in."""
    return 302 if person == "anonymous" else 200


def supervisors(scene: Scene, person: str, name: str) -> int:
    """Open to those who look after the whole; the others are not told that it exists."""
    return 302 if person == "anonymous" else 200 if person in SUPERVISORS else 404


def those(*people: str) -> Answer:
    """Open to these people alone; the others are not told that it exists."""
    return lambda scene, person, name: 302 if person == "anonymous" else 200 if person in people else 404


def leaders(scene: Scene, person: str, name: str) -> int:
    """Open to those who decide or supervise somewhere; the others are not told that it exists."""
    return 302 if person == "anonymous" else 200 if person in LEADERS else 404


def calendar_keeper(scene: Scene, person: str, name: str) -> int:
    """Everybody sees the calendar, the system administrator changes it."""
    return 302 if person in ("anonymous", "sysadmin") else 403


def participants(scene: Scene, person: str, name: str) -> int:
    """Open to all who see some rating of the round."""
    return 302 if person == "anonymous" else 404 if person in WITHOUT_POST else 200


def seers(scene: Scene, person: str, name: str) -> int:
    """Open to those who see the record."""
    return 302 if person == "anonymous" else 200 if person in SEEN_BY[name] else 404


def at_desk(status: int) -> Answer:
    """Open to those on whose desk the record lies; refused to those who only see it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        able, _ = DESKS.get(name, (frozenset(), ""))
        return status if person in able else 403 if found == 200 else found

    return answer


def taken(scene: Scene, person: str, name: str) -> int:
    """A decision; what it lacks (甲局's list is not ranked, measures are open) only those at its desk are told."""
    return at_desk(422 if name in LACKING else 302)(scene, person, name)


def holders(scene: Scene, person: str, name: str) -> int:
    """Open to those on whose desk the record lies; the others are not told that it may be handed over."""
    return 302 if person == "anonymous" else 200 if person in DESKS[name][0] else 404


def senders(scene: Scene, person: str, name: str) -> int:
    """Urging, by who handed the record in or opened the round; refused to others who see it."""
    found = seers(scene, person, name)
    return 302 if person == SENDERS[name] else 403 if found == 200 else found


def sheets(scene: Scene, person: str, name: str) -> int:
    """The sheet of a ticked record; for who does not see it nothing is ticked."""
    return {404: 422}.get(found := seers(scene, person, name), found)


def only(kind: type, answer: Answer) -> Answer:
    """The page is about records of one kind; with another kind's number it does not exist."""

    def answered(scene: Scene, person: str, name: str) -> int:
        fits = isinstance(scene.records[name], kind)
        return answer(scene, person, name) if fits or person == "anonymous" else 404

    return answered


def done(answer: Answer, status: int = 302) -> Answer:
    """The same people, whose form is carried out, which leads on to another page."""

    def answered(scene: Scene, person: str, name: str) -> int:
        found = answer(scene, person, name)
        return status if found == 200 else found

    return answered


def of_person(key: str, status: int) -> Answer:
    """Open to one person, whose own row is meant."""

    def answer(scene: Scene, person: str, name: str) -> int:
        return 302 if person == "anonymous" else status if person == key else 404

    return answer


# --- what stands in the address and in the form --------------------------------------------------------------------


def nothing(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """Neither in the address nor in the form."""
    return {}


def number(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The record's number."""
    return {"number": scene.records[name].process.number}


def member(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The number of a list, and of a rating in it."""
    record = scene.records[name]
    inside = Rating.objects.filter(submission=record.pk).first() if isinstance(record, RatingList) else None
    return {"number": record.process.number, "member": inside.process.number if inside else "XJ-1"}


def words(**given: str) -> Words:
    """A form that says the same whoever sends it."""
    return lambda scene, person, name: dict(given)


def seen_and(**given: str) -> Words:
    """A form on a record: what the page has seen, and more."""
    return lambda scene, person, name: {"seen": scene.seen(name), **given}


def decision(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """The decision form with a verb that is open on this desk."""
    verb = DESKS[name][1]
    to = {"names_foreign": "compiling", "problem_foreign": "rectifying", "meeting": "preparing"}.get(
        name, "self_assessing"
    )
    more = {
        "to": to,
        "dismiss-finding": "false",
        "clear-number": "3号",
        "finish-outcome": "已落实",
        "apply-result": "已整改",
        "confirm-found": "未反弹",
        "receive-on": f"{timezone.localdate()}",
    }
    return {"seen": scene.seen(name), "verb": verb, "comment": "核实无误", **more}


def file(scene: Scene, person: str, name: str) -> dict[str, Any]:
    """A file for a record."""
    return {"seen": scene.seen(name), "file": SimpleUploadedFile("补充材料.pdf", b"%PDF-1.7")}


ALL = (
    "own", "sibling", "superior", "member", "foreign", "foreign_list", "open", "open_list", "objection", "evaluation",
    "sheet", "nominated", "nominated_foreign", "names", "names_foreign", "opinion", "problem", "problem_planned",
    "problem_registered", "problem_foreign", "measure", "postponement", "letter", "acceptance", "look_back",
    "meeting", "appraised", "disposal",
)  # fmt: skip
FILED = tuple(name for name in ALL if name not in ("objection", "sheet"))


@dataclass(frozen=True)
class Door:
    """One URL pattern; `get` and `post` say who is answered how, None: not in this way."""

    get: Answer | None = None
    post: Answer | None = None
    names: tuple[str, ...] = ("",)
    """Records whose address is tried."""
    args: Words = nothing
    form: Words = nothing


def _key(pick: Callable[[Scene, str], Any]) -> Words:
    return lambda scene, person, name: {"pk": pick(scene, name).pk}


OF_ROUND = _key(lambda scene, name: scene.records["own"].round)
OF_DRAFT = _key(lambda scene, name: scene.draft)
OF_SCHEME = _key(lambda scene, name: scene.scheme)
OF_NOTICE = _key(lambda scene, name: scene.notice)
OF_FILE = _key(lambda scene, name: scene.files[name])

DOORS: dict[str, tuple[Door, ...]] = {
    "": (Door(get=everybody),),
    "records/<str:number>/": (
        Door(get=seers, names=ALL, args=number),
        Door(post=taken, names=tuple(DESKS), args=number, form=decision),
    ),
    "records/<str:number>/chart/": (Door(get=seers, names=ALL, args=number),),
    "records/<str:number>/approval/": (Door(get=seers, names=ALL, args=number),),
    "records/<str:number>/approval.docx": (Door(get=seers, names=ALL, args=number),),
    "approvals/": (
        Door(
            post=sheets,
            names=tuple(DESKS),
            form=lambda scene, person, name: {"task": scene.seen(name).partition(".")[0]},
        ),
    ),
    "records/<str:number>/files/": (Door(post=at_desk(303), names=ALL, args=number, form=file),),
    "records/<str:number>/transfer/": (
        Door(get=holders, post=done(holders, 422), names=HANDED, args=number, form=seen_and()),
    ),
    "records/<str:number>/claim/": (Door(post=at_desk(302), names=HANDED, args=number, form=seen_and()),),
    "records/<str:number>/give-back/": (Door(post=done(seers, 422), names=HANDED, args=number, form=seen_and()),),
    "records/<str:number>/urge/": (Door(post=senders, names=tuple(SENDERS), args=number),),
    "search/": (Door(get=everybody),),
    "moving/": (Door(get=leaders, post=done(leaders, 422), form=words(comment="调离")),),
    "stuck/": (Door(get=leaders),),
    "agree/": (
        Door(
            post=lambda scene, person, name: 302 if person == "anonymous" else 200,
            names=tuple(DESKS),
            form=lambda scene, person, name: {"task": scene.seen(name).partition(".")[0]},
        ),
    ),
    "files/<int:pk>/": (Door(get=seers, names=FILED, args=OF_FILE),),
    "unattended/": (Door(get=supervisors),),
    "notices/": (
        Door(get=everybody),
        Door(
            post=of_person("deputy", 302),
            form=lambda scene, person, name: {"notice": Notice.objects.filter(user__username="deputy")[0].pk},
        ),
    ),
    "notices/settings/": (Door(get=everybody, post=done(everybody), form=words(kinds="due")),),
    "suggest/": (Door(get=everybody, post=done(everybody), form=words(text="少报一张表")),),
    "suggestions/": (
        Door(
            get=supervisors,
            post=done(supervisors),
            form=lambda scene, person, name: {"suggestion": scene.suggestion.pk, "answer": "已采纳"},
        ),
    ),
    "publicity/<int:pk>/": (Door(get=public, args=OF_NOTICE),),
    "publicity/<int:pk>/objection/": (Door(get=public, post=done(public, 422), args=OF_NOTICE),),
    "records/<str:number>/reply/": (Door(get=those(), post=those(), names=ALL, args=number),),
    "login/": (
        Door(
            get=lambda scene, person, name: 200 if person == "anonymous" else 302,
            post=lambda scene, person, name: 200 if person == "anonymous" else 302,
        ),
    ),
    "logout/": (Door(post=lambda scene, person, name: 302),),
    "password/": (Door(get=everybody, post=everybody, form=words(old_password="不对")),),
    "capacity/": (
        Door(
            post=of_person("other_deputy", 302),
            form=lambda scene, person, name: {"appointment": Appointment.objects.get(user__username="other_deputy").pk},
        ),
    ),
    "star_rating/": (Door(get=everybody),),
    "star_rating/rounds/new/": (Door(get=supervisors, post=done(supervisors, 422), form=words(year="某年")),),
    "star_rating/rounds/<int:pk>/": (
        Door(get=participants, args=OF_ROUND),
        Door(get=supervisors, args=OF_DRAFT),
    ),
    "star_rating/rounds/<int:pk>/change/": (
        Door(get=supervisors, post=done(supervisors, 422), args=OF_DRAFT, form=words(year="某年")),
        Door(get=done(supervisors, 422), args=OF_ROUND),
    ),
    "star_rating/rounds/<int:pk>/start/": (
        Door(
            post=lambda scene, person, name: (
                422 if person in SUPERVISORS else {200: 403}.get(found := participants(scene, person, name), found)
            ),
            args=OF_ROUND,
        ),
        Door(
            post=done(supervisors),
            args=OF_DRAFT,
            form=lambda scene, person, name: {"fingerprint": checkup(scene.draft).fingerprint},
        ),
    ),
    "star_rating/rounds/<int:pk>/scheme/": (
        Door(get=participants, args=OF_ROUND),
        Door(get=supervisors, args=OF_DRAFT),
    ),
    "star_rating/schemes/": (Door(get=supervisors),),
    "star_rating/schemes/new/": (Door(get=supervisors, post=done(supervisors, 422)),),
    "star_rating/schemes/keep/": (Door(post=done(supervisors, 422), form=words(document="{}")),),
    "star_rating/schemes/shipped/<str:name>.xlsx": (Door(get=supervisors, args=words(name="county_c")),),
    "star_rating/schemes/shipped/<str:name>/": (Door(get=supervisors, args=words(name="county_c")),),
    "star_rating/schemes/<int:pk>/": (Door(get=supervisors, args=OF_SCHEME),),
    "star_rating/schemes/<int:pk>/copy/": (
        Door(get=supervisors, post=done(supervisors), args=OF_SCHEME, form=words(version="2030-1")),
    ),
    "star_rating/schemes/<int:pk>/against/<int:other>/": (
        Door(
            get=supervisors,
            args=lambda scene, person, name: {"pk": scene.scheme.pk, "other": scene.scheme.pk},
        ),
    ),
    "star_rating/schemes/<int:pk>/scheme.xlsx": (Door(get=supervisors, args=OF_SCHEME),),
    "star_rating/<str:number>/sheet/": (
        Door(get=only(Rating, seers), names=ALL, args=number),
        Door(post=only(Rating, at_desk(302)), names=ALL, args=number, form=seen_and(none_found="on")),
    ),
    "star_rating/<str:number>/evidence/<str:code>/": (
        Door(
            get=only(Rating, seers),
            names=ALL,
            args=lambda scene, person, name: number(scene, person, name) | {"code": "18"},
        ),
    ),
    "star_rating/<str:number>/sheet.xlsx": (Door(get=only(Rating, at_desk(200)), names=ALL, args=number),),
    "star_rating/<str:number>/upload/": (
        Door(get=only(Rating, at_desk(200)), names=ALL, args=number),
        Door(post=only(Rating, at_desk(422)), names=ALL, args=number),
    ),
    "star_rating/<str:number>/list/": (
        Door(post=only(RatingList, at_desk(302)), names=ALL, args=number, form=seen_and()),
    ),
    "star_rating/<str:number>/members/<str:member>/": (
        Door(get=only(RatingList, at_desk(200)), names=ALL, args=member),
        Door(
            post=only(RatingList, at_desk(302)),
            names=ALL,
            args=member,
            form=seen_and(verb="pull", comment="请核实得分"),
        ),
    ),
    "star_rating/<str:number>/summary.xlsx": (Door(get=only(RatingList, seers), names=ALL, args=number),),
    "organisation/calendar/": (
        Door(get=everybody, post=calendar_keeper, form=words(day="2026-10-10", works="0", name="调整")),
    ),
    "organisation/calendar/import/": (Door(get=those("sysadmin"), post=done(those("sysadmin"), 422)),),
    "organisation/calendar/template.xlsx": (Door(get=those("sysadmin")),),
    "organisation/trail/": (Door(get=those("sysadmin", "secadmin", "auditor")),),
    "organisation/seals/": (Door(get=those("auditor"), post=done(those("auditor"))),),
    "organisation/seals/export/": (Door(post=those("auditor")),),
}
