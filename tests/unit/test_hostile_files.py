"""Damaged and hostile files: each is read, or refused in one line with its place; nothing else comes of them."""

import io
import json
import tracemalloc
import warnings
import zipfile
import zlib
from base64 import b64encode

import pytest

from benchmarks.hostile import judged
from benchmarks.hostile_files import hostile_files
from tests.unit.cards import charx, chunk, itext, packed, png, raw, text, v2, v3
from troupe.core.errors import BadInput
from troupe.people.cards.png_chunks import MAX_CHUNKS, MAX_TEXT_BYTES
from troupe.people.documents.bounded_zip import MAX_ENTRIES
from troupe.people.documents.document_text import MAX_BYTES, MAX_NODES, MAX_YAML_NODES
from troupe.people.library.file_importing import MAX_FILE_BYTES, read_people


def test_hundreds_of_them_are_read_or_refused() -> None:
    tally = judged(hostile_files(7, 300), thorough=False)
    assert tally.faults == []
    assert tally.read > 30
    assert tally.refused > 100
    assert len(tally.reasons) > 20


def test_what_was_read_of_them_can_be_told_and_written() -> None:
    tally = judged(file for file in hostile_files(8, 200) if len(file[1]) < 20_000)
    assert tally.faults == []
    assert tally.read > 20


def refused(content: bytes, name: str) -> BadInput:
    with pytest.raises(BadInput) as caught:
        read_people(content, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert len(str(caught.value).splitlines()) == 1
    return caught.value


def with_names(*names: str, mode: int = 0) -> bytes:
    packed_ = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(packed_, "w") as archive:
        warnings.simplefilter("ignore")  # names that stand twice are meant
        for name in names:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, raw(v3()))
    return packed_.getvalue()


def lying(archive: bytes, offset: int, *values: int) -> bytes:
    """The archive with bytes of its first entry's header in the directory replaced."""
    at = archive.find(b"PK\x01\x02") + offset
    return archive[:at] + bytes(values) + archive[at + len(values) :]


BOMB = charx({"card.json": b'{"x": "' + b"0" * 50_000_000 + b'"}'})


@pytest.mark.parametrize(
    ("content", "field", "said"),
    [
        (with_names("card.json", "../x"), "../x", "leads out of the archive"),
        (with_names("card.json", "a/../../x"), "a/../../x", "leads out of the archive"),
        (with_names("card.json", "/etc/x"), "/etc/x", "leads out of the archive"),
        (with_names("card.json", "C:/x"), "C:/x", "leads out of the archive"),
        (with_names("card.json", "..\\x"), "..\\x", "leads out of the archive"),
        (with_names("card.json", mode=0o120777), "card.json", "is a link"),
        (with_names("card.json", "card.json"), "", "has card.json more than once"),
        (with_names("other.json"), "", "has no card.json"),
        (with_names(*(f"n{i}" for i in range(MAX_ENTRIES + 1))), "", f"has more than {MAX_ENTRIES} entries"),
        (BOMB, "card.json", "unpacks to more than 200 times its size"),
        (lying(BOMB, 24, 99, 0, 0, 0), "card.json", "is damaged"),
        (lying(with_names("card.json"), 8, 1), "card.json", "is encrypted"),
        (lying(with_names("card.json"), 10, 99), "card.json", "is packed by a method"),
        (lying(with_names("card.json"), 16, 1, 2, 3, 4), "card.json", "is damaged"),
        (charx({"card.json": charx({"card.json": raw(v3())})}), "card.json", "is not UTF-8 text"),
        (charx({"card.json": raw(v3())})[:-30], "", "is not a zip archive"),
        (b"PK\x03\x04" + bytes(100), "", "is not a zip archive"),
        (charx({"card.json": b" " * (MAX_BYTES + 1)}), "card.json", "unpacks to more than"),
    ],
)
def test_archives_that_are_not_what_they_claim(content: bytes, field: str, said: str) -> None:
    error = refused(content, "a.charx")
    assert (error.field, said in str(error)) == (field, True), str(error)


CARD = chunk(b"tEXt", b"chara\0" + packed(v2()))
HEAD, TAIL = png()[:33], png()[33:]


@pytest.mark.parametrize(
    ("content", "field", "said"),
    [
        (HEAD + (2**31).to_bytes(4) + CARD[4:] + TAIL, "chunk[1]", "claims a length of 2147483648 bytes"),
        (HEAD + (2**31 - 1).to_bytes(4) + CARD[4:] + TAIL, "chunk[1]", "is cut off"),
        (HEAD + CARD[:-20], "chunk[1]", "is cut off"),
        (HEAD + CARD, "", "has no end (IEND)"),
        (HEAD + CARD + TAIL[:-3], "chunk[3]", "is cut off"),
        (png(chunk(b"t\0Xt", b"")), "chunk[1]", "is no chunk of a PNG file"),
        (png(), "", "is a picture without a character card"),
        (png(text("chara", b"%%%%")), "chara", "is not base64"),
        (png(text("ccv3", "é".encode())), "ccv3", "is not base64"),
        (png(text("chara", b"")), "chara", "is not JSON"),
        (png(text("chara", b64encode(b"\xff\xfe"))), "chara", "is not UTF-8 text"),
        (png(text("chara", b64encode(b"[1]"))), "chara", "is no character card"),
        (png(itext("ccv3", b"\0" * (MAX_TEXT_BYTES + 1), squeezed=True)), "chunk[1]", "KiB of text"),
        (png(chunk(b"zTXt", b"ccv3\0\0" + zlib.compress(b"x")[:-6] + b"??????")), "ccv3", "is not base64"),
        (png(chunk(b"iTXt", b"ccv3\0\1\0\0\0not packed")), "chunk[1]", "cannot be unpacked"),
        (png(text("x", b"") * (MAX_CHUNKS + 1)), "", f"has more than {MAX_CHUNKS} chunks"),
        (png(text("chara", b64encode(b" " * (MAX_BYTES + 1)))), "chara", "is larger than"),
    ],
)
def test_pictures_that_are_not_what_they_claim(content: bytes, field: str, said: str) -> None:
    error = refused(content, "a.png")
    assert (error.field, said in str(error)) == (field, True), str(error)


@pytest.mark.parametrize(
    ("content", "name", "field", "said"),
    [
        (raw(v2()).replace(b'"gull"', b"NaN"), "a.json", "data.creator", "must be a finite number"),
        (raw(v2()).replace(b'"gull"', b'"\\ud83d"'), "a.json", "data.creator", "half a character"),
        (raw(v2()).replace(b'"creator":', b'"creator": "", "creator":'), "a.json", "data.creator", "stands twice"),
        (json.dumps(v2()).encode("utf-16"), "a.json", "", "is not UTF-8 text"),
        (b'{"many": [' + b"0," * MAX_NODES + b"0]}", "a.json", "", f"holds more than {MAX_NODES} values"),
        (
            b'{"many": [' + b"0," * MAX_YAML_NODES + b"0]}",
            "a.yaml",
            "",
            f"holds more than {MAX_YAML_NODES} values",
        ),
        (b"{" * 100_000, "a.yaml", "", "is nested more than 64 levels deep"),
        (b"[]", "a.json", "", "is a list of 0"),
        (b"hello", "a.txt", "", "is neither a picture nor an archive"),
        (bytes(MAX_FILE_BYTES + 1), "a.png", "", "is larger than 32 MiB"),
        (b"GIF89a", "a.png", "", "is neither a picture nor an archive"),
    ],
)
def test_texts_that_are_not_what_they_claim(content: bytes, name: str, field: str, said: str) -> None:
    error = refused(content, name)
    assert (error.field, said in str(error)) == (field, True), str(error)


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read_people(b"\xef\xbb\xbf" + raw(v2()), "a.json").personas[0].name == "Aslaug Skarv"


@pytest.mark.parametrize(
    ("content", "name"),
    [(BOMB, "a.charx"), (png(chunk(b"zTXt", b"ccv3\0\0" + zlib.compress(bytes(60_000_000), 1))), "a.png")],
)
def test_a_bomb_is_not_unpacked(content: bytes, name: str) -> None:
    tracemalloc.start()
    try:
        refused(content, name)
        assert tracemalloc.get_traced_memory()[1] < 4 * MAX_TEXT_BYTES
    finally:
        tracemalloc.stop()
