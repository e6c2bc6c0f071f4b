"""The post of the site: confirmations, notices, subscriptions, and an outbox that survives a crash.

    mail.register(mail.Topic(name="letter.confirm", …))         in AppConfig.ready
    mail.ask(topic="letter.confirm", address=…, payload={}, request=request)
    mail.send(address=…, topic="letter", subject=…, template="articles/mail/letter", context={…})
    mail.subscribe(address=…, topic="letter"); mail.notify(topic=…, key=…, …); mail.forget(address)

Nothing here sends while a transaction is open: a mail is a row until it is delivered, by the clock or by a
thread of its own right after the commit. No mail holds a word that a visitor typed.
"""

from website.core.mail.addresses import NotAnAddress, normalised
from website.core.mail.asking import ask, ask_again
from website.core.mail.delivery import deliver, wake
from website.core.mail.digests import digest
from website.core.mail.forgetting import forget
from website.core.mail.sending import send
from website.core.mail.subscriptions import (
    is_subscribed,
    notify,
    subscribe,
    subscribe_each,
    subscribers,
    unsubscribe,
    unsubscribe_path,
)
from website.core.mail.topics import Confirmation, Topic, register

__all__ = [
    "Confirmation",
    "NotAnAddress",
    "Topic",
    "ask",
    "ask_again",
    "deliver",
    "digest",
    "forget",
    "is_subscribed",
    "normalised",
    "notify",
    "register",
    "send",
    "subscribe",
    "subscribe_each",
    "subscribers",
    "unsubscribe",
    "unsubscribe_path",
    "wake",
]
