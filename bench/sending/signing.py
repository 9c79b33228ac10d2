"""What a DKIM signature costs: our fast path beside dkimpy, on the message of the other figures (58 KB).

``python -m bench.sending.signing``; dkimpy is among the packages for tests. One process, one thread; messages a second,
medians of five rounds.
"""

import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import dkim
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from newsletter.rendering.slots import UNSUBSCRIBE
from newsletter.send.mime import CompiledMessage, Letterhead, Recipient, compile_message
from subscribers.dkim import Signer, sign_whole

SIZE, ROUND, ROUNDS = 58_000, 500, 5
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)


def compiled(signer: Signer | None) -> CompiledMessage:
    """A message of about ``SIZE`` bytes, its way out in both parts."""
    way_out = f"https://stad.example/nieuwsbrief/uitschrijven/{UNSUBSCRIBE}/"
    row = "<tr><td>   Nieuws   uit de stad, één regel van velen.   </td></tr>\n"
    html = f"{row * (SIZE * 7 // 8 // 77)}<p><a href='{way_out}'>Uitschrijven</a></p>"
    text = f"{'Nieuws uit de stad. ' * (SIZE // 8 // 20)}\n{way_out}\n"
    letterhead = Letterhead(
        "De Stad", "nieuws@stad.example", "Nieuwsbrief", "https://stad.example/nieuwsbrief/", way_out
    )
    return compile_message(
        subject="Nieuws", html=html, text=text, language="nl", letterhead=letterhead, feedback_id="x", signer=signer
    )


def recipient(number: int) -> Recipient:
    return Recipient(f"a{number}@example.org", f"{number:043}", f"<{number}@stad.example>", AT)


def rate(act: Callable[[int], object]) -> float:
    """Calls of ``act`` a second."""
    act(0)
    rounds = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        for number in range(ROUND):
            act(number)
        rounds.append(ROUND / (time.perf_counter() - began))
    return statistics.median(rounds)


def main() -> None:
    rsa = Signer(generate_private_key(65_537, 2048), "s", "stad.example")
    edwards = Signer(Ed25519PrivateKey.generate(), "s", "stad.example")
    unsigned, by_rsa, by_edwards = compiled(None), compiled(rsa), compiled(edwards)
    content = unsigned.join(recipient(0))
    pem = rsa.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    relaxed = (b"relaxed", b"relaxed")
    print(f"message of {len(content):,} bytes; messages a second")
    for name, act in (
        ("joined, not signed", lambda number: unsigned.join(recipient(number))),
        ("RSA-2048 signature alone", lambda _: rsa.sign(b"x" * 32)),
        ("Ed25519 signature alone", lambda _: edwards.sign(b"x" * 32)),
        ("joined and signed, RSA-2048", lambda number: by_rsa.join(recipient(number))),
        ("joined and signed, Ed25519", lambda number: by_edwards.join(recipient(number))),
        ("a whole message signed, RSA-2048", lambda _: sign_whole(rsa, content)),
        ("dkimpy, RSA-2048", lambda _: dkim.sign(content, b"s", b"stad.example", pem, canonicalize=relaxed)),
    ):
        print(f"{name:36}{rate(act):>10,.0f}")


if __name__ == "__main__":
    main()
