"""Makes ``.venv`` and keeps what is installed in it equal to a requirements file.

Runs before anything is installed, so it uses the standard library alone. ``make`` calls it:
``python3 config/bootstrap.py requirements.txt``. A file that has not changed since the last time costs
a tenth of a second and no network.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"


def fingerprint(requirements: Path) -> str:
    """What decides whether to install again: the file's bytes and the interpreter of the environment."""
    home = (ENVIRONMENT / "pyvenv.cfg").read_bytes()
    return hashlib.sha256(requirements.read_bytes() + home).hexdigest()


def missing_package() -> str | None:
    """The Debian package without which no environment can be made here, or None."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        return f"python{version}-venv"
    if importlib.util.find_spec("sqlite3") is None or importlib.util.find_spec("ssl") is None:
        return f"libpython{version}-stdlib"
    return None


def works(python: Path) -> bool:
    """False when the environment is not there, or its interpreter has gone or has no pip."""
    if not python.exists():
        return False
    return subprocess.run([python, "-c", "import pip"], capture_output=True, check=False).returncode == 0


def make_environment() -> None:
    """Create ``.venv``; a package of the system that is missing is named with the command that installs it."""
    package = missing_package()
    if package:
        sys.exit(f"Python's venv module is not complete here. Install it and try again:\n    apt-get install {package}")
    print("Making the environment in .venv …", flush=True)
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=False)
    if made.returncode != 0:
        sys.exit("The environment in .venv could not be made; the lines above tell why.")


def install(requirements: Path) -> None:
    """Install exactly what the file pins, hashes checked, unless that was done already."""
    stamp = ENVIRONMENT / f".installed-{requirements.name}"
    wanted = fingerprint(requirements)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print(f"Installing {requirements.name} (once; about a minute) …", flush=True)
    command: list[str | Path] = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run([*command, "--require-hashes", "-r", requirements], check=False)
    if done.returncode != 0:
        sys.exit(f"{requirements.name} could not be installed; the lines above tell why.")
    stamp.write_text(wanted)


def main() -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    if not works(PYTHON):
        make_environment()
    for name in sys.argv[1:]:
        install(ROOT / name)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
