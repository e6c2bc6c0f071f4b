"""The site's own settings, with the two peers beside the survey."""

import website.settings.development as site

for _name in dir(site):
    if _name.isupper():
        globals()[_name] = getattr(site, _name)
INSTALLED_APPS = [*site.INSTALLED_APPS, "wagtail.contrib.forms", "bench.peer"]
ROOT_URLCONF = "bench.peer.urls"
