"""A started service of one's own for the journeys, Debian's Chromium, and the letters that arrived."""

import email
import email.policy
import http.client
import mailbox
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.patience import PATIENCE, wait_until
from tests.sink import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SHOTS = Path(os.environ.get("SCREENSHOTS", "/tmp/kennisstad-screenshots"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs Chromium; Playwright's loop and Django's async guard do not go together in one process."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass
class Service:
    """A running installation: its address, its data folder and its mail."""

    url: str
    var: Path

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def environment(self) -> dict[str, str]:
        port = self.url.rsplit(":", 1)[1]
        clean = {
            name: value
            for name, value in os.environ.items()
            if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE", "DEBUG", "EMAIL_URL"}
        }
        return {
            **clean,
            "VAR": str(self.var),
            "PORT": port,
            "SMTP_PORT": str(int(port) + 25),
            "LIMIT_PER_NETWORK_HOUR": "1000",
            "NETWORK_SEATS_HOUR": "1000",
            "TRUSTED_PROXIES": "1",  # a journey may say that it comes from another network
        }

    def mails(self) -> list[EmailMessage]:
        if not (self.var / "mail").exists():
            return []  # the mail server makes it with the first letter
        box = mailbox.Maildir(self.var / "mail", create=False)
        return [
            email.message_from_bytes(box.get_bytes(key), policy=email.policy.default)  # type: ignore[misc]
            for key in box.iterkeys()
        ]

    def mail_to(self, address: str, about: str = "") -> EmailMessage:
        """The newest letter to ``address`` with ``about`` in its subject, waited for."""

        def found() -> list[EmailMessage]:
            return [mail for mail in self.mails() if address in str(mail["To"]) and about in str(mail["Subject"])]

        wait_until(found, f"mail to {address} about {about!r}")
        return max(found(), key=lambda mail: mail["Date"].datetime)


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """`manage.py run --demo` on a free port, as `make run` starts it."""
    started = Service(f"http://127.0.0.1:{free_port()}", tmp_path_factory.mktemp("service"))
    log = (started.var / "log").open("w")
    process = subprocess.Popen(
        [sys.executable, "manage.py", "run", "--demo"],
        cwd=ROOT,
        env=started.environment(),
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        wait_for(started, process)
        yield started
    finally:
        log.close()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def wait_for(service: Service, process: subprocess.Popen[bytes]) -> None:
    """Until it answers; what it printed when it ends instead."""

    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError((service.var / "log").read_text()[-3000:])
        host = service.url.removeprefix("http://")
        try:
            with closing(http.client.HTTPConnection(host, timeout=PATIENCE)) as connection:
                connection.request("GET", "/gezond")
                return connection.getresponse().status == 200
        except OSError:
            return False

    wait_until(answers, "an answer of the service")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser, service: Service) -> Iterator[BrowserContext]:
    """A visitor with an empty browser; a request to anybody but us fails the test."""
    context = browser.new_context(
        base_url=service.url, locale="nl-NL", timezone_id="Europe/Amsterdam", viewport={"width": 1280, "height": 900}
    )
    context.set_default_timeout(1000 * PATIENCE)
    strangers: list[str] = []
    context.on(
        "request",
        lambda request: (
            strangers.append(request.url)
            if not request.url.startswith((service.url, "data:", "blob:", "about:"))
            else None
        ),
    )
    yield context
    context.close()
    assert strangers == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def desk(page: Page) -> Page:
    """The desk, signed in with the demo's account."""
    page.goto("/beheer/")
    page.locator("input[name=username]").fill("beheer")
    page.locator("input[name=password]").fill("kennisstad-demo")
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url("**/beheer/")
    return page


RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def hold_against_axe(page: Page, name: str, context: str | None = None) -> None:
    """WCAG 2.2 AA, of the page or of the part that ``context`` selects."""
    broken = Axe().run(page, context=context, options=RULES).response["violations"]
    assert broken == [], f"{name}: " + "; ".join(
        f"{rule['id']}: {[node['target'] for node in rule['nodes']][:4]}" for rule in broken
    )


def hold_narrow(page: Page, name: str, width: int) -> None:
    """It can be read without scrolling sideways; a picture of it is kept."""
    size = page.viewport_size
    page.set_viewport_size({"width": width, "height": 700})
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
    assert wide <= width, f"{name} is {wide} px wide at {width}"
    if size:
        page.set_viewport_size(size)


@pytest.fixture
def looks_right(request: pytest.FixtureRequest) -> Callable[[Page, str], None]:
    """A function that holds a page against axe, 320 px reflow, and keeps a picture of it."""

    def check(page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=True)
        hold_against_axe(page, name)
        hold_narrow(page, name, 320)

    return check


@pytest.fixture
def desk_right() -> Callable[[Page, str], None]:
    """The same for a page of the desk, as far as it is ours: what stands around it is Wagtail's."""

    def check(page: Page, name: str) -> None:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.wait_for_load_state("networkidle")
        page.screenshot(path=SHOTS / f"desk-{name}.png", full_page=True)
        hold_against_axe(page, name, "#main")
        hold_narrow(page, f"desk-{name}", 360)

    return check
