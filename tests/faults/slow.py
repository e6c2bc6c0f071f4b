"""Settings of a server that takes its time between the commit and the answer: what ends it early shows."""

import time

import website.settings.development as development


class AnswersLate:
    """Middleware, outermost: a form's answer leaves a third of a second after its commit."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.method == "POST":
            time.sleep(0.3)
        return response


for _name in dir(development):
    if _name.isupper():
        globals()[_name] = getattr(development, _name)
MIDDLEWARE = ["tests.faults.slow.AnswersLate", *development.MIDDLEWARE]
