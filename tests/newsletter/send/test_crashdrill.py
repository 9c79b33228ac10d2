"""The small crash drill: every kind of disaster once, counted at the sink; ``make crashdrill`` is the large one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from tests.patience import PATIENCE

ROOT = Path(__file__).parents[3]


@pytest.mark.slow
def test_whatever_dies_nobody_is_lost_and_nobody_gets_it_twice() -> None:
    drill = ["-m", "bench.crashdrill", connection.vendor, "--recipients", "600", "--events", "8", "--busy"]
    clean = {
        name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    }
    clean["DRILL_LEASE_SECONDS"] = "20"
    if connection.vendor == "postgresql":
        clean["TEST_DATABASE_URL"] = os.environ["DATABASE_URL"]
    ended = subprocess.run(
        [sys.executable, *drill],
        cwd=ROOT,
        env=clean,
        capture_output=True,
        text=True,
        timeout=10 * PATIENCE,
        check=False,
    )
    assert (ended.returncode, "every promise held" in ended.stdout) == (0, True), ended.stdout + ended.stderr
