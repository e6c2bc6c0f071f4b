"""The control off: SQLite answers before its log is on the disk. The product refuses to start like this."""

import website.settings.development as development

for _name in dir(development):
    if _name.isupper():
        globals()[_name] = getattr(development, _name)
DATABASES = {
    "default": {
        **development.DATABASES["default"],
        "OPTIONS": {
            **development.DATABASES["default"]["OPTIONS"],
            "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF",
        },
    }
}
