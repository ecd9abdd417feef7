"""`python -m lungtrace_training export`: a trained run -> models/infnet.onnx and models/models.json."""
from pathlib import Path

from ..nets.registry import make_network
from ..train.checkpoint import weights
from .graph import to_onnx
from .quantise import quantise
from .registry import write_record


def add_arguments(parser):
    parser.add_argument("--folder", required=True, help="run folder or checkpoint file")
    parser.add_argument("--out", default="../models", help="folder of infnet.onnx and models.json")
    parser.add_argument("--version", default="0.1.0")
    parser.add_argument("--side", type=int, default=256, help="input height and width in pixels, a multiple of 32")
    parser.add_argument("--temperature", type=float, default=1.0, help="factor on the infection logits")
    parser.add_argument("--gate", type=float, default=0.5, help="a slice below this gate value has no infection")
    parser.add_argument("--float32", action="store_true", help="keep float weights (for comparison)")


def run(args):
    model = make_network("infnet")
    model.load_state_dict(weights(args.folder))
    graph = to_onnx(model, args.side, args.temperature)
    graph = graph if args.float32 else quantise(graph)
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    file = out / "infnet.onnx"
    file.write_bytes(graph.SerializeToString())
    made = (
        f"python -m lungtrace_training export --folder {Path(args.folder).name} --side {args.side} "
        f"--temperature {args.temperature:g} --gate {args.gate:g}"
    )
    record = write_record(out / "models.json", file, args.version, args.side, args.temperature, args.gate, made)
    print(f"{file}: {file.stat().st_size / 1e6:.1f} MB, sha256 {record['sha256']}")
