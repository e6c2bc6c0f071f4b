"""The control off: a server that says "saved" before it commits.

`PYTHONPATH` and `--working-dir` lead here through the test alone; the product never loads this module.
"""

import time

from django.db import transaction

import website.settings.development as development


class AcknowledgesFirst:
    """Middleware, outermost: the transaction of a form is committed when its answer has been sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "POST":
            return self.get_response(request)
        whole = transaction.atomic()
        whole.__enter__()
        response = self.get_response(request)

        def commit():
            time.sleep(0.3)
            whole.__exit__(None, None, None)

        response._resource_closers.append(commit)
        return response


for _name in dir(development):
    if _name.isupper():
        globals()[_name] = getattr(development, _name)
MIDDLEWARE = ["tests.faults.late.AcknowledgesFirst", *development.MIDDLEWARE]
