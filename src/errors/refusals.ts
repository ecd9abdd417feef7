import { type ErrorEntry, EXIT, type IdOf } from './entry.ts';

const REFUSED = { job: 'refused', status: 500, exit: EXIT.refused } as const;
const SEND_ORIGINAL = 'Send the original CT series.';
const SEND_AGAIN = 'Send it again.';
const ONE_SERIES_EACH = 'Send each reconstruction as a series of its own.';

/** Why images cannot be analysed. The reason lies in the images: repeating the analysis would not help. */
export const REFUSALS = {
  NOT_DICOM: {
    ...REFUSED,
    means: 'A file is not DICOM.',
    causes: {
      content: {
        says: '{origin} is not a DICOM file, or its first bytes are damaged.',
        remedy: 'Leave it out or send it again.',
      },
      kind: { says: '{origin} is a pipe, a device or a socket, not a file.', remedy: 'Leave it out.' },
    },
  },
  DAMAGED: {
    ...REFUSED,
    means: 'A DICOM file is damaged.',
    causes: {
      unreadable: { says: '{origin} is damaged ({reason}).', remedy: SEND_AGAIN },
      unopened: {
        says: '{origin} cannot be opened ({reason}).',
        remedy: 'Make sure that it is there and may be read.',
      },
      short: { says: '{origin} is cut short: it holds {found} of {expected} bytes of pixel data.', remedy: SEND_AGAIN },
      incomplete: {
        says: '{series} may be incomplete: {count} of the files that cannot be read may belong to it ({files}).',
        remedy: 'Send them again, or leave them out if they do not belong to it.',
      },
      empty: {
        says: '{series} has {count} slices with rows of a single value, where the slice beside them shows the body ({uids}).',
        remedy: SEND_AGAIN,
      },
      frames: {
        says: '{origin} announces {expected} frames, but its pixel data holds {found}.',
        remedy: SEND_AGAIN,
      },
    },
  },
  TOO_LARGE: {
    ...REFUSED,
    means: 'A file or a series is larger than any chest CT; to read it could take all memory or stop the service.',
    causes: {
      file: { says: '{origin} has {found} MiB; at most {most} MiB are read.', remedy: SEND_ORIGINAL },
      slow: { says: '{origin} could not be read within {seconds} s and {mib} MiB.', remedy: SEND_ORIGINAL },
      header: { says: '{origin} has a header of more than {most} bytes.', remedy: SEND_ORIGINAL },
      elements: { says: '{origin} has more than {most} elements, items, fragments or frames.', remedy: SEND_ORIGINAL },
      depth: { says: '{origin} has sequences within sequences, more than {most} deep.', remedy: SEND_ORIGINAL },
      inflated: {
        says: '{origin} inflates to more than {most} bytes; its header announces {announced} bytes of pixel data.',
        remedy: SEND_ORIGINAL,
      },
      image: {
        says: '{origin} has {rows}x{columns} pixels; a CT image has at most {most} a side.',
        remedy: SEND_ORIGINAL,
      },
      slices: {
        says: '{series} has {found} slices; at most {most} are analysed.',
        remedy: 'Send a thicker reconstruction.',
      },
      files: {
        says: '{series} has files of more than {most} MiB in all.',
        remedy: 'Send a reconstruction with fewer or smaller slices.',
      },
      volume: {
        says: '{series} has {slices} slices of {rows}x{columns} pixels, more than the {most} million voxels that are analysed.',
        remedy: 'Send a reconstruction with fewer or smaller slices.',
      },
    },
  },
  NOT_CT: {
    ...REFUSED,
    means: 'The series is not CT.',
    causes: {
      modality: { says: '{series} is {modality}, not CT.', remedy: 'Send a chest CT.' },
      index: { says: '{origin} is an index of files, not an image.', remedy: 'Name the folder that holds the images.' },
      objects: {
        says: '{series} holds objects that are not CT images.',
        remedy: 'Send the CT images as a series of their own.',
      },
    },
  },
  NOT_CHEST: {
    ...REFUSED,
    means: 'The series is labelled as another part of the body.',
    says: '{series} shows another part of the body ({bodyPart}).',
    remedy: 'Send a chest CT.',
  },
  LOCALIZER: {
    ...REFUSED,
    means: 'The series is a localizer.',
    says: '{series} is a localizer (an overview image).',
    remedy: 'Send the axial series.',
  },
  DERIVED: {
    ...REFUSED,
    means: 'The series was computed from another one, such as a reformat or a projection.',
    says: '{series} was computed from other images ({shownBy}).',
    remedy: 'Send the original axial series.',
  },
  NO_PIXEL_DATA: {
    ...REFUSED,
    means: 'An instance has no pixel data.',
    causes: {
      instance: { says: '{origin} has no pixel data.', remedy: 'Send the series again.' },
      frame: { says: '{origin} has no pixel data for frame {frame}.', remedy: 'Send the series again.' },
    },
  },
  NO_GEOMETRY: {
    ...REFUSED,
    means: 'The header does not say where the images lie, or which series they belong to.',
    causes: {
      frames: {
        says: '{series} has {frames} frames in instance {instance}, but says where {positions} of them lie.',
        remedy: SEND_ORIGINAL,
      },
      plane: {
        says: '{series} holds instance {instance}, which has no valid {missing}: nothing can be measured on it.',
        remedy: SEND_ORIGINAL,
      },
      flat: {
        says: 'The lungs are {heightMm} mm high and {widthMm} mm wide, which no lungs are: ImagePositionPatient or PixelSpacing is wrong.',
        remedy: SEND_ORIGINAL,
      },
      uids: {
        says: '{series} has no StudyInstanceUID, SeriesInstanceUID or SOPInstanceUID, so results could not refer to it.',
        remedy: SEND_AGAIN,
      },
    },
  },
  NO_HOUNSFIELD: {
    ...REFUSED,
    means: 'The stored values cannot be turned into Hounsfield units.',
    causes: {
      rescale: {
        says: '{origin} has no RescaleSlope and RescaleIntercept, so its values have no unit.',
        remedy: SEND_ORIGINAL,
      },
      scale: {
        says: '{origin} has RescaleSlope {slope} and RescaleIntercept {intercept}, with which no value is a Hounsfield unit.',
        remedy: SEND_ORIGINAL,
      },
      unit: { says: '{origin} holds values in {unit}, not in Hounsfield units.', remedy: SEND_ORIGINAL },
      steps: {
        says: '{series} has slices that lie {step} HU apart on average, though they lie side by side: RescaleSlope, RescaleIntercept or pixels of some are wrong.',
        remedy: SEND_ORIGINAL,
      },
    },
  },
  UNSUPPORTED_TRANSFER_SYNTAX: {
    ...REFUSED,
    means: 'The pixel data is stored in a transfer syntax that has no decoder here.',
    says: '{frame} is stored in transfer syntax {transferSyntaxUid}, which cannot be decoded here.',
    remedy: 'Let the PACS transcode it, for example to Explicit VR Little Endian.',
  },
  UNDECODABLE: {
    ...REFUSED,
    means: 'The pixel data cannot be decoded.',
    causes: {
      frame: {
        says: 'The pixel data of {frame} ({syntax}) cannot be decoded: {reason}.',
        remedy: 'Send the series again, or let the PACS transcode it.',
      },
      format: {
        says: '{origin} has {rows}x{columns} pixels of {samples} samples and {bits} bits; a CT image has one sample of 8 or 16 bits.',
        remedy: SEND_ORIGINAL,
      },
      bits: {
        says: '{origin} says that {stored} of {allocated} bits are stored, up to bit {high}, which is not possible.',
        remedy: SEND_ORIGINAL,
      },
      colour: { says: '{origin} holds colours ({interpretation}); a CT image is MONOCHROME2.', remedy: SEND_ORIGINAL },
    },
  },
  TOO_FEW_SLICES: {
    ...REFUSED,
    means: 'The series has too few slices to show the lungs.',
    says: '{series} has {found}; at least {least} are needed for the lungs.',
    remedy: 'Send the whole series.',
  },
  MIXED_GEOMETRY: {
    ...REFUSED,
    means: 'The slices of the series do not make up one volume.',
    causes: {
      planes: { says: '{series} holds images that differ in {what}.', remedy: ONE_SERIES_EACH },
      frames: {
        says: '{series} has slices of {count} frames of reference, which do not make up one stack: {reason}.',
        remedy: ONE_SERIES_EACH,
      },
      shift: { says: '{series} has slices that are shifted sideways by up to {shiftMm} mm.', remedy: ONE_SERIES_EACH },
    },
  },
  NOT_AXIAL: {
    ...REFUSED,
    means: 'The slices are not axial.',
    causes: {
      oblique: { says: '{series} is not axial ({degrees} degrees off).', remedy: 'Send the axial reconstruction.' },
      turned: {
        says: '{series} shows the patient turned in the image: the rows run from front to back, not from side to side.',
        remedy: 'Send the axial reconstruction as it came from the scanner.',
      },
    },
  },
  GANTRY_TILT: {
    ...REFUSED,
    means: 'The gantry was tilted.',
    says: '{series} was acquired with a tilted gantry ({degrees} degrees), so its voxels are sheared.',
    remedy: 'Send a reconstruction without tilt.',
  },
  SLICE_GAP: {
    ...REFUSED,
    means: 'Slices are missing.',
    says: '{series} has uneven slice distances: {typicalMm} mm as a rule, but {uneven} of {gaps} differ ({widestMm} mm). Slices are missing.',
    remedy: 'Send the whole series.',
  },
  DUPLICATE_SLICES: {
    ...REFUSED,
    means: 'Several slices lie at the same place.',
    says: '{series} has {repeated} slices at a place where another one lies.',
    remedy: 'Send each phase or reconstruction as a series of its own.',
  },
  REPEATED_UID: {
    ...REFUSED,
    means: 'A UID names more than one thing, so results could not refer to it. The same object sent twice counts once.',
    causes: {
      images: {
        says: '{series} has different images with the same SOP Instance UID ({count} UIDs: {uids}).',
        remedy: 'Send the series again with a UID of its own for each image.',
      },
      series: {
        says: '{series} has images whose SOP Instance UIDs another series has as well ({count} UIDs: {uids}).',
        remedy: 'Send the series again with a UID of its own for each image.',
      },
      patients: {
        says: '{series} has slices with {count} different Patient IDs.',
        remedy: 'Send the slices of each patient as a series of their own.',
      },
      studies: {
        says: '{series} is in {count} studies ({studies}).',
        remedy: 'Send or name the files of one study at a time.',
      },
    },
  },
  THICK_SLICES: {
    ...REFUSED,
    means: 'The slices are too far apart to measure on.',
    says: '{series} has a slice every {distanceMm} mm; at most {mostMm} mm can be measured.',
    remedy: 'Send a thinner reconstruction.',
  },
  NO_LUNGS: {
    ...REFUSED,
    means: 'The volume shows no lungs.',
    says: 'Only {foundMl} ml of aerated lung were found; at least {leastMl} ml are needed.',
    remedy: 'Send a series that shows the chest.',
  },
  LUNGS_CUT: {
    ...REFUSED,
    means: 'Most of the lungs lies outside the scan.',
    says: 'Only {shownMm} mm of the height of the lungs are shown: they go on beyond the {edges} of the scan.',
    remedy: 'Send a series that shows the chest.',
  },
  NO_SERIES: {
    ...REFUSED,
    means:
      'No series can be analysed. Where several were refused for different reasons, the message lists the reasons.',
    says: 'There is no DICOM series here.',
    remedy: 'Send a chest CT.',
  },
  SEVERAL_STUDIES: {
    ...REFUSED,
    means: 'The files belong to several studies.',
    says: 'The files hold chest CT of {count} studies ({studies}).',
    remedy: 'Give the files of one study at a time.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type RefusalCode = keyof typeof REFUSALS;
export type RefusalId = IdOf<typeof REFUSALS>;
