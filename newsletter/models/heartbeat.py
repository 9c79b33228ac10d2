"""That the tasks by the clock still run: what nobody sees until a newsletter does not go out."""

from django.db import models


class Heartbeat(models.Model):
    """``at``: when the task called ``name`` last ran."""

    name = models.CharField(max_length=60, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
