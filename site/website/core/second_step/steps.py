"""Switching the second step on and off, and checking a code. Every write is one transaction.

Whatever changes is told to the account's address by mail.
"""

import hashlib
import re
import secrets
from binascii import hexlify
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django_otp.plugins.otp_totp.models import TOTPDevice

from website.core.models import RecoveryCode
from website.core.second_step import telling

CODES = 10
#: Letters and digits that nobody takes for one another; 16 of them are 80 bits.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # pragma: allowlist secret
LENGTH = 16
ACCESS = "wagtailadmin.access_admin"
ANNOTATION = "second_step_device"


def device_id() -> Subquery:
    """For a queryset of users: the id of the telephone that each has confirmed, or None."""
    confirmed = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True).order_by("pk")
    return Subquery(confirmed.values("pk")[:1])


def device_of(user: AbstractBaseUser) -> int | None:
    """The id of the telephone, None without one. No query for a user that the session brought."""
    if hasattr(user, ANNOTATION):
        found: int | None = getattr(user, ANNOTATION)
        return found
    return TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).values_list("pk", flat=True).first()


def must(user: Any) -> bool:
    """Whether this installation asks the second step of this person."""
    return bool(settings.REQUIRE_SECOND_STEP) and user.has_perm(ACCESS)


def is_wanted(user: Any) -> bool:
    """Whether a password alone does not open the door for this person."""
    return device_of(user) is not None or must(user)


def new_key() -> str:
    """A secret for a telephone: 20 random bytes in hexadecimal."""
    return hexlify(secrets.token_bytes(20)).decode()


def telephone(user: AbstractBaseUser, key: str) -> TOTPDevice:
    """A telephone that is not stored yet; its `config_url` is what the QR code says."""
    return TOTPDevice(user=user, key=key, name="Telephone", confirmed=True)


@transaction.atomic
def turn_on(*, user: Any, key: str, typed: str) -> tuple[str, ...]:
    """Keep the telephone if it made the code that was typed; recovery codes. () and nothing kept if not."""
    made = telephone(user, key)
    TOTPDevice.objects.filter(user_id=user.pk).delete()
    made.save()
    if not made.verify_token(_digits(typed)):
        transaction.set_rollback(True)
        return ()
    setattr(user, ANNOTATION, made.pk)
    telling.tell(user, telling.ON)
    return _draw(user)


@transaction.atomic
def check(*, user: Any, typed: str) -> bool:
    """Whether this is the telephone's code of this half minute, or a recovery code; each works once.

    Two or three queries. The row of the telephone is locked, so that two requests never share a code.
    """
    found = TOTPDevice.objects.select_for_update().filter(user_id=user.pk, confirmed=True).first()
    if found is None:
        return False
    if digits := _digits(typed):
        verified: bool = found.verify_token(digits)
        return verified
    used, _ = RecoveryCode.objects.filter(user_id=user.pk, code_hash=_hash(user, typed)).delete()
    if used:
        telling.tell(user, telling.USED)
    return used == 1


@transaction.atomic
def renew_codes(*, user: Any) -> tuple[str, ...]:
    """New recovery codes; the former ones are worth nothing."""
    telling.tell(user, telling.CODES)
    return _draw(user)


@transaction.atomic
def turn_off(*, user: Any) -> bool:
    """Forget telephone and recovery codes; whether there was one. Sessions stay, with the password alone."""
    RecoveryCode.objects.filter(user_id=user.pk).delete()
    deleted, _ = TOTPDevice.objects.filter(user_id=user.pk).delete()
    setattr(user, ANNOTATION, None)
    if deleted:
        telling.tell(user, telling.OFF)
    return deleted > 0


def codes_left(user: Any) -> int:
    """Recovery codes that have not been used. One query."""
    return RecoveryCode.objects.filter(user_id=user.pk).count()


def _draw(user: Any) -> tuple[str, ...]:
    RecoveryCode.objects.filter(user_id=user.pk).delete()
    codes = tuple("".join(secrets.choice(ALPHABET) for _ in range(LENGTH)) for _ in range(CODES))
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user_id=user.pk, code_hash=_hash(user, code)) for code in codes
    )
    return tuple("-".join(re.findall("....", code)) for code in codes)


def _digits(typed: str) -> str:
    """Six digits, however they were grouped; "" for anything else."""
    bare = re.sub(r"[\s-]", "", typed[:40])
    return bare if re.fullmatch("[0-9]{6}", bare) else ""


def _hash(user: Any, typed: str) -> str:
    code = re.sub(r"[\s-]", "", typed[:40]).upper()
    return hashlib.sha256(f"recovery:{user.pk}:{code}".encode("utf-8", "surrogatepass")).hexdigest()
