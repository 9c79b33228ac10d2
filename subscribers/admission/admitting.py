"""Whether a submission is let in, in this order: its network, everyone together, a proof above the budget of either.

Before it come the checks that cost nothing: same site (``config.middleware.same_site``), signed time, trap field. After
it comes the budget of an email address, where the mail is written.
"""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from subscribers.access.auth import key_of
from subscribers.access.forms import PublicForm
from subscribers.access.networks import network_of
from subscribers.access.once import answer_once, find_answer, key_of_form
from subscribers.access.throttle import (
    Use,
    budget_of_everyone,
    count_by_network,
    count_key,
    count_network,
    count_use,
    look_at_network,
    refusal,
    take,
    take_for_everyone,
    take_with_proof,
)

from .challenges import Difficulty, is_solved, make_challenge
from .codes import ask_for_code, is_right_code
from .forms import ProvingForm

CODES_AN_HOUR: Final = 60  # of one network: a code costs who asks for it no work, and somebody a mail


def admit_form(request: HttpRequest, form: PublicForm) -> bool:
    """Whether a valid form may be carried out; otherwise it says why, or that a code was mailed."""
    try:
        if not isinstance(form, ProvingForm):
            count_use(request, form.form_name)
            return True
        network = count_network(request, form.form_name)
        if network.used > max(network.limit, settings.LIMIT_REFUSE_PER_NETWORK_HOUR):
            raise refusal(network.left)
        if not network.is_over and not take(budget_of_everyone(form.form_name)):
            return True
        form.must_prove = True
        if not proves(request, form, network):
            return False
        take_with_proof(form.form_name)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


def carry_out(request: HttpRequest, form: PublicForm, about: str, act: Callable[[], str]) -> str | None:
    """What ``act`` answered (at most 20 characters); None with the reasons in ``form``, which need not be valid.

    ``about`` is what the form is on the page of. The same form sent twice has the same answer and is carried out once.
    """
    return carry_out_in_steps(request, form, about, lambda: act)


def carry_out_in_steps(
    request: HttpRequest, form: PublicForm, about: str, prepare: Callable[[], Callable[[], str]]
) -> str | None:
    """The same for what is prepared before the transaction in which it is done: ``prepare`` gives what does it."""
    if not form.is_valid():
        return None
    key = key_of_form(form, about)
    if (told := find_answer(key)) is not None:
        return told
    if not admit_form(request, form):
        return None
    try:
        return answer_once(key, prepare())
    except ValidationError as error:
        form.add_error(None, error)
        return None


def admit_call(request: HttpRequest, form_name: str) -> None:
    """Count a call of the API for its key, or its network where it brings none; raises ``limited``."""
    key = key_of(request)
    if key is None:
        count_use(request, form_name)
        return
    count_key(key.pk, form_name)
    take_for_everyone(form_name)


def proves(request: HttpRequest, form: ProvingForm, network: Use) -> bool:
    """Whether a proof or a code came along; else the form says what to do. Raises ``limited`` for too many codes."""
    values = form.cleaned_data
    if form.wants_code:
        count_code(request)
        ask_for_code(form.form_name, values["email"], get_language() or "nl")
        form.code_was_sent = True
        return False
    if form.has_code:
        if is_right_code(values["code"], form.form_name, values["email"]):
            return True
        form.add_error("code", ValidationError(_("Deze code klopt niet, of hij is te oud."), code="proof"))
        return False
    if is_solved(values.get("proof", ""), form.form_name, Difficulty.of(network)):
        return True
    sentence = (
        _("Er komt net veel van uw netwerk. Verstuur het formulier nog eens, zoals hieronder staat.")
        if network.is_over
        else _("Er komt net veel tegelijk binnen. Verstuur het formulier nog eens, zoals hieronder staat.")
    )
    form.add_error(None, ValidationError(sentence, code="proof", params={"retry_after": network.left}))
    return False


def count_code(request: HttpRequest) -> None:
    """Count one code by mail for the network that asks; raises ``limited``."""
    use = count_by_network("code:network", network_of(request), CODES_AN_HOUR)
    if use.is_over:
        raise refusal(use.left)


def ask_for_proof(request: HttpRequest, form: ProvingForm) -> None:
    """Give the form a challenge where its network has used its budget, so that the work is done while one types."""
    network = look_at_network(request, form.form_name)
    must_prove = form.must_prove or network.limit <= network.used
    if must_prove and network.used < settings.LIMIT_REFUSE_PER_NETWORK_HOUR and not form.has_code:
        form.challenge = make_challenge(form.form_name, Difficulty.of(network))
