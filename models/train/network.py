"""The denoiser: FFDNet's idea, small. Tensors are N,C,H,W; values 0..1."""
import torch
from torch import nn
from torch.nn import functional as F

CHANNELS = 48
LAYERS = 13


def start(conv, first, last):
    """Initial weights: an orthogonal map at the centre tap, a little noise on the others.

    Every feature comes with its negative, so that ReLU loses nothing and the whole network
    starts as a linear map that carries each sample to its own place. Orthogonal weights over
    all nine taps scramble the samples instead and learned ten times slower.
    """
    weight = conv.weight.data
    nn.init.normal_(weight, std=.005 if last else .02)
    if not last:
        half = torch.empty(weight.shape[0] // 2, weight.shape[1] if first else weight.shape[1] // 2)
        nn.init.orthogonal_(half)
        rows = half if first else torch.cat([half, -half], 1)
        weight[:, :, 1, 1] += torch.cat([rows, -rows])
    if conv.bias is not None:
        nn.init.zeros_(conv.bias)


class Denoise(nn.Module):
    """image N,3,H,W and sigma N,1,H/2,W/2 (std of the noise, 0..1 scale) to denoised N,3,H,W.

    Works on 2x2 blocks folded into channels. Predicts the noise divided by sigma, whose
    size is the same at every level: small networks learn mixed levels much faster so,
    and where sigma is 0 the picture passes unchanged.
    """

    def __init__(self, channels=CHANNELS, layers=LAYERS):
        super().__init__()
        self.convs = nn.ModuleList()
        self.norms = nn.ModuleList()
        for i in range(layers):
            first, last = i == 0, i == layers - 1
            self.convs.append(nn.Conv2d(13 if first else channels, 12 if last else channels, 3,
                                        padding=1, bias=first or last))
            if not first and not last:
                self.norms.append(nn.BatchNorm2d(channels, momentum=0.02))
            start(self.convs[-1], first, last)

    def forward(self, image, sigma):
        folded = F.pixel_unshuffle(image, 2)
        x = F.relu(self.convs[0](torch.cat([folded, sigma], 1)))
        for conv, norm in zip(self.convs[1:-1], self.norms):
            x = F.relu(norm(conv(x)))
        return F.pixel_shuffle(folded - sigma * self.convs[-1](x), 2)

    def merged(self):
        """[(weight, bias)] of plain convolutions, the batch norms folded in."""
        pairs = [(self.convs[0].weight, self.convs[0].bias)]
        for conv, norm in zip(self.convs[1:-1], self.norms):
            gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
            pairs.append((conv.weight * gain[:, None, None, None], norm.bias - norm.running_mean * gain))
        pairs.append((self.convs[-1].weight, self.convs[-1].bias))
        return [(w.detach().float().cpu(), b.detach().float().cpu()) for w, b in pairs]
