"""Settings of how staff log in; ``config.settings`` takes them over. ACCOUNT_… and MFA_… are allauth's.

Its rate limits are off: they live in a cache that each process has for itself, and lock out whoever is guessed at. Ours
are rows (``subscribers.accounts.attempts``).
"""

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/beheer/"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SESSION_COOKIE_AGE = 12 * 3600
PASSWORD_RESET_TIMEOUT = 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie: a message may name somebody
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # both are at /beheer/toegang/

ACCOUNT_ADAPTER = "subscribers.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "subscribers.accounts.forms.LoginForm",
    "reauthenticate": "subscribers.accounts.forms.PasswordAgainForm",
    "change_password": "subscribers.accounts.forms.ChangePasswordForm",
    "set_password": "subscribers.accounts.forms.SetPasswordForm",
    "reset_password": "subscribers.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "subscribers.accounts.forms.NewPasswordForm",
    "add_email": "subscribers.accounts.forms.ChangeAddressForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; a third field would ask it
ACCOUNT_CHANGE_EMAIL = True  # one address, that follows once the new one is confirmed
ACCOUNT_UNIQUE_EMAIL = False  # several accounts may share the mailbox of a team
ACCOUNT_EMAIL_VERIFICATION = "none"  # of who logs in: accounts are made by colleagues
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_REAUTHENTICATION_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL

MFA_ADAPTER = "subscribers.accounts.factors.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "subscribers.accounts.factors.forms.CodeForm",
    "reauthenticate": "subscribers.accounts.factors.forms.CodeAgainForm",
    "activate_totp": "subscribers.accounts.factors.forms.ActivateAppForm",
    "authenticate_webauthn": "subscribers.accounts.factors.forms.PasskeyForm",
    "login_webauthn": "subscribers.accounts.factors.forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "subscribers.accounts.factors.forms.PasskeyAgainForm",
    "add_webauthn": "subscribers.accounts.factors.forms.AddPasskeyForm",
    "edit_webauthn": "subscribers.accounts.factors.forms.NamePasskeyForm",
}
MFA_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # steps of 30 seconds that a telephone's clock may be off
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody can sign up: a new address that waits keeps nobody from a factor
