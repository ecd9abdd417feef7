import { SOP_CLASS } from '../../dicom/sop-classes.ts';
import type { SeriesSummary } from './summary.ts';

/** The SOP classes that are analysed. */
export const CT_SOP_CLASSES: readonly string[] = [
  SOP_CLASS.ct.uid,
  SOP_CLASS.enhancedCt.uid,
  SOP_CLASS.legacyEnhancedCt.uid,
];

/** Values of ImageType of images that were computed from others, so that their pixels are no longer CT slices. */
export const DERIVED_WORDS =
  /\b(MPR|MIP|MINIP|MAX_IP|MIN_IP|MAXIMUM|MINIMUM|REFORMATTED|PROJECTION IMAGE|VRT|SSD|VOLREN|CURVED|SUBTRACTION|PERFUSION|RCBF|RCBV|RMTT|TTP|PBV|IODINE|MEAN|AVERAGE|STD_DEVIATION|BONE_SUPPRESSED|SCREEN SAVE|DOSE_INFO|DOSE)\b/;

/** Parts of the body that a chest CT may be labelled with, in body part and descriptions; several languages. */
export const CHEST_WORDS = /CHEST|THORA|TORAX|LUNG|PULM|POUMON|TORSO|TRUNK|WHOLE ?BODY|\b(TAP|CAP|HRCT)\b/i;

/** Values of BodyPartExamined (PS3.16 annex L, and what is found in practice) that name a part without lungs. */
export const OTHER_PARTS =
  /HEAD|BRAIN|SKULL|FACE|FACIAL|SINUS|ORBIT|EYE|EAR|IAC|JAW|DENTAL|MAXILLA|MANDIBLE|NECK|LARYNX|SPINE|ABDOMEN|ABD|LIVER|KIDNEY|PANCREAS|SPLEEN|COLON|BOWEL|STOMACH|PELVIS|HIP|BLADDER|PROSTATE|UTERUS|HEART|CARDIAC|CORONARY|EXTREMITY|SHOULDER|ARM|HUMERUS|ELBOW|WRIST|HAND|FINGER|LEG|FEMUR|KNEE|TIBIA|ANKLE|FOOT|CALCANEUS|TOE/i;

/** Reconstruction kernels for lung, as the vendors name them. */
const LUNG_KERNELS: readonly { readonly manufacturer: RegExp; readonly kernel: RegExp }[] = [
  { manufacturer: /SIEMENS/i, kernel: /^[BI][lr]?[5-8]\d/i },
  { manufacturer: /^GE|GENERAL ELECTRIC/i, kernel: /LUNG|BONE|EDGE|CHST|ULTRA/i },
  { manufacturer: /PHILIPS/i, kernel: /^(L|Y[A-E])$|LUNG/i },
  { manufacturer: /TOSHIBA|CANON/i, kernel: /^FC(5|8)\d|LUNG/i },
  { manufacturer: /UIH|UNITED IMAGING|NEUSOFT|NMS|HITACHI|FUJI/i, kernel: /LUNG|SHARP/i },
];

const LUNG_DESCRIPTION = /\b(LUNGS?|LUNGE|PULMO|POUMONS?|HRCT)\b/i;

/** Whether a series was reconstructed for lung: by the vendor's kernel, or else by its description. */
export function isLungReconstruction({ manufacturer, kernel, seriesDescription }: SeriesSummary): boolean {
  const byKernel = LUNG_KERNELS.some((entry) => entry.manufacturer.test(manufacturer) && entry.kernel.test(kernel));
  return byKernel || LUNG_DESCRIPTION.test(seriesDescription);
}

/** Whether body part or descriptions name the chest. */
export function saysChest({ bodyPart, studyDescription, seriesDescription, protocolName }: SeriesSummary): boolean {
  return [bodyPart, studyDescription, seriesDescription, protocolName].some((words) => CHEST_WORDS.test(words));
}

/** Expiration, or the patient prone: lungs that are smaller or denser than usual. */
export const UNUSUAL_POSITION = /\b(EXP|EXSP|EXPIR\w*|EXHAL\w*|PRONE|BAUCHLAGE)\b/i;
