"""The WSGI entry point: `website.wsgi:application`. It does not start on what `core.refusals` names."""

import os

import website  # puts both roots on the path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{website.__name__}.settings.production")

from django.core.wsgi import get_wsgi_application

from website.core.refusals import refuse_to_start

application = get_wsgi_application()
refuse_to_start()
