"""How passwords are hashed: argon2id (RFC 9106) with the parameters of OWASP's cheat sheet."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet).

    A hash names its own parameters, so that older ones keep verifying.
    """

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
