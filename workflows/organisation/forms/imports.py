"""What a person gives to import: one workbook."""

from django import forms


class ImportForm(forms.Form):
    """The filled workbook; what it is and what it holds is judged by its content, not here."""

    file = forms.FileField(
        label="填好的表格",
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx"}),
        error_messages=dict.fromkeys(("required", "missing", "invalid"), "没有收到文件。请选择填好的.xlsx表格。"),
    )
