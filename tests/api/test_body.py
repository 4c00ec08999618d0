"""Bodies within their bound, compressed or not."""

import gzip
import tracemalloc
import zlib

import pytest

from klink_tui.api.body import BodyReader
from klink_tui.errors import BadReplyError


def taken(encoding: str, limit: int, *pieces: bytes) -> bytes:
    reader = BodyReader(encoding, limit, status=200)
    for piece in pieces:
        reader.feed(piece)
    return reader.finish()


@pytest.mark.parametrize("encoding", ["", "identity", " Identity "])
def test_a_plain_body_is_itself(encoding: str) -> None:
    assert taken(encoding, 10, b"12345", b"", b"67890") == b"1234567890"


@pytest.mark.parametrize("encoding", ["gzip", "GZip", "x-gzip"])
@pytest.mark.parametrize("step", [1, 7, 1000])
def test_a_gzip_body_is_decompressed_however_it_is_cut_up(encoding: str, step: int) -> None:
    whole = gzip.compress(b"hello " * 50)
    pieces = [whole[at : at + step] for at in range(0, len(whole), step)]
    assert taken(encoding, 300, *pieces, b"trailing rubbish", b"more") == b"hello " * 50


@pytest.mark.parametrize("pieces", [(), (b"",)])
def test_no_body_is_no_body_compressed_or_not(pieces: tuple[bytes, ...]) -> None:
    assert taken("gzip", 10, *pieces) == b""
    assert taken("", 10, *pieces) == b""


@pytest.mark.parametrize(
    ("encoding", "pieces", "says"),
    [
        ("", (b"123456", b"78901"), "larger than 1e-05 MB"),
        ("gzip", (gzip.compress(b"12345678901"),), "larger than"),
        ("gzip", (b"plain text",), "can't be decompressed"),
        ("gzip", (gzip.compress(b"hello")[:-3],), "ends in the middle"),
        ("gzip", (b"\x1f\x8b",), "ends in the middle"),
        ("br", (), "not asked for"),
        ("gzip, gzip", (), "not asked for"),
        ("deflate", (), "not asked for"),
    ],
)
def test_a_body_that_cannot_be_taken_says_why(encoding: str, pieces: tuple[bytes, ...], says: str) -> None:
    with pytest.raises(BadReplyError, match=says) as caught:
        taken(encoding, 10, *pieces)
    assert caught.value.status == 200


def test_a_bomb_is_stopped_inside_the_decompressor() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS)
    bomb = b"".join(packer.compress(bytes(1_000_000)) for _ in range(200)) + packer.flush()
    tracemalloc.start()
    try:
        with pytest.raises(BadReplyError, match="larger than 2 MB"):
            taken("gzip", 2_000_000, bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
