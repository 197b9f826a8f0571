"""Send pictures as they come to a UDP address, as OBS, VLC and ffplay take them: MPEG-TS."""

import time
from fractions import Fraction
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import av
from mars_world.camera import Image

CLOCK_HZ = 90_000  # of MPEG
LEAST_STEP = CLOCK_HZ // 1000  # between two pictures, which must not carry the same time
PACKET_BYTES = 1316  # 7 packets of MPEG-TS, what fits a frame of Ethernet
OPTIONS = {'preset': 'veryfast', 'tune': 'zerolatency', 'crf': '23'}


class StreamError(ValueError):
    """The stream cannot be sent there; one sentence."""


class UdpStream:
    """A live H.264 stream; nobody needs to listen, and a listener may come and go.

    The pictures carry the wall time they were sent at, so they may come at any rate.
    """

    def __init__(self, address: str, rate_hz: float, width_px: int, height_px: int) -> None:
        """Open ``udp://HOST:PORT``; rate_hz: about how many pictures come. Raises StreamError."""
        parts = urlsplit(address)
        if parts.scheme != 'udp' or not parts.hostname or not _port(address):
            raise StreamError(f'{address!r} is no address to stream to; give udp://HOST:PORT')
        try:
            self._file = av.open(f'{address}?pkt_size={PACKET_BYTES}', 'w', format='mpegts')
        except OSError as error:
            raise StreamError(f'cannot stream to {address}: {error.strerror}') from None
        self._stream = self._file.add_stream(
            'libx264', rate=Fraction(rate_hz).limit_denominator(1000)
        )
        self._stream.width, self._stream.height = width_px, height_px
        self._stream.pix_fmt = 'yuv420p'
        # A listener can only begin at a key frame.
        self._stream.options = {**OPTIONS, 'g': str(max(1, round(rate_hz)))}
        self._stream.codec_context.time_base = Fraction(1, CLOCK_HZ)
        self._began_s = time.monotonic()
        self._sent = -LEAST_STEP

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.mux(self._stream.encode(None))
        self._file.close()

    def send(self, picture: Image) -> None:
        """Send one picture (height_px, width_px, 3); raises StreamError where it cannot go."""
        frame = av.VideoFrame.from_ndarray(picture, format='rgb24')
        passed = round((time.monotonic() - self._began_s) * CLOCK_HZ)
        self._sent = max(self._sent + LEAST_STEP, passed)
        frame.time_base, frame.pts = Fraction(1, CLOCK_HZ), self._sent
        try:
            self._file.mux(self._stream.encode(frame))
        except OSError as error:
            raise StreamError(f'the stream has broken off: {error.strerror}') from None


def _port(address: str) -> int | None:
    try:
        return urlsplit(address).port
    except ValueError:
        return None
