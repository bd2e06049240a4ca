"""Every URL × everybody of the cast × own, sibling, superior and foreign records: nothing leaks, nothing moves.

404 for what may not be seen, 403 for what may be seen but not done, the sign-in page for those who have not signed in,
405 for the wrong method. 依据: goals R2.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.doors import SUPERVISORS, Answer, Door, nothing
from tests.doors_organisation import DOORS
from tests.scene import ABOVE, SEEN_BY, Scene, make_scene
from tests.world import make_world
from workflows.engine.models import Look

PEOPLE = (
    "secretary", "organiser", "sibling", "third", "fourth", "general", "deputy", "staff", "other_deputy", "outsider",
    "direct", "clerk", "head", "leader", "inspector", "former", "sysadmin", "secadmin", "auditor", "superuser",
    "anonymous",
)  # fmt: skip


KINDS = ("secretary", "clerk", "outsider", "anonymous")
"""One of each kind, tried by every run with some records of each address."""
SOME = 3
"""Of so many records at an address; another address tries others."""
EVERY = 1000
TRIED = [
    *((person, SOME) for person in KINDS),
    *(pytest.param(person, EVERY, marks=pytest.mark.soak) for person in PEOPLE),
]
"""Everybody with all records is tried by `make soak`."""
REFUSED = (403, 404)
SEARCHING = [
    *("sibling", "outsider"),
    *(
        pytest.param(person, marks=pytest.mark.soak)
        for person in ("secretary", "general", "deputy", "former", "secadmin", "superuser")
    ),
]
OUTSIDE = [person for person in PEOPLE if person not in ABOVE | {"anonymous"}]
LISTS = ("/", "/?box=done", "/?box=mine", "/notices/", "/star_rating/", "/suggest/")


@pytest.fixture
def scene(db: None) -> Scene:
    """Return records of every unit, with this year's round open."""
    world = make_world()
    world.round()
    return make_scene(world)


def patterns(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """Every route of the product with the name to reverse it by."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield before + str(entry.pattern), space + (entry.name or "")
        else:
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from patterns(entry, before + str(entry.pattern), inner)


ROUTES = dict(patterns(get_resolver()))


def signed_in(scene: Scene, person: str) -> Client:
    client = Client()
    if person != "anonymous":
        client.force_login(scene.world.users[person])
    return client


def address(route: str, door: Door, scene: Scene, person: str, name: str) -> str:
    return reverse(ROUTES[route], kwargs=door.args(scene, person, name))


def doors(most: int = EVERY) -> Iterator[tuple[str, Door, str]]:
    """Every address with its records, at most so many of them; which ones turns from address to address."""
    for number, (route, tried) in enumerate(DOORS.items()):
        for door in tried:
            step = -(-len(door.names) // most)
            yield from ((route, door, name) for name in door.names[number % step :: step])


def text_of(response: Any) -> str:
    """All that a reader of the answer could find, the cells of a workbook included."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] != b"PK":
        return str(body.decode())
    with zipfile.ZipFile(BytesIO(body)) as book:
        return "".join(book.read(part).decode(errors="replace") for part in book.namelist())


def rows() -> str:
    """A digest of every row that is not about sessions, nor about which pages somebody has opened."""
    configs = [
        apps.get_app_config(label)
        for label in ("permissions", "engine", "star_rating", "nomination", "rectification", "appraisal")
    ]
    models = [model for app in configs for model in app.get_models() if model is not Look]
    content = [list(model._default_manager.order_by("pk").values()) for model in models]
    return hashlib.sha256(repr(content).encode()).hexdigest()


def answers(scene: Scene, person: str, method: str, most: int) -> dict[tuple[str, str], tuple[int, int, list[str]]]:
    """By route and record: the answer that is due, the one that came, and the words that should not be in it."""
    client, found = signed_in(scene, person), {}
    for route, door, name in doors(most):
        due: Answer | None = getattr(door, method)
        if due is None:
            continue
        with transaction.atomic():
            form = door.form(scene, person, name) if method == "post" else {}
            status = due(scene, person, name)
            response = getattr(client, method)(address(route, door, scene, person, name), form)
            text = text_of(response)
            leaked = [word for word in scene.hidden_from(person) if word in text]
            found[route, name] = (status, response.status_code, leaked)
            # What was refused is not undone: the rows are compared afterwards.
            transaction.set_rollback(status not in REFUSED and not _led_to_sign_in(person, route, status))
        client = signed_in(scene, person) if route == "logout/" else client
    return found


def _led_to_sign_in(person: str, route: str, status: int) -> bool:
    return person == "anonymous" and status == 302 and route != "logout/"


def wrong(found: dict[tuple[str, str], tuple[int, int, list[str]]]) -> dict[tuple[str, str], Any]:
    return {where: row for where, row in found.items() if row[0] != row[1] or row[2]}


def test_every_address_has_a_line_in_the_table() -> None:
    assert sorted(DOORS) == sorted(ROUTES)


@pytest.mark.parametrize(("person", "most"), TRIED)
def test_everybody_is_answered_as_the_table_says_and_reads_and_changes_nothing_else(
    scene: Scene, person: str, most: int
) -> None:
    before = rows()

    assert wrong(answers(scene, person, "get", most)) == {}
    assert rows() == before
    assert wrong(answers(scene, person, "post", most)) == {}
    assert rows() == before


def test_the_table_tries_many_forms_without_the_right(scene: Scene) -> None:
    tried = ((door.post(scene, person, name) for _, door, name in doors() if door.post) for person in PEOPLE)

    assert sum(status in REFUSED for statuses in tried for status in statuses) > 1000


def test_those_who_have_not_signed_in_are_led_to_the_sign_in_page_and_back(scene: Scene) -> None:
    for route, door, name in doors():
        if door.get is not None and door.get(scene, "anonymous", name) == 302:
            url = address(route, door, scene, "anonymous", name)
            assert Client().get(url).headers["Location"] == f"/login/?next={url}"


@pytest.mark.parametrize("person", ["clerk", "outsider"])
def test_a_wrong_method_is_refused_whatever_the_record(scene: Scene, person: str) -> None:
    client = signed_in(scene, person)
    before = rows()
    accepted = {}

    for route, tried in DOORS.items():
        known = {method for door in tried for method in ("get", "post") if getattr(door, method) is not None}
        for method in {"get", "post", "put", "patch", "delete"} - known:
            response = getattr(client, method)(address(route, tried[0], scene, person, tried[0].names[0]))
            if response.status_code != 405:
                accepted[route, method] = response.status_code

    assert (accepted, rows()) == ({}, before)


@pytest.mark.parametrize("person", SEARCHING)
def test_searching_finds_nothing_of_other_units(scene: Scene, person: str) -> None:
    client, hidden, found = signed_in(scene, person), scene.hidden_from(person), []

    for word in hidden:
        text = "".join(text_of(client.get("/", {"box": box, "q": word})) for box in ("todo", "done", "mine"))
        text += text_of(client.get("/search/", {"q": word}))
        # The page repeats what was searched for, in the field and in the links that keep it.
        found += [(word, other) for other in hidden if other in text and other not in word]

    assert found == []


def test_lists_and_notices_lead_only_to_what_the_person_may_open(scene: Scene) -> None:
    linked = []

    for person in OUTSIDE:
        client = signed_in(scene, person)
        pages = [text_of(client.get(page)) for page in LISTS]
        for name, record in scene.records.items():
            if person not in SEEN_BY[name] and any(f"/{record.process.number}/" in page for page in pages):
                linked.append((person, name))

    assert linked == []


def test_a_superior_who_only_reads_is_offered_nothing_to_do(scene: Scene) -> None:
    client = signed_in(scene, "inspector")

    pages = {name: client.get(f"/records/{record.process.number}/") for name, record in scene.records.items()}

    assert [name for name, page in pages.items() if 'name="verb"' in text_of(page)] == []


def test_after_its_days_a_notice_is_there_for_those_who_may_see_a_record_on_it(scene: Scene) -> None:
    page, objection = f"/publicity/{scene.notice.pk}/", f"/publicity/{scene.notice.pk}/objection/"
    seers = SEEN_BY["open"]

    with time_machine.travel(timezone.now() + timedelta(days=40)):
        clients = {person: signed_in(scene, person) for person in PEOPLE}
        pages = {person: client.get(page).status_code for person, client in clients.items()}
        forms = {person: client.get(objection).status_code for person, client in clients.items()}

    assert pages == {person: 200 if person in seers else 404 for person in PEOPLE}
    assert forms == {person: 200 if person in SUPERVISORS else 404 for person in PEOPLE}


def test_a_notice_that_has_not_begun_is_not_there_for_the_public(scene: Scene) -> None:
    with time_machine.travel(timezone.now() - timedelta(days=3)):
        assert Client().get(f"/publicity/{scene.notice.pk}/").status_code == 404


def test_what_a_committee_has_not_filled_in_yet_is_not_told_to_the_branch(scene: Scene) -> None:
    client = signed_in(scene, "secretary")

    answer = client.post(f"/records/{scene.secrets['own'][0]}/", {"verb": "forward", "seen": scene.seen("own")})

    assert (answer.status_code, "评议项得分" in text_of(answer)) == (403, False)


NONSENSE = {
    "number": "没有这个编号", "member": "XJ-0", "code": "%00", "pk": 10**30, "other": 0, "name": "没有这份",
    "pick": 10**30, "reviewer": 10**30, "rating": "XJ-0", "file": 10**30,
    "verb": "nothing", "what": "nothing", "measure": "CS-0",
    "unit": 10**30, "category": "没有", "consultation": "HS-0", "line": 10**30, "branch": 10**30,
    "run": 10**30, "form": "没有",
}  # fmt: skip


def test_an_address_of_nothing_is_not_found(scene: Scene) -> None:
    client, found = signed_in(scene, "clerk"), {}

    for route, tried in DOORS.items():
        if tried[0].args is not nothing:
            given = {key: NONSENSE[key] for key in tried[0].args(scene, "clerk", tried[0].names[0])}
            method = client.get if tried[0].get else client.post
            found[route] = method(reverse(ROUTES[route], kwargs=given)).status_code

    assert found == dict.fromkeys(found, 404)
