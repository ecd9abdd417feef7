"""Turns an exported network into a PyTorch checkpoint: python weights.py NETWORK FILE.onnx OUT.pt.

NETWORK is a name of lungtrace_training.nets.registry. The checkpoint answers as the float file does: the peer runs
the very same network.
"""

import sys

import torch

from lungtrace_training.export.restore import restore
from lungtrace_training.nets.registry import make_network

SIDE = 224


def main(name: str, file: str, out: str) -> None:
    """Writes the state of the restored network; the norms refer to random images, which changes no answer."""
    torch.manual_seed(0)
    network = restore(make_network(name), file, [torch.rand(4, 1, SIDE, SIDE)])
    torch.save(network.state_dict(), out)


main(*sys.argv[1:])
