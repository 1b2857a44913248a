"""The WSGI application: what ``hemera serve`` and any other WSGI server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hemera.server.settings")
application = get_wsgi_application()
