"""Somebody's telephone, with an app for codes."""

import re
import time
from base64 import b32decode

from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice


def code_of(key: str) -> str:
    """The code of this half minute for a key in hexadecimal."""
    app = TOTP(bytes.fromhex(key))
    app.time = time.time()  # as late as the test's clock says
    return f"{app.token():06}"


def scanned(page: str) -> str:
    """The key in hexadecimal that the set-up page shows."""
    return b32decode(re.search(r'step-key">([A-Z2-7]+)<', page)[1]).hex()


def forget_last_code() -> None:
    """As if half a minute had passed since the last code."""
    TOTPDevice.objects.update(last_t=-1)
