"""HTTP on the loopback address, a thread for each connection, with the standard library alone."""

import json
import socket
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.contracts import pay_page
from tests.contracts.desk import Answer, Desk, Request

LOOPBACK = "127.0.0.1"
PAGE = "/c/pay/"
LONGEST_BODY = 1 << 20


class Handler(BaseHTTPRequestHandler):
    server: "Listener"
    # Header and body in one packet: apart, each call waits 40 ms for a delayed acknowledgement.
    wbufsize = 1 << 16
    timeout = 10

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing; what happened stands in the list of calls."""

    def do_GET(self) -> None:
        self.handle_call("GET", urlsplit(self.path).query)

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), LONGEST_BODY)
        self.handle_call("POST", self.rfile.read(length).decode("utf-8", "replace"))

    def do_DELETE(self) -> None:
        self.handle_call("DELETE", "")

    def handle_call(self, method: str, form: str) -> None:
        path, desk = urlsplit(self.path).path, self.server.desk
        if path.startswith(PAGE):
            self.handle_page(method, path.removeprefix(PAGE), form)
            return
        answer = desk.answer(Request(method, path, form, self.headers))
        if answer is None:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self.send(answer)
        desk.webhooks.send_waiting(addresses_only=True)

    def handle_page(self, method: str, identity: str, form: str) -> None:
        bank = self.server.desk.bank
        if method == "POST":
            button = parse_qs(form).get("do", [""])[0]
            with bank.serving():
                status, onward, html = pay_page.press(bank, identity, button)
        else:
            status, onward, html = pay_page.show(bank, identity)
        headers = {"Location": onward} if onward else {}
        self.write(status, {**headers, "Content-Type": "text/html; charset=utf-8"}, html.encode())
        self.server.desk.webhooks.send_waiting(addresses_only=True)

    def send(self, answer: Answer) -> None:
        body = json.dumps(answer.body, ensure_ascii=False).encode()
        self.write(answer.status, {**answer.headers, "Content-Type": "application/json"}, body)

    def write(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()


class Listener(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    request_queue_size = 64

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        super().__init__((LOOPBACK, 0), Handler)
        self.thread = threading.Thread(
            target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> None:
        self.shutdown()
        self.thread.join()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep what the stand-in itself did wrong; a client that hung up did nothing wrong."""
        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.desk.drifts.append(f"the stand-in failed: {error!r}")
