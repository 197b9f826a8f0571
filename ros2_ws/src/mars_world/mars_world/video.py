"""Write pictures as a video that every browser plays: H.264 in an MP4 file."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Image = NDArray[np.uint8]

_QUALITY = '23'  # of x264: 0 is lossless, 51 the worst


def write_video(path: Path, frames: Iterable[Image], fps: float) -> int:
    """Write frames (h, w, 3), one at a time as they come, and return how many there were.

    All have the size of the first; where that is odd, the last row or column is left out. The
    file appears under its name when it is complete.

    Raises:
        ValueError: there is no frame, or a frame has another size or kind than the first.
    """
    pictures = iter(frames)
    first = next(pictures, None)
    if first is None:
        raise ValueError(f'{path}: a video needs at least one frame')
    part = path.with_name(f'.{path.name}.part')
    try:
        n_frames = _encode(part, chain([first], pictures), fps, first.shape)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return n_frames


def _encode(path: Path, frames: Iterator[Image], fps: float, shape: tuple[int, ...]) -> int:
    height, width = shape[0] // 2 * 2, shape[1] // 2 * 2
    number = -1
    with av.open(str(path), 'w', format='mp4', options={'movflags': 'faststart'}) as file:
        stream = file.add_stream('libx264', rate=Fraction(fps).limit_denominator(1000))
        stream.width, stream.height, stream.pix_fmt = width, height, 'yuv420p'
        stream.options = {'crf': _QUALITY}
        for number, frame in enumerate(frames):
            if frame.shape != shape or frame.dtype != np.uint8:
                raise ValueError(
                    f'frame {number} is {frame.dtype} {frame.shape}; needs uint8 {shape}'
                )
            picture = np.ascontiguousarray(frame[:height, :width])
            file.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format='rgb24')))
        file.mux(stream.encode(None))
    return number + 1
