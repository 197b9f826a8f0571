"""Figures as small PNG pictures, for a light page and for a dark one."""

import io
from base64 import b64encode
from dataclasses import dataclass

from matplotlib.figure import Figure
from PIL import Image

from rover_web.report.style import to_dark

COLOURS = 192  # of a picture; halves its size, and no one sees the difference


@dataclass(frozen=True)
class DrawnFigure:
    """A figure as PNG, twice."""

    light: bytes
    dark: bytes

    @classmethod
    def of(cls, figure: Figure) -> 'DrawnFigure':
        """Draw a figure; it is dark afterwards."""
        light = _png(figure)
        figure.set_layout_engine('none')  # everything has its place, and finding it takes long
        to_dark(figure)
        return cls(light, _png(figure))

    @property
    def light_address(self) -> str:
        """The light picture as an address that needs no other file."""
        return _data_address(self.light)

    @property
    def dark_address(self) -> str:
        """The dark picture as an address that needs no other file."""
        return _data_address(self.dark)


def _png(figure: Figure) -> bytes:
    drawn = io.BytesIO()
    figure.savefig(drawn, format='png')
    small = io.BytesIO()
    with Image.open(drawn) as picture:
        picture.convert('RGB').quantize(COLOURS, dither=Image.Dither.NONE).save(
            small, 'png', optimize=True
        )
    return small.getvalue()


def _data_address(png: bytes) -> str:
    return f'data:image/png;base64,{b64encode(png).decode()}'
