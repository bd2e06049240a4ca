"""What the pages of programmes show: the list, a prepared one, a running one."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from permissions.models import User
from workflows.engine import gate_page
from workflows.engine.gate_forms import CheckupForm
from workflows.engine.models import Round
from workflows.engine.round_door import address, user_of
from workflows.rectification.queries import KEY, batch, ledger, programme_of, rounds
from workflows.rectification.queries.burden import checkup
from workflows.rectification.queries.ledger import Tally
from workflows.rectification.queries.stages import LABELS
from workflows.rectification.queries.words import Words
from workflows.rectification.states import ProblemState as S
from workflows.rectification.views import documents
from workflows.rectification.views.batch import VERBS
from workflows.rectification.views.rows import head

TONES = {
    Round.Status.DRAFT: "line",
    Round.Status.OPEN: "blue",
    Round.Status.CLOSED: "green",
    Round.Status.CANCELLED: "line",
}


def index(user: User) -> dict[str, Any]:
    """Rows of the programmes, with figures of what the person sees; a constant number of statements."""
    found = list(rounds.rounds(user))
    counted = ledger.tallies(user, found)
    links = [{"label": "我的整改问题", "url": reverse(f"{KEY}:mine")}]
    if rounds.held(user).exists():
        links.append({"label": "准备新专项", "url": reverse(f"{KEY}:round_new")})
    return {
        "rows": [_row(each, counted.get(each.pk, Tally())) for each in found],
        "links": links,
        "whole": "一次巡察、一次考核或者一类常年问题是一个专项，启动时的办法随专项固定",
        "counted": "问题",
        "nothing": "工委或者机关党委启动专项后会出现在这里。",
    }


def _row(round_: Round, counted: Tally) -> dict[str, Any]:
    draft, url = round_.status == Round.Status.DRAFT, address("round", round_)
    done = counted.of(S.CLOSED)
    return {
        "title": round_.title,
        "url": url,
        "kind": f"{round_.year}年度　{round_.unit.short_name}",
        "starts_on": round_.opened_at,
        "total": counted.total,
        "done": done,
        "late": counted.late,
        "pct": done * 100 // counted.total if counted.total else 0,
        "state_label": round_.get_status_display(),
        "chip_tone": TONES[Round.Status(round_.status)],
        "next": {"label": "核对并启动" if draft else "查看专项", "url": url},
    }


def draft(round_: Round, form: CheckupForm | None = None) -> dict[str, Any]:
    """A prepared programme with its 减负体检; `form` is what was sent and lacks something."""
    more = {
        "facts": _settings(round_),
        "asks_whom": "这个专项要责任单位做什么",
        "per_whom": "每个问题",
        "start_url": address("round_start", round_),
        "notice_url": address("notice", round_),
        "cancel_url": address("round_cancel", round_),
        "rules_url": address("round_programme", round_),
        "back_url": reverse(f"{KEY}:index"),
    }
    return gate_page.context(round_, checkup(round_), form, starting=False) | more


def _settings(round_: Round) -> list[dict[str, str]]:
    due = [f"{LABELS[state]}{stage['due_on']}" for state, stage in round_.stages.items() if stage.get("due_on")]
    said = {
        "主办单位": round_.unit.short_name,
        "可以承担整改的": f"{rounds.taking_part(round_).count()}个支部和单位",
        "依据": round_.basis or "没有登记",
        "退回后重报": round_.get_resume_display(),
        "截止日期": "、".join(due) or "按各环节办理天数",
    }
    return [{"label": label, "value": value} for label, value in said.items()]


def overview(request: HttpRequest, round_: Round, *, runs: bool) -> dict[str, Any]:
    """Figures of what the person sees, and what may be done with many problems at once."""
    user = user_of(request)
    words = Words(round_)
    return {
        "round": round_,
        "heading": round_.title,
        "head": head(ledger.tally(ledger.seen(user, round_)), words),
        "state_label": round_.get_status_display(),
        "state_tone": TONES[Round.Status(round_.status)],
        "subline": f"{round_.year}年度　{round_.unit.name}",
        "links": _links(round_) + ([{"label": "归档", "url": address("archive", round_)}] if runs else []),
        "hosts": runs and round_.status == Round.Status.OPEN,
        "batches": _batches(user, round_),
    }


def _links(round_: Round) -> list[dict[str, Any]]:
    board = {"label": "看板", "url": address("board", round_)}
    whole = {"label": "台账", "url": f"{reverse(f'{KEY}:ledger')}?round={round_.pk}"}
    rules = {"label": "整改办法", "url": address("round_programme", round_)}
    judged = [{"label": "评估", "url": address("assessments", round_)}] if programme_of(round_).assessments else []
    return [whole, board, rules, *judged, *documents.offered(round_)]


def _batches(user: User, round_: Round) -> list[dict[str, Any]]:
    """The verbs that wait for this person on several problems. A statement each."""
    found = [(verb, batch.offered(user, round_, verb).count()) for verb in VERBS]
    return [
        {"label": VERBS[verb].label, "number": number, "url": reverse(f"{KEY}:batch", args=[round_.pk, verb])}
        for verb, number in found
        if number
    ]
