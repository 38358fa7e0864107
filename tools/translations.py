#!/usr/bin/env python
"""Keep the Swedish catalogue: find, write, check and compile it, without GNU gettext."""

import argparse
import fcntl
import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = ROOT / "locale/sv/LC_MESSAGES/django.po"
COMPILED = CATALOGUE.with_suffix(".mo")
SAME_IN_SWEDISH = ROOT / "tools/same_in_swedish.txt"
SOURCES = ("registrations", "events", "trips", "site", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLURAL_SEPARATOR = "|||"
CONTEXT_SEPARATOR = "\x04"
HEADER = r"""# Swedish for Kretslopp.
msgid ""
msgstr ""
"Project-Id-Version: Kretslopp\n"
"Language: sv\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"""
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")

Text = str | tuple[str, ...]
Key = tuple[str, Text]


def read_catalogue() -> Catalog:
    if not CATALOGUE.exists():
        return Catalog(locale="sv")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="sv")


def write_catalogue(catalogue: Catalog) -> None:
    buffer = io.BytesIO()
    write_po(buffer, catalogue, no_location=True, omit_header=True, sort_output=True, width=100)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(f"{HEADER}\n{buffer.getvalue().decode()}")


@contextmanager
def locked_catalogue() -> Iterator[Catalog]:
    """Yield the catalogue and write it back; only one process at a time gets it."""
    with Path(__file__).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        catalogue = read_catalogue()
        yield catalogue
        write_catalogue(catalogue)


def source_text(path: Path) -> str:
    """Return Python that the extractor reads; a template becomes the calls it will make."""
    text = path.read_text()
    if path.suffix == ".py":
        return text
    # In parentheses, or the indentation of the template would be read as Python's.
    return f"(\n{templatize(text, origin=str(path))}\n)"


def source_files(prefix: str = "") -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            name = str(path.relative_to(ROOT))
            if path.suffix not in {".py", ".html", ".txt", ".xml"} or "/migrations/" in name:
                continue
            if "/static/" not in name and name.startswith(prefix):
                yield path


def extracted(prefix: str = "") -> dict[Key, str]:
    """Return every message of the sources with the first file that says it."""
    found: dict[Key, str] = {}
    for path in source_files(prefix):
        source = io.BytesIO(source_text(path).encode())
        try:
            messages = list(extract("python", source, KEYWORDS, options={"encoding": "utf-8"}))
        except (SyntaxError, IndentationError) as error:
            sys.exit(f"{path.relative_to(ROOT)}: {error}")
        for _line, message, _comments, context in messages:
            if message:
                found.setdefault((context or "", message), str(path.relative_to(ROOT)))
    return found


def key_of(message: Message) -> Key:
    text = message.id if isinstance(message.id, str) else tuple(message.id)
    return message.context or "", text


def as_text(key: Key) -> str:
    context, message = key
    text = message if isinstance(message, str) else PLURAL_SEPARATOR.join(message)
    return f"{context}{CONTEXT_SEPARATOR}{text}" if context else text


def is_translated(message: Message | None) -> bool:
    if message is None:
        return False
    strings = (message.string,) if isinstance(message.string, str) else message.string
    return bool(strings) and all(strings)


def find(catalogue: Catalog, key: Key) -> Message | None:
    context, message = key
    return catalogue.get(message, context or None)


def untranslated(prefix: str = "") -> dict[Key, str]:
    catalogue = read_catalogue()
    return {
        key: path
        for key, path in extracted(prefix).items()
        if not is_translated(find(catalogue, key))
    }


def as_stored(text: str) -> str:
    """Return a template's text as Django looks it up: variables as placeholders, on one line."""
    return re.sub(r"\{\{\s*(\w+)\s*\}\}", r"%(\1)s", text)


def set_messages(path: Path) -> int:
    """Write the Swedish of a JSON file; refuse what no source says."""
    wanted = json.loads(path.read_text())
    by_text = {as_text(key): key for key in extracted()}
    unknown = []
    with locked_catalogue() as catalogue:
        for text, swedish in wanted.items():
            stored = as_stored(text)
            key = by_text.get(stored) or by_text.get(stored.replace("%", "%%"))
            if key is None:
                unknown.append(text)
                continue
            context, message = key
            doubled = stored not in by_text
            strings = [swedish] if isinstance(swedish, str) else swedish
            strings = [as_stored(string) for string in strings]
            if doubled:
                strings = [string.replace("%", "%%") for string in strings]
            catalogue.delete(message, context or None)
            catalogue.add(
                message,
                strings[0] if isinstance(message, str) else tuple(strings),
                context=context or None,
            )
    compile_catalogue()
    for text in unknown:
        print(f"no source says: {text!r}", file=sys.stderr)
    print(f"{len(wanted) - len(unknown)} written, {len(unknown)} refused")
    return 1 if unknown else 0


def show_missing(prefix: str) -> int:
    """Print what lacks Swedish as JSON that `set` takes back when it is filled in."""
    missing = untranslated(prefix)
    lacking = {
        as_text(key): "" if isinstance(key[1], str) else ["", ""]
        for key in sorted(missing, key=as_text)
    }
    print(json.dumps(lacking, indent=1, ensure_ascii=False))
    return 0


def update() -> int:
    """Drop from the catalogue what no source says any more."""
    said = extracted()
    with locked_catalogue() as catalogue:
        unused = [message for message in catalogue if message.id and key_of(message) not in said]
        for message in unused:
            catalogue.delete(message.id, message.context)
    print(f"{len(unused)} dropped, {len(untranslated())} lack Swedish")
    return 0


def compile_catalogue() -> int:
    temporary = COMPILED.with_suffix(".new")
    with temporary.open("wb") as file:
        write_mo(file, read_catalogue())
    temporary.replace(COMPILED)
    return 0


def compile_if_older() -> None:
    """Compile when the catalogue is newer than what was compiled; tests and `make run` call it."""
    if not CATALOGUE.exists():
        return
    if not COMPILED.exists() or COMPILED.stat().st_mtime < CATALOGUE.stat().st_mtime:
        compile_catalogue()


def same_in_swedish() -> set[str]:
    return {line for line in SAME_IN_SWEDISH.read_text().splitlines() if line}


def faults_of(message: Message, allowed: set[str]) -> Iterator[str]:
    """Yield what is wrong with one translated message."""
    singulars = (message.id,) if isinstance(message.id, str) else message.id
    strings = (message.string,) if isinstance(message.string, str) else message.string
    wanted = sorted(set(PLACEHOLDER.findall(singulars[-1])))
    for index, string in enumerate(strings):
        found = sorted(set(PLACEHOLDER.findall(string)))
        if found != wanted and not (index == 0 and len(strings) > 1 and set(found) < set(wanted)):
            yield f"placeholders differ: {wanted} became {found}"
    has_words = re.search(r"[A-Za-z]{2}", PLACEHOLDER.sub("", strings[0]))
    if tuple(singulars) == tuple(strings) and has_words and singulars[0] not in allowed:
        yield "the English stands as Swedish"
    if re.search("[åäöÅÄÖ]", singulars[0]) and singulars[0] not in allowed:
        yield "the message itself is Swedish; write it in English"


def check() -> int:
    """Fail on anything missing, fuzzy, unused, or wrongly translated."""
    said, allowed = extracted(), same_in_swedish()
    faults = [f"{path}: lacks Swedish: {as_text(key)!r}" for key, path in untranslated().items()]
    for message in read_catalogue():
        if not message.id:
            continue
        text = as_text(key_of(message))
        if message.fuzzy:
            faults.append(f"fuzzy: {text!r}")
        if key_of(message) not in said:
            faults.append(f"no source says: {text!r}")
        elif is_translated(message):
            faults += [f"{fault}: {text!r}" for fault in faults_of(message, allowed)]
    print("\n".join(faults) or "Translations are complete.")
    return 1 if faults else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("set").add_argument("file", type=Path)
    verbs.add_parser("missing").add_argument("prefix", nargs="?", default="")
    for verb in ("update", "compile", "check"):
        verbs.add_parser(verb)
    arguments = parser.parse_args()
    if not settings.configured:
        settings.configure()
        django.setup()
    match arguments.verb:
        case "set":
            return set_messages(arguments.file)
        case "missing":
            return show_missing(arguments.prefix)
        case "update":
            return update()
        case "compile":
            return compile_catalogue()
        case _:
            return check()


if __name__ == "__main__":
    sys.exit(main())
