"""Which parts of the observation decide: attributions by slot and by direction of the LIDAR."""

import numpy as np
import torch
from captum.attr import IntegratedGradients
from matplotlib.figure import Figure
from numpy.typing import NDArray
from rover_env.spec import N_SECTORS, OBSERVATION, slot
from torch import nn

from rover_web.report.style import BLUE, ORANGE, new_figure

MOST_STATES = 256  # attributed; the mean changes little with more
INTEGRATION_STEPS = 32


def slot_attributions(network: nn.Module, observations: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how much each entry moves the probability of the chosen action, (k, slots).

    Integrated gradients, from the mean of the observations to each of at most MOST_STATES evenly
    spread ones. The row of a state sums to its probability minus that of the mean state.

    network: returns action (k,) and probabilities (k, actions). observations: (n, slots).
    """
    rows = np.unique(np.linspace(0, len(observations) - 1, MOST_STATES).astype(int))
    states = torch.as_tensor(observations[rows])
    with torch.no_grad():
        actions = network(states)[0]
    attributions = IntegratedGradients(lambda batch: network(batch)[1]).attribute(
        states,
        baselines=torch.as_tensor(observations.mean(axis=0, keepdims=True)),
        target=actions,
        n_steps=INTEGRATION_STEPS,
        internal_batch_size=4096,
    )
    return np.asarray(attributions.detach().numpy(), np.float64)


def plot_saliency(attributions: NDArray[np.float64]) -> Figure:
    """Draw the mean size of the attributions of each slot, and of each direction of the LIDAR.

    attributions: (k, slots) from ``slot_attributions``.
    """
    size = 100.0 * np.abs(attributions).mean(axis=0)
    by_slot = {entry.name: float(size[entry.indices].sum()) for entry in OBSERVATION}
    names = sorted(by_slot, key=by_slot.__getitem__)
    figure, ((slots, directions),) = new_figure(columns=2, height_in=3.6)
    slots.barh(names, [by_slot[name] for name in names], color=BLUE)
    slots.set_xlabel('moves the probability by [%]')
    middle = 180.0 * ((np.arange(N_SECTORS) + 0.5) / N_SECTORS - 0.5)
    directions.bar(middle, size[slot('scan_sectors').indices], 180.0 / N_SECTORS, color=ORANGE)
    directions.set(
        xlabel='bearing of the LIDAR sector [°], left positive',
        ylabel='moves the probability by [%]',
        xlim=(90.0, -90.0),  # left of the rover is left of the page
    )
    return figure
