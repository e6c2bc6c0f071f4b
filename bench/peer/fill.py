"""`python -m bench.peer.fill`: in a migrated database, both questionnaires, 20 questions of 5 answers."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.peer.settings")

FIELDS, SECTIONS = 20, 5
ANSWERS = ("never", "rarely", "sometimes", "often", "always")


def instrument() -> str:
    """The questionnaire as text, in JSON, which YAML includes: five sections of twenty single choices."""
    options = [{"value": value, "code": code, "label": code} for value, code in enumerate(ANSWERS, 1)]
    return json.dumps(
        {
            "instrument": {
                "id": "bench",
                "version": "1",
                "title": "Bench",
                "language": "en",
                "intro": "Hello.",
                "consent": {"id": "consent", "required": True, "label": "I agree."},
                "outro": "Thank you.",
            },
            "missing_codes": [
                {"value": -1, "code": "not_asked", "label": "Not asked", "base": "outside"},
                {"value": -2, "code": "no_answer", "label": "No answer", "base": "asked_item_missing"},
                {"value": -5, "code": "not_reached", "label": "Not reached", "base": "outside"},
            ],
            "scales": {"freq5": options},
            "sections": [{"id": f"s{n}", "title": f"Section {n}"} for n in range(1, SECTIONS + 1)],
            "questions": [
                {
                    "id": f"q{section}_{number}",
                    "section": f"s{section}",
                    "type": "single",
                    "required": True,
                    "text": f"Question {number}",
                    "options": options,
                }
                for section in range(1, SECTIONS + 1)
                for number in range(1, FIELDS + 1)
            ],
        },
    )


def main() -> None:
    """The peers' tables, a survey that is open, and a form page. The site's own tables are there already."""
    import django

    django.setup()
    from django.db import connection
    from wagtail.contrib.forms.models import FormSubmission
    from wagtail.models import Site

    from bench.peer.models import PeerField, PeerPage
    from surveys import actions
    from surveys.management.commands.load_instrument import load

    with connection.schema_editor() as editor:
        for model in (FormSubmission, PeerPage, PeerField):
            editor.create_model(model)
    root = Site.objects.get(is_default_site=True).root_page
    survey = load(instrument(), parent=root, publish=True)
    actions.open_wave(wave=survey.waves.create(number=1, title="Bench"))
    page = root.add_child(instance=PeerPage(title="Peer", slug="peer"))
    for number in range(1, FIELDS + 1):
        PeerField.objects.create(
            page=page,
            sort_order=number,
            label=f"q1_{number}",
            field_type="radio",
            choices=",".join(ANSWERS),
            required=True,
        )
    page.save_revision().publish()
    print(survey.slug)


if __name__ == "__main__":
    sys.exit(main())
