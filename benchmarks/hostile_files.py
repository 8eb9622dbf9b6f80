"""Damaged and hostile persona files of every format, made from sound ones by a seed."""

import io
import json
import random
import struct
import warnings
import zipfile
import zlib
from base64 import b64encode
from collections.abc import Callable, Iterator
from typing import cast

from troupe.people.fragments.fragment import fragment
from troupe.people.library.file_exporting import FileFormat, export
from troupe.people.library.library import library
from troupe.people.persona.persona import Persona

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
File = tuple[str, bytes]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LONG: list[Json] = [f"{n}" for n in range(300)]
_ODD: tuple[Json, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        10**400,
        1e308,
        -0.0,
        "",
        " ",
        "\n",
        "x" * 5000,
        "{{char}}" * 50,
        "{{random:" * 30,
    ),
    *(
        "\u202e",
        "\ud800",
        "\0",
        "💥",
        "../../etc/passwd",
        "=cmd|' /C calc'!A0",
        "__proto__",
        "@@activate\n@@depth x",
    ),
    *([], {}, [[]], [None], [1, "a", {}], {"": ""}, {"name": []}, {"entries": 5}, {"entries": [[]]}, _LONG),
    *({"persona": {"merges": 3}}, {"rest": 1}, {"text": {}, "keys": 4}, [{"name": {}, "description": []}]),
)
_SMALL: dict[str, Json] = {
    "name": "Asla",
    "age": 51,
    "nicknames": ["A"],
    "style": "{{char}} is dry with {{user}}.",
    "occupation": {"title": "keeper", "organization": "the coast"},
    "personality": {"traits": ["stubborn"], "big_five": {"openness": "High."}},
    "preferences": {"likes": ["rain"], "boats": ["old"]},
    "behaviors": {"routines": {"morning": ["wakes"]}},
    "relationships": [{"name": "Ole", "description": "Her brother."}],
    "voice": ["It passes."],
    "sayings": {"greeting": ["Well, {{user}}."]},
    "talkativeness": 0.3,
    "tests": {"knows": ["lamps"]},
    "lore": {
        "scan_depth": 2,
        "token_budget": 90,
        "entries": [{"keys": ["beacon"], "content": "Old.", "insertion_order": 1, "selective": False}],
        "night": {"keys": ["dark"], "text": "Long."},
    },
    "card": {"rest": {"spec": "chara_card_v3", "data": {"nickname": "As", "extensions": {"x": 1}}}},
}
_HEADER_LIES: tuple[tuple[tuple[int, int], ...], ...] = (
    *((), ()),
    *(((8, 1),), ((10, 99),), ((24, 200),), ((20, 255),), ((42, 7),)),
)
"""Bytes of an entry's header in the directory of an archive: encrypted, a method, sizes, a place."""
_TEXT_NUMBERS = (b"NaN", b"Infinity", b"-Infinity", b"1e999", b"9" * 5000, b"-", b"00", b"0x1F", b"1_000")


def hostile_files(seed: int, count: int) -> Iterator[File]:
    """So many files, the same for the same seed: name and content."""
    rng = random.Random(seed)
    sound = _sound_files()
    for _ in range(count):
        yield rng.choice(_MAKERS)(rng, sound)


def _sound_files() -> list[File]:
    """One of the house, and more often a small one who has something of everything, in every format."""
    small = Persona.model_validate(_SMALL).with_fragment(fragment("part", {"age": 52, "skills": ["knots"]}))
    people = [next(iter(library().values())), *(small,) * 5]
    files = [export(person, written_as, _picture()) for person in people for written_as in FileFormat]
    return [(file.name, file.content) for file in files]


def _picture() -> bytes:
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return _SIGNATURE + header + _chunk(b"IDAT", zlib.compress(b"\0\0")) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, data: bytes, length: int | None = None) -> bytes:
    told = len(data) if length is None else length
    return struct.pack(">I", told) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _flipped(rng: random.Random, sound: list[File]) -> File:
    """Some bits turned over."""
    name, raw = rng.choice(sound)
    damaged = bytearray(raw)
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return name, bytes(damaged)


def _cut(rng: random.Random, sound: list[File]) -> File:
    """Cut short, or with a piece missing, doubled or put elsewhere."""
    name, raw = rng.choice(sound)
    a, b = sorted(rng.randrange(len(raw) + 1) for _ in range(2))
    piece = raw[a:b]
    return name, rng.choice((raw[:a], raw[:a] + raw[b:], raw[:b] + piece + raw[b:], raw[b:] + piece, piece))


def _mistyped(rng: random.Random, sound: list[File]) -> File:
    """A value of the wrong kind somewhere, in JSON, in a picture, in an archive or as YAML."""
    name, raw = rng.choice([file for file in sound if file[0].endswith(".json")])
    document: Json = json.loads(raw)
    for _ in range(rng.choice((1, 1, 1, 3))):
        document = _replaced(rng, document, rng.choice(_ODD))
    text = json.dumps(document, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")
    return _wrapped(rng, name, text)


def _replaced(rng: random.Random, value: Json, odd: Json, depth: int = 0) -> Json:
    """The value with something in it replaced, added under a known name, or taken out."""
    if isinstance(value, dict) and value and (depth == 0 or rng.random() < 0.8):
        key = rng.choice(list(value))
        if rng.random() < 0.1:
            return {**value, rng.choice(("card", "merges", "lore", "agent_file", "troupe", "spec", "data")): odd}
        return {**value, key: _replaced(rng, value[key], odd, depth + 1)}
    if isinstance(value, list) and value and rng.random() < 0.7:
        at = rng.randrange(len(value))
        return [*value[:at], _replaced(rng, value[at], odd, depth + 1), *value[at + 1 :]]
    return odd


def _misspelled(rng: random.Random, sound: list[File]) -> File:
    """JSON that is none: odd numbers, keys twice, other encodings, deep nesting."""
    name, raw = rng.choice([file for file in sound if file[0].endswith(".json")])
    made: tuple[Callable[[], bytes], ...] = (
        lambda: raw.replace(b'"age": ', b'"age": ' + rng.choice(_TEXT_NUMBERS) + b', "was": ', 1),
        lambda: raw.replace(b'"name"', b'"name": "twice", "name"', 1),
        lambda: raw.decode().encode(rng.choice(("utf-16", "utf-32", "utf-7", "utf-16-be"))),
        lambda: b"\xef\xbb\xbf" * rng.randrange(3) + raw,
        lambda: b'{"name": "x", "deep": ' + b"[" * (depth := rng.choice((60, 70, 5000))) + b"]" * depth + b"}",
        lambda: b"[" * rng.choice((1000, 100_000)),
        lambda: b'{"a":' * rng.choice((100, 50_000)),
        lambda: b'{"name": "x", "many": [' + b"0," * 120_000 + b"0]}",
        lambda: b'{"name": "\\ud83d"}',
        lambda: raw.replace(b" ", rng.choice((b"\0", b"\x0b", b"\xc2\xa0", b"\xff")), rng.randrange(1, 9)),
    )
    return _wrapped(rng, name, rng.choice(made)())


def _strange_yaml(rng: random.Random, sound: list[File]) -> File:
    """YAML with tags, anchors, bombs, merges, several documents."""
    _, raw = rng.choice([file for file in sound if file[0].endswith(".yaml")])
    made: tuple[Callable[[], bytes], ...] = (
        lambda: b"name: !!python/object/apply:os.system [ls]",
        lambda: b"name: x\na: &a [*a]",
        lambda: (
            b"a0: &a0 [x]\n" + b"".join(b"a%d: &a%d [%s]\n" % (i, i, b"*a%d," % (i - 1) * 9) for i in range(1, 12))
        ),
        lambda: raw + b"\n---\n" + raw,
        lambda: raw.replace(b": ", b":\t", rng.randrange(1, 5)),
        lambda: b"? [1]\n: x\n" + raw,
        lambda: b"<<: {name: x}\nage: .nan",
        lambda: b"name: x\nage: " + rng.choice(_TEXT_NUMBERS),
        lambda: b"- " * rng.choice((50, 20_000)),
        lambda: b"{" * rng.choice((50, 20_000)),
        lambda: b"name: !!binary aGk=\ndate: !!timestamp 2001-01-01\nset: !!set {a}",
        lambda: b"%YAML 9.9\n---\n" + raw,
        lambda: b'name: "\\ud800"\nx: "\\0"',
        lambda: b"x: |\n" + b"  y\n" * 50_000,
    )
    return "x.yaml", rng.choice(made)()


def _strange_picture(rng: random.Random, sound: list[File]) -> File:
    """Pictures with chunks that lie."""
    card = next(raw for name, raw in sound if name.endswith("card-v3.json"))
    head, tail = _picture()[:33], _picture()[33:]
    key = rng.choice((b"ccv3\0", b"chara\0"))
    made: tuple[Callable[[], bytes], ...] = (
        lambda: _chunk(b"tEXt", key + rng.randbytes(200)),
        lambda: _chunk(b"tEXt", key + b64encode(rng.randbytes(200))),
        lambda: _chunk(b"tEXt", key + b64encode(card)[: rng.randrange(4000)]),
        lambda: _chunk(b"tEXt", key + b64encode(card), rng.choice((2**31, 2**32 - 1, 2**31 - 1, 0, 5))),
        lambda: _chunk(b"zTXt", key + b"\0" + zlib.compress(b"A" * 30_000_000, 1)),
        lambda: _chunk(b"iTXt", key + b"\1\0\0\0" + zlib.compress(b64encode(card))[: rng.randrange(900)]),
        lambda: _chunk(b"iTXt", key),
        lambda: _chunk(b"tEXt", key),
        lambda: _chunk(bytes(rng.choices(range(256), k=4)), b"x"),
        lambda: _chunk(b"tEXt", b"other\0x") * 25_000,
        lambda: _chunk(b"tEXt", key + b64encode(card)) * 3,
        lambda: _chunk(b"tEXt", key + b"=" * 5000),
    )
    whole = head + rng.choice(made)() + tail
    return "x.png", whole if rng.random() < 0.8 else whole[: rng.randrange(len(whole))]


def _strange_archive(rng: random.Random, sound: list[File]) -> File:
    """Archives with names that lead out, links, locks, bombs, doubles, other archives."""
    card = next(raw for name, raw in sound if name.endswith("card-v3.json"))
    packed = io.BytesIO()
    method = rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    with warnings.catch_warnings(), zipfile.ZipFile(packed, "w", method) as archive:
        warnings.simplefilter("ignore")  # names that stand twice are meant
        inside = rng.choice((card, b"{}", b"", b"\0" * 3_000_000, rng.randbytes(300), _empty_archive()))
        archive.writestr(zipfile.ZipInfo("card.json"), inside, method)
        for _ in range(rng.choice((0, 1, 3))):
            info = zipfile.ZipInfo(
                rng.choice(("../x", "/etc/x", "C:/x", "a\\..\\b", "assets/icon/images/main.png", "é"))
            )
            info.external_attr = rng.choice((0, 0o120777 << 16))
            archive.writestr(info, rng.choice((b"", _picture(), b"\0" * 500_000)), method)
        for at in range(rng.choice((0, 0, 0, 2_500))):
            archive.writestr(zipfile.ZipInfo(f"n{at}"), b"")
    raw = bytearray(packed.getvalue())
    central = raw.find(b"PK\x01\x02")
    for offset, value in rng.choice(_HEADER_LIES):
        raw[central + offset] = value
    return "x.charx", bytes(raw)


def _empty_archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w"):
        pass
    return packed.getvalue()


def _wrapped(rng: random.Random, name: str, text: bytes) -> File:
    """The text as it is, as YAML, in a picture or in an archive."""
    match rng.randrange(4):
        case 0:
            return "x.yaml", text
        case 1:
            return "x.png", _picture()[:33] + _chunk(b"tEXt", b"ccv3\0" + b64encode(text)) + _picture()[33:]
        case 2:
            packed = io.BytesIO()
            with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.writestr("card.json", text)
            return "x.charx", packed.getvalue()
        case _:
            return name, text


_MAKERS: tuple[Callable[[random.Random, list[File]], File], ...] = (
    *(_flipped, _cut, _misspelled, _strange_yaml, _strange_picture, _strange_archive),
    *(cast("Callable[[random.Random, list[File]], File]", _mistyped),) * 4,
)
