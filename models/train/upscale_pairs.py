"""Small pictures of large ones: what the upscaler is trained to take back."""
import torch
from torch.nn import functional as F

from noise import jpeg, uniform

BLUR_TAPS = 9
NOISE_MAX = 5 / 255  # std; light: strong noise is the denoiser's work
KERNELS = ("bicubic", "bicubic", "bilinear", "area")


def to_8_bit(x):
    return (x.clamp(0, 1) * 255).round() / 255


def bicubic(large, scale):
    """The reduction of published figures (PIL's and MATLAB's: a = -0.5, antialiased), rounded to 8 bit."""
    return to_8_bit(F.interpolate(large, scale_factor=1 / scale, mode="bicubic", antialias=True))


def drawn_px(kind, patch):
    """Side at low resolution that has to be drawn for a patch: JPEG wants blocks of 16 and any phase of them."""
    return patch if kind == "clean" else -(-(patch + 8) // 16) * 16


def pair(kind, large, scale, patch):
    """(small, large) patches; `patch` px a side at low resolution."""
    if kind == "clean":
        return bicubic(large, scale), large
    small = camera(large, scale)
    y, x = (int(v) for v in torch.randint(0, small.shape[-1] - patch + 1, (2,)))
    part = lambda t, by: t[:, :, y * by:(y + patch) * by, x * by:(x + patch) * by]
    return part(small, 1), part(large, scale)


def camera(large, scale):
    """Softened, reduced by one of several kernels, light noise, JPEG; each for a share of the patches only."""
    n, device = len(large), large.device
    soft = torch.where(uniform(n, 0, 1, device) < .5, blur(large, scale), large)
    kernel = KERNELS[int(torch.randint(len(KERNELS), ()))]
    if kernel == "area":
        small = F.avg_pool2d(soft, scale)
    else:
        small = F.interpolate(soft, scale_factor=1 / scale, mode=kernel, antialias=True)
    small = small.clamp(0, 1)
    small = torch.where(uniform(n, 0, 1, device) < .6, add_noise(small), small)
    packed = jpeg(small, torch.rand(n, device=device) * 35 + 60, bool(torch.rand(()) < .5))
    return to_8_bit(torch.where(uniform(n, 0, 1, device) < .6, packed, small))


def blur(x, scale):
    """Gaussian, of another width along rows than along columns; sigma up to 0.3 px at low resolution.

    More would teach to sharpen what is soft by its nature, and edges to run over.
    """
    n, c = x.shape[:2]
    at = torch.arange(BLUR_TAPS, device=x.device) - BLUR_TAPS // 2
    for turn in range(2):
        sigma = uniform(n, .1, .3 * scale, x.device).view(n, 1)
        taps = torch.exp(-at ** 2 / (2 * sigma ** 2))
        taps = (taps / taps.sum(1, keepdim=True)).repeat_interleave(c, 0)
        shape, pad = ((n * c, 1, 1, -1), (4, 4, 0, 0)) if turn else ((n * c, 1, -1, 1), (0, 0, 4, 4))
        rows = F.pad(x, pad, mode="reflect").reshape(1, n * c, x.shape[2] + pad[2] * 2, x.shape[3] + pad[0] * 2)
        x = F.conv2d(rows, taps.view(shape), groups=n * c).view_as(x)
    return x


def add_noise(x):
    """Grows with the square root of light, as a sensor's; for half of the patches correlated as demosaicing leaves it."""
    n, c = x.shape[:2]
    grain = torch.randn_like(x)
    taps = torch.tensor([1., 2., 1.], device=x.device) / 6 ** .5  # keeps the variance of white noise
    kernel = (taps[:, None] * taps).expand(c, 1, 3, 3)
    smooth = F.conv2d(F.pad(grain, (1,) * 4, mode="reflect"), kernel, groups=c)
    grain = torch.where(uniform(n, 0, 1, x.device) < .5, smooth, grain)
    level = NOISE_MAX * uniform(n, 0, 1, x.device) ** 1.5
    return (x + level * (.3 + .7 * x).sqrt() * grain).clamp(0, 1)
