"""Where a policy that sees pictures looks, with a network as Stable-Baselines3 makes it."""

import numpy as np
import pytest
import torch
from gymnasium import spaces
from rover_web.report.camera_saliency import plot_grad_cam, plot_layer_activations
from stable_baselines3.common.policies import ActorCriticCnnPolicy
from stable_baselines3.common.torch_layers import NatureCNN
from torch import nn


@pytest.fixture
def picture() -> np.ndarray:
    """Grey, with a red rock at the right."""
    picture = np.full((120, 160, 3), 90, np.uint8)
    picture[40:80, 120:150] = (220, 20, 20)
    return picture


class RedSeeker(nn.Module):
    """The first action is wanted for red minus green anywhere, the second for the opposite."""

    def __init__(self) -> None:
        super().__init__()
        self.convolution = nn.Conv2d(3, 2, 8, stride=4, bias=False)
        with torch.no_grad():
            self.convolution.weight.zero_()
            for channel, (red, green) in enumerate(((1.0, -1.0), (-1.0, 1.0))):
                self.convolution.weight[channel, 0] = red
                self.convolution.weight[channel, 1] = green

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return torch.relu(self.convolution(pictures)).mean(dim=(2, 3))


def test_grad_cam_is_hot_where_the_reason_is(picture: np.ndarray) -> None:
    network = RedSeeker()
    seen, decisive, _ = plot_grad_cam(network, network.convolution, picture, action=0).axes
    np.testing.assert_array_equal(seen.images[0].get_array(), picture)
    heat = decisive.images[1].get_array()
    row, column = np.unravel_index(np.argmax(heat), heat.shape)
    assert 40 <= row < 80 and 120 <= column < 150
    assert heat[:, :100].max() < 0.05 * heat.max()


def test_the_network_of_a_camera_policy_can_be_looked_into(picture: np.ndarray) -> None:
    torch.manual_seed(0)
    space = spaces.Box(0, 255, (3, 120, 160), np.uint8)
    policy = ActorCriticCnnPolicy(space, spaces.Discrete(3), lambda _: 0.0)
    features = policy.pi_features_extractor
    assert isinstance(features, NatureCNN)
    logits = nn.Sequential(features, policy.mlp_extractor.policy_net, policy.action_net)
    for number, n_channels in ((0, 32), (4, 64)):
        layer = features.cnn[number]
        assert layer.out_channels == n_channels
        maps = [axes for axes in plot_layer_activations(logits, layer, picture).axes if axes.images]
        assert len(maps) == 16
        assert any(np.ptp(axes.images[0].get_array()) > 0.0 for axes in maps)
    heat = plot_grad_cam(logits, features.cnn[4], picture, action=2).axes[1].images[1].get_array()
    assert heat.shape == (120, 160)
    assert np.isfinite(heat).all()
