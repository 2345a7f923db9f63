"""Django's signing key: for whoever makes or reads what it signs, the web server above all."""

from __future__ import annotations

import secrets

from keepword.runtime import secretfile
from keepword.runtime.config import Config
from keepword.runtime.dbroles.names import SERVING, Role

_SIGNS_NOTHING = frozenset(SERVING) - {Role.WEB}


def of(config: Config) -> str:
    """The key of this process. One that signs nothing gets a key of its own that opens nothing:
    Django wants one to start at all.

    Raises:
        UnsafeFolder: others may read the file.
    """
    if config.service in _SIGNS_NOTHING:
        return secrets.token_urlsafe(secretfile.SECRET_BYTES)
    if config.secret_key is not None:
        return config.secret_key
    return secretfile.read_or_make(config.layout.secrets / "django-key")
