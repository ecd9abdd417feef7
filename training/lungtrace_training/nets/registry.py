"""Networks by name; all return a dict with `infection`: a list of logits, finest first."""
from .infnet import InfNet

NETWORKS = {
    "infnet": InfNet,
}


def make_network(name):
    """A freshly initialised network of NETWORKS."""
    if name not in NETWORKS:
        raise ValueError(f"unknown network {name!r}; choose one of {', '.join(NETWORKS)}")
    return NETWORKS[name]()
