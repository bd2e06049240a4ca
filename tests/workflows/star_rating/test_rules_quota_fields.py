"""A quota for one field: which branches it counts, instead of which rule it stands, and what it says. Domain 2.1."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permissions.roles import Field
from tests.workflows.star_rating.listing import least, most, share
from tests.workflows.star_rating.schemes import shipped
from tests.world import scheme_c
from workflows.engine.models import Quota
from workflows.star_rating.rules import (
    NO_FIELD,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Result,
    Scheme,
    SchemeError,
    Span,
    keyed_quotas,
    own_fields,
    places_for,
    quota_limit,
    split_key,
    with_quota,
)
from workflows.star_rating.rules.fitting import Entry
from workflows.star_rating.rules.trial import try_on

FIELDS = ("机关", "社区", "学校", "")
EACH = share(5, "10", base=QuotaBase.FIELD)
OWN = share(5, "20", field="社区")


def keys(quotas: tuple[QuotaRule, ...], field: str) -> list[str]:
    """The keys of the places that a branch of a field counts towards."""
    rules = keyed_quotas(replace(scheme_c(), quotas=quotas))
    return [key for at, rule in rules.items() if (key := places_for(quotas, at, rule, field))]


@pytest.mark.parametrize(
    ("field", "counted"),
    [
        ("机关", ["root.5.max@机关", "root.1.min.below@机关"]),
        ("社区", ["root.5.max@社区", "root.1.min.below.社区@社区"]),
        ("", ["root.5.max@未分领域", "root.1.min.below@未分领域"]),
    ],
)
def test_in_rule_set_a_community_has_a_share_of_its_own_and_the_rest_that_of_their_field(
    field: str, counted: list[str]
) -> None:
    assert keys(shipped("district_a").quotas, field) == counted


def test_in_rule_set_a_the_shares_of_40_agencies_and_30_communities() -> None:
    """2.1 [S01]: 五星 ≤10 %, 相对后进 ≥5 %, 社区后进 ≥10 %."""
    stars, low, community = shipped("district_a").quotas

    counted = ((stars, 40), (stars, 35), (low, 41), (community, 30), (community, 31))
    assert [quota_limit(rule, n) for rule, n in counted] == [
        (4, "40×10%=4"),
        (3, "35×10%=3.5，向下取3"),
        (3, "41×5%=2.05，向上取3"),
        (3, "30×10%=3"),
        (4, "31×10%=3.1，向上取4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("other", "both"),
    [
        (OWN, False),
        (replace(OWN, base=QuotaBase.ALL), False),
        (replace(OWN, base=QuotaBase.FIELD), False),
        (replace(OWN, tier=4), True),
        (replace(OWN, span=Span.ABOVE), True),
        (replace(OWN, node=QuotaNode.ROOT), True),
        (least(5, 1, field="社区"), True),
    ],
)
def test_a_rule_for_one_field_stands_instead_of_that_for_each_only_where_it_limits_the_same(
    other: QuotaRule, both: bool
) -> None:
    assert len(keys((EACH, other), "社区")) == 1 + both
    assert keys((EACH, other), "机关") == ["5.max@机关"]


def test_a_rule_for_all_branches_together_counts_those_of_every_field() -> None:
    assert keys((share(5, "10"), OWN), "社区") == ["5", "5.max.社区@社区"]
    assert keys((share(5, "10"), OWN), "机关") == ["5"]


RULES = st.builds(
    lambda tier, field, base, span, node: share(tier, "10", field=field, base=base, span=span, node=node),
    st.sampled_from((4, 5)), st.sampled_from(FIELDS), st.sampled_from(QuotaBase), st.sampled_from(Span),
    st.sampled_from((QuotaNode.ROOT, QuotaNode.SUBMITTING_UNIT)),
)  # fmt: skip


@given(st.lists(RULES, max_size=6, unique_by=lambda rule: (rule.node, rule.key)), st.sampled_from((*FIELDS, "医院")))
def test_a_rule_for_one_field_never_counts_branches_of_another(quotas: list[QuotaRule], field: str) -> None:
    rules = keyed_quotas(replace(scheme_c(), quotas=tuple(quotas)))
    for key, rule in rules.items():
        stored = places_for(quotas, key, rule, field)
        counted = stored is not None and split_key(stored)
        if rule.field:
            assert counted == ((key, field) if rule.field == field else False)
        elif rule.base is not QuotaBase.FIELD:
            assert counted == (key, "")
        else:
            assert counted in (False, (key, field or NO_FIELD))


@given(
    st.lists(RULES, max_size=6, unique_by=lambda rule: (rule.node, rule.key)),
    st.lists(st.sampled_from(FIELDS), max_size=12),
)
def test_the_fields_of_a_scheme_never_share_places(quotas: list[QuotaRule], branches: list[str]) -> None:
    counted = Counter((key, field) for field in branches for key in keys(tuple(quotas), field) if "@" in key)

    assert len({key for key, _ in counted}) == len(counted)
    assert all(key.endswith(f"@{field or NO_FIELD}") for key, field in counted)


def test_two_units_may_each_have_a_share_for_a_field_beside_that_for_each() -> None:
    """The keys of the second unit are told apart from those of the first, and each rule is found by its key."""
    at: dict[str, Any] = {"node": QuotaNode.NAMED}
    quotas = tuple(replace(rule, **at, unit_code=unit) for unit in ("A", "B") for rule in (EACH, OWN))

    assert keys(quotas, "社区") == ["named.5.max.社区@社区", "named.5.max.社区#2@社区"]
    assert keys(quotas, "机关") == ["named.5.max@机关", "named.5.max#2@机关"]


def test_the_longest_key_fits_where_it_is_stored() -> None:
    longest = max(Field.labels, key=len)
    rule = least(5, 1, span=Span.BELOW, field=longest, node=QuotaNode.NAMED, unit_code="A")
    quotas = tuple(replace(rule, unit_code=f"U{n}") for n in range(100))

    assert keys(quotas, longest)[-1] == f"named.5.min.below.{longest}#100@{longest}"
    assert max(map(len, keys(quotas, longest))) <= (Quota._meta.get_field("key").max_length or 0)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (OWN, "社区领域，每个呈报单位不超过参评支部的20%，向下取整"),
        (most(5, 2, field="社区"), "社区领域，每个呈报单位不超过2个"),
        (replace(OWN, base=QuotaBase.ALL, hard=False), "社区领域，每个呈报单位不超过全部支部的20%，向下取整，可以突破"),
    ],
)
def test_it_says_for_which_field_it_is(rule: QuotaRule, words: str) -> None:
    assert rule.words == words


def test_a_document_carries_the_field_and_one_without_it_is_read_as_before() -> None:
    data = replace(scheme_c(), quotas=(EACH, OWN)).to_data()

    assert [quota.get("field") for quota in data["quotas"]] == [None, "社区"]
    assert Scheme.from_data(data).quotas == (EACH, OWN)
    with pytest.raises(SchemeError, match="第2条名额的领域应填写文字，现为“3”"):
        Scheme.from_data(data | {"quotas": [data["quotas"][0], data["quotas"][1] | {"field": 3}]})


def test_the_same_limit_for_the_same_field_twice_is_refused() -> None:
    with pytest.raises(SchemeError, match="名额“每个呈报单位社区领域五星级上限，参评支部的比例”重复。"):
        replace(scheme_c(), quotas=(OWN, replace(OWN, base=QuotaBase.FIELD)))


def test_a_share_and_a_number_in_one_field_stand_instead_of_the_rule_for_each_field() -> None:
    rules = (EACH, OWN, most(5, 2, field="社区"))

    assert [keys(rules, field) for field in ("机关", "社区")] == [
        ["5.max@机关"], ["5.max.社区@社区", "5.max.社区#2@社区"],
    ]  # fmt: skip
    assert own_fields(rules, EACH) == ["社区"]


@pytest.mark.parametrize(("field", "star", "basis"), [("社区", 4, "社区"), ("机关", 5, ""), ("", 5, "")])
def test_a_star_is_given_up_for_the_quota_of_ones_own_field_alone(field: str, star: int, basis: str) -> None:
    scheme = replace(scheme_c(), quotas=(replace(OWN, basis="社区"),))
    given = with_quota(scheme, Result(Decimal(95), 5, "五星级", (), ""), field)

    assert (given.tier, "".join(reason.basis for reason in given.reasons)) == (star, basis)


def test_a_trial_counts_each_field_by_its_own_share() -> None:
    def total(branch: str, score: str, area: str) -> Entry:
        return Entry(branch, "甲局", total=Decimal(score), area=area)

    entries = [total(f"社区{n}", "95", "社区") for n in range(5)] + [total(f"机关{n}", "95", "机关") for n in range(4)]
    trial = try_on(replace(scheme_c(), quotas=(EACH, OWN, share(5, "10", field="医院"))), entries)

    assert [bite.words for bite in trial.bites] == [
        "甲局（机关）：五星级最多0个（4×10%=0.4，向下取0），按得分有4个，多4个。",
        "甲局（社区）：五星级最多1个（5×20%=1），按得分有5个，多4个。",
    ]
