"""The body of an answer, taken in piece by piece and never past its bound. Free of httpx."""

import zlib

from klink_tui.errors import BadReplyError


class BodyReader:
    """Collects a body and decompresses it within the bound.

    Done here because the bound has to hold inside the decompressor: one piece of 64 kB can become 64 MB.
    """

    def __init__(self, encoding: str, limit: int, *, status: int = 0) -> None:
        """Take the ``Content-Encoding`` and the most bytes of the decompressed body.

        Raises:
            BadReplyError: it is compressed in a way that was not asked for.
        """
        self._limit = limit
        self._status = status
        self._held = bytearray()
        self._began = False
        encoding = encoding.strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip"):
            raise self._bad("is compressed in a way that was not asked for")
        self._unzip = zlib.decompressobj(16 + zlib.MAX_WBITS) if "gzip" in encoding else None

    def feed(self, piece: bytes) -> None:
        """Take one piece as it came.

        Raises:
            BadReplyError: the body is too large, or is no gzip though it says so.
        """
        self._began = self._began or bool(piece)
        if self._unzip is not None:
            if self._unzip.eof:
                return  # what follows a whole gzip stream is no part of it
            try:
                piece = self._unzip.decompress(piece, self._limit - len(self._held) + 1)
            except zlib.error as error:
                raise self._bad("can't be decompressed") from error
        self._held += piece
        if len(self._held) > self._limit:
            raise self._bad(f"is larger than {self._limit / 1e6:g} MB")

    def finish(self) -> bytes:
        """Give the whole body.

        Raises:
            BadReplyError: it was cut in the middle.
        """
        if self._unzip is not None and not self._unzip.eof and self._began:
            raise self._bad("ends in the middle")
        return bytes(self._held)

    def _bad(self, reason: str) -> BadReplyError:
        return BadReplyError(f"The server's answer {reason}.", status=self._status)
