"""The addresses of 会签, 传阅, remarks and one's own phrases: who holds a desk asks, who takes part remarks."""

from permissions.models import Grant
from permissions.roles import Right
from tests.doors import ALL, Answer, Door, everybody, number, seen_and, seers, words
from tests.scene import Scene
from workflows.engine.models import Task
from workflows.engine.registry import flow_of


def asking(status: int) -> Answer:
    """Those who decide on the open desk, where one reviews or decides; refused to whoever only sees the record."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found = seers(scene, person, name)
        return status if found == 200 and _decides(scene, person, name) else 403 if found == 200 else found

    return answer


def _open(scene: Scene, name: str) -> Task | None:
    rows = Task.objects.filter(process=scene.records[name].process_id, finished__isnull=True)
    found: Task | None = rows.first()
    return found


def _holds(scene: Scene, person: str, task: Task | None) -> bool:
    if task is None or task.owner_id not in (None, scene.world.users[person].pk):
        return False
    rows = Grant.objects.in_force().filter(user=scene.world.users[person], process__in=("", task.kind))
    return bool(rows.filter(content_object=task.unit_id, right=task.right).exists())


def _decides(scene: Scene, person: str, name: str) -> bool:
    record, task = scene.records[name], _open(scene, name)
    if task is None or record.NAMED or task.right not in (Right.REVIEW, Right.DECIDE):
        return False
    forward = flow_of(type(record)).way_forward(task.flow_task.state)
    own = type(record)._default_manager.get(pk=record.pk).submitter_id == scene.world.users[person].pk
    return forward is not None and not (forward.own_forbidden and own) and _holds(scene, person, task)


def remarking(scene: Scene, person: str, name: str) -> int:
    """Those at whose desk the record lies, and those who settled one of its desks."""
    found = seers(scene, person, name)
    if found != 200:
        return found
    user = scene.world.users[person]
    acted = Task.objects.filter(process=scene.records[name].process_id, finished__isnull=False, owner=user).exists()
    return 302 if acted or _holds(scene, person, _open(scene, name)) else 403


def sending(status: int) -> Answer:
    """Those who take part in a record that may be sent to others to read; refused to whoever only sees it."""

    def answer(scene: Scene, person: str, name: str) -> int:
        found, record = remarking(scene, person, name), scene.records[name]
        kept = name in ("letter", "problem_registered")
        shut = kept or not flow_of(type(record)).copied or bool(record.NAMED)
        return found if found != 302 or person == "anonymous" else 403 if shut else status

    return answer


def phrased(scene: Scene, person: str, name: str) -> int:
    """Everybody who signed in has phrases of his own."""
    return 302


SIGNING: dict[str, tuple[Door, ...]] = {
    "records/<str:number>/signing/": (
        Door(get=asking(200), names=ALL, args=number),
        Door(post=asking(422), names=ALL, args=number, form=seen_and(do="ask")),
    ),
    "records/<str:number>/remark/": (Door(post=remarking, names=ALL, args=number, form=words(comment="请补充佐证。")),),
    "records/<str:number>/circulate/": (
        Door(get=sending(200), names=ALL, args=number),
        Door(post=sending(422), names=ALL, args=number, form=words(readers="没有此人", kind="copy")),
    ),
    "records/<str:number>/read/": (
        Door(
            post=lambda scene, person, name: {200: 403}.get(found := seers(scene, person, name), found),
            names=ALL,
            args=number,
        ),
    ),
    "phrases/": (Door(get=everybody, post=phrased, form=words(text="同意。")),),
}
