"""Where a policy that sees pictures looks: Grad-CAM, and what a layer makes of a picture."""

import numpy as np
import torch
from captum.attr import LayerActivation, LayerAttribution, LayerGradCam
from matplotlib.figure import Figure
from numpy.typing import NDArray
from torch import nn

from rover_web.report.style import SCALE, new_figure

MOST_CHANNELS = 16
PER_ROW = 8

Picture = NDArray[np.uint8]


def plot_grad_cam(logits: nn.Module, layer: nn.Module, picture: Picture, action: int) -> Figure:
    """Draw which parts of a picture speak for an action.

    logits: takes (k, channels, height, width) in 0..1, returns (k, actions). layer: one of its
    convolutions. picture: (height, width, 3).
    """
    batch = _batch(picture)
    cam = LayerGradCam(logits, layer).attribute(batch, target=action, relu_attributions=True)
    heat = LayerAttribution.interpolate(cam, batch.shape[2:], 'bilinear')[0, 0].detach().numpy()
    figure, ((seen, decisive),) = new_figure(columns=2, height_in=3.0)
    seen.imshow(picture)
    seen.set_title('seen', fontsize=10)
    decisive.imshow(picture)
    shown = decisive.imshow(heat, cmap=SCALE, alpha=0.6)
    decisive.set_title('speaks for the action', fontsize=10)
    for axes in (seen, decisive):
        axes.set_axis_off()
    figure.colorbar(shown, ax=decisive, label='Grad-CAM', shrink=0.7)
    return figure


def plot_layer_activations(logits: nn.Module, layer: nn.Module, picture: Picture) -> Figure:
    """Draw the first channels of a convolution's output; arguments as of ``plot_grad_cam``."""
    maps = LayerActivation(logits, layer).attribute(_batch(picture))[0].detach().numpy()
    maps = maps[:MOST_CHANNELS]
    rows = -(-len(maps) // PER_ROW)
    figure, grid = new_figure(rows, PER_ROW, height_in=1.1 * rows)
    for axes in grid.flat:
        axes.set_axis_off()
    for number, (axes, channel) in enumerate(zip(grid.flat, maps, strict=False)):
        axes.imshow(channel, cmap=SCALE)
        axes.set_title(f'{number}', fontsize=7)
    return figure


def _batch(picture: Picture) -> torch.Tensor:
    """Return a picture as a network of Stable-Baselines3 takes it, (1, channels, h, w) in 0..1."""
    return torch.as_tensor(picture).permute(2, 0, 1)[None].float() / 255.0
