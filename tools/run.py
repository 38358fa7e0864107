#!/usr/bin/env python
"""What `make run` does once all is installed: prepare what changed, say where to look, serve."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = Path(os.environ.get("KRETSLOPP_DATA") or ROOT / "var").resolve()
STAMP = DATA / "prepared.stamp"
PLACES = """\
The site:    {address}/
The admin:   {address}/admin/
Every mail:  {address}/mejl/
Sign in with a name and password shown when the demo was loaded. To choose a new password:
  .venv/bin/python manage.py changepassword NAME
Stop with Ctrl-C."""


def state() -> str:
    """Return a mark of what preparing depends on; looking costs less than starting Django."""
    digest = hashlib.sha256(os.environ.get("DATABASE_URL", "").encode())
    sources = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("site/*/migrations/*.py")]
    sources += [ROOT / "requirements.lock", *ROOT.glob("locale/*/LC_MESSAGES/*.po")]
    for path in sorted(sources):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_prepared() -> bool:
    has_database = bool(os.environ.get("DATABASE_URL")) or (DATA / "kretslopp.sqlite3").exists()
    return has_database and STAMP.exists() and STAMP.read_text() == state()


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    host, port = os.environ.get("HOST", "127.0.0.1"), os.environ.get("PORT", "8000")
    name = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host
    # Mailed links and the way back from the payment page lead to where it is served.
    os.environ.setdefault("BASE_URL", f"http://{name}:{port}")
    if not is_prepared():
        print("Preparing the database ...", flush=True)
        found = subprocess.run([sys.executable, ROOT / "manage.py", "prepare"], check=False)
        if found.returncode:
            return found.returncode
        STAMP.write_text(state())
    print(PLACES.format(address=f"http://{name}:{port}"), flush=True)
    serve(host, port)
    return 0


def serve(host: str, port: str) -> None:
    """Become granian: one process, two threads, since they share one interpreter lock."""
    granian = str(Path(sys.executable).with_name("granian"))
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'site'}"}
    arguments = ["--interface", "wsgi", "--host", host, "--port", port, "--workers", "1"]
    arguments += ["--blocking-threads", "2", "--workers-kill-timeout", "5", "--no-ws"]
    os.execve(granian, [granian, *arguments, "config.wsgi:application"], environment)


if __name__ == "__main__":
    sys.exit(main())
