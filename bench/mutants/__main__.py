"""``python -m bench.mutants``: choose slips by a seed, try each, list those that no test saw; exit 1 below the bar.

``--near`` tries them with the tests of their rooms alone, a third of all: what survives may be seen by another.
``--changed`` does so too, and takes them from files that the last commits changed: a sample for CI, whose seed is the
commit, so that it says the same twice.
"""

import argparse
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bench.mutants.equivalents import read_equivalents, stale
from bench.mutants.making import ROOMS, ROOT, Mutant, choose, modules_of

LAST_COMMITS = 20
PYTEST = ["-p", "no:schemathesis", "-p", "no:cacheprovider", "-p", "no:xdist", "-q", "--ignore=tests/browser"]
PYTEST += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # Hypothesis is loaded before, to be told how to behave
JUDGES = [
    "tests/events",
    "tests/newsletter",
    "tests/subscribers",
    "tests/config/test_persons.py",
    "tests/config/test_forgetting.py",
]  # those beside the rooms, and what spans them; the rest of tests/config looks at the whole
ALWAYS = "tests/config/test_mutants.py"
Chosen = list[tuple[Mutant, str]]


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        tempfile.tempdir = folder  # forks and processes have theirs in it, and it goes with them
        own_settings(folder)
        return mutate(arguments())


def mutate(asked: argparse.Namespace) -> int:
    if gone := stale(read_equivalents()):
        sys.exit("\n".join(["Equivalents that no slip makes any more:", *(f"  {one}" for one in gone)]))
    begun, seed = time.monotonic(), asked.seed or new_seed(asked.changed)
    paths = changed_modules() if asked.changed else modules_of(asked.rooms or ROOMS)
    print(f"SEED={seed}: {asked.count} slips in {len(paths)} modules", flush=True)
    chosen = choose(paths, asked.count, seed)
    known = [one for one in chosen if any(equal.is_of(one[0]) for equal in read_equivalents())]
    verdicts = try_slips([one for one in chosen if one not in known], asked)
    return report(seed, verdicts, len(known), asked.bar, time.monotonic() - begun)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    parser.add_argument("rooms", nargs="*", help=f"folders; all of {', '.join(ROOMS)} when none is said")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", default="")
    parser.add_argument("--bar", type=float, default=95.0, help="per cent that must be seen")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--near", action="store_true")
    parser.add_argument("--changed", action="store_true")
    return parser.parse_args()


def own_settings(folder: str) -> None:
    """SQLite in a folder of its own, and nothing of the person at this shell."""
    for name in ("DATABASE_URL", "EMAIL_URL", "CACHE_URL", "SITE_URL", "SECRET_KEY", "DEBUG", "HOST", "ALLOWED_HOSTS"):
        os.environ.pop(name, None)
    os.environ.update(VAR=folder, DJANGO_SETTINGS_MODULE="tests.settings")


def git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def new_seed(changed: bool) -> str:
    return git("rev-parse", "--short", "HEAD").strip() if changed else str(random.randrange(10**6))


def changed_modules() -> list[str]:
    """Of the rooms, those the last commits touched; all where nothing is known of them (a shallow clone)."""
    count = int(git("rev-list", "--count", "--first-parent", "HEAD"))
    since = f"HEAD~{min(LAST_COMMITS, count - 1)}"
    touched = set(git("diff", "--name-only", since, "HEAD").split())
    ours = modules_of(ROOMS)
    return [path for path in ours if path in touched] or ours


def rooms_of(chosen: Chosen) -> set[str]:
    """The folders of tests beside those of the slips."""
    return {f"tests/{'/'.join(mutant.path.split('/')[:2])}" for mutant, _ in chosen}


def try_slips(chosen: Chosen, asked: argparse.Namespace) -> dict[Mutant, str]:
    from bench.mutants.trying import Trying

    where = sorted(rooms_of(chosen)) if asked.changed or asked.near else JUDGES
    trying = Trying(chosen, asked.jobs)
    code = pytest.main([*PYTEST, ALWAYS, *where], plugins=[trying])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        sys.exit(f"The tests could not be collected ({code!r})")
    with ThreadPoolExecutor(asked.jobs) as threads:
        anew = threads.map(try_anew, [mutant for mutant, _ in trying.anew])
        return trying.verdicts | {mutant: verdict for (mutant, _), verdict in zip(trying.anew, anew, strict=True)}


def try_anew(mutant: Mutant) -> str:
    """The verdict on a slip that only loading shows: a process of its own, which runs the tests of the room."""
    folder = tempfile.mkdtemp()
    command = [sys.executable, "-m", "bench.mutants.anew", mutant.path, str(mutant.number)]
    tests = [*PYTEST, "-x", *rooms_of([(mutant, "")])]
    ended = subprocess.run(
        [*command, *tests], cwd=ROOT, env=os.environ | {"VAR": folder}, capture_output=True, text=True, check=False
    )
    if not ended.returncode:
        print(f"survived: {mutant}", file=sys.stderr, flush=True)
    return "a test failed in a process of its own" if ended.returncode else "SURVIVED"


def report(seed: str, verdicts: dict[Mutant, str], equivalent: int, bar: float, seconds: float) -> int:
    alive = [f"{verdict.lower():9} {mutant}" for mutant, verdict in verdicts.items() if verdict.isupper()]
    score = 100 * (1 - len(alive) / max(1, len(verdicts)))
    print("\n".join(["", *sorted(alive)]))
    print(
        f"SEED={seed}: {len(verdicts)} slips, {len(verdicts) - len(alive)} seen = {score:.1f} % (at least {bar:g} %), "
    )
    print(f"{len(alive)} not, and {equivalent} that change nothing; {seconds / 60:.1f} min,")
    print(f"{cpu_seconds() / 60:.1f} min of one core")
    return int(score < bar)


def cpu_seconds() -> float:
    """Of this process and all that it waited for: what it takes where nobody else works, shared by the cores."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


if __name__ == "__main__":
    sys.exit(main())
