#!/usr/bin/env python
"""Run Django's commands; `site/` is a source root beside this folder."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    from django.core.management import execute_from_command_line  # noqa: PLC0415 (needs the path)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
