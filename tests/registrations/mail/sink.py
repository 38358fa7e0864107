"""A real SMTP server on this machine that counts the mails it has accepted."""

import email
import socketserver
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager


class Sink(socketserver.ThreadingTCPServer):
    """Accepts mail; stops before or after its answer at the addresses it was told to."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.accepted: Counter[str] = Counter()
        self.refused: set[str] = set()
        # The answer to mail for this address is never given: the sender is stuck until it dies.
        self.silent_for = ""
        self.counts_silent = False
        self.fell_silent = threading.Event()
        self.released = threading.Event()
        self._lock = threading.Lock()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def count(self, data: bytes) -> None:
        message = email.message_from_bytes(data)
        with self._lock:
            self.accepted[str(message["Message-ID"])] += 1


class _Session(socketserver.StreamRequestHandler):
    server: Sink

    def handle(self) -> None:
        self._say("220 sink")
        recipient = ""
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"RCPT":
                recipient = line.decode().partition("<")[2].partition(">")[0]
                is_refused = recipient in self.server.refused
                self._say("550 nobody here" if is_refused else "250 ok")
            elif word == b"DATA":
                self._say("354 go on")
                self._take(recipient)
            elif word == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, recipient: str) -> None:
        data = b""
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            data += line
        sink = self.server
        if recipient == sink.silent_for:
            if sink.counts_silent:
                sink.count(data)
            sink.fell_silent.set()
            sink.released.wait(60)
            return
        sink.count(data)
        self._say("250 taken")

    def _say(self, answer: str) -> None:
        self.wfile.write(answer.encode() + b"\r\n")


@contextmanager
def smtp_sink() -> Iterator[Sink]:
    with Sink() as sink:
        thread = threading.Thread(target=sink.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield sink
        finally:
            sink.released.set()
            sink.shutdown()
            thread.join()
