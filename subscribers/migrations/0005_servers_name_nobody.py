"""What a mail server said stands for all mail to it: the addresses in what was kept go."""

from django.db import migrations

from subscribers.addresses import without_addresses

COLUMNS = {"DomainHold": "smtp_text", "RelayState": "error"}


def leave_addresses_out(apps, schema_editor):
    for model, column in COLUMNS.items():
        rows = apps.get_model("subscribers", model).objects.filter(**{f"{column}__contains": "@"})
        for key, words in list(rows.values_list("pk", column)):
            rows.filter(pk=key).update(**{column: without_addresses(words)[:300]})


class Migration(migrations.Migration):
    dependencies = [("subscribers", "0004_mail_budget")]

    operations = [migrations.RunPython(leave_addresses_out, migrations.RunPython.noop)]
