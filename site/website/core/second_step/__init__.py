"""A second step at signing in: a code that a telephone makes (TOTP, RFC 6238), after the password.

Whoever has switched it on is nobody to the site until the code is given, whichever page took the password:
`door.SecondStep` stands behind Django's own middleware. The arithmetic, the row of a telephone and the rule
that a code works once are django-otp's; counting the tries is `website.core.signing_in`'s.
"""
