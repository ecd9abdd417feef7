"""Runs a network over images of any size, the way the service does: resize to the square, resize the answer back."""
import numpy as np
import torch
from torch.nn import functional as F

from .data.resize import resize


@torch.no_grad()
def predict(model, greys, side, batch=8, temperature=1.0):
    """List of grey images 0..255 [y,x] -> list of (infection, consolidation or None [y,x], gate 0..1 or None)."""
    model.eval()
    answers = []
    for start in range(0, len(greys), batch):
        chunk = greys[start : start + batch]
        image = torch.from_numpy(np.stack([resize(grey, (side, side)) / 255 for grey in chunk]))[:, None]
        out = model(image.to(next(model.parameters()).device))
        infection = torch.sigmoid(out["infection"][0].float() * temperature).cpu()
        finding = torch.sigmoid(out["finding"].float()).cpu() if "finding" in out else None
        gate = torch.sigmoid(out["gate"].float()).cpu().numpy() if "gate" in out else None
        for index, grey in enumerate(chunk):
            answers.append(
                (
                    _back(infection[index], grey.shape),
                    _back(finding[index], grey.shape) if finding is not None else None,
                    float(gate[index]) if gate is not None else None,
                )
            )
    return answers


def _back(plane, size):
    return F.interpolate(plane[None], size=size, mode="bilinear", align_corners=False)[0, 0].numpy()
