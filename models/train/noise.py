"""Noisy versions of clean patches, with the noise level that a user of the network would give."""
import torch
from torch.nn import functional as F

MARGIN = 16         # px around a patch that the simulated camera needs (filters, JPEG grid)
SIGMA_MAX = 75 / 255
BANDS = 6           # luminance bands over which the level of a camera's noise is measured

# Gradient-corrected demosaicing (Malvar, He, Cutler 2004), in eighths: green at red or blue,
# a colour at green with its neighbours in the row, red at blue and blue at red.
_CROSS = [[0, 0, -1, 0, 0], [0, 0, 2, 0, 0], [-1, 2, 4, 2, -1], [0, 0, 2, 0, 0], [0, 0, -1, 0, 0]]
_ROW = [[0, 0, .5, 0, 0], [0, -1, 0, -1, 0], [-1, 4, 5, 4, -1], [0, -1, 0, -1, 0], [0, 0, .5, 0, 0]]
_FAR = [[0, 0, -1.5, 0, 0], [0, 2, 0, 2, 0], [-1.5, 0, 6, 0, -1.5], [0, 2, 0, 2, 0], [0, 0, -1.5, 0, 0]]
_MALVAR = torch.tensor([_CROSS, _ROW, list(map(list, zip(*_ROW))), _FAR]) / 8
_BILINEAR = torch.zeros(4, 5, 5)  # the same four by averages
_BILINEAR[0, 1:4, 1:4] = torch.tensor([[0, 1, 0], [1, 0, 1], [0, 1, 0]]) / 4
_BILINEAR[1, 2, 1:4:2] = .5
_BILINEAR[2, 1:4:2, 2] = .5
_BILINEAR[3, 1:4:2, 1:4:2] = .25

# JPEG's example tables for quality 50 (ITU-T T.81, annex K)
_LUMA = [16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
         14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92,
         49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99]
_CHROMA = [17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99,
           47, 66, 99, 99, 99, 99, 99, 99] + [99] * 32
_YCC = torch.tensor([[.299, .587, .114], [-.168736, -.331264, .5], [.5, -.418688, -.081312]])
_k = torch.arange(8.)
_DCT = torch.cos((2 * _k[None] + 1) * _k[:, None] * torch.pi / 16) / 2
_DCT[0] /= 2 ** .5


def to_linear(x):
    return torch.where(x <= .04045, x / 12.92, ((x.clamp(min=.04045) + .055) / 1.055) ** 2.4)


def to_srgb(x):
    return torch.where(x <= .0031308, x * 12.92, 1.055 * x.clamp(min=.0031308) ** (1 / 2.4) - .055)


def uniform(n, low, high, device):
    return torch.rand(n, 1, 1, 1, device=device) * (high - low) + low


def demosaic(raw, kernels):
    """RGGB mosaic N,1,H,W to N,3,H,W."""
    at = F.conv2d(F.pad(raw, (2, 2, 2, 2), mode="reflect"), kernels[:, None])
    green, row, column, far = at.unbind(1)
    own = raw[:, 0]
    out = torch.empty(raw.shape[0], 3, *raw.shape[2:], device=raw.device)
    for y, x, red, grn, blue in ((0, 0, own, green, far), (0, 1, row, own, column),
                                 (1, 0, column, own, row), (1, 1, far, green, own)):
        for channel, plane in enumerate((red, grn, blue)):
            out[:, channel, y::2, x::2] = plane[:, y::2, x::2]
    return out


def jpeg(x, quality, half_chroma):
    """JPEG's loss: quality N (1..100), chroma at half size or not; sizes divisible by 16."""
    ycc = torch.einsum("cd,ndhw->nchw", _YCC.to(x.device), x) * 255
    scale = torch.where(quality < 50, 5000 / quality, 200 - 2 * quality) / 100
    planes = []
    for channel in range(3):
        plane = ycc[:, channel:channel + 1] - (128 if channel == 0 else 0)
        if channel and half_chroma:
            plane = F.avg_pool2d(plane, 2)
        table = torch.tensor(_CHROMA if channel else _LUMA, dtype=x.dtype, device=x.device).view(8, 8)
        step = (table * scale[:, None, None]).round().clamp(1, 255)[:, None, None]
        n, _, h, w = plane.shape
        dct = _DCT.to(x.device)
        blocks = plane.view(n, h // 8, 8, w // 8, 8).transpose(2, 3)
        blocks = dct.T @ ((dct @ blocks @ dct.T / step).round() * step) @ dct
        plane = blocks.transpose(2, 3).reshape(n, 1, h, w)
        if channel and half_chroma:
            plane = F.interpolate(plane, scale_factor=2, mode="bilinear", align_corners=False)
        planes.append(plane + (128 if channel == 0 else 0))
    rgb = torch.einsum("cd,ndhw->nchw", torch.linalg.inv(_YCC).to(x.device), torch.cat(planes, 1))
    return (rgb / 255).clamp(0, 1)


def level_by_luminance(noisy, clean):
    """Per-pixel std of noisy - clean, measured over bands of the picture's blurred luminance."""
    square = (noisy - clean).pow(2).mean(1, keepdim=True)
    luma = F.avg_pool2d(noisy.mean(1, keepdim=True), 5, 1, 2, count_include_pad=False)
    centres = torch.linspace(0, 1, BANDS, device=noisy.device).view(1, BANDS, 1, 1)
    weight = (1 - (luma - centres).abs() * (BANDS - 1)).clamp(min=0)
    few = 200.  # px: a band with less leans on the whole patch
    whole = square.mean((2, 3), keepdim=True)
    band = ((weight * square).sum((2, 3), keepdim=True) + few * whole) / \
        (weight.sum((2, 3), keepdim=True) + few)
    return (weight * band).sum(1, keepdim=True).sqrt()


def gaussian(clean):
    """White noise of one level, for some patches rising across the patch."""
    n, _, h, w = clean.shape
    sigma = SIGMA_MAX * uniform(n, 0, 1, clean.device) ** 1.3
    ramp = torch.linspace(-1, 1, w, device=clean.device).view(1, 1, 1, w).expand(1, 1, h, w)
    tilt = uniform(n, -1, 1, clean.device) * (uniform(n, 0, 1, clean.device) < .25)
    sigma = (sigma * (1 + tilt * ramp)).clamp(0, SIGMA_MAX)
    return (clean + sigma * torch.randn_like(clean)).clamp(0, 1), clean, sigma


def camera(clean):
    """Noise of a sensor behind a Bayer mosaic, demosaiced, on sRGB's curve, often JPEG.

    The target is the same road without noise, so the network is not asked to undo it.
    """
    n, device = clean.shape[0], clean.device
    linear = to_linear(clean)
    gains = torch.ones(n, 3, 1, 1, device=device)  # white balance: the sensor's red and blue are darker
    gains[:, ::2] = torch.rand(n, 2, 1, 1, device=device) * 1.4 + 1.1
    linear = linear / gains
    raw = torch.empty(n, 1, *clean.shape[2:], device=device)
    for y, x, channel in ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 2)):
        raw[:, 0, y::2, x::2] = linear[:, channel, y::2, x::2]
    # variance = shot * signal + read^2; shot 1e-4 .. 2e-2 of full scale is about ISO 200 to 25,600
    shot = 10 ** uniform(n, -4, -1.7, device)
    read = shot.sqrt() * 10 ** uniform(n, -2, -.8, device)
    noise = (shot * raw + read ** 2).sqrt() * torch.randn_like(raw)
    kernels = (_MALVAR if torch.rand(()) < .5 else _BILINEAR).to(device)
    target = to_srgb((demosaic(raw, kernels) * gains).clamp(0, 1))
    noisy = to_srgb((demosaic((raw + noise).clamp(0, 1), kernels) * gains).clamp(0, 1))
    packed = jpeg(noisy, torch.rand(n, device=device) * 13 + 85, bool(torch.rand(()) < .5))
    noisy = torch.where(uniform(n, 0, 1, device) < .5, packed, noisy)
    return noisy, target, level_by_luminance(noisy, target).clamp(0, SIGMA_MAX)


def degrade(clean, camera_share=.35):
    """Clean patches with MARGIN px on each side to (noisy, target, sigma at half size)."""
    split = round(len(clean) * camera_share)
    size = clean.shape[-1] - 2 * MARGIN
    inner = clean[split:, :, MARGIN:-MARGIN, MARGIN:-MARGIN]
    parts = [gaussian(inner)]
    if split:
        y, x = (int(v) for v in torch.randint(8, 2 * MARGIN - 7, (2,)))  # any phase of the grids
        parts.append([t[:, :, y:y + size, x:x + size] for t in camera(clean[:split])])
    noisy, target, sigma = (torch.cat(tensors) for tensors in zip(*parts))
    return noisy, target, F.avg_pool2d(sigma, 2)
