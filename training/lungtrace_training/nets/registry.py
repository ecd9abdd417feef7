"""Networks by name."""

from collections.abc import Callable
from functools import partial

from torch import nn

from ..hints import PathLike
from ..train.checkpoint import mean_weights
from .classes import CLASSES, FCN8s, ImageAlone, MultiClassUNet
from .deeplab import DeepLabV3Plus
from .dense import DenseUNet
from .infnet import InfNet
from .unet import AttentionUNet, GatedUNet, UNet, UNetPlusPlus

# All return Outputs; those of three classes have `finding` and `classes` too.
NETWORKS: dict[str, Callable[..., nn.Module]] = {
    "infnet": InfNet,
    "infnet-lite0": partial(InfNet, "lite0"),
    "infnet-lite2": partial(InfNet, "lite2"),
    "unet": UNet,
    "unetpp": UNetPlusPlus,
    "attention-unet": AttentionUNet,
    "gated-unet": GatedUNet,
    "dense-unet": DenseUNet,
    # the paper's Inf-Net without heads, and its ablation, named by the parts that it has
    "infnet-ppd-ra-ea": partial(InfNet, heads=False),
    "infnet-ppd-ra": partial(InfNet, ea=False, heads=False),
    "infnet-ppd-ea": partial(InfNet, ra=False, heads=False),
    "infnet-ra-ea": partial(InfNet, ppd=False, heads=False),
    "infnet-ppd": partial(InfNet, ra=False, ea=False, heads=False),
    "infnet-ra": partial(InfNet, ppd=False, ea=False, heads=False),
    "infnet-ea": partial(InfNet, ppd=False, ra=False, heads=False),
    "infnet-plain": partial(InfNet, ppd=False, ra=False, ea=False, heads=False),
    "deeplab-s8": lambda: ImageAlone(DeepLabV3Plus(CLASSES, 8)),
    "deeplab-s16": lambda: ImageAlone(DeepLabV3Plus(CLASSES, 16)),
    "fcn8s-image": lambda: ImageAlone(FCN8s(inputs=1)),
    "mc-image": lambda: ImageAlone(MultiClassUNet(inputs=1)),
}
# Second step: (image, infection probability) -> logits of three classes.
CLASS_NETWORKS: dict[str, Callable[..., nn.Module]] = {"mc": MultiClassUNet, "fcn8s": FCN8s}


PRETRAINED = ("infnet-lite0", "infnet-lite2")


def make_network(name: str, imagenet: bool = False) -> nn.Module:
    """Returns a freshly initialised network of NETWORKS or CLASS_NETWORKS; with `imagenet`, PRETRAINED start from
    ImageNet.

    Raises ValueError for an unknown name.
    """
    known = NETWORKS | CLASS_NETWORKS
    if name not in known:
        raise ValueError(f"unknown network {name!r}; choose one of {', '.join(known)}")
    return known[name](imagenet=True) if imagenet and name in PRETRAINED else known[name]()


def trained(name: str, *folders: PathLike) -> nn.Module:
    """Returns the network `name` with the averaged weights of a run (folder or checkpoint file), or the mean of
    several.
    """
    network = make_network(name)
    network.load_state_dict(mean_weights(folders))
    return network.eval()
