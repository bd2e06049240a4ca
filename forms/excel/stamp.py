"""Names shared by writer and reader: the extra sheets of a template and the reserved key of its stamp."""

STAMP_SHEET = "_stamp"
CHOICES_SHEET = "_choices"
NOTES_SHEET = "填写说明"
FOOTER_KEY = "_footer"  # lines below the data, which the reader passes over
