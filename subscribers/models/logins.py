"""How logins to the desk are slowed down: counts of what failed, and the networks an account is known on."""

from django.conf import settings
from django.db import models


class LoginTurn(models.Model):
    """How often trying failed, and from when the next try is heard; the key is a keyed hash of what is counted."""

    key = models.CharField(max_length=64, unique=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.failures} until {self.next_at}"


class KnownNetwork(models.Model):
    """A network from which this account was logged in to; a keyed hash, never the network."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="known_networks")
    network = models.CharField(max_length=64)
    last_login_on = models.DateField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "network"], name="one_row_per_known_network")]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.last_login_on}"
