"""One connection to a relay, over a socket that never blocks: TLS, bytes out, replies in."""

import errno
import os
import socket
import ssl
from collections import deque
from itertools import islice
from selectors import EVENT_READ, EVENT_WRITE
from typing import Any

from .relay import Relay
from .reply import Reply, ReplyReader

SEND_BUFFER = 256 * 1024  # a whole message of the usual size goes to the kernel in one call
BUFFERS = 16  # per call


class Connection:
    """``ended``: why nothing more will come, empty while it is open. ``queued``, ``written``: bytes so far.

    ``interest``: the events of ``selectors`` to wait for before the next ``transfer``.
    """

    def __init__(self, relay: Relay, family: int, address: Any) -> None:
        self.relay = relay
        self.reader = ReplyReader()
        self.outbox: deque[memoryview] = deque()
        self.queued = self.written = 0
        self.ended = ""
        self.leftover: list[Reply] = []
        self.is_open = self.is_in_handshake = False
        self.interest = EVENT_WRITE
        self.sock: socket.socket = socket.socket(family, socket.SOCK_STREAM)
        self.sock.setblocking(False)
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self.fd = self.sock.fileno()
        code = self.sock.connect_ex(address)
        if code not in (0, errno.EINPROGRESS):
            self.ended = os.strerror(code)

    def connect(self) -> None:
        """The socket is writable for the first time: connected, or not."""
        code = self.sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if code:
            self.ended = os.strerror(code)
        elif self.relay.tls == "implicit":
            self.start_tls()
        else:
            self.is_open, self.interest = True, EVENT_READ

    def start_tls(self) -> None:
        """What was read in the clear must not count as said under TLS, so there may be nothing of it (RFC 3207 §6)."""
        if not self.reader.is_empty:
            self.ended = "the mail server talked before the connection was safe"
            return
        self.is_open, self.is_in_handshake = False, True
        try:
            self.sock = self.relay.tls_context.wrap_socket(
                self.sock, server_hostname=self.relay.host, do_handshake_on_connect=False
            )
        except OSError as error:
            self.ended = str(error)
        else:
            self.continue_handshake()

    def continue_handshake(self) -> None:
        assert isinstance(self.sock, ssl.SSLSocket)
        try:
            self.sock.do_handshake()
        except ssl.SSLWantReadError:
            self.interest = EVENT_READ
        except ssl.SSLWantWriteError:
            self.interest = EVENT_WRITE
        except (OSError, ValueError) as error:
            self.ended = str(error) or "the secure connection failed"
        else:
            self.is_open, self.is_in_handshake, self.interest = True, False, EVENT_READ

    def transfer(self) -> list[Reply]:
        """Read and write what is possible without waiting; the replies that came in. Look at ``ended`` afterwards."""
        if self.ended:
            leftover, self.leftover = self.leftover, []
            return leftover
        if not self.is_open:
            if self.is_in_handshake:
                self.continue_handshake()
            else:
                self.connect()
            return []
        replies = self.receive()
        if self.outbox and not self.ended:
            self.flush()
        return replies

    def send(self, *pieces: bytes) -> None:
        """Queue, and write at once what the kernel takes."""
        for piece in pieces:
            self.outbox.append(memoryview(piece))
            self.queued += len(piece)
        self.flush()

    def flush(self) -> None:
        try:
            while self.outbox:
                self.consume(self.write_some())
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except OSError as error:
            self.fail(error)
        self.interest = EVENT_READ | EVENT_WRITE if self.outbox else EVENT_READ

    def write_some(self) -> int:
        if isinstance(self.sock, ssl.SSLSocket):
            return self.sock.send(self.outbox[0])
        return self.sock.sendmsg(list(islice(self.outbox, BUFFERS)))

    def consume(self, size: int) -> None:
        """``size`` more bytes are with the kernel."""
        self.written += size
        while size:
            piece = self.outbox[0]
            if size < len(piece):
                self.outbox[0] = piece[size:]
                return
            size -= len(piece)
            self.outbox.popleft()

    def receive(self) -> list[Reply]:
        replies: list[Reply] = []
        try:
            while True:
                data = self.sock.recv(65_536)
                if not data:
                    self.ended = "the mail server hung up"
                    break
                replies += self.reader.feed(data)
                if len(data) < 16_384 and not isinstance(self.sock, ssl.SSLSocket):
                    break  # that was all; what comes next wakes us again
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        except OSError as error:
            self.ended = str(error) or type(error).__name__
        return replies

    def fail(self, error: OSError) -> None:
        """Writing failed; what the server said before it hung up may still be there to be read."""
        self.outbox.clear()
        self.leftover = self.receive()
        self.ended = self.ended or str(error) or type(error).__name__

    def close(self) -> None:
        self.ended = self.ended or "closed"
        self.sock.close()
