"""Logging in to the desk: allauth's addresses, less what we do not offer, and with proof where an account changes."""

from allauth.account import views as theirs
from allauth.account.decorators import reauthentication_required
from django.urls import include, path

from . import views

proved = reauthentication_required(app="allauth.account")
NOT_OFFERED = (
    "signup/",
    "confirm-email/",
    "login/code/confirm/",
    "reauthenticate/code/",
    "reauthenticate/code/confirm/",
)

urlpatterns = [
    path("", views.account, name="account"),
    path("sessions/", views.list_sessions, name="usersessions_list"),
    path("email/", proved(theirs.email), name="account_email"),
    path("password/change/", proved(theirs.password_change), name="account_change_password"),
    path("password/reset/", views.ForgottenPassword.as_view(), name="account_reset_password"),
    path("2fa/webauthn/login/", views.passkey_login, name="mfa_login_webauthn"),
    *[path(address, views.not_offered) for address in NOT_OFFERED],
    path("", include("allauth.urls")),
]
