"""Subjects with true alpha: placed cut-outs, and drawn hair, fur, leaves, veils, wires.

A subject is (colour H,W,3 premultiplied, alpha H,W), float32, 0..1.
"""
import numpy as np
from PIL import Image, ImageDraw

FINE = 3  # drawn this many times larger, then reduced

def reduce(colour, mask, size):
    """Drawn on black at FINE times the size, so the mean of the colours is already premultiplied."""
    small = np.asarray(colour.resize((size, size), Image.BOX), np.float32) / 255
    return small, np.asarray(mask.resize((size, size), Image.BOX), np.float32) / 255


def over(front, back):
    """The first subject before the second."""
    rest = 1 - front[1]
    return front[0] + rest[..., None] * back[0], front[1] + rest * back[1]


def smooth(rng, size, cells):
    """Smooth noise 0..1."""
    small = Image.fromarray(rng.random((cells, cells)).astype(np.float32))
    return np.clip(np.asarray(small.resize((size, size), Image.BICUBIC)), 0, 1)


def blur(plane, sigma):
    if sigma <= 0:
        return plane
    planes = plane[..., None] if plane.ndim == 2 else plane
    radius = max(1, int(np.ceil(3 * sigma)))
    taps = np.exp(-.5 * (np.arange(-radius, radius + 1) / sigma) ** 2).astype(np.float32)
    taps /= taps.sum()
    result = []
    for c in range(planes.shape[2]):
        each = planes[..., c]
        for axis in (0, 1):
            pad = np.pad(each, [(radius, radius) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
            length = each.shape[axis]
            each = sum(t * (pad[k:k + length] if axis == 0 else pad[:, k:k + length]) for k, t in enumerate(taps))
        result.append(each)
    return np.stack(result, -1) if plane.ndim == 3 else result[0]


class Drawer:
    """Draws subjects of one size; textures come from photographs."""

    def __init__(self, rng, photos, size):
        self.rng, self.photos, self.size = rng, photos, size

    def texture(self):
        """A photograph's part H,W,3, its colours and contrast moved at random."""
        rng = self.rng
        part = self.photos.part(rng, self.size, zoom=(.6, 3))
        mean = part.mean((0, 1))
        shade = rng.uniform(.3, 1.2)
        tone = np.clip(mean * shade + rng.normal(0, .12, 3), .02, 1)
        return np.clip((part - mean) * rng.uniform(.4, 1.2) + tone, 0, 1).astype(np.float32)

    def plain(self):
        """A nearly even colour with soft light, as skin, cloth or plastic have."""
        rng = self.rng
        light = .7 + .6 * smooth(rng, self.size, int(rng.integers(2, 7)))
        grain = 1 + rng.uniform(0, .08) * rng.standard_normal((self.size, self.size)).astype(np.float32)
        return np.clip(rng.uniform(.03, .97, 3) * (light * grain)[..., None], 0, 1).astype(np.float32)

    def colours(self):
        return self.texture() if self.rng.random() < .6 else self.plain()

    def outline(self, roughness):
        """A closed curve around the middle: radius per angle, and its centre."""
        rng, size = self.rng, self.size
        angle = np.linspace(0, 2 * np.pi, 240, endpoint=False)
        radius = np.ones_like(angle)
        for k in range(1, 9):
            radius += roughness * rng.normal() / k * np.cos(k * angle + rng.uniform(0, 7))
        radius = np.clip(radius, .35, 1.8) * size * rng.uniform(.16, .3)
        stretch = rng.uniform(.7, 1.4)
        centre = size * rng.uniform(.4, .6, 2)
        points = centre + np.stack([radius * np.cos(angle) * stretch, radius * np.sin(angle)], 1)
        return points, centre

    def blob(self, points, soft):
        mask = Image.new("L", (self.size * FINE,) * 2)
        ImageDraw.Draw(mask).polygon([tuple(p) for p in points * FINE], fill=255)
        _, alpha = reduce(Image.new("RGB", (1, 1)), mask, self.size)
        alpha = np.clip(blur(alpha, soft), 0, 1)
        return self.colours() * alpha[..., None], alpha

    def strands(self, roots, directions, how):
        """Curved tapering strands; how: length, width (px), turn (rad), wild (rad), shades from `colours`."""
        rng, size = self.rng, self.size
        colour = Image.new("RGB", (size * FINE,) * 2)
        mask = Image.new("L", (size * FINE,) * 2)
        draw, cover = ImageDraw.Draw(colour), ImageDraw.Draw(mask)
        base = how["colours"]
        count = len(roots)
        angles = directions + rng.normal(0, how["wild"], count)
        turns = rng.normal(how.get("lean", 0), how["turn"], count)
        lengths = how["length"] * np.exp(rng.normal(-.2, .5, count))
        widths = how["width"] * np.exp(rng.normal(0, .35, count))
        shades = np.clip(rng.normal(1, how["shade"], count), .3, 2)
        steps = 12
        t = np.linspace(0, 1, steps)
        for i in range(count):
            angle = angles[i] + turns[i] * t
            pace = lengths[i] / steps
            path = roots[i] + np.stack([np.cumsum(np.cos(angle)), np.cumsum(np.sin(angle))], 1) * pace
            x, y = np.clip(roots[i], 0, size - 1).astype(int)
            tint = tuple(int(v) for v in np.clip(base[y, x] * shades[i] * 255, 0, 255))
            points = [tuple(p) for p in path * FINE]
            for part, width in ((slice(0, 5), 1), (slice(4, 9), .7), (slice(8, 12), .4)):
                px = max(1, int(round(widths[i] * width * FINE)))
                draw.line(points[part], fill=tint, width=px)
                cover.line(points[part], fill=255, width=px)
        opacity = rng.uniform(.6, 1)
        small, alpha = reduce(colour, mask, size)
        return small * opacity, alpha * opacity

    def hairy(self):
        """A head or an animal: strands over a soft body; long and sparse, or short and dense, clumped or not."""
        rng, size = self.rng, self.size
        points, centre = self.outline(.12)
        body = self.blob(points, rng.uniform(.5, 5))
        is_long = rng.random() < .55
        count = int(rng.integers(150, 900) if is_long else rng.integers(800, 3000))
        clumps = int(rng.integers(15, 90))
        place = rng.integers(0, len(points), count)
        if rng.random() < .6:
            place = (rng.integers(0, len(points), clumps)[rng.integers(0, clumps, count)]
                     + rng.normal(0, 3, count).astype(int)) % len(points)
        inner = np.sqrt(rng.uniform(.3, 1, count))[:, None]
        roots = centre + (points[place] - centre) * inner
        away = np.arctan2(points[place][:, 1] - centre[1], points[place][:, 0] - centre[0])
        if rng.random() < .4:
            away = away + rng.normal(0, 1)  # combed
        how = {"length": size * (rng.uniform(.08, .3) if is_long else rng.uniform(.02, .09)),
               "width": np.exp(rng.uniform(np.log(.35), np.log(2.2))), "turn": rng.uniform(.2, 1.4), "wild": rng.uniform(.1, .8),
               "lean": rng.normal(0, .5), "shade": rng.uniform(.05, .35), "colours": self.colours()}
        if rng.random() < .6:  # strands of the body's own colour
            how["colours"] = np.clip(body[0] / np.maximum(body[1], .02)[..., None], 0, 1) * .9 + .05 * how["colours"]
            far = body[1] < .5
            how["colours"][far] = body[0][body[1] >= .5].mean(0) if (~far).any() else .5
        return over(self.strands(roots, away, how), body)

    def plant(self):
        """Stems and leaves or needles."""
        rng, size = self.rng, self.size
        colour = Image.new("RGB", (size * FINE,) * 2)
        mask = Image.new("L", (size * FINE,) * 2)
        draw, cover = ImageDraw.Draw(colour), ImageDraw.Draw(mask)
        base = self.colours()

        def paint(points, width, shade, closed):
            x, y = np.clip(points[0], 0, size - 1).astype(int)
            tint = tuple(int(v) for v in np.clip(base[y, x] * shade * 255, 0, 255))
            points = [tuple(p) for p in points * FINE]
            for sheet, fill in ((draw, tint), (cover, 255)):
                if closed:
                    sheet.polygon(points, fill=fill)
                else:
                    sheet.line(points, fill=fill, width=max(1, int(width * FINE)))

        long, thick = size * rng.uniform(.02, .09), rng.uniform(.15, .5)
        for _ in range(int(rng.integers(4, 14))):
            at = np.array([size * rng.uniform(.3, .7), size * rng.uniform(.7, 1)])
            angle, turn = rng.normal(-1.57, .6), rng.normal(0, .05)
            path = [at]
            for _ in range(24):
                angle += turn + rng.normal(0, .08)
                path.append(path[-1] + size * rng.uniform(.015, .04) * np.array([np.cos(angle), np.sin(angle)]))
            path = np.array(path)
            paint(path, rng.uniform(.6, 4), rng.uniform(.5, 1), False)
            for node in path[3:]:
                for _ in range(int(rng.integers(1, 4))):
                    a = angle + rng.normal(0, 1.2)
                    way = np.array([np.cos(a), np.sin(a)])
                    side = np.array([-way[1], way[0]])
                    l = long * rng.uniform(.5, 1.4)
                    leaf = np.array([node, node + way * l * .4 + side * l * thick * .5, node + way * l,
                                     node + way * l * .4 - side * l * thick * .5])
                    paint(leaf, 1, rng.uniform(.6, 1.3), True)
        return reduce(colour, mask, size)

    def wires(self):
        """Nets, ropes, spokes, rings: thin things with holes."""
        rng, size = self.rng, self.size
        colour = Image.new("RGB", (size * FINE,) * 2)
        mask = Image.new("L", (size * FINE,) * 2)
        draw, cover = ImageDraw.Draw(colour), ImageDraw.Draw(mask)
        base = self.colours()
        points, centre = self.outline(.05)
        for _ in range(int(rng.integers(3, 30))):
            a, b = points[rng.integers(0, len(points), 2)]
            width = int(FINE * np.exp(rng.uniform(-.7, 2)))
            x, y = np.clip(a, 0, size - 1).astype(int)
            tint = tuple(int(v) for v in np.clip(base[y, x] * rng.uniform(.7, 1.2) * 255, 0, 255))
            bend = (a + b) / 2 + rng.normal(0, size * .04, 2)
            t = np.linspace(0, 1, 14)[:, None]
            curve = (1 - t) ** 2 * a + 2 * t * (1 - t) * bend + t ** 2 * b
            for sheet, fill in ((draw, tint), (cover, 255)):
                sheet.line([tuple(p) for p in curve * FINE], fill=fill, width=max(1, width))
        net = reduce(colour, mask, size)
        return over(net, self.blob(centre + (points - centre) * rng.uniform(.2, .8), rng.uniform(.3, 2)))

    def solid(self):
        """A smooth shape, sometimes with a hole or finger-like parts."""
        rng = self.rng
        points, centre = self.outline(rng.uniform(.05, .5))
        shape = self.blob(points, np.exp(rng.uniform(-1.2, 1.5)))
        if rng.random() < .4:
            hole = self.blob(centre + (points - centre) * rng.uniform(.1, .6) + rng.normal(0, self.size * .04, 2), 1)[1]
            shape = tuple(plane * ((1 - hole)[..., None] if plane.ndim == 3 else 1 - hole) for plane in shape)
        return shape

    def cutout(self, pixels):
        """A cut-out turned, mirrored, enlarged or reduced to fill most of the sheet."""
        rng, size = self.rng, self.size
        picture = Image.fromarray(pixels[:, ::-1] if rng.random() < .5 else pixels)
        values = np.asarray(picture, np.float32)
        planes = np.concatenate([values[..., :3] * values[..., 3:] / 255, values[..., 3:]], 2)
        scale = size * rng.uniform(.55, 1.1) / max(planes.shape[:2])
        scale = min(scale, 3)
        wide = (max(8, int(planes.shape[1] * scale)), max(8, int(planes.shape[0] * scale)))
        how = Image.LANCZOS if scale < 1 else Image.BICUBIC
        angle = rng.normal(0, 25)
        sheet = np.zeros((size, size, 4), np.float32)
        moved = [np.asarray(Image.fromarray(planes[..., c]).resize(wide, how).rotate(angle, Image.BICUBIC, expand=True))
                 for c in range(4)]
        moved = np.stack(moved, -1)
        h, w = moved.shape[:2]
        top, left = (int(rng.integers(min(0, size - n), max(0, size - n) + 1)) for n in (h, w))
        t, l, b, r = max(0, top), max(0, left), min(size, top + h), min(size, left + w)
        sheet[t:b, l:r] = moved[t - top:b - top, l - left:r - left]
        alpha = np.clip(sheet[..., 3] / 255, 0, 1)
        return np.clip(sheet[..., :3] / 255, 0, alpha[..., None]), alpha

    def moved(self, subject):
        """Motion blur, defocus or a veil over a subject."""
        rng, size = self.rng, self.size
        colour, alpha = subject
        kind = rng.random()
        planes = np.concatenate([colour, alpha[..., None]], 2)
        if kind < .35:
            steps, reach, angle = 24, size * rng.uniform(.01, .07), rng.uniform(0, 7)
            sums = np.zeros_like(planes)
            for t in np.linspace(-1, 1, steps):
                shift = (int(round(np.sin(angle) * reach * t)), int(round(np.cos(angle) * reach * t)))
                sums += np.roll(planes, shift, (0, 1))
            planes = sums / steps
        elif kind < .7:
            sigma = rng.uniform(.5, 5)
            if rng.random() < .5:  # one side out of focus
                share = np.clip(smooth(rng, size, 3) * 3 - 1, 0, 1)[..., None]
                planes = planes * (1 - share) + blur(planes, sigma) * share
            else:
                planes = blur(planes, sigma)
        else:
            thin = np.clip(rng.uniform(.2, .8) + rng.uniform(.3, 1.2) * (smooth(rng, size, int(rng.integers(3, 40))) - .5), .05, 1)
            planes = planes * thin[..., None]
        return planes[..., :3], np.clip(planes[..., 3], 0, 1)

    def draw(self, cutouts):
        rng = self.rng
        kind = rng.random()
        if kind < .34:
            subject = self.hairy()
        elif kind < .44:
            subject = self.plant()
        elif kind < .52:
            subject = self.wires()
        elif kind < .6:
            subject = self.solid()
        else:
            subject = self.cutout(cutouts[rng.integers(len(cutouts))])
        if rng.random() < .3:
            subject = self.moved(subject)
        return subject
