import { type Code, dcm, sct } from '../dicom/codes.ts';
import { CONSOLIDATION, GROUND_GLASS_OPACITY } from './volume.ts';

/** A kind of infected lung. The words of pages, reports and tables for it stand with what is measured of it (SUBJECTS). */
export interface Finding {
  readonly key: string;
  /** Its label in a FindingMask. */
  readonly value: number;
  /** Property type of its segment and finding of its measurement group. */
  readonly code: Code;
  /** Its name in DICOM objects and in models.json: segment label, tracking identifier. */
  readonly label: string;
  /** Colour in viewers, pictures and pages: L* 0..100, a* and b* -128..127. */
  readonly cielab: readonly [l: number, a: number, b: number];
}

/** The findings in the order of their segments. models.json names the same ones; `loadModels` checks it. */
export const FINDINGS = [
  {
    key: 'ggo',
    value: GROUND_GLASS_OPACITY,
    code: dcm('112120', 'Ground glass opacity'), // CID 6102 Chest Finding
    label: 'Ground glass opacity',
    cielab: [80, -5, 75], // yellow
  },
  {
    key: 'consolidation',
    value: CONSOLIDATION,
    code: sct('95436008', 'Lung consolidation'), // in no context group of PS3.16; "Lung consolidation (disorder)"
    label: 'Consolidation',
    cielab: [50, 70, 50], // red
  },
] as const satisfies readonly Finding[];

export type FindingKey = (typeof FINDINGS)[number]['key'];
