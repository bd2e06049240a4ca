"""P7: every list page at 1 and at 50 rows sends the same number of statements, and at most 15.

A list page is an address without arguments, or a round's, that answers a signed-in person with a page.
"""

from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from benchmarks.honours import Honours
from benchmarks.measure import Figure, Statements
from benchmarks.organisation import Office, appoint, submit
from permissions.models import User
from permissions.roles import Role
from workflows.engine.models import Quota, Round
from workflows.nomination.models import Nomination, NominationList

TARGET = "same number at 1 and 50 rows, ≤ 15"
ROWS = 50
OF_AWARDS = ("round", "round_plan", "nominate", "nominations", "places", "place_shifts", "contests")
"""Pages of a round of 先进推荐: how it stands, its plan, who may be nominated and was, its places and 比选."""
NO_LISTS = {"login", "logout", "password", "capacity"}


def run() -> Figure:
    """Visit every list as one person who holds every post, with one rating and with fifty."""
    office = Office(ROWS)
    user: Any = office.clerk.user
    User.objects.filter(pk=user.pk).update(must_change_password=False)
    appoint(user, Role.GB_SECRETARY, [office.general])
    honours = Honours(office)
    submit(*_first(office, 0, 1))
    honours.add(office, 0)
    one = _visit(user, office)
    for index in range(1, ROWS):
        submit(*_first(office, index, index + 1))
        honours.add(office, index)
    fifty = _visit(user, office)
    shared = sorted(set(one) & set(fifty))
    grown = [f"{name} {one[name]} → {fifty[name]}" for name in shared if fifty[name] > one[name]]
    most = max((fifty[name] for name in shared), default=0)
    skipped = sorted((set(one) | set(fifty)) ^ set(shared))
    words = f"{len(shared)} pages: " + ", ".join(f"{name} {fifty[name]}" for name in shared)
    words += f"; grow with rows: {', '.join(grown) or 'none'}" + (f"; not answered: {skipped}" if skipped else "")
    return Figure(most or None, TARGET, (not grown and most <= 15) if shared else None, words)


def _first(office: Office, start: int, stop: int) -> tuple[Any, Any]:
    (rating,) = office.ratings(office.branches[start:stop])
    return rating, office.secretaries[start]


def _visit(user: User, office: Office) -> dict[str, int]:
    """The statements of each page, by address name; the second visit counts, after what is read once per worker."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    found: dict[str, int] = {}
    for name, url in _addresses(office):
        client.get(url)
        with Statements() as counted:
            answer = client.get(url)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            found[name] = counted.number
    return found


def _addresses(office: Office) -> list[tuple[str, str]]:
    bare = [(name, reverse(name)) for name, route in _names(get_resolver(), "") if "<" not in route]
    boxes = [(f"inbox {box}", f"{reverse('inbox')}?box={box}") for box in ("done", "mine")]
    round_ = [("star_rating:round", reverse("star_rating:round", args=[office.round.pk]))]
    return [item for item in (*bare, *boxes, *round_, *_of_awards(office)) if item[0] not in NO_LISTS]


def _of_awards(office: Office) -> list[tuple[str, str]]:
    """A round of 先进推荐, its list, its first nomination, the places that all share, and the honours of a subject."""
    awards = Round.objects.get(process_key="nomination")
    first = Nomination.objects.select_related("process").earliest("pk")
    shared = Quota.objects.get(round=awards, key="whole:places.member")
    found = {name: (f"nomination:{name}", awards.pk) for name in OF_AWARDS} | {
        "list": ("record", NominationList.objects.select_related("process").get().process.number),
        "record": ("record", first.process.number),
        "contest": ("nomination:contest", shared.pk),
        "place": ("nomination:place", shared.pk),
        "unit_honours": ("nomination:unit_honours", office.committee.pk),
        "person_honours": ("nomination:person_honours", first.person_id),
    }
    return [(f"nomination:{name}", reverse(address, args=[key])) for name, (address, key) in found.items()]


def _names(resolver: URLResolver, prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for item in resolver.url_patterns:
        if isinstance(item, URLResolver):
            space = f"{prefix}{item.namespace}:" if item.namespace else prefix
            found += [(name, str(item.pattern) + route) for name, route in _names(item, space)]
        elif isinstance(item, URLPattern) and item.name:
            found.append((prefix + item.name, str(item.pattern)))
    return found
