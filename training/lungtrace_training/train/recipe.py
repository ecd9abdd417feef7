"""What a training run is made of."""

from dataclasses import dataclass, field, replace

from ..hints import Shares, Sizes


@dataclass(frozen=True)
class Recipe:
    """Settings of a run.

    `minutes`: budget that the cosine follows, of processor time on a CPU, else of wall-clock time; `sizes`: (share of
    the budget passed, side in pixels), each multiplied by a random 0.75, 1 or 1.25; `batch`: slices per step, of all
    workers together; `midway`: shares of the budget after which the network labels slices itself, or its mistakes are
    looked for; `shares`: how often each kind of slice is drawn.
    """

    minutes: float = 60.0
    batch: int = 8
    rate: float = 1e-3
    decay: float = 0.02
    warm_up: float = 0.02
    clip: float = 2.0
    average: float = 0.997
    sizes: Sizes = ((0.0, 160), (0.35, 192), (0.75, 224))
    midway: tuple[float, ...] = (0.6,)
    shares: Shares = field(default_factory=lambda: {"pseudo": 0.75, "ct": 0.25})
    threads: int = 1
    seed: int = 1
    save_every_s: float = 120.0
    judge_every_s: float = 1500.0
    device: str = "cpu"


PRESETS = {
    "cpu": Recipe(),
    "gpu": Recipe(
        minutes=4.0,
        batch=24,
        sizes=((0.0, 192), (0.4, 256)),
        average=0.996,
        save_every_s=150.0,
        judge_every_s=60.0,
        device="cuda",
    ),
}
MIXED_SHARES = {
    "doctor": 0.45,
    "agreed": 0.20,
    "expert": 0.14,
    "pseudo": 0.02,
    "ct": 0.07,
    "chest": 0.06,
    "slice": 0.06,
}
MINED_AT = (0.2, 0.5)
DOCTOR_SHARES = {"doctor": 0.7, "pseudo": 0.15, "ct": 0.15}  # 0.5 of "doctor" is measurably worse (model card)


def for_step(recipe: Recipe, step: str, fresh: bool = False) -> Recipe:
    """Returns the preset for a step: `pseudo`, `doctor` (doctor-labelled slices mixed in), `alone` (only
    doctor-labelled slices) or `mixed` (the doctor's and the experts' slices, and lungs without infection; what is
    shipped).

    Step `doctor` of a network that has learnt from pseudo labels, not a `fresh` one, has a lower learning rate, at full
    size; step `mixed` of a network that has learnt leaves out the smallest sizes.
    """
    if step == "pseudo":
        return recipe
    if step == "mixed":
        sizes = recipe.sizes if fresh else ((0.0, recipe.sizes[-2][1]), *recipe.sizes[-1:])
        return replace(recipe, shares=MIXED_SHARES, midway=MINED_AT, sizes=sizes)
    if step == "alone":
        return replace(recipe, shares={"doctor": 1.0})
    if fresh:
        return replace(recipe, shares=DOCTOR_SHARES)
    largest = recipe.sizes[-1][1]
    return replace(recipe, rate=recipe.rate * 0.5, warm_up=0.05, sizes=((0.0, largest),), shares=DOCTOR_SHARES)
