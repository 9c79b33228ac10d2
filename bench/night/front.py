"""nginx before a server of this machine, by the configuration that ``deploy/nginx.conf`` gives to installations."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CONFIGURATION = Path(__file__).parents[2] / "deploy" / "nginx.conf"
USER = "user root;" if os.geteuid() == 0 else ""  # its workers write into a folder that is ours alone
AROUND = """
{user} daemon off; error_log stderr error;
pid {folder}/nginx.pid; worker_processes 1; events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
include {folder}/kennisstad.conf; }}
"""


def find_nginx() -> str | None:
    return shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")


@contextmanager
def nginx_before(upstream: int, port: int, folder: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """It listens on ``port`` and asks ``upstream``; what it keeps is in ``folder``."""
    program = find_nginx()
    if program is None:
        raise SystemExit("nginx is not installed: apt-get install nginx")
    text = CONFIGURATION.read_text().replace("127.0.0.1:8000", f"127.0.0.1:{upstream}")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/var/cache/nginx", str(folder))
    (folder / "kennisstad.conf").write_text(text)
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=USER))
    process = subprocess.Popen([program, "-c", str(folder / "nginx.conf")])
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
