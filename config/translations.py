"""Compiles message catalogues with polib: what ``compilemessages`` needs gettext installed for."""

import sys
from collections.abc import Iterable
from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parent / "locale"


def compile_catalogues(folders: Iterable[Path]) -> list[Path]:
    """Write the .mo beside every .po that is newer than it; returns those written."""
    written = []
    for folder in folders:
        for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po")):
            target = source.with_suffix(".mo")
            if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
                polib.pofile(str(source)).save_as_mofile(str(target))
                written.append(target)
    return written


def gaps(source: Path) -> list[str]:
    """Messages of a catalogue that a reader would miss: untranslated, fuzzy, or no longer in the code."""
    catalogue = polib.pofile(str(source))
    found = {
        "untranslated": catalogue.untranslated_entries(),
        "fuzzy": catalogue.fuzzy_entries(),
        "obsolete": catalogue.obsolete_entries(),
    }
    return [f"{kind}: {entry.msgid}" for kind, entries in found.items() for entry in entries]


def main() -> None:
    """``python -m config.translations``: compile; ``… --gaps FILE``: tell what a catalogue lacks and exit 1."""
    if sys.argv[1:2] != ["--gaps"]:
        compile_catalogues([LOCALE])
        return
    found = gaps(Path(sys.argv[2]))
    for line in found:
        sys.stdout.write(f"{line}\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
