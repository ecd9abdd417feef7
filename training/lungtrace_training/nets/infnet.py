"""Inf-Net (Fan et al., IEEE TMI 2020, doi 10.1109/TMI.2020.2996645) with the class head and the slice gate."""
import torch
from torch import nn

from .blocks import ReceptiveField, Score, kaiming, resize_to
from .heads import ClassHead, SliceGate, infection_and_finding
from .parts import EdgeAttention, ParallelPartialDecoder, ReverseAttention
from .res2net import Res2Net50

MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


class InfNet(nn.Module):
    """Image [N,1,H,W] in 0..1 -> dict of logits.

    `infection`: [S3, S4, S5, S_g] each [N,1,H,W], finest first (S5 is R5's output), before them the class head's "ground glass or
    consolidation"; `edge` [N,1,H,W] or None; `finding` [N,1,H,W], consolidation given infection; `gate` [N]. Switches for the ablation (Table IV): `ppd`, `ra`, `ea`. Without the decoder
    S_g is a 1x1 convolution of the reduced f5. `heads=False` leaves the network of the paper alone.
    """

    def __init__(self, ppd=True, ra=True, ea=True, heads=True):
        super().__init__()
        edge = 64 if ea else 0
        self.backbone = Res2Net50()
        self.edge_attention = EdgeAttention() if ea else None
        self.reduce = nn.ModuleList(ReceptiveField(c, 32) for c in (512, 1024, 2048))
        self.ppd = ParallelPartialDecoder(32) if ppd else None
        self.coarse = None if ppd else Score(32)
        self.r5 = ReverseAttention(2048, 256, 5, 3, edge, ra)
        self.r4 = ReverseAttention(1024, 64, 3, 2, edge, ra)
        self.r3 = ReverseAttention(512, 64, 3, 2, edge, ra)
        self.class_head = ClassHead() if heads else None
        self.slice_gate = SliceGate() if heads else None
        self.register_buffer("mean", torch.tensor(MEAN).view(1, 3, 1, 1), persistent=False)
        self.register_buffer("std", torch.tensor(STD).view(1, 3, 1, 1), persistent=False)
        kaiming(self)

    def forward(self, image):
        _, f2, f3, f4, f5 = self.backbone((image - self.mean) / self.std)
        e_att, edge = self.edge_attention(f2) if self.edge_attention is not None else (None, None)
        reduced = [reduce(f) for reduce, f in zip(self.reduce, (f3, f4, f5))]
        s_g = self.ppd(*reduced) if self.ppd is not None else self.coarse(reduced[2])
        s5 = self.r5(f5, s_g, e_att)
        s4 = self.r4(f4, s5, e_att)
        s3 = self.r3(f3, s4, e_att)
        out = {"infection": [resize_to(s, image) for s in (s3, s4, s5, s_g)]}
        out["edge"] = resize_to(edge, image) if edge is not None else None
        if self.class_head is not None:
            finest, out["finding"] = infection_and_finding(self.class_head(image, f2, reduced, s3))
            out["infection"].insert(0, finest)
            out["gate"] = self.slice_gate(reduced, s3)
        return out
