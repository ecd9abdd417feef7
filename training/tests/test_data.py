from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from lungtrace_training.data.augment import bend, change_greys, move, orientations
from lungtrace_training.data.batches import Sampler, Slices
from lungtrace_training.data.cache import in_doctors_hand, thicken
from lungtrace_training.data.covid_semiseg import doctor_slices, expert_masks, to_axial
from lungtrace_training.data.crop import lung_box
from lungtrace_training.data.folds import FOLDS, fold_of, folds_of, of_kind, patient_of, split
from lungtrace_training.data.lungs import lung_mask
from lungtrace_training.data.negatives import lung_slices
from lungtrace_training.data.trust import trust_pseudo
from lungtrace_training.data.window import calibrate_coronacases, calibrate_volume, hu_to_grey
from lungtrace_training.hints import Bytes, Rows


def test_the_window_puts_its_ends_at_black_and_white() -> None:
    assert hu_to_grey([-3024, -1100, 260, 3000]).tolist() == [0, 0, 255, 255]


def phantom(lung: int, tissue: int) -> Bytes:
    image = np.full((120, 120), tissue, np.uint8)
    image[20:100, 15:105] = lung
    return image


def test_calibration_brings_lung_and_soft_tissue_to_their_hu() -> None:
    grey = calibrate_volume([phantom(70, 227)])[0]
    assert grey[60, 60] == pytest.approx(hu_to_grey(-850), abs=2)
    assert grey[10, 60] == pytest.approx(hu_to_grey(40), abs=2)
    assert calibrate_coronacases(phantom(15, 95))[10, 60] == pytest.approx(hu_to_grey(40), abs=4)


def test_axial_view_transposes_radiopaedia_and_turns_coronacases() -> None:
    image = np.arange(6).reshape(2, 3)
    assert to_axial(image, "12").tolist() == image.T.tolist()
    assert to_axial(image, "Data-1_coronacases_org_001").tolist() == np.rot90(image).tolist()


def test_a_root_without_slices_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no doctor-labelled slices"):
        next(doctor_slices(tmp_path))


def test_the_authors_layout_is_read_with_its_palette_classes(tmp_path: Path) -> None:
    train = tmp_path / "TrainingSet"
    for folder in (
        "LungInfection-Train/Doctor-label/Imgs",
        "LungInfection-Train/Doctor-label/GT",
        "MultiClassInfection-Train/GT",
    ):
        (train / folder).mkdir(parents=True)
    Image.new("L", (6, 4), 90).save(train / "LungInfection-Train/Doctor-label/Imgs/7.jpg")
    Image.new("L", (6, 4), 255).save(train / "LungInfection-Train/Doctor-label/GT/7.png")
    classes = Image.new("P", (6, 4), 2)
    classes.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    classes.save(train / "MultiClassInfection-Train/GT/7.png")
    [(name, grey, mask, found)] = doctor_slices(tmp_path)
    assert (name, grey.shape, mask.max(), found.max()) == ("7", (6, 4), 255, 2)


def test_the_lung_box_has_margin_smallest_side_and_stays_inside() -> None:
    mask = np.zeros((200, 300), bool)
    mask[50:150, 100:200] = True
    assert lung_box(mask, (1.0, 1.0), 0.02, 10) == (48, 152, 98, 202)
    assert lung_box(mask, (1.0, 1.0), 0.0, 140) == (30, 170, 80, 220)
    assert lung_box(mask, (1.0, 1.0), 3.0, 10) == (0, 200, 0, 300)
    assert lung_box(np.zeros((5, 5), bool), (1, 1)) is None


def test_thick_slices_are_means_of_neighbours() -> None:
    volume = np.arange(7, dtype=np.int16)[:, None, None] * np.ones((1, 2, 2), np.int16)
    assert thicken(volume, 3)[:, 0, 0].tolist() == [1, 4]
    assert (thicken(volume, 1) == volume).all()


def test_the_lung_mask_leaves_out_the_air_around_the_body() -> None:
    hu = np.full((3, 128, 128), -1000)
    hu[:, 10:118, 10:118] = 40
    hu[:, 30:90, 20:60] = hu[:, 30:90, 70:110] = -850
    mask = lung_mask(hu)
    assert mask[1, 60, 40] and mask[1, 60, 90] and not mask[1, 2, 2] and not mask[1, 100, 100]


def test_slices_of_one_patient_share_a_fold_and_every_slice_has_one() -> None:
    folds = fold_of([10, 43, 5, 46, 17, 4, 1, 2, 3, 6])
    assert folds[10] == folds[43] and folds[5] == folds[46] and folds[17] == folds[4]
    assert set(folds.values()) == set(range(FOLDS))


def test_training_and_validation_never_meet(rows: Rows) -> None:
    for fold in range(FOLDS):
        training, held = split(rows, fold)
        assert sorted([*training, *held]) == list(range(len(rows["kind"])))
        assert not set(rows["volume"][training]) & set(rows["volume"][held])


def test_a_patient_has_one_fold_whoever_drew_and_however_thick_the_slices(rows: Rows) -> None:
    folds, kinds = folds_of(rows), rows["kind"]
    pool = np.isin(kinds, ("expert", "pseudo"))
    assert len(set(folds[pool & (rows["volume"] == "a")])) == 1
    reconstructions = [f"Data-1_radiopaedia_org_covid-19-pneumonia-10_85902_{n}-dcm" for n in (1, 3)]
    assert patient_of(reconstructions[0]) == patient_of(reconstructions[1])
    assert patient_of("cap-001 x1") == patient_of("cap-001 x3") != patient_of("rtchest-001")


def test_rows_are_picked_by_kind(rows: Rows) -> None:
    assert rows["kind"][of_kind(rows, np.array([0, 5, 11]), "doctor", "ct")].tolist() == ["doctor", "ct"]


def test_experts_masks_are_read_in_axial_view_where_there_are_any(tmp_path: Path) -> None:
    for kind, value in (("infection", 1), ("lungs", 0)):
        (tmp_path / kind).mkdir()
        Image.fromarray(np.array([[value, 0, 0], [0, 0, 0]], bool)).save(tmp_path / kind / "x-dcm_3.png")
    masks = expert_masks(tmp_path, "x-dcm", 3)
    assert masks is not None
    infection, lungs = masks
    assert infection.shape == (3, 2) and infection[0, 0] == 255 and infection.sum() == 255 and not lungs.any()
    assert expert_masks(tmp_path, "x-dcm", 4) is None


def test_a_pseudo_label_counts_near_what_experts_drew_and_what_they_alone_drew_counts_half() -> None:
    pseudo, infection = np.zeros((100, 80), np.uint8), np.zeros((100, 80), np.uint8)
    infection[40:50, 40:50] = 255
    pseudo[38:45, 40:50], pseudo[0:10, 0:10] = 200, 200  # partly over the infection, and on a rib
    label = in_doctors_hand(pseudo, infection)
    assert (label[38:45, 40:50] == 200).all() and (label[45:50, 40:50] == 127).all()
    assert not label[:30].any() and not label[60:].any()


def test_single_slices_are_cropped_to_their_lungs_with_room_around(tmp_path: Path) -> None:
    (tmp_path / "Imgs").mkdir()
    (tmp_path / "Lungs").mkdir()
    mask = np.zeros((300, 300), bool)
    mask[100:200, 50:250] = True
    Image.fromarray(np.full((300, 300), 90, np.uint8)).save(tmp_path / "Imgs/ID_1.jpg")
    Image.fromarray(mask).save(tmp_path / "Lungs/ID_1.png")
    [(name, grey, lungs)] = lung_slices(tmp_path)
    assert name == "ID_1" and grey.shape == lungs.shape == (112, 224)
    assert (lungs > 0).sum() == mask.sum()


def test_clean_stretches_are_negative_and_single_blobs_are_distrusted() -> None:
    empty, big = np.zeros((50, 50), np.uint8), np.full((50, 50), 255, np.uint8)
    judged = trust_pseudo([empty] * 5 + [big] + [empty] * 5 + [big] * 5)
    assert judged[0] == (0.5, 0)
    assert judged[5][0] < 0.2 and judged[5][1] == -1
    assert judged[14] == (1.0, 1)


def test_orientations_are_eight_and_can_be_undone() -> None:
    x = torch.rand(2, 1, 8, 8)
    views = orientations(x)
    assert len({tuple(view.flatten().tolist()) for view, _ in views}) == 8
    assert all(torch.equal(undo(view), x) for view, undo in views)


def test_greys_stay_in_range() -> None:
    image = change_greys(torch.rand(8, 1, 32, 32), torch.Generator().manual_seed(3))
    assert float(image.min()) >= 0 and float(image.max()) <= 1


def test_labels_move_with_the_image(rows: Rows) -> None:
    rows = {**rows, "image": rows["mask"].copy()}
    picks = np.arange(5)
    batch = Slices(rows).batch(picks, 64, torch.Generator().manual_seed(5))
    bright = (batch.image * (batch.mask > 0.9)).sum() / (batch.mask > 0.9).sum()
    dark = (batch.image * (batch.mask < 0.1)).sum() / (batch.mask < 0.1).sum()
    assert bright > dark + 0.4
    assert (batch.gate_weight == 1).all() and not batch.pseudo.any()


def test_bends_are_smooth_and_spare_about_half_of_the_slices() -> None:
    bends = bend(200, 64, torch.Generator().manual_seed(4))
    far = bends.abs().amax((1, 2, 3))
    assert 60 < (far == 0).sum() < 140 and far.max() > 0.05
    # from one pull to the next (16 pixels) at most twice the farthest
    assert bends.diff(dim=1).abs().max() < 0.2 * far.max()


def test_all_planes_of_a_slice_move_alike() -> None:
    planes = torch.rand(8, 1, 64, 64).repeat(1, 5, 1, 1)
    moved = move(planes, 64, torch.Generator().manual_seed(4))
    assert all(torch.equal(moved[:, 0], moved[:, plane]) for plane in (1, 2, 3, 4)) and not torch.equal(moved, planes)


def test_shares_decide_what_is_drawn(rows: Rows) -> None:
    sampler = Sampler(rows, np.arange(len(rows["kind"])))
    picks = sampler.draw(50, {"ct": 1.0, "doctor": 0.0}, np.random.default_rng(1))
    assert set(rows["kind"][picks]) == {"ct"}


def test_what_is_weighed_is_drawn_more_often(rows: Rows) -> None:
    sampler, odds = Sampler(rows, np.arange(len(rows["kind"]))), np.ones(len(rows["kind"]))
    odds[12] = 50
    sampler.weigh(odds)
    picks = sampler.draw(200, {"ct": 1.0}, np.random.default_rng(1))
    assert (picks == 12).mean() > 0.8


def test_experts_and_doctors_slices_say_whose_hand_drew_and_lungs_count_where_they_were_drawn(rows: Rows) -> None:
    batch = Slices(rows).batch([0, 14, 17, 19], 64, torch.Generator().manual_seed(5))
    assert batch.hand[:2].tolist() == [0, 1] and set(batch.hand[2:].tolist()) <= {0, 1}
    assert batch.lungs_weight.tolist() == [0, 1, 1, 1]
    assert batch.lungs[0].sum() == 0 < batch.lungs[1].sum()
