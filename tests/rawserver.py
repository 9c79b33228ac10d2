"""An SMTP server over bare sockets that breaks the rules on demand; ``tests.sink`` keeps them."""

import select
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.patience import PATIENCE


@dataclass
class Behaviour:
    """What it promises, and how it fails. Replies are keyed by recipient; a missing one means 250."""

    features: list[str] = field(default_factory=lambda: ["PIPELINING", "SIZE 10000000", "8BITMIME"])
    greeting: bytes = b"220 raw ESMTP"
    rcpt: dict[str, bytes] = field(default_factory=dict)
    dot: dict[str, bytes] = field(default_factory=dict)
    mail: bytes = b""
    refuse_parameters: bytes = b""  # the reply to MAIL FROM with anything behind the address
    data_without_recipients: bytes = b"554 5.5.1 no valid recipients"
    forget_pipelined: bool = False  # throws away what came behind a command it answers
    scorn_pipelined: bytes = b""  # said to a command that more came behind; b"421" hangs up as well, b"-" in silence
    doubled_rcpt_reply: bool = False
    early_dot_reply: bytes = b""  # said as soon as content begins
    hang_up_at: str = ""  # "rcpt", "data", "half" of the content, "dot"
    hang_up_times: int = 10**9
    silent_at: str = ""  # likewise, without hanging up
    credentials: tuple[str, str] | None = None
    auth_ways: str = "PLAIN LOGIN"
    certificate: ssl.SSLContext | None = None
    implicit_tls: bool = False
    injected: bytes = b""  # sent in the clear behind the answer to STARTTLS


class HangUpError(Exception):
    """The server leaves."""


class RawServer:
    """``received``: (sender, recipient, content with dots undone); ``commands``: every line it read outside content."""

    def __init__(self, on_silence: Callable[[], None] = lambda: None, **values: object) -> None:
        self.on_silence = on_silence
        self.behaviour = Behaviour(**values)  # type: ignore[arg-type]
        self.received: list[tuple[str, str, bytes]] = []
        self.commands: list[bytes] = []
        self.logins: list[bytes] = []
        self.accepted = self.looks = 0
        self.stopped = threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.open: list[socket.socket] = []
        self.threads = [threading.Thread(target=self.accept, daemon=True)]
        self.threads[0].start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    @property
    def sessions(self) -> int:
        """How many connections clients made, also those they gave up before we came to them: one of our own is last."""
        self.looks += 1
        with socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE) as look:
            look.recv(1)
        return self.accepted - self.looks

    @property
    def recipients(self) -> Counter[str]:
        return Counter(recipient for _, recipient, _ in self.received)

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.accepted += 1
            self.open.append(connection)
            thread = threading.Thread(target=self.serve, args=(connection,), daemon=True)
            self.threads.append(thread)
            thread.start()

    def serve(self, connection: socket.socket) -> None:
        try:
            Conversation(self, connection).run()
        except (HangUpError, OSError):
            pass
        finally:
            connection.close()

    def close(self) -> None:
        self.stopped.set()
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()
        for thread in self.threads:
            thread.join(5)


class Conversation:
    """One connection, in its own thread."""

    def __init__(self, server: RawServer, connection: socket.socket) -> None:
        self.server, self.behaviour, self.socket = server, server.behaviour, connection
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.sender, self.recipients = "", []

    def run(self) -> None:
        if self.behaviour.implicit_tls:
            self.secure()
        self.reply(self.behaviour.greeting)
        while line := self.line():
            self.server.commands.append(line)
            if self.behaviour.scorn_pipelined and self.buffer:
                self.scorn()
                continue
            verb = line.split(b" ")[0].split(b":")[0].upper().decode()
            getattr(self, f"on_{verb.lower()}", self.unknown)(line)

    def scorn(self) -> None:
        words = self.behaviour.scorn_pipelined
        if words != b"-":
            self.socket.sendall(words + b"\r\n")
        if words[:1] in b"-4":
            raise HangUpError

    def secure(self) -> None:
        assert self.behaviour.certificate is not None
        self.socket = self.behaviour.certificate.wrap_socket(self.socket, server_side=True)
        self.server.open.append(self.socket)

    def line(self) -> bytes:
        while b"\r\n" not in self.buffer:
            data = self.socket.recv(65_536)
            if not data:
                return b""
            self.buffer += data
        line, self.buffer = self.buffer.split(b"\r\n", 1)
        return line

    def reply(self, words: bytes) -> None:
        forgotten = self.behaviour.forget_pipelined and self.buffer
        self.socket.sendall(words + b"\r\n")
        if forgotten:
            self.wait_for_hang_up()
            raise HangUpError

    def misbehave(self, at: str) -> None:
        if at not in (self.behaviour.silent_at, self.behaviour.hang_up_at) or self.behaviour.hang_up_times <= 0:
            return
        self.behaviour.hang_up_times -= 1
        if self.behaviour.silent_at == at:
            self.wait_for_hang_up()
        raise HangUpError

    def wait_for_hang_up(self) -> None:
        """Read and say nothing until the client has had enough of it."""
        gone = select.poll()
        gone.register(self.socket, select.POLLRDHUP)
        while not gone.poll(200):
            self.server.on_silence()

    def unknown(self, line: bytes) -> None:
        self.reply(b"500 what?")

    def on_ehlo(self, line: bytes) -> None:
        lines = ["raw", *self.behaviour.features]
        if self.behaviour.certificate and not isinstance(self.socket, ssl.SSLSocket):
            lines.append("STARTTLS")
        elif self.behaviour.credentials:
            lines.append(f"AUTH {self.behaviour.auth_ways}")
        marked = [f"250{'-' if number < len(lines) else ' '}{text}" for number, text in enumerate(lines, 1)]
        self.reply("\r\n".join(marked).encode())

    def on_starttls(self, line: bytes) -> None:
        self.reply(b"220 go" + (b"\r\n" + self.behaviour.injected if self.behaviour.injected else b""))
        self.secure()

    def on_auth(self, line: bytes) -> None:
        self.server.logins.append(line)
        if line == b"AUTH LOGIN":
            for prompt in (b"334 VXNlcm5hbWU6", b"334 UGFzc3dvcmQ6"):
                self.reply(prompt)
                self.server.logins.append(self.line())
        self.reply(b"235 in" if self.behaviour.credentials else b"535 5.7.8 wrong")

    def on_mail(self, line: bytes) -> None:
        address, _, parameters = line.partition(b"<")[2].partition(b">")
        self.sender, self.recipients = address.decode(), []
        if parameters.strip() and self.behaviour.refuse_parameters:
            self.sender = ""
            return self.reply(self.behaviour.refuse_parameters)
        self.reply(self.behaviour.mail or b"250 sender ok")
        return None

    def on_rcpt(self, line: bytes) -> None:
        self.misbehave("rcpt")
        address = line.partition(b"<")[2].partition(b">")[0].decode()
        words = self.behaviour.rcpt.get(address, b"250 recipient ok") if self.sender else b"503 MAIL first"
        if words.startswith(b"2"):
            self.recipients.append(address)
        self.reply(words + (b"\r\n" + words if self.behaviour.doubled_rcpt_reply else b""))

    def on_data(self, line: bytes) -> None:
        self.misbehave("data")
        if not self.recipients and not self.behaviour.data_without_recipients.startswith(b"354"):
            return self.reply(self.behaviour.data_without_recipients)
        self.reply(b"354 go")
        self.reply(self.content())
        return None

    def content(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.line()) != b".":
            if not lines and self.behaviour.early_dot_reply:
                self.socket.sendall(self.behaviour.early_dot_reply + b"\r\n")
            lines.append(line[1:] if line.startswith(b".") else line)
            if not line and not self.buffer and self.socket.fileno() < 0:
                raise HangUpError
            self.misbehave("half")
        if not self.recipients:
            return b"554 nobody"
        (recipient,) = self.recipients
        words = self.behaviour.dot.get(recipient, b"250 2.0.0 queued")
        if words.startswith(b"2"):
            self.server.received.append((self.sender, recipient, b"\r\n".join(lines) + b"\r\n"))
        self.misbehave("dot")
        return words

    def on_rset(self, line: bytes) -> None:
        self.sender, self.recipients = "", []
        self.reply(b"250 forgotten")

    def on_quit(self, line: bytes) -> None:
        self.reply(b"221 bye")
        raise HangUpError
