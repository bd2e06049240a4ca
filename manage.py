#!/usr/bin/env python
"""Runs the management commands; a setting that makes no sense ends in one sentence instead of a traceback."""

import os
import sys

from django.core.management import execute_from_command_line

from workflows.config import BadSetting


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "workflows.settings")
    try:
        execute_from_command_line(sys.argv)
    except BadSetting as problem:
        sys.exit(f"不能启动：{problem}")


if __name__ == "__main__":
    main()
