"""Inf-Net (Fan et al., IEEE TMI 2020, doi 10.1109/TMI.2020.2996645) with the class head and the slice gate."""

from torch import Tensor, nn

from ..hints import Outputs
from .blocks import ReceptiveField, Score, kaiming, resize_to
from .encoders import make_encoder
from .heads import ClassHead, SliceGate, infection_and_finding
from .lite import load_imagenet
from .parts import EdgeAttention, ParallelPartialDecoder, ReverseAttention


class InfNet(nn.Module):
    """Image [N,1,H,W] 0..1 -> dict of logits.

    `infection`: [S3, S4, S5, S_g] each [N,1,H,W], finest first (S5 is R5's output), preceded by the class head's
    "ground glass or consolidation"; `edge` [N,1,H,W] or None; `finding` [N,1,H,W], consolidation given infection;
    `lung` [N,1,H,W]; `gate` [N].

    `encoder`: one of encoders.make_encoder; `imagenet`: start from ImageNet weights (Lite encoders). Switches for the
    ablation (Table IV): `ppd`, `ra`, `ea`; without the decoder S_g is a 1x1 convolution of the reduced f5.
    `heads=False` leaves only the network of the paper. `hand` [N]: see ClassHead.
    """

    def __init__(
        self,
        encoder: str = "res2net50",
        ppd: bool = True,
        ra: bool = True,
        ea: bool = True,
        heads: bool = True,
        imagenet: bool = False,
    ) -> None:
        super().__init__()
        self.backbone, widths = make_encoder(encoder)
        f1, f2, f3, f4, f5 = self.backbone.channels
        edge = widths.edge if ea else 0
        w5, w4, w3 = widths.reverse
        self.edge_attention = EdgeAttention(f2, widths.edge) if ea else None
        reduced = (f3, f4, f5) if ppd or heads else (f5,)
        self.reduce = nn.ModuleList(ReceptiveField(c, widths.reduced) for c in reduced)
        self.ppd = ParallelPartialDecoder(widths.reduced) if ppd else None
        if not ppd:
            self.coarse = Score(widths.reduced)
        self.r5 = ReverseAttention(f5, w5, widths.kernel5, 3, edge, ra)
        self.r4 = ReverseAttention(f4, w4, 3, 2, edge, ra)
        self.r3 = ReverseAttention(f3, w3, 3, 2, edge, ra)
        self.class_head = ClassHead(widths, f1, f2) if heads else None
        self.slice_gate = SliceGate() if heads else None
        kaiming(self)
        if imagenet:
            load_imagenet(self.backbone.encoder, encoder)

    def forward(self, image: Tensor, hand: Tensor | None = None) -> Outputs:
        f1, f2, f3, f4, f5 = self.backbone(image)
        e_att, edge = self.edge_attention(f2) if self.edge_attention is not None else (None, None)
        reduced = [reduce(f) for reduce, f in zip(self.reduce, (f3, f4, f5)[-len(self.reduce) :])]
        s_g = self.ppd(*reduced) if self.ppd is not None else self.coarse(reduced[-1])
        s5 = self.r5(f5, s_g, e_att)
        s4 = self.r4(f4, s5, e_att)
        s3 = self.r3(f3, s4, e_att)
        out: Outputs = {
            "infection": [resize_to(s, image) for s in (s3, s4, s5, s_g)],
            "edge": resize_to(edge, image) if edge is not None else None,
        }
        if self.class_head is not None and self.slice_gate is not None:
            classes, out["lung"] = self.class_head(image, f1, f2, reduced, s3, hand)
            finest, out["finding"] = infection_and_finding(classes)
            out["infection"].insert(0, finest)
            out["gate"] = self.slice_gate(s3, finest)
        return out
