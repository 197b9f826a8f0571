"""What all groups of settings have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0.0, le=1.0)]


class Section(BaseModel):
    """A group of settings: cannot be changed once made, and an unknown name is an error."""

    model_config = ConfigDict(frozen=True, extra='forbid', allow_inf_nan=False)
