"""The WSGI application, as a web worker loads it."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from keepword.runtime import config, logs
from keepword.runtime.processes import end_with
from keepword.runtime.web import MAIN

_main = os.environ.get(MAIN)
if _main:
    # A worker is a child of the web server's main process and must not outlive it.
    end_with(int(_main))

_config = config.current()
logs.configure(_config.layout.logs / f"{_config.service}.log")
application = get_wsgi_application()
