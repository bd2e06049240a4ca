"""Random walks over every verb: after each step the rows agree and the trail is whole."""

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.walking import moves
from tests.world import make_world


class Walk(RuleBasedStateMachine):
    """One office, whose people do whatever is open to them, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()
        self.world = make_world()
        self.world.round()

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        """Somebody does something."""
        data.draw(st.sampled_from(moves(self.world))).make()

    @invariant()
    def the_contracts_hold(self) -> None:
        """After each step."""
        all_is_well()

    def teardown(self) -> None:
        """Forget the office."""
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)


def walk(examples: int, steps: int, *, same: bool) -> None:
    profile = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=same,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Walk, settings=profile)


@pytest.mark.django_db
def test_the_contracts_hold_wherever_a_walk_leads() -> None:
    walk(examples=5, steps=25, same=True)


@pytest.mark.soak
@pytest.mark.django_db
def test_the_contracts_hold_on_long_walks() -> None:
    walk(examples=300, steps=80, same=False)
