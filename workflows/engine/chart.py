"""The process as a picture: Viewflow's layout of the derived graph, with this record's way through it."""

from typing import Any

from viewflow.workflow.chart import calc_layout_data

from workflows.engine.arrows import Doer, arrow_of
from workflows.engine.desks import Begin, Desk, targets_of
from workflows.engine.flow import ProcessFlow
from workflows.engine.record_page import History

PEOPLE = (Doer.HOLDER, Doer.SENDER)


def draw(flow: type[ProcessFlow], record: Any) -> dict[str, Any]:
    """Grid, cells and edges for the template: desks done, now, sent back, passed over, or still to come."""
    history = History(record)
    grid = calc_layout_data(flow)
    labels = flow.labels()
    passed = {entry.source for entry in history.entries if entry.verb == "pass_on"}
    for cell in grid.cells:
        cell.title = "发起" if isinstance(cell.node, Begin) else labels[cell.node.state]
        cell.status = "done" if isinstance(cell.node, Begin) else _status(flow, record, history, passed, cell.node)
    for edge in grid.edges:
        edge.edge_class = "back" if _goes_back(flow, edge) else ""
        edge.label = _label(flow, edge)
    return {"grid": grid, "cells": list(grid.cells), "edges": grid.edges}


def _status(flow: type[ProcessFlow], record: Any, history: History, passed: set[str], node: Any) -> str:
    if node.state == record.state:
        return "now"
    stay = history.last_of(node.state)
    if node.state in passed and (stay is None or not isinstance(node, Desk)):
        return "skipped"
    if stay is None or stay.finished is None:
        return "todo"
    ended = not isinstance(flow.node_of(record.state), Desk)
    return "done" if ended or flow.order(node.state) < flow.order(record.state) else "back"


def _goes_back(flow: type[ProcessFlow], edge: Any) -> bool:
    if isinstance(edge.src, Begin):
        return False
    return flow.order(edge.dst.state) < flow.order(edge.src.state)


def _label(flow: type[ProcessFlow], edge: Any) -> str:
    """The verbs of people on a line. What a list does to its members is named going forward only, for room."""
    if isinstance(edge.src, Begin):
        return ""
    onward = isinstance(edge.dst, Desk) and not _goes_back(flow, edge)
    arrows = [
        arrow_of(item) for item in flow.transitions_from(edge.src.state) if str(edge.dst.state) in targets_of(item)
    ]
    shown = [arrow.label for arrow in arrows if arrow.doer in PEOPLE or (onward and arrow.doer == Doer.LIST)]
    return "、".join(shown)
