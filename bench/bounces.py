"""How much of real bounce mail our reader understands, counted per public collection.

``python -m bench.bounces GIT_DIR…`` reads every mail in the newest commit of a git directory, the mirror of a
collection; nothing is copied or written. ``GIT_DIR:folder/`` reads one folder; ``--list`` names what was not
understood.
"""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.pages.settings")
if TYPE_CHECKING:
    from subscribers.dsn import Report

COLUMNS = ("mails", "RFC 3464", "RFC 5965", "out of office", "broken", "no report", "crashed")
NO_MAIL = (".md", ".json", ".txt.license", "Makefile", "README", ".sh")


def main() -> int:
    import django

    django.setup()
    names = [argument for argument in sys.argv[1:] if argument != "--list"]
    if not names:
        print(__doc__)
        return 2
    print(f"| collection | {' | '.join(COLUMNS)} | understood | of what follows a standard |")
    print("|---" * (len(COLUMNS) + 3) + "|")
    crashed = 0
    for name in names:
        repository, _, folder = name.partition(":")
        crashed += row(repository, folder, "--list" in sys.argv)
    return 1 if crashed else 0


def row(repository: str, folder: str, lists: bool) -> int:
    """Print the figures of one collection; the number of crashes."""
    counts: Counter[str] = Counter()
    others = []
    began = time.perf_counter()
    for name, raw in mails(repository, folder):
        said = category(raw)
        counts[said] += 1
        if said in ("broken", "no report", "crashed"):
            others.append(f"{said}: {name}")
    total = counts.total()
    standard = counts["RFC 3464"] + counts["RFC 5965"]
    follows = standard + counts["broken"]
    figures = [total, *(counts[column] for column in COLUMNS[1:])]
    shares = f"{share(standard + counts['out of office'], total)} | {share(standard, follows)}"
    collection = "/".join(filter(None, (Path(repository).parent.name.replace("+", "/"), folder.rstrip("/"))))
    print(f"| {collection} | {' | '.join(map(str, figures))} | {shares} |")
    print(f"  {total / (time.perf_counter() - began):.0f} mails/s", *others, sep="\n    ") if lists else None
    return counts["crashed"]


def category(raw: bytes) -> str:
    from subscribers.dsn import ReportType, read_report
    from subscribers.feedback.judging import judge, judge_feedback

    try:
        report: Report = read_report(raw)
        [judge(one) for one in report.recipients] or judge_feedback(report.feedback)
    except Exception:  # noqa: BLE001  whatever it is, that is what we count here
        return "crashed"
    names = {ReportType.DELIVERY: "RFC 3464", ReportType.FEEDBACK: "RFC 5965", ReportType.AUTOMATIC: "out of office"}
    return names.get(report.type) or ("broken" if report.problem == "broken" else "no report")


def share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%" if whole else "–"


def mails(repository: str, folder: str) -> Iterator[tuple[str, bytes]]:
    """(path, bytes) of every file below ``folder`` that looks like a mail."""
    listed = git(repository, "ls-tree", "-r", "-z", "--name-only", "HEAD", *([folder] if folder else []))
    for name in filter(None, listed.decode("utf-8", "surrogateescape").split("\0")):
        if not name.endswith(NO_MAIL):
            yield name, git(repository, "cat-file", "blob", f"HEAD:{name}")


def git(repository: str, *words: str) -> bytes:
    return subprocess.run(["git", "--git-dir", repository, *words], capture_output=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())
