"""The hub's request log without phones' addresses, query strings and anything that was sent."""

import logging
import re

from tornado.httputil import HTTPServerRequest
from tornado.log import access_log, app_log, gen_log
from tornado.web import RequestHandler

# As tornado ends its summary of a request: "POST /hub/login (10.0.0.5)".
_ADDRESS = re.compile(r" \([0-9a-fA-F:.%\w]*[.:][0-9a-fA-F:.%\w]*\)$")


def log_request(handler: RequestHandler) -> None:
    """Write one line: status, method, path and time; louder the worse it went."""
    status = handler.get_status()
    write = access_log.error if status >= 500 else access_log.info
    if status < 400 and access_log.level < 30:
        write = access_log.debug
    request = handler.request
    took = 1000 * request.request_time()
    write("%d %s %s %.0f ms", status, request.method, request.path, took)


class NoAddresses(logging.Filter):
    """Takes phones' addresses out of what tornado says of a refused or failed request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the arguments of ``record`` and let it pass."""
        if isinstance(record.args, tuple):
            record.args = tuple(_anonymous(each) for each in record.args)
        return True


def keep_addresses_out() -> None:
    """Put the filter before tornado's own loggers, which also speak for JupyterHub's handlers."""
    for logger in (access_log, app_log, gen_log):
        if not any(isinstance(each, NoAddresses) for each in logger.filters):
            logger.addFilter(NoAddresses())


def _anonymous(value: object) -> object:
    if isinstance(value, HTTPServerRequest):
        return f"{value.method} {value.path}"
    if isinstance(value, str):
        return _ADDRESS.sub("", value)
    return value
