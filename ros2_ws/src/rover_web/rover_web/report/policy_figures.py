"""The figures that need the policy itself: it is loaded and driven once for all of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from rover_web.report.columns import NothingToDrawError
from rover_web.report.run import Run

# torch and what explains it take seconds to import: only when a figure is asked for.
if TYPE_CHECKING:
    from policy_trainer.network import ExportedPolicy

    from rover_web.report.policy_network import SeenOnDrive


class PolicyFigures:
    """Figures of what the best policy of a run sees and wants on a drive in the run's world."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def plot_hardest_state(self) -> Figure:
        """Draw the state in which the policy was least sure. Raises NothingToDrawError."""
        from rover_web.report.probability_plots import plot_state_probabilities

        _, seen = self._driven
        row = seen.least_sure()
        return plot_state_probabilities(
            seen.observations[row],
            seen.probabilities[row],
            f'least sure of {len(seen.observations):,} states',
        )

    def plot_saliency(self) -> Figure:
        """Draw which slots of the observation decide. Raises NothingToDrawError."""
        from rover_web.report.saliency_plots import plot_saliency, slot_attributions

        network, seen = self._driven
        return plot_saliency(slot_attributions(network, seen.observations))

    @cached_property
    def _driven(self) -> tuple[ExportedPolicy, SeenOnDrive]:
        from rover_web.report.policy_network import drive, load_network

        if self._run.world is None:
            raise NothingToDrawError('without a world the policy cannot be driven')
        network = load_network(self._run.folder)
        return network, drive(network, self._run.world)
