"""Keeps what is personal out of the log: tokens of links and addresses of mail."""

import logging
import re

TOKEN = re.compile(r"(/r/)[^/\s'\"]+")
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")


class DiscreetFormatter(logging.Formatter):
    """Formats a record, its traceback too, without tokens and mail addresses."""

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return ADDRESS.sub("<address>", TOKEN.sub(r"\1<token>", line))
