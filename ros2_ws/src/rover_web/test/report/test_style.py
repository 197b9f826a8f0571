"""Figures in the dark."""

from matplotlib.colors import to_hex
from rover_web.report.style import BLUE, DARK_INK, DARK_PAPER, new_figure, to_dark


def test_a_dark_figure_has_light_ink_and_keeps_the_colours_of_its_data() -> None:
    figure, ((axes,),) = new_figure()
    axes.plot([0.0, 1.0], color=BLUE, label='data')
    axes.set(xlabel='x [m]', title='a title')
    axes.legend()
    to_dark(figure)
    assert to_hex(figure.get_facecolor()) == to_hex(axes.get_facecolor()) == DARK_PAPER
    inks = [axes.xaxis.label, axes.title, *axes.get_xticklabels(), *axes.get_legend().get_texts()]
    assert {to_hex(ink.get_color()) for ink in inks} == {DARK_INK}
    assert axes.lines[0].get_color() == BLUE
