"""Toolkit shared by the processes; knows no process and no engine."""

import os

# Documents bring lxml along, and openpyxl would take it for its own reading, past defusedxml.
os.environ["OPENPYXL_LXML"] = "False"
