"""The edge refiner: a small residual U-Net on 2 x 2 blocks. Tensors are N,C,H,W; values 0..1; sides multiples of 8."""
import torch
from torch import nn
from torch.nn import functional as F

WIDTHS = (32, 48, 48)  # channels at 1/2, 1/4 and 1/8 of the size
INPUTS = 5             # red, green, blue, coarse matte, colour-line matte
ENTERING = 4 * INPUTS + 3 + 3 + 4 + 4 + 1
OUTPUTS = 5            # matte, foreground, doubt
DILATIONS = (1, 2, 3)
NARROW, WIDE = 8, 32   # windows for colours, in blocks of 2 x 2; both leave the same border when halved


def fold(x):
    """2 x 2 pixels into channels in ONNX' order (y, x, channel)."""
    n, channels, h, w = x.shape
    return F.pixel_unshuffle(x, 2).reshape(n, channels, 4, h // 2, w // 2).transpose(1, 2).reshape(n, -1, h // 2, w // 2)


def nearby(blocks, side):
    """Means over windows of `side` blocks at every fourth block, borders left out."""
    return F.avg_pool2d(blocks, side, 4, (side - 4) // 2, count_include_pad=False)


def features(x):
    """N,5,H,W to N,ENTERING,H/2,W/2: the folded input, and what the surroundings' colours say.

    Colours of foreground and background are means around each place, weighted by the fourth power of the colour-line
    matte; a wider window serves where a narrow one holds none. Then each pixel's place on the line between them, how
    far it lies from that line, and how far apart the two are.
    """
    folded = fold(x)
    mean = F.avg_pool2d(x, 2)
    matte = mean[:, 4:].clamp(0, 1)
    weights = matte.pow(4), (1 - matte).pow(4)
    sums = torch.cat([torch.cat([mean[:, :3] * w, w], 1) for w in weights], 1)
    narrow, wide = nearby(sums, NARROW), nearby(sums, WIDE)
    colours = []
    for at in (0, 4):
        far = (wide[:, at:at + 3] + 1e-4 * .5) / (wide[:, at + 3:at + 4] + 1e-4)
        near = (narrow[:, at:at + 3] + .02 * far) / (narrow[:, at + 3:at + 4] + .02)
        colours.append(near)
    front, back = F.interpolate(torch.cat(colours, 1), scale_factor=4, mode="bilinear", align_corners=False).split(3, 1)
    line = front - back
    apart = line.pow(2).sum(1, keepdim=True)
    pixels = torch.cat([folded[:, 5 * k:5 * k + 3] for k in range(4)], 1)
    offset = pixels - back.repeat(1, 4, 1, 1)
    along = per_pixel(offset * line.repeat(1, 4, 1, 1)) / (apart + .004)
    along = along.clamp(-.5, 1.5)
    beside = offset - torch.cat([along[:, k:k + 1] * line for k in range(4)], 1)
    distance = (per_pixel(beside.pow(2)) + 1e-5).sqrt()
    return torch.cat([folded - .5, front - .5, back - .5, along - .5, 2 * distance, apart.add(1e-5).sqrt()], 1)


def per_pixel(folded):
    """Sums over the colours of each of four folded pixels."""
    return torch.cat([folded[:, 3 * k:3 * k + 3].sum(1, keepdim=True) for k in range(4)], 1)


class Step(nn.Module):
    """A convolution, batch norm, and ReLU; one plain convolution once `merged`."""

    def __init__(self, first, last, stride=1, dilation=1):
        super().__init__()
        self.conv = nn.Conv2d(first, last, 3, stride, padding=dilation, dilation=dilation, bias=False)
        self.norm = nn.BatchNorm2d(last, momentum=.02)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="relu")

    def forward(self, x):
        return F.relu(self.norm(self.conv(x)))

    def merged(self):
        """(weight, bias) with the norm folded in."""
        gain = self.norm.weight / torch.sqrt(self.norm.running_var + self.norm.eps)
        weight = self.conv.weight * gain[:, None, None, None]
        return weight.detach().numpy(), (self.norm.bias - self.norm.running_mean * gain).detach().numpy()


class Residual(Step):
    """What a step adds to what it is given: little at the start."""

    def __init__(self, channels, dilation=1):
        super().__init__(channels, channels, dilation=dilation)
        nn.init.constant_(self.norm.weight, .3)

    def forward(self, x):
        return x + super().forward(x)


class Last(nn.Module):
    """A convolution whose planes become 2 x 2 pixels."""

    def __init__(self, first, last, side, gain):
        super().__init__()
        self.conv = nn.Conv2d(first, 4 * last, side, padding=side // 2)
        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="linear")
        self.conv.weight.data *= gain
        nn.init.zeros_(self.conv.bias)

    def forward(self, x):
        return F.pixel_shuffle(self.conv(x), 2)

    def merged(self):
        return self.conv.weight.detach().numpy(), self.conv.bias.detach().numpy()


class Refine(nn.Module):
    """N,5,H,W to N,5,H,W: matte, foreground (straight colour), expected error of the matte.

    What it gives is added to the colour-line matte and to the picture's colours, so that it begins as those.
    """

    def __init__(self):
        super().__init__()
        half, quarter, eighth = WIDTHS
        self.enter = Step(ENTERING, half)
        self.half_in = Residual(half)
        self.down = Step(half, quarter, stride=2)
        self.quarter_in = nn.ModuleList([Residual(quarter) for _ in range(2)])
        self.down_again = Step(quarter, eighth, stride=2)
        self.eighth = nn.ModuleList([Residual(eighth, dilation) for dilation in DILATIONS])
        self.up = Last(eighth, quarter, 1, .5)
        self.quarter_out = nn.ModuleList([Residual(quarter) for _ in range(2)])
        self.up_again = Last(quarter, half, 1, .5)
        self.half_out = Residual(half)
        self.leave = Last(half, OUTPUTS, 3, .05)

    def forward(self, x):
        with torch.no_grad():
            given = features(x.float()).contiguous(memory_format=torch.channels_last)
        a = self.half_in(self.enter(given))
        b = self.down(a)
        for layer in self.quarter_in:
            b = layer(b)
        c = self.down_again(b)
        for layer in self.eighth:
            c = layer(c)
        b = b + self.up(c)
        for layer in self.quarter_out:
            b = layer(b)
        out = self.leave(self.half_out(a + self.up_again(b))).float()
        return torch.cat([x[:, 4:5] + out[:, :1], x[:, :3] + out[:, 1:4], out[:, 4:]], 1)
