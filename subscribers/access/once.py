"""A form that is sent twice (two taps, a page loaded again, a network that faltered) is carried out once.

Its nonce, what it is about and what was asked make a keyed hash, which is kept with the answer for a day: as long as a
form is taken. Another wish on the same form, as after *back*, is another one. A call of the API may bring such a nonce
in the header ``Idempotency-Key``; since others might guess it, it is one of its network or its API key.
"""

from collections.abc import Callable, Sequence

from django.db import transaction

from subscribers.addresses import normalise_address
from subscribers.models import FormAnswer

from .form_checks import nonce_of
from .forms import PublicForm
from .signing import keyed_hash


def key_of_form(form: PublicForm, about: str) -> str:
    """Of a valid form."""
    values = form.cleaned_data
    wish = [normalise_address(values[name]) if name == "email" else values[name] for name in form.wish]
    return keyed_hash("form", repr((form.form_name, nonce_of(form.form_name, values["stamp"]), about, wish)))


def key_of_call(form_name: str, whose: str, idempotency_key: str, wish: Sequence[object]) -> str:
    """The same of a call of the API, by the value its client made for it; an address in ``wish`` in any spelling."""
    words = [normalise_address(one) if isinstance(one, str) else one for one in wish]
    return keyed_hash("call", repr((form_name, whose, idempotency_key, words)))


def find_answer(key: str) -> str | None:
    """What the form was answered before; None for one that was not carried out."""
    return FormAnswer.objects.filter(key=key).values_list("answer", flat=True).first()


@transaction.atomic
def answer_once(key: str, act: Callable[[], str]) -> str:
    """What ``act`` answers, or has answered before. Of two at once the second waits for the first.

    What ``act`` raises takes the key back, so that the form can be mended and sent again.
    """
    row, is_first = FormAnswer.objects.get_or_create(key=key)
    if is_first:
        row.answer = act()
        row.save(update_fields=["answer"])
    return row.answer
