"""Command line: `python -m lungtrace_training COMMAND --help`."""

import argparse
import importlib
import os

os.environ.setdefault(
    "OMP_WAIT_POLICY", "PASSIVE"
)  # before torch is imported: spinning threads starve a shared machine

COMMANDS = {
    "prepare": ("prepare", "build the training cache from COVID-SemiSeg and CT series"),
    "train": ("steps", "train one step of one network"),
    "crossval": ("crossval", "cross-validate the second step, with standard errors and paired differences"),
    "semi": ("semi", "Algorithm 1 of the paper: label unlabelled slices in rounds"),
    "classes": ("classes", "train the two-step heads of the paper: multi-class U-Net and FCN8s"),
    "blend": ("blend", "average runs that started from the same weights"),
    "gate": ("gate", "retrain and calibrate the slice gate of a finished network"),
    "score": ("score", "compare folds of step `mixed` with an exported network on unseen patients"),
    "table": ("tables", "train and compare all systems of one of the paper's Tables II to V at the same budget"),
    "volumes": ("volumes", "score the folds of a network on whole volumes that they never saw"),
    "evaluate": ("evaluate", "score a run on labelled slices and on CT series"),
    "cost": ("export.cost", "measure milliseconds per slice of networks in onnxruntime-node"),
    "check": ("export.check", "compare the exported file with PyTorch"),
    "export": ("export.command", "write models/infnet.onnx and models/models.json"),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="lungtrace_training", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (module_name, description) in COMMANDS.items():
        module = importlib.import_module(f".{module_name}", __package__)
        command = commands.add_parser(name, help=description, description=module.__doc__)
        module.add_arguments(command)
        command.set_defaults(execute=module.run)
    args = parser.parse_args()
    args.execute(args)


if __name__ == "__main__":
    main()
