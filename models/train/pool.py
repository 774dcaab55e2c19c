"""Clean patches drawn from the pool that prepare.py makes."""
import numpy as np
import torch


class Pool:
    """Draws clean patches, detailed places more often, in the eight orientations.

    least: the largest patch that will be drawn, px; smaller pictures are left out.
    """

    def __init__(self, path, seed, least=96):
        data = np.load(path)
        self.flat, self.shapes, self.places = data["pixels"], data["shapes"], data["places"]
        self.places = self.places[self.shapes.min(1)[self.places[:, 0].astype(int)] >= least]
        self.starts = np.concatenate([[0], np.cumsum(self.shapes.prod(1) * 3)])
        weight = self.places[:, 3].astype(np.float64)
        self.sums = np.cumsum(weight / weight.sum())
        self.random = np.random.default_rng(seed)

    def draw(self, count, size):
        out = np.empty((count, size, size, 3), np.uint8)
        for i, row in enumerate(np.searchsorted(self.sums, self.random.random(count))):
            index, y, x = self.places[min(row, len(self.places) - 1), :3].astype(int)
            h, w = self.shapes[index]
            y, x = (min(v + self.random.integers(24), limit - size) for v, limit in ((y, h), (x, w)))
            picture = self.flat[self.starts[index]:self.starts[index + 1]].reshape(h, w, 3)
            patch = picture[y:y + size, x:x + size]
            turn = self.random.integers(8)
            patch = np.rot90(patch, turn % 4)
            out[i] = patch[:, ::-1] if turn > 3 else patch
        return torch.from_numpy(out).permute(0, 3, 1, 2)
