"""What a step minimises."""
from dataclasses import replace

import torch

from ..losses import total_loss


def supervised(model, average, batch):
    """The paper's loss on the labels as they are."""
    return total_loss(model(batch.image), batch)


def with_teacher(model, average, batch):
    """As `supervised`, but pseudo labels are averaged with what the averaged network itself sees in the same image."""
    with torch.no_grad():
        seen = torch.sigmoid(average(batch.image)["infection"][0].float())
    blended = torch.where(batch.pseudo.view(-1, 1, 1, 1), (batch.mask + seen) / 2, batch.mask)
    return total_loss(model(batch.image), replace(batch, mask=blended))
