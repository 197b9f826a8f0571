"""Fill the page of a report: one HTML file that needs nothing else."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import groupby
from pathlib import Path

import jinja2
from matplotlib.figure import Figure
from rover_env.atomic_file import write_bytes, write_text

from rover_web.report.columns import NothingToDrawError
from rover_web.report.pictures import DrawnFigure

FOLDER = Path(__file__).parent
STYLE = (FOLDER / 'page.css').read_text(encoding='utf-8')

MOST_BYTES = 950_000  # of pictures on a page, which with its text is to weigh less than 1 MB

# What a server has to send with a page: its own style and pictures inside it, and nothing else.
CONTENT_SECURITY = (
    "default-src 'none'; img-src data:; "
    f"style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'"
)


@dataclass(frozen=True)
class PlannedFigure:
    """A figure that a page shows.

    name: of its PNG file. caption: what to see in it, also for those who cannot see it. draw: may
    raise NothingToDrawError.
    """

    section: str
    name: str
    title: str
    caption: str
    draw: Callable[[], Figure]


@dataclass(frozen=True)
class Table:
    """A table of a page, and the sentence above it."""

    title: str
    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Page:
    """What a page shows above its figures. facts: name and value. warnings, notes: sentences."""

    title: str
    facts: Sequence[tuple[str, str]]
    warnings: Sequence[str]
    notes: Sequence[str]
    tables: Sequence[Table]


@dataclass(frozen=True)
class ShownFigure:
    """A figure on a page; without a picture, ``missing`` says why."""

    planned: PlannedFigure
    picture: DrawnFigure | None
    missing: str = ''


def draw(planned: PlannedFigure) -> ShownFigure:
    """Draw a figure, or say why there is nothing to draw."""
    try:
        return ShownFigure(planned, DrawnFigure.of(planned.draw()))
    except NothingToDrawError as error:
        return ShownFigure(planned, None, str(error))


def write_page(page: Page, figures: Iterable[ShownFigure], html: Path) -> None:
    """Write the page, and the pictures of its figures beside it."""
    shown = _light_enough(list(figures))
    html.parent.mkdir(parents=True, exist_ok=True)
    for figure in shown:
        if figure.picture is not None:
            write_bytes(html.with_name(f'{figure.planned.name}.png'), figure.picture.png)
    sections = [
        (name, list(members))
        for name, members in groupby(shown, key=lambda figure: figure.planned.section)
    ]
    environment = jinja2.Environment(
        autoescape=True, loader=jinja2.FileSystemLoader(FOLDER), undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    template = environment.get_template('page.html.j2')
    # The style is the project's own file: nothing in it needs escaping.
    text = template.render(
        page=page, sections=sections, style=STYLE, content_security=CONTENT_SECURITY
    )
    write_text(html, text)


def _light_enough(shown: Sequence[ShownFigure]) -> list[ShownFigure]:
    """Return the figures, the heaviest without a dark picture if all together weigh too much."""
    left = list(shown)
    weights = [figure.picture.weight if figure.picture else 0 for figure in shown]
    total = sum(weights)
    for index in sorted(range(len(left)), key=lambda index: -weights[index]):
        picture = left[index].picture
        if total <= MOST_BYTES or picture is None:
            break
        lighter = replace(picture, dark=b'')
        left[index] = replace(left[index], picture=lighter)
        total -= picture.weight - lighter.weight
    return left
