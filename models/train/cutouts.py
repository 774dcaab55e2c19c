"""Cut-outs with true alpha from free packages, and which of them are held out for evaluation."""
import glob
import hashlib
import os

import numpy as np
from PIL import Image

# (package, path patterns, licence its files state)
CUTOUTS = [
    ("tuxpaint-stamps-default", ["**/stamps/**/*.png"], "GPL-2, public domain"),
    ("flightgear-data-base", [f"**/Textures/**/*{name}*.png" for name in
                              ("shrub", "deciduous", "coniferous", "tropical", "-trees", "evergreen")], "GPL-2+"),
]

# The tests measure on these: never trained on.
HELD_OUT = ("european-bear", "helmeted_guineafowl", "tree336", "liberia-palm", "anemone_red", "Lightbulb")
LEAST_SIDE = 150


def is_held_out(path):
    """The tests' cut-outs, and a tenth of the others by the hash of their name, for evaluation."""
    name = os.path.splitext(os.path.basename(path))[0]
    return name in HELD_OUT or hashlib.sha256(name.encode()).digest()[0] < 26


def find_cutouts(folder, held_out):
    """Pictures with a real alpha, as RGBA bytes."""
    found = []
    for package, patterns, _ in CUTOUTS:
        paths = {p for pattern in patterns for p in glob.glob(os.path.join(folder, package, pattern), recursive=True)}
        for path in sorted(paths):
            if is_held_out(path) != held_out:
                continue
            try:
                picture = Image.open(path)
                if picture.mode not in ("RGBA", "LA", "P") or not LEAST_SIDE <= max(picture.size) <= 2100:
                    continue
                pixels = np.asarray(picture.convert("RGBA"))
            except (OSError, ValueError, SyntaxError):
                continue
            share = (pixels[:, :, 3] > 127).mean()
            if .02 < share < .95:
                found.append(pixels)
    return found
