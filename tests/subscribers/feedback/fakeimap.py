"""A mailbox on a real socket that speaks as much IMAP (RFC 3501, RFC 6851) as a reader of bounces needs."""

import re
import socket
import threading

LITERAL = re.compile(r"BODY\.PEEK\[\]<0\.(\d+)>")


class FakeMailbox:
    """``mails`` by UID; ``seen`` and ``moved`` tell what was done with them. Anything it does not know is refused."""

    def __init__(self, mails: dict[int, bytes], *, can_move: bool = True) -> None:
        self.mails, self.can_move = mails, can_move
        self.seen: set[int] = set()
        self.moved: dict[int, str] = {}
        self.commands: list[str] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.server.accept()
            except OSError:
                return
            with connection, connection.makefile("rwb", buffering=0) as stream:
                stream.write(b"* OK ready\r\n")
                for line in iter(stream.readline, b""):
                    tag, _, command = line.decode().strip().partition(" ")
                    self.commands.append(command)
                    stream.write(self.answer(command) + f"{tag} {self.verdict(command)}\r\n".encode())
                    if command == "LOGOUT":
                        break

    def verdict(self, command: str) -> str:
        known = ("CAPABILITY", "SELECT", "LOGOUT", "UID SEARCH UNSEEN", "UID FETCH", "UID STORE")
        moves = self.can_move and command.startswith("UID MOVE")
        return "OK done" if moves or command.startswith(known) else "BAD no"

    def answer(self, command: str) -> bytes:
        if command == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1 " + (b"MOVE " if self.can_move else b"") + b"UIDPLUS\r\n"
        if command.startswith("SELECT"):
            return f"* {len(self.mails)} EXISTS\r\n".encode()
        if command == "UID SEARCH UNSEEN":
            unseen = [uid for uid in sorted(self.mails) if uid not in self.seen and uid not in self.moved]
            return f"* SEARCH {' '.join(map(str, unseen))}\r\n".encode()
        if command == "LOGOUT":
            return b"* BYE\r\n"
        return self.act(command)

    def act(self, command: str) -> bytes:
        name, uid, rest = re.match(r"UID (\w+) (\d+) (.*)", command).groups()  # type: ignore[union-attr]
        if name == "STORE":
            self.seen.add(int(uid))
        elif name == "MOVE" and self.can_move:
            self.moved[int(uid)] = rest.strip('"')
        elif name == "FETCH":
            mail = self.mails[int(uid)]
            part = mail[: int(LITERAL.search(rest)[1])]  # type: ignore[index]
            head = f"* 1 FETCH (UID {uid} RFC822.SIZE {len(mail)} BODY[]<0> {{{len(part)}}}\r\n"
            return head.encode() + part + b")\r\n"
        return b""

    def close(self) -> None:
        self.server.close()
