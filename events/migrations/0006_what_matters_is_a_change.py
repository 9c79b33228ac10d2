"""Two kinds of change that were told as another one, and the place in words as a fact of its own."""

from typing import Any

from django.db import migrations, models

from subscribers.plaintext import one_line


def add_place_words(apps: Any, _schema: Any) -> None:
    """What was told stays byte for byte: the next reconciliation finds the facts that it would make."""
    entries = apps.get_model("events", "CalendarEntry")
    for entry in entries.objects.select_related("occurrence").only("facts", "occurrence__place", "occurrence__place_en"):
        for language in ("nl", "en"):
            entry.facts[language]["placeWords"] = words_of(entry, language)
        entries.objects.filter(pk=entry.pk).update(facts=entry.facts)


def words_of(entry: Any, language: str) -> str:
    """Of the row; of what has none any more the whole place, where it was in no building."""
    row = entry.occurrence
    if row is None:
        return "" if entry.facts["venue"] else entry.facts[language]["place"]
    return one_line((row.place_en if language == "en" else "") or row.place)


def call_postponed(apps: Any, _schema: Any) -> None:
    changes = apps.get_model("events", "Change").objects
    changes.filter(what="cancelled", after__status="postponed").update(what="postponed")


class Migration(migrations.Migration):
    dependencies = [("events", "0005_pending_places")]

    operations = [
        migrations.AlterField(
            model_name="change",
            name="what",
            field=models.CharField(
                choices=[
                    ("new", "nieuw"),
                    ("moved", "verplaatst"),
                    ("link", "andere link"),
                    ("cancelled", "afgelast"),
                    ("postponed", "uitgesteld"),
                    ("restored", "gaat toch door"),
                    ("text", "tekst"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(add_place_words, migrations.RunPython.noop),
        migrations.RunPython(call_postponed, migrations.RunPython.noop),
    ]
