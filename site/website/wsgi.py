"""The WSGI entry point: `website.wsgi:application`."""

import os

import website  # puts both roots on the path
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"{website.__name__}.settings.production")

application = get_wsgi_application()
