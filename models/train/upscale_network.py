"""The upscaler: residual convolutions at low resolution, pixel shuffle. Tensors are N,C,H,W; values 0..1."""
import torch
from torch import nn
from torch.nn import functional as F

CHANNELS = 32
BLOCKS = 5


def cubic(distance, a=-.5):
    """Keys' kernel; the a of PIL, MATLAB and the product's own resampler."""
    t = abs(distance)
    if t <= 1:
        return (a + 2) * t ** 3 - (a + 3) * t ** 2 + 1
    return a * t ** 3 - 5 * a * t ** 2 + 8 * a * t - 4 * a if t < 2 else 0


def bicubic_weights(scale):
    """Weights (3*scale^2, 3, 5, 5) of the convolution that enlarges bicubically when its channels are shuffled."""
    phases = torch.tensor([[cubic(tap - 2 - ((i + .5) / scale - .5)) for tap in range(5)] for i in range(scale)])
    weights = torch.zeros(3, scale, scale, 3, 5, 5)
    for colour in range(3):
        weights[colour, :, :, colour] = phases[:, None, :, None] * phases[None, :, None, :]
    return weights.view(3 * scale ** 2, 3, 5, 5)


class Upscale(nn.Module):
    """Picture N,3,H,W to N,3,scale*H,scale*W: a 5x5 linear enlargement, at first bicubic, plus what the network adds.

    The linear part is never computed in half precision: its rounding would show. Blocks are EDSR's
    (Lim et al. 2017): x + conv(relu(conv(x))), no batch norm. They start small, so the body is nearly the
    identity at first and learns fast at a high rate.
    """

    def __init__(self, scale, channels=CHANNELS, blocks=BLOCKS):
        super().__init__()
        self.scale = scale
        self.linear = nn.Conv2d(3, 3 * scale ** 2, 5, padding=2, bias=False)
        self.linear.weight.data.copy_(bicubic_weights(scale))
        self.first = nn.Conv2d(3, channels, 3, padding=1)
        self.blocks = nn.ModuleList(nn.ModuleList(nn.Conv2d(channels, channels, 3, padding=1) for _ in range(2))
                                    for _ in range(blocks))
        self.last = nn.Conv2d(channels, 3 * scale ** 2, 3, padding=1)
        for block in self.blocks:
            for conv, gain in zip(block, (1, .1)):
                nn.init.kaiming_normal_(conv.weight, nonlinearity="relu")
                conv.weight.data *= gain
                nn.init.zeros_(conv.bias)
        nn.init.normal_(self.last.weight, std=.001)
        nn.init.zeros_(self.last.bias)

    def added(self, x):
        x = self.first(x)
        for one, two in self.blocks:
            x = x + two(F.relu(one(x)))
        return self.last(x)

    def forward(self, x, half=None):
        """half: the type to compute the network's part in, None for full precision."""
        with torch.autocast(x.device.type, dtype=half or torch.bfloat16, enabled=half is not None):
            added = self.added(x.contiguous(memory_format=torch.channels_last))
        return F.pixel_shuffle(self.linear(x) + added.float(), self.scale)


def load(path, scale=None):
    """The network with its averaged weights."""
    state = torch.load(path, map_location="cpu")
    net = Upscale(scale or state["scale"])
    fits = {k: v for k, v in state["mean"].items() if net.state_dict()[k].shape == v.shape}
    net.load_state_dict({**net.state_dict(), **fits})
    return net.eval()
