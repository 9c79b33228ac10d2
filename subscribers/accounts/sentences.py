"""What we say about accounts, where allauth would say it in words of its own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WRONG_CODE = _("Deze code klopt niet. Kijk of de tijd op uw telefoon goed staat, en typ de code die er nu staat.")

ACCOUNT_ERRORS: dict[str, Promise] = {
    "account_inactive": _("Dit account is gesloten."),
    "duplicate_email": _("Dit is al het adres van dit account."),
    "incorrect_password": _("Dit wachtwoord klopt niet."),
    "invalid_login": _("Deze naam en dit wachtwoord horen niet bij elkaar."),
    "invalid_password_reset": _("Deze link werkt niet meer. Vraag een nieuwe aan."),
    "username_password_mismatch": _("Deze naam en dit wachtwoord horen niet bij elkaar."),
    "incorrect_code": WRONG_CODE,
}
FACTOR_ERRORS: dict[str, Promise] = {
    "cannot_delete_authenticator": _(
        "Dit is uw laatste tweede factor, en zonder kunt u niet in het beheer. Maak eerst een andere."
    ),
    "cannot_generate_recovery_codes": _("Herstelcodes horen bij een authenticator-app of een passkey. Maak die eerst."),
    "incorrect_code": WRONG_CODE,
}
WRONG_PASSKEY = _("Deze passkey wordt niet herkend. Probeer het opnieuw, of log in met uw wachtwoord.")

WAYS: dict[str, Promise] = {
    "reauthenticate": _("Met uw wachtwoord"),
    "mfa_reauthenticate": _("Met een code uit uw app, of een herstelcode"),
    "mfa_reauthenticate:webauthn": _("Met een passkey"),
}

# By the last part of allauth's template; what is not here is not said.
MESSAGES: dict[str, Promise] = {
    "email_confirmation_sent": _("Wij stuurden een mail naar het nieuwe adres. Open de link daarin."),
    "email_confirmed": _("Uw nieuwe e-mailadres is bevestigd."),
    "email_deleted": _("Het nieuwe adres is vergeten; uw adres blijft zoals het was."),
    "email_confirmation_failed": _("Dit adres kon niet worden bevestigd."),
    "logged_out": _("U bent uitgelogd."),
    "password_changed": _("Uw wachtwoord is veranderd. Uw andere sessies zijn beëindigd."),
    "password_set": _("Uw wachtwoord is bewaard."),
    "totp_activated": _("Uw authenticator-app is toegevoegd."),
    "totp_deactivated": _("Uw authenticator-app is verwijderd."),
    "webauthn_added": _("Uw passkey is toegevoegd."),
    "webauthn_removed": _("De passkey is verwijderd."),
    "recovery_codes_generated": _("Er zijn nieuwe herstelcodes. Oude werken niet meer."),
}

# What happens to an account: the heading of the mail to its owner, and the line in its history.
NEWS: dict[str, Promise] = {
    "password_changed": _("Uw wachtwoord is veranderd"),
    "password_reset": _("Er is een nieuw wachtwoord gekozen"),
    "password_set": _("Er is een wachtwoord gekozen"),
    "email_changed": _("Uw e-mailadres is veranderd"),
    "totp_activated": _("Er is een authenticator-app toegevoegd"),
    "totp_deactivated": _("Er is een authenticator-app verwijderd"),
    "webauthn_added": _("Er is een passkey toegevoegd"),
    "webauthn_removed": _("Er is een passkey verwijderd"),
    "recovery_codes_generated": _("Er zijn nieuwe herstelcodes gemaakt"),
    "factor_reset": _("Een collega heeft uw tweede factor verwijderd"),
}
