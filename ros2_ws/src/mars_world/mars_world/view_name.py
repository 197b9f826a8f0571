"""The names of the views of a rover, for commands and pages that do not render themselves."""

from enum import StrEnum


class ViewName(StrEnum):
    """From where a picture or a film shows the rover; ``mars_world.views`` opens them."""

    FIRST_PERSON = 'first_person'
    CHASE = 'chase'
    TOP = 'top'
