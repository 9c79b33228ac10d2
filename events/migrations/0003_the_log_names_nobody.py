"""Entries of the desk's log that call a person by name or address: from now on a row of theirs is called by a code."""

from django.db import migrations

CODES = {
    ("subscribers", "subscriber"): "abonnee",
    ("subscribers", "suppression"): "blokkade",
    ("subscribers", "bounce"): "terugmelding",
    ("subscribers", "quarantinedmail"): "mail in quarantaine",
    ("events", "registration"): "aanmelding",
}


def call_by_code(apps, schema_editor):
    kinds = apps.get_model("contenttypes", "ContentType").objects
    entries = apps.get_model("wagtailcore", "ModelLogEntry").objects
    for (app, model), word in CODES.items():
        for entry in entries.filter(content_type__in=kinds.filter(app_label=app, model=model)):
            entries.filter(pk=entry.pk).update(label=f"{word} {entry.object_id}", data={})


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0002_mail_owed"),
        ("subscribers", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(call_by_code, migrations.RunPython.noop)]
