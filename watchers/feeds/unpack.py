"""Unpacking of what a server sent, never further than a cap: 300 kB of gzip can hold 300 MB."""

import zlib
from collections.abc import AsyncIterator, Iterator

STEP = 1 << 16


class TooLargeError(Exception):
    """The body is larger, unpacked, than anybody may send."""


class BadPackingError(Exception):
    """The body is packed in a way that was not offered, or is broken."""


async def unpack(chunks: AsyncIterator[bytes], encoding: str, cap: int) -> tuple[bytes, int]:
    """Read and unpack `chunks`; give the body and how many bytes crossed the network.

    `encoding` is the Content-Encoding. Raises TooLargeError as soon as more than `cap` bytes came out, BadPackingError.
    """
    unpacker = _unpacker(encoding.strip().lower())
    body = bytearray()
    received = 0
    async for chunk in chunks:
        received += len(chunk)
        for part in unpacker.feed(chunk):
            body += part
            if len(body) > cap or received > cap:
                raise TooLargeError
    return bytes(body + unpacker.rest()), received


class _Plain:
    def feed(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk

    def rest(self) -> bytes:
        return b""


class _Packed:
    """gzip with one or more members, or zlib, unpacked in steps."""

    def __init__(self) -> None:
        self._stream = _new_stream()

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            part, chunk = self._step(chunk)
            yield part

    def rest(self) -> bytes:
        """Give the few bytes that a step may have left inside the stream; a cut-off stream ends where it was cut."""
        return self._stream.flush() if not self._stream.eof else b""

    def _step(self, data: bytes) -> tuple[bytes, bytes]:
        if self._stream.eof:
            if not data.startswith(b"\x1f\x8b"):
                return b"", b""  # padding after the last member
            self._stream = _new_stream()
        try:
            part = self._stream.decompress(data, STEP)
        except zlib.error as error:
            raise BadPackingError from error
        return part, self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail


def _new_stream() -> "zlib._Decompress":
    return zlib.decompressobj(wbits=47)  # gzip or zlib, told apart by the header


def _unpacker(encoding: str) -> _Plain | _Packed:
    if encoding in {"", "identity"}:
        return _Plain()
    if encoding in {"gzip", "x-gzip", "deflate"}:
        return _Packed()
    raise BadPackingError
