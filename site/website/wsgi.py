"""The WSGI entry point: `website.wsgi:application`. It does not start on what `core.refusals` names."""

import os

import website  # puts both roots on the path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{website.__name__}.settings.production")

from django.conf import settings
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

if settings.REFUSES_TO_START:
    from website.core.refusals import refuse_to_start

    refuse_to_start()
