"""Translations: `python -m tools.catalogue compile | missing | check | update`.

The code says everything in English and marks it; the Spanish of a domain is in
translations/es/LC_MESSAGES/<domain>.po. Compiling merges these into one messages.mo.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import files
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.unmarked import unmarked

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "es"
FOLDER = ROOT / "translations" / LOCALE / "LC_MESSAGES"
# Flask-Security has a catalogue of its own; what is in ours wins over what it ships.
SECURITY = "flask_security"

SOURCES = {
    "pncrecruit": [("**.py", "python")],
    "templates": [("**.html", "jinja2"), ("**.txt", "jinja2")],
}
OPTIONS = {
    "**.html": {"trimmed": "true", "silent": "false"},
    "**.txt": {"trimmed": "true", "silent": "false"},
}
KEYWORDS = DEFAULT_KEYWORDS | {
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")
# A template fills in every message that it shows: a per cent sign is written twice.
STRAY = re.compile(r"%(?!%|\(\w+\)[a-z])")
# A form of a plural may say "one" in a word instead of showing the number.
OPTIONAL = {"%(num)s", "%(num)d", "%(count)s", "%(count)d", "%(n)s", "%(n)d"}
# What a catalogue begins with: nothing that changes from one day to the next.
HEADER = b"""msgid ""
msgstr ""
"Project-Id-Version: pncrecruit\\n"
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


class Key(NamedTuple):
    """What a message is looked up by."""

    context: str | None
    singular: str
    plural: str | None


class Entry(NamedTuple):
    """A message of a catalogue, and the catalogue's name."""

    domain: str
    message: Message


Places = dict[Key, list[str]]
Entries = dict[Key, list[Entry]]


def forms(text: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return a message's text, or its forms if it has a plural."""
    return (text,) if isinstance(text, str) else tuple(text or ())


def key_of(message: Message) -> Key:
    """Return what a catalogue's message is looked up by."""
    singular, *plural = forms(message.id)
    return Key(message.context, singular, plural[0] if plural else None)


def extracted() -> Places:
    """Find every marked message in the code and the templates, with its places."""
    places: Places = defaultdict(list)
    for folder, methods in SOURCES.items():
        if not (ROOT / folder).is_dir():
            continue
        found = extract_from_dir(ROOT / folder, methods, OPTIONS, keywords=KEYWORDS)
        for name, line, text, _comments, context in found:
            singular, *plural = forms(text)
            key = Key(context, singular, plural[0] if plural else None)
            places[key].append(f"{folder}/{Path(name).as_posix()}:{line}")
    return places


def catalogues() -> dict[str, Catalog]:
    """Read the catalogue of every domain."""
    read = {}
    for path in sorted(FOLDER.glob("*.po")):
        with path.open("rb") as file:
            read[path.stem] = read_po(file, locale=LOCALE, domain=path.stem)
    return read


def entries(read: dict[str, Catalog]) -> Entries:
    """Gather the messages of our own catalogues by what they are looked up by."""
    gathered: Entries = defaultdict(list)
    for domain, catalogue in read.items():
        if domain == SECURITY:
            continue
        for message in catalogue:
            if message.id:
                gathered[key_of(message)].append(Entry(domain, message))
    return gathered


def translated(message: Message) -> bool:
    """Say whether every form of a message has its translation."""
    return bool(message.string) and all(forms(message.string))


def missing(places: Places, known: Entries) -> Iterator[str]:
    """Tell each message without a translation, and where it is used."""
    for key, used in places.items():
        if not any(translated(entry.message) for entry in known.get(key, [])):
            yield f"{used[0]}: not translated: {key.singular!r}"


def wrong_placeholders(message: Message) -> bool:
    """Say whether a translation shows other values than its original."""
    expected = {
        name for form in forms(message.id) for name in PLACEHOLDER.findall(form)
    }
    optional = OPTIONAL if len(forms(message.id)) > 1 else set()
    return any(
        (set(PLACEHOLDER.findall(form)) ^ expected) - (optional & expected)
        for form in forms(message.string)
    )


def is_stray(message: Message) -> bool:
    """Say whether a message or its translation has a per cent sign written once."""
    texts = (*forms(message.id), *forms(message.string))
    return any(STRAY.search(text.replace("%%", "")) for text in texts)


def faults(places: Places, known: Entries) -> Iterator[str]:
    """Tell what is wrong with the catalogues themselves."""
    for key, same in known.items():
        shown = [
            place for place in places.get(key, ()) if place.startswith("templates")
        ]
        if shown and any(is_stray(entry.message) for entry in same):
            yield f"{shown[0]}: write %% for a per cent sign: {key.singular!r}"
        where = ", ".join(f"{entry.domain}.po" for entry in same)
        if key not in places:
            yield f"{where}: not used: {key.singular!r}"
        if len({forms(entry.message.string) for entry in same}) > 1:
            yield f"{where}: translated in two ways: {key.singular!r}"
        for entry in same:
            if entry.message.fuzzy:
                yield f"{entry.domain}.po: fuzzy: {key.singular!r}"
            elif translated(entry.message) and wrong_placeholders(entry.message):
                yield f"{entry.domain}.po: other placeholders: {key.singular!r}"


def write_if_changed(path: Path, content: bytes) -> None:
    """Replace a file at once, so that no reader sees half of it."""
    if path.exists() and path.read_bytes() == content:
        return
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.replace(path)


def write_machine(catalogue: Catalog, domain: str) -> None:
    """Write a compiled catalogue."""
    content = BytesIO()
    write_mo(content, catalogue)
    write_if_changed(FOLDER / f"{domain}.mo", content.getvalue())


def compile_all() -> None:
    """Merge the domains into messages.mo, and Flask-Security's Spanish with ours.

    Flask-Security ships its Spanish as es_ES, and gettext finds "es" from es_GT but
    not "es_ES": it is compiled again under the name that is found.
    """
    FOLDER.mkdir(parents=True, exist_ok=True)
    read = catalogues()
    merged = Catalog(locale=LOCALE, domain="messages")
    for key, same in entries(read).items():
        best = next((e.message for e in same if translated(e.message)), None)
        if best and not best.fuzzy:
            merged.add(best.id, best.string, context=key.context)
    write_machine(merged, "messages")
    shipped = files(SECURITY) / "translations" / "es_ES" / "LC_MESSAGES"
    with (shipped / f"{SECURITY}.po").open("rb") as file:
        security = read_po(file, locale=LOCALE, domain=SECURITY)
    for message in read.get(SECURITY, Catalog()):
        if message.id and message.string:
            security.delete(message.id, context=message.context)
            security.add(message.id, message.string, context=message.context)
    write_machine(security, SECURITY)


def domain_of(place: str) -> str:
    """Return the domain whose catalogue has the messages of a place."""
    _folder, domain, *rest = place.partition(":")[0].split("/")
    return domain if rest else "common"


def update() -> None:
    """Add what is missing, without a translation, and take out what is not used."""
    places, read = extracted(), catalogues()
    known = entries(read)
    for key, same in known.items():
        if key not in places:
            for entry in same:
                read[entry.domain].delete(entry.message.id, context=key.context)
    for key, used in places.items():
        if key in known:
            continue
        domain = domain_of(used[0])
        if domain not in read:
            read[domain] = Catalog(locale=LOCALE, domain=domain)
        text = (key.singular, key.plural) if key.plural else key.singular
        read[domain].add(text, context=key.context)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for domain, catalogue in read.items():
        if domain == SECURITY:
            continue
        content = BytesIO(HEADER)
        content.seek(0, SEEK_END)
        write_po(content, catalogue, width=88, no_location=True, omit_header=True)
        write_if_changed(FOLDER / f"{domain}.po", content.getvalue().rstrip() + b"\n")


def tell(lines: Iterable[str]) -> int:
    """Print lines, and return how many there were."""
    count = 0
    for count, line in enumerate(lines, 1):  # noqa: B007
        print(line)
    return count


def main() -> None:
    """Do what the first argument says."""
    job = sys.argv[1] if len(sys.argv) > 1 else "check"
    if job == "compile":
        compile_all()
    elif job == "update":
        update()
    elif job in {"missing", "check"}:
        places, known = extracted(), entries(catalogues())
        count = tell(missing(places, known))
        if job == "check":
            count += tell(faults(places, known)) + tell(unmarked(ROOT))
        sys.exit(f"{count} to put right." if count else 0)
    else:
        sys.exit(f"compile, update, missing or check, not {job}.")


if __name__ == "__main__":
    main()
