"""Core models, one file per kind."""

from website.core.models.clock import ClockLease, ClockRun
from website.core.models.limits import Counter, DailySalt
from website.core.models.mail import DigestLine, KeptMail, MailCap, Outgoing, Pending, Subscription
from website.core.models.page import BasePage
from website.core.models.second_step import RecoveryCode
from website.core.models.site import SiteSettings

__all__ = [
    "BasePage",
    "ClockLease",
    "ClockRun",
    "Counter",
    "DailySalt",
    "DigestLine",
    "KeptMail",
    "MailCap",
    "Outgoing",
    "Pending",
    "RecoveryCode",
    "SiteSettings",
    "Subscription",
]
