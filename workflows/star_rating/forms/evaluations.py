"""What somebody types to prepare a 评审: what is scored and how, who scores, which branches."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, DayInput
from permissions.models import Appointment, OrgUnit
from workflows.engine.calendar import within_a_year
from workflows.engine.models import Round
from workflows.star_rating.models import Evaluation, Rating
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.rules import plain
from workflows.star_rating.rules.components import AVERAGE_WORDS, Component

GROUPS = [("0", "不分组"), ("1", "甲组"), ("2", "乙组")]
SELECT = {"class": "dj-select"}
LINES = {"class": "dj-textarea", "rows": 8}
BEFORE_IT = "评分截止日期不能早于评审日期。"
MOST_LINES, MOST_DIMENSIONS, MOST_POINTS = 500, 20, 1000


def written_lines(text: str) -> list[tuple[int, str]]:
    """The lines that say something, with their numbers; ideographic blanks count as blanks."""
    rows = ((n, line.replace("\u3000", " ").strip()) for n, line in enumerate(text.splitlines(), 1))
    return [(n, line) for n, line in rows if line]


class EvaluationForm(forms.Form):
    """A panel that scores for a component, or visitors who go from branch to branch."""

    unit = forms.ModelChoiceField(
        label="组织单位", queryset=OrgUnit.objects.none(), empty_label=None, widget=forms.Select(SELECT)
    )
    name = forms.CharField(label="评审名称", max_length=80, widget=BOX)
    kind = forms.ChoiceField(label="方式", choices=Evaluation.Kind.choices, widget=forms.Select(SELECT))
    component = forms.ChoiceField(
        label="计入分项",
        required=False,
        help_text="计入方案中由评委打分的分项；逐支部观摩可以只排名次，不计入得分。",
        widget=forms.Select(SELECT),
    )
    held_on = forms.DateField(label="评审日期", widget=DayInput())
    due_on = forms.DateField(
        label="评分截止",
        required=False,
        help_text="评委交评分表的最后一天，显示在评委的待办里；空着为评分表发出后5个工作日。",
        widget=DayInput(),
    )
    dimensions = forms.CharField(
        label="评分项",
        required=False,
        max_length=2000,
        help_text="一行一项，写名称和满分，如：班子建设 20。计入分项且方案已定评分项的不用填。",
        widget=forms.Textarea({"class": "dj-textarea", "rows": 4}),
    )
    average = forms.ChoiceField(
        label="几名评委怎样合成",
        choices=[(how.value, words) for how, words in AVERAGE_WORDS.items()],
        help_text="计入分项的按方案规定，这里的选择不起作用。",
        widget=forms.Select(SELECT),
    )
    last = forms.IntegerField(
        label="末位挂联个数",
        min_value=0,
        max_value=999,
        initial=0,
        help_text="排在最后几名的由领导挂联，限期转化；没有的填0。",
        widget=forms.NumberInput({"class": "dj-input", "min": 0}),
    )

    def __init__(self, *args: Any, round_: Round, units: Sequence[OrgUnit], **more: Any) -> None:
        super().__init__(*args, **more)
        self.components = reading.panel_components(round_)
        self.fields["unit"].queryset = OrgUnit.objects.filter(pk__in=[unit.pk for unit in units])  # type: ignore[attr-defined]
        self.fields["unit"].label_from_instance = lambda unit: unit.short_name  # type: ignore[attr-defined]
        choices = [(code, item.name) for code, item in self.components.items()]
        self.fields["component"].choices = [("", "不计入得分"), *choices]  # type: ignore[attr-defined]
        self.fields["held_on"].initial = timezone.localdate()
        if not self.components:  # nothing that a panel could score for
            self.fields["kind"].choices = [(Evaluation.Kind.VISIT.value, Evaluation.Kind.VISIT.label)]  # type: ignore[attr-defined]
            del self.fields["component"]

    def clean_held_on(self) -> date:
        """Some day of this year or the next."""
        day: date = self.cleaned_data["held_on"]
        if not within_a_year(day):
            raise forms.ValidationError("评审日期须在一年之内，请核对年份。")
        return day

    def clean_due_on(self) -> date | None:
        """A day to come, within a year, or none."""
        day: date | None = self.cleaned_data["due_on"]
        return day and to_come(day)

    def clean_dimensions(self) -> list[dict[str, str]]:
        """Name and full mark of each line. The sentence of an error names the line."""
        rows = [_dimension(n, line) for n, line in written_lines(self.cleaned_data["dimensions"])]
        if len(rows) > MOST_DIMENSIONS:
            raise forms.ValidationError(f"评分项有{len(rows)}项，最多{MOST_DIMENSIONS}项。")
        names = [row["name"] for row in rows]
        if doubled := {name for name in names if names.count(name) > 1}:
            raise forms.ValidationError(f"评分项“{'、'.join(sorted(doubled))}”重复，请合并。")
        return rows

    def clean(self) -> dict[str, Any]:
        """What the scheme has fixed stands; what it leaves open is typed."""
        cleaned: dict[str, Any] = super().clean() or {}
        component = self.components.get(cleaned.get("component", ""))
        held_on, due_on = cleaned.get("held_on"), cleaned.get("due_on")
        if held_on and due_on and due_on < held_on:
            self.add_error("due_on", BEFORE_IT)
        if component is None and cleaned.get("kind") == Evaluation.Kind.PANEL:
            self.add_error("component", "评委打分须选择计入的分项；只排名次的，方式请选“逐支部观摩”。")
        if "dimensions" in cleaned:
            cleaned["dimensions"] = _fixed(component) or cleaned["dimensions"]
            if not cleaned["dimensions"] and component is None:
                self.add_error("dimensions", "请写评分项，一行一项，如：班子建设 20。")
            elif not cleaned["dimensions"] and component is not None:
                cleaned["dimensions"] = [{"name": component.name, "full": plain(component.most)}]
        if component is not None:
            cleaned["average"] = component.average.value
        return cleaned


def to_come(day: date) -> date:
    """Raises ValidationError for a day that has passed or lies too far ahead."""
    if day < timezone.localdate() or not within_a_year(day):
        raise forms.ValidationError("评分截止日期须为今天或以后、一年之内，请核对。")
    return day


def _fixed(component: Component | None) -> list[dict[str, str]]:
    rows = component.dimensions if component else ()
    return [{"name": row.name, "full": plain(row.full)} for row in rows]


def _dimension(n: int, line: str) -> dict[str, str]:
    name, _, mark = line.rpartition(" ")
    try:
        full = Decimal(mark)
    except InvalidOperation:
        full = Decimal("NaN")
    if not name.strip() or not full.is_finite():
        raise forms.ValidationError(f"第{n}行“{line[:20]}”看不出名称和满分。请写成：班子建设 20。")
    if not 0 < full <= MOST_POINTS or full != round(full, 2):
        raise forms.ValidationError(f"第{n}行“{line[:20]}”的满分须大于0、不超过{MOST_POINTS}，最多两位小数。")
    return {"name": name.strip()[:40], "full": plain(full)}


class _LinesForm(forms.Form):
    """Several names, one a line, and the group they join."""

    lines = forms.CharField(max_length=20_000, widget=forms.Textarea(LINES))
    group = forms.TypedChoiceField(
        label="组别",
        choices=GROUPS,
        coerce=int,
        help_text="分两组交叉评的，甲组的评委评乙组的支部，乙组的评委评甲组的支部。",
        widget=forms.Select(SELECT),
    )

    def __init__(self, *args: Any, evaluation: Evaluation, **more: Any) -> None:
        super().__init__(*args, **more)
        self.evaluation = evaluation

    def written(self) -> list[tuple[int, str]]:
        """The lines that were typed. Raises a validation error for too many."""
        rows = written_lines(self.cleaned_data["lines"])
        if len(rows) > MOST_LINES:
            raise forms.ValidationError(f"共{len(rows)}行，一次最多{MOST_LINES}行，请分几次添加。")
        return rows


class ReviewersForm(_LinesForm):
    """Reviewers by name or 工号."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["lines"].label = "评委"
        self.fields["lines"].help_text = "一行一人，写姓名或工号；须在组织单位及其下级任职并有账号。"

    def clean_lines(self) -> list[Appointment]:
        """Each person in the first of his posts; a name that nobody, or more than one, has is said with its line."""
        rows = self.written()
        found = reading.people_called({word for _, word in rows}, self.evaluation.unit_id)
        return [self._one(n, word, found.get(word, [])) for n, word in rows]

    def _one(self, n: int, word: str, posts: list[Appointment]) -> Appointment:
        people: dict[int, Appointment] = {}
        for post in posts:
            people.setdefault(post.user_id, post)
        if not people:
            raise forms.ValidationError(
                f"第{n}行“{word[:20]}”在{self.evaluation.unit.short_name}及其下级没有任职或没有账号。"
            )
        if len(people) > 1:
            same = "、".join(f"{post.unit.short_name}的{_number(post)}" for post in people.values())
            raise forms.ValidationError(f"第{n}行“{word[:20]}”有{len(people)}人同名，请改写工号：{same}。")
        return next(iter(people.values()))


def _number(post: Appointment) -> str:
    person = post.user.person
    return person.staff_no if person else post.user.username


class BranchesForm(_LinesForm):
    """Branches by code or name; a committee stands for all its branches."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["lines"].label = "参评支部"
        self.fields[
            "lines"
        ].help_text = (
            "一行一个，写单位编码、全称或简称；写机关党委、党总支的，为其全部支部；写组织单位自己的，为全部支部。"
        )

    def clean_lines(self) -> list[Rating]:
        """The ratings meant; a line that names nothing, or nothing in this round, is said with its number."""
        rows = self.written()
        found = reading.units_called({word for _, word in rows}, self.evaluation.unit_id)
        units = {n: self._one(n, word, found.get(word, [])) for n, word in rows}
        ratings = reading.to_score(self.evaluation.round, {unit.pk for unit in units.values()})
        self.left_out = reading.without_rating(units.values(), ratings)
        return ratings if ratings else self._none(units)

    def _none(self, units: dict[int, OrgUnit]) -> list[Rating]:
        names = "、".join(unit.short_name for unit in units.values())
        raise forms.ValidationError(f"{names[:60]}在本批次没有正在评定的支部。")

    def _one(self, n: int, word: str, units: list[OrgUnit]) -> OrgUnit:
        if not units:
            raise forms.ValidationError(
                f"第{n}行“{word[:20]}”不是{self.evaluation.unit.short_name}及其下级的组织，请核对。"
            )
        if len(units) > 1:
            codes = "、".join(unit.code for unit in units)
            raise forms.ValidationError(f"第{n}行“{word[:20]}”有{len(units)}个同名组织，请改写单位编码：{codes}。")
        return units[0]


class DropForm(forms.Form):
    """Going on without one reviewer, with the reason."""

    comment = forms.CharField(
        label="原因",
        max_length=300,
        widget=forms.Textarea({"class": "dj-textarea", "rows": 3}),
        error_messages={"required": "请写明取消该评委的原因。"},
    )


class PairingForm(forms.Form):
    """挂联: who helps, until when."""

    leader = forms.CharField(label="挂联领导", max_length=80, help_text="姓名和职务。", widget=BOX)
    until = forms.DateField(label="转化期限", widget=DayInput())

    def clean_until(self) -> date:
        """A day to come, within a year."""
        day: date = self.cleaned_data["until"]
        if day <= timezone.localdate() or not within_a_year(day):
            raise forms.ValidationError("转化期限须在明天以后、一年之内。")
        return day


class TurnedForm(forms.Form):
    """转化: whether the branch came round, and how."""

    turned = forms.TypedChoiceField(
        label="结果",
        choices=[("1", "已转化"), ("0", "未转化")],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect({"class": "dj-box"}),
        error_messages={"required": "请选择是否已转化。"},
    )
    result = forms.CharField(
        label="转化情况",
        max_length=1000,
        widget=forms.Textarea({"class": "dj-textarea", "rows": 3}),
        error_messages={"required": "请写明转化情况。"},
    )
