"""The one look of all figures: colours that colour-blind people tell apart, light and dark."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from numpy.typing import NDArray
from rover_env.outcomes import Outcome

# The palette of Okabe and Ito. Its black is left out: it cannot be seen on a dark page.
BLUE, VERMILION, GREEN, ORANGE, SKY, PURPLE, YELLOW = (
    '#0072b2', '#d55e00', '#009e73', '#e69f00', '#56b4e9', '#cc79a7', '#f0e442',
)  # fmt: skip
GREY = '#8a8a8a'
SERIES = (BLUE, VERMILION, GREEN, ORANGE, PURPLE, SKY, GREY)
ACTION_COLOURS = (BLUE, ORANGE, GREEN)  # left, right, straight
SCALE = 'viridis'

# Colour and marker, so that neither is needed to tell ends apart.
OUTCOME_STYLES = {
    Outcome.REACHED.text: (GREEN, '*'),
    Outcome.COLLISION.text: (VERMILION, 'X'),
    Outcome.LEFT_MAP.text: (PURPLE, 's'),
    Outcome.TIPPED.text: (ORANGE, '^'),
    Outcome.POWER_DRAINED.text: (SKY, 'P'),
    Outcome.STOPPED.text: (BLUE, 'D'),
}
OTHER_OUTCOME = (GREY, 'o')

LIGHT_INK, LIGHT_PAPER = '#1c1c1c', '#ffffff'
DARK_INK, DARK_PAPER = '#e6e6e6', '#1b1d21'
WIDTH_IN, DPI = 8.0, 110
THOUSAND = 1000.0


def new_figure(
    rows: int = 1,
    columns: int = 1,
    height_in: float = 3.2,
    **options: Any,  # noqa: ANN401
) -> tuple[Figure, NDArray[Any]]:
    """Return a figure and its axes, (rows, columns); options as of ``Figure.subplots``."""
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=DPI, layout='constrained')
    grid: NDArray[Any] = figure.subplots(rows, columns, squeeze=False, **options)
    for axes in grid.flat:
        axes.spines[['top', 'right']].set_visible(False)
        axes.grid(color=GREY, alpha=0.25, linewidth=0.6)
        axes.set_axisbelow(True)
        axes.tick_params(labelsize=8)
        axes.xaxis.label.set_size(9)
        axes.yaxis.label.set_size(9)
        axes.title.set_size(10)
    return figure, grid


def label_steps(axes: Axes) -> None:
    """Name the axis that most figures of training share."""
    axes.set_xlabel('steps of all rovers [thousand]')


def to_dark(figure: Figure) -> None:
    """Give a figure light ink on dark paper; its data keep their colours."""
    figure.set_facecolor(DARK_PAPER)
    for text in figure.findobj(Text):
        if _is_ink(text.get_color()):
            text.set_color(DARK_INK)
    for axes in figure.axes:
        axes.set_facecolor(DARK_PAPER)
        axes.tick_params(colors=DARK_INK)
        for spine in axes.spines.values():
            spine.set_edgecolor(DARK_INK)
        for line in axes.lines:
            if _is_ink(line.get_color()) and not axes.images:  # the ground of a map stays light
                line.set_color(DARK_INK)
        legend = axes.get_legend()
        if legend is not None:
            legend.get_frame().set(facecolor=DARK_PAPER, edgecolor=GREY)


def _is_ink(colour: object) -> bool:
    return colour in ('black', 'k', LIGHT_INK)
