"""Whether a TCP port on the loopback address is free, and which one is."""

from __future__ import annotations

import errno
import socket

from keepword.runtime.errors import PortBusy

LOOPBACK = "127.0.0.1"
_LOOK_AT = 200
"""How many of the following ports are tried before giving up on naming one."""


def is_free(port: int) -> bool:
    """Whether nobody listens on `port` (1024 and lower may be forbidden: that counts as busy).

    `SO_REUSEPORT` is not set, so a server that does set it is seen too.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen(1)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def require_free(port: int) -> None:
    """Return when `port` is free.

    Raises:
        PortBusy: it is not; the error names the next one that is.
    """
    if is_free(port):
        return
    following = range(max(port + 1, 1024), min(port + 1 + _LOOK_AT, 65536))
    raise PortBusy(port, next((other for other in following if is_free(other)), None))
