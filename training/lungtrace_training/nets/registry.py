"""Networks by name."""
from functools import partial

from ..train.checkpoint import mean_weights
from .classes import FCN8s, MultiClassUNet
from .infnet import InfNet
from .unet import UNet, UNetPlusPlus

# All return a dict with `infection`: a list of logits, finest first.
NETWORKS = {
    "infnet": InfNet,
    "infnet-lite0": partial(InfNet, "lite0"),
    "infnet-lite2": partial(InfNet, "lite2"),
    "unet": UNet,
    "unetpp": UNetPlusPlus,
    "infnet-no-ppd": partial(InfNet, ppd=False, heads=False),
    "infnet-no-ra": partial(InfNet, ra=False, heads=False),
    "infnet-no-ea": partial(InfNet, ea=False, heads=False),
    "infnet-plain": partial(InfNet, ppd=False, ra=False, ea=False, heads=False),
}
# Second step: (image, infection probability) -> logits of three classes.
CLASS_NETWORKS = {"mc": MultiClassUNet, "fcn8s": FCN8s}


PRETRAINED = ("infnet-lite0", "infnet-lite2")


def make_network(name, imagenet=False):
    """A freshly initialised network of NETWORKS or CLASS_NETWORKS; with `imagenet` those of PRETRAINED start from ImageNet's weights."""
    known = NETWORKS | CLASS_NETWORKS
    if name not in known:
        raise ValueError(f"unknown network {name!r}; choose one of {', '.join(known)}")
    return known[name](imagenet=True) if imagenet and name in PRETRAINED else known[name]()


def trained(name, *folders):
    """The network `name` with the averaged weights of a run (folder or checkpoint file); of several runs, their mean."""
    network = make_network(name)
    network.load_state_dict(mean_weights(folders))
    return network.eval()
