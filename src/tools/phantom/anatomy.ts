import { LEFT_LUNG, RIGHT_LUNG } from '../../volume/volume.ts';
import type { Field } from './random.ts';

/**
 * The chest in the patient's frame (LPS, mm; x to the left, y to the back, z to the head), its middle at the origin. Plain shapes:
 * the thorax is an elliptic tube with a rounded top, the lungs are what the mediastinum and the diaphragm leave of it.
 */
const THORAX = { x: 134, y: 92, shoulder: 15, apex: 112 };
const HEART = { x: 26, y: -28, z: -40, rx: 62, ry: 46, rz: 56 };
const VERTEBRA = { y: 84, r: 21 };
const AORTA = { x: 26, y: 54, r: 13 };
const DOMES = {
  [RIGHT_LUNG]: { x: -70, y: -8, top: -42 },
  [LEFT_LUNG]: { x: 74, y: -4, top: -52 },
};

/** HU of the materials of the phantom. */
export const HU = {
  air: -1000,
  fat: -95,
  muscle: 52,
  blood: 42,
  liver: 58,
  spleen: 48,
  marrow: 190,
  cortex: 620,
  wall: 10,
};

/** 1 in the right lung, 2 in the left lung, else 0. */
export function lungAt(x: number, y: number, z: number): number {
  if (thoraxDepth(x, y, z) <= 0 || isMediastinum(x, y, z)) return 0;
  const side = x < 0 ? RIGHT_LUNG : LEFT_LUNG;
  return z > domeHeight(x, y, side) ? side : 0;
}

/** HU of everything except lung; `blotches` is a random field that spreads fat. */
export function tissueAt(x: number, y: number, z: number, blotches: Field): number {
  const skin = superellipse(x, y, bodyWidth(z), bodyDepth(z));
  if (skin >= 1) return tableAt(x, y);
  const depth = thoraxDepth(x, y, z);
  if (depth > 0) return insideThorax(x, y, z, blotches);
  if (depth > -11) return ribAt(x, y, z, depth);
  if (skin > 0.82 + 0.03 * blotches(x, y, z)) return HU.fat;
  if (isScapula(x, y, z)) return HU.cortex - 250;
  return blotches(x / 2, y / 2, z) > 0.45 ? HU.fat : HU.muscle;
}

/** Depth of a point inside the thorax, mm; negative outside. */
function thoraxDepth(x: number, y: number, z: number): number {
  const rise = Math.max(0, (z - THORAX.shoulder) / (THORAX.apex - THORAX.shoulder));
  if (rise >= 1) return -1000;
  const size = Math.sqrt(1 - rise ** 2.4);
  return (size - Math.hypot(x / THORAX.x, y / THORAX.y)) * 0.5 * (THORAX.x + THORAX.y);
}

function isMediastinum(x: number, y: number, z: number): boolean {
  if (Math.abs(x) < columnHalfWidth(y) + 2.5 * Math.sin(z / 13) + 2 * Math.sin(y / 9 + Math.sign(x))) return true;
  if (Math.hypot(x, y - VERTEBRA.y) < VERTEBRA.r + 6) return true;
  if (z < 62 && Math.hypot(x - AORTA.x, y - AORTA.y) < AORTA.r + 2) return true;
  return Math.hypot((x - HEART.x) / HEART.rx, (y - HEART.y) / HEART.ry, (z - HEART.z) / HEART.rz) < 1;
}

/** Half the distance between the lungs beside the great vessels; the lungs almost meet behind the sternum. */
function columnHalfWidth(y: number): number {
  if (y < -30) return 5 + 22 * Math.max(0, (y + 76) / 46) ** 0.7;
  return y < 30 ? 27 : 27 - 0.25 * (y - 30);
}

function domeHeight(x: number, y: number, side: typeof RIGHT_LUNG | typeof LEFT_LUNG): number {
  const dome = DOMES[side];
  const top = dome.top - 62 * (((x - dome.x) / 76) ** 2 + ((y - dome.y) / 88) ** 2);
  return Math.max(top, recessHeight(x, y));
}

/** The lung reaches lowest in the back, and least low behind the sternum. */
function recessHeight(x: number, y: number): number {
  return -116 + 0.62 * Math.max(0, 40 - y) - 0.14 * Math.abs(x);
}

function insideThorax(x: number, y: number, z: number, blotches: Field): number {
  const bone = Math.hypot(x, y - VERTEBRA.y);
  if (bone < VERTEBRA.r) return bone > VERTEBRA.r - 2.5 ? HU.cortex - 200 : HU.marrow;
  if (Math.hypot(x - AORTA.x, y - AORTA.y) < AORTA.r) return HU.blood;
  const heart = Math.hypot((x - HEART.x) / HEART.rx, (y - HEART.y) / HEART.ry, (z - HEART.z) / HEART.rz);
  if (heart < 0.93) return HU.blood;
  if (isMediastinum(x, y, z)) return mediastinumAt(x, y, z, blotches);
  if (x < 0) return HU.liver;
  // The stomach's bubble of gas lies under the left dome.
  if (Math.hypot((x - 55) / 26, (y + 40) / 15, (z + 96) / 14) < 1) return HU.air;
  return HU.spleen;
}

/** Great vessels in fat. */
function mediastinumAt(x: number, y: number, z: number, blotches: Field): number {
  if (z > 0 && z < 60 && Math.hypot(x + 12, y + 18) < 15) return HU.blood;
  if (z > 0 && z < 80 && Math.hypot(x - 14, y + 12) < 12) return HU.blood;
  return blotches(x, y, z) > -0.1 ? HU.fat : HU.muscle - 15;
}

/** Ribs slope from the back down to the sternum; between them lies muscle. */
function ribAt(x: number, y: number, z: number, depth: number): number {
  if (y < -70 && Math.abs(x) < 17 && z > -70 && depth < -2)
    return depth < -9 || depth > -4 ? HU.cortex - 250 : HU.marrow;
  const along = (((z - 0.42 * y) % 27) + 27) % 27;
  const off = Math.abs(along - 13.5);
  if (off > 6.5 || depth > -1.5 || depth < -9.5) return depth < -9.5 ? HU.muscle : HU.muscle - 30;
  return off > 4.5 || depth > -3.5 || depth < -7.5 ? HU.cortex : HU.marrow;
}

function isScapula(x: number, y: number, z: number): boolean {
  return z > -25 && Math.abs(Math.abs(x) - 96 - 0.2 * (y - 70)) < 26 && Math.abs(y - 128 + 0.42 * Math.abs(x)) < 3;
}

function bodyWidth(z: number): number {
  return 168 + 8 * Math.min(1, Math.max(0, (z - 40) / 60));
}

function bodyDepth(z: number): number {
  return 122 - 14 * Math.min(1, Math.max(0, (z - 50) / 70));
}

function superellipse(x: number, y: number, width: number, depth: number): number {
  return Math.abs(x / width) ** 2.4 + Math.abs(y / depth) ** 2.4;
}

/** A hollow couch with thin shells. */
function tableAt(x: number, y: number): number {
  const below = y - 124 + x * x * 0.0011;
  if (Math.abs(x) > 165 || below < 0 || below > 22) return HU.air;
  return below < 2.5 || below > 19.5 ? -180 : -945;
}
