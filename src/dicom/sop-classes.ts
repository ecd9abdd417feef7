/** A SOP class (PS3.4 B.5): UID, and its name in PS3.6. */
export interface SopClass {
  readonly uid: string;
  readonly name: string;
}

/** The SOP classes that are read and written. */
export const SOP_CLASS = {
  ct: { uid: '1.2.840.10008.5.1.4.1.1.2', name: 'CT Image Storage' },
  enhancedCt: { uid: '1.2.840.10008.5.1.4.1.1.2.1', name: 'Enhanced CT Image Storage' },
  legacyEnhancedCt: { uid: '1.2.840.10008.5.1.4.1.1.2.2', name: 'Legacy Converted Enhanced CT Image Storage' },
  segmentation: { uid: '1.2.840.10008.5.1.4.1.1.66.4', name: 'Segmentation Storage' },
  labelMapSegmentation: { uid: '1.2.840.10008.5.1.4.1.1.66.7', name: 'Label Map Segmentation Storage' },
  comprehensiveSr: { uid: '1.2.840.10008.5.1.4.1.1.88.33', name: 'Comprehensive SR Storage' },
  encapsulatedPdf: { uid: '1.2.840.10008.5.1.4.1.1.104.1', name: 'Encapsulated PDF Storage' },
  keyObjectSelection: { uid: '1.2.840.10008.5.1.4.1.1.88.59', name: 'Key Object Selection Document Storage' },
  secondaryCapture: { uid: '1.2.840.10008.5.1.4.1.1.7', name: 'Secondary Capture Image Storage' },
} as const satisfies Record<string, SopClass>;
