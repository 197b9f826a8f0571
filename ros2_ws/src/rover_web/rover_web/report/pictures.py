"""Figures as small pictures: PNG for a file, WebP for a light page and for a dark one."""

import io
from base64 import b64encode
from dataclasses import dataclass

from matplotlib.figure import Figure
from PIL import Image

from rover_web.report.style import to_dark

COLOURS = 192  # of a PNG; halves its size, and no one sees the difference


@dataclass(frozen=True)
class DrawnFigure:
    """A figure as PNG, and as the WebP pictures of a page, which weigh half of that.

    dark: empty where the light one has to do.
    """

    png: bytes
    light: bytes
    dark: bytes

    @classmethod
    def of(cls, figure: Figure) -> 'DrawnFigure':
        """Draw a figure; it is dark afterwards."""
        light = _drawn(figure)
        figure.set_layout_engine('none')  # everything has its place, and finding it takes long
        to_dark(figure)
        return cls(_png(light), _webp(light), _webp(_drawn(figure)))

    @property
    def weight(self) -> int:
        """Bytes that it takes on a page."""
        return len(self.light_address) + len(self.dark_address)

    @property
    def light_address(self) -> str:
        """The light picture as an address that needs no other file."""
        return _data_address(self.light)

    @property
    def dark_address(self) -> str:
        """The dark picture as an address that needs no other file; empty without one."""
        return _data_address(self.dark) if self.dark else ''


def _drawn(figure: Figure) -> Image.Image:
    drawn = io.BytesIO()
    figure.savefig(drawn, format='png')
    with Image.open(drawn) as picture:
        return picture.convert('RGB')


def _png(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(file, 'png', optimize=True)
    return file.getvalue()


def _webp(picture: Image.Image) -> bytes:
    """Compress without loss what an octree leaves of the colours: its steps come in long runs."""
    file = io.BytesIO()
    few = picture.quantize(method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.convert('RGB').save(file, 'webp', lossless=True)
    return file.getvalue()


def _data_address(webp: bytes) -> str:
    return f'data:image/webp;base64,{b64encode(webp).decode()}'
