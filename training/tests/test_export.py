import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import Tensor

from lungtrace_training.export.folding import fold_norms
from lungtrace_training.export.quantise import to_int8
from lungtrace_training.export.registry import write_record
from lungtrace_training.hints import Floats
from lungtrace_training.nets.infnet import InfNet

if TYPE_CHECKING:
    from onnx import ModelProto


@pytest.fixture(scope="module")
def model() -> InfNet:
    torch.manual_seed(0)
    model = InfNet().train()
    with torch.no_grad():
        for _ in range(3):
            model(torch.rand(4, 1, 64, 64))
    return model.eval()


def test_folding_batch_norm_changes_no_answer(model: InfNet) -> None:
    image = torch.rand(2, 1, 64, 64)
    with torch.no_grad():
        before, after = model(image), fold_norms(model)(image)
    for name in ("finding", "gate"):
        assert torch.allclose(before[name], after[name], rtol=1e-3, atol=1e-3), name
    assert torch.allclose(before["infection"][0], after["infection"][0], rtol=1e-3, atol=1e-3)


def test_eight_bit_weights_are_off_by_half_a_step_at_most_where_not_clipped() -> None:
    values = np.random.default_rng(1).normal(size=(16, 8, 3, 3)).astype(np.float32)
    small, scale = to_int8(values)
    inside = np.abs(small) < 127
    assert small.dtype == np.int8 and scale.shape == (16, 1, 1, 1)
    assert (np.abs(small * scale - values) <= 0.5001 * scale)[inside].all()


def test_the_record_has_all_that_the_service_reads(tmp_path: Path) -> None:
    files = {"any": tmp_path / "infnet.onnx", "cpu": tmp_path / "infnet.cpu.onnx"}
    for name, file in files.items():
        file.write_bytes(name.encode())
    write_record(tmp_path / "models.json", files, "1.2.3", 256, 2.0, 0.4, "command")
    [record] = json.loads((tmp_path / "models.json").read_text())["models"]
    assert record["inputSize"] == [256, 256] and record["windowHu"] == [-1100, 260]
    assert record["thresholds"] == {"infection": 0.5, "consolidation": 0.5, "gate": 0.4}
    assert (
        len(record["sha256"]) == 64
        and record["cpu"]["file"] == "infnet.cpu.onnx"
        and record["cpu"]["sha256"] != record["sha256"]
    )
    assert [label["value"] for label in record["labels"]] == [1, 2]


def test_the_onnx_graph_gives_what_pytorch_gives(model: InfNet, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    from lungtrace_training.export.graph import Probabilities, to_onnx
    from lungtrace_training.export.quantise import quantise

    image = torch.rand(3, 1, 64, 64)
    with torch.no_grad():
        expected = Probabilities(model, 1.0).eval()(image)
    graph = to_onnx(model, 64, 1.0)
    plain = answers_of(graph, image)
    for mine, theirs in zip(plain, expected):
        assert mine.shape == tuple(theirs.shape)
        assert np.abs(mine - theirs.numpy()).max() < 1e-3
    for small, full in zip(answers_of(quantise(graph), image), plain):
        assert np.abs(small - full).mean() < 0.1


def answers_of(graph: "ModelProto", image: Tensor) -> list[Floats]:
    onnxruntime = pytest.importorskip("onnxruntime")
    session = onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(["infection", "consolidation", "lung", "gate"], {"image": image.numpy()})


def test_an_exported_file_can_be_trained_further(model: InfNet, tmp_path: Path) -> None:
    pytest.importorskip("onnx")
    from lungtrace_training.export.graph import to_onnx
    from lungtrace_training.export.restore import restore

    file = tmp_path / "infnet.onnx"
    file.write_bytes(to_onnx(model, 64, 1.0).SerializeToString())
    torch.manual_seed(5)
    batches = [torch.rand(4, 1, 64, 64) for _ in range(3)]
    again = restore(InfNet(), file, batches)
    with torch.no_grad():
        for name, answer in {"gate": again(batches[0])["gate"], "finding": again(batches[0])["finding"]}.items():
            assert torch.allclose(answer, model(batches[0])[name], rtol=1e-2, atol=1e-2), name
        expected = model(batches[0])["infection"][0]
        assert torch.allclose(again(batches[0])["infection"][0], expected, rtol=1e-2, atol=1e-2)
        assert expected.std() > 1e-3
    first = again.backbone.encoder.stem[0][1]
    with torch.no_grad():
        seen = again.backbone.encoder.stem[0][0]((torch.cat(batches) - again.backbone.mean) / again.backbone.std)
    assert torch.allclose(first.running_mean, seen.mean((0, 2, 3)), atol=1e-4)
    assert torch.allclose(first.running_var, seen.var((0, 2, 3)), rtol=1e-2)


def test_a_file_of_an_older_network_fills_what_both_have(model: InfNet, tmp_path: Path) -> None:
    onnx = pytest.importorskip("onnx")
    from lungtrace_training.export.graph import to_onnx
    from lungtrace_training.export.restore import restore

    graph = to_onnx(model, 64, 1.0)
    for tensor in graph.graph.initializer:
        tensor.name = tensor.name.replace("model.class_head.", "model.head_of_old.")
    file = tmp_path / "infnet.onnx"
    onnx.save(graph, str(file))
    torch.manual_seed(5)
    fresh = InfNet()
    start = {name: value.clone() for name, value in fresh.state_dict().items() if name.startswith("class_head.")}
    image = torch.rand(4, 1, 64, 64)
    again = restore(fresh, file, [image])
    with torch.no_grad():
        assert torch.allclose(again(image)["infection"][1], model(image)["infection"][1], rtol=1e-2, atol=1e-2)
    kept = again.state_dict()
    assert start and all(torch.equal(kept[name], value) for name, value in start.items())
