/** Words of a description that name a projection, a slab or a rendering; without diacritics, in capitals. */
const WHOLE: readonly RegExp[] = [
  // Maximum, minimum and average intensity: 'MIP', 'STS-MIP', 'LungMIP', 'MinIP', 'AvIP', 'AIP'; 'PIM' in Romance languages.
  /MIPS?$/,
  /^MIP/,
  /(MAX|MIN|AV|AVE|AVG|MEAN)IPS?$/,
  /^(MAX|MIN|AV|AVE|AVG|MEAN)IP/,
  /^(AIPS?|PIM|PIMAX|PIMIN|МИП)$/,
  // Averages, also over the phases of breathing.
  /^(T?AVG|AVE|AVERAGE[DS]?|RAYSUMS?|RSUM)$/,
  /^(MITTELWERT|MITTELUNG|GEMITTELT|MOYENN|PROMEDI|GEMIDDELD|USREDN|УСРЕДН)/,
  /^(PROJECTIO|PROJECTIE|PROJEKTIO|PROJEKCJ|PROJEKCE|PROJEKCI|PROJEKSIYON|PROJECA|PROYECCI|PROIEZI|ПРОЕКЦ)/,
  /^(SLABS?|VRT|SSD)$/,
];

/** Phrases, in a text whose words one blank divides. */
const PHRASES: readonly RegExp[] = [
  / (MAX|MIN|AV|AVE|AVG|MEAN) IPS? /,
  / (MAX|MAKS|MASSIM|MIN)\p{L}* ?(INTENS|NATEZ|YOGUN)/u,
  / INTENS\p{L}* (MAX|MAKS|MASSIM|MIN|MED|MEAN|MOY)/u,
  / (MAX|MIN)\p{L}* INT(ENS)? PROJ /u,
  / (VALORE?|VALEUR) (MEDI|MOY)/,
  / RAY SUM/,
  /投影|最大値|最小値|最大密度|最小密度|平均密度|최대\s?강도|최소\s?강도|투영/u,
];

/**
 * Whether the description of a series names a projection (maximum, minimum, average), a slab or a rendering, in the abbreviations of vendors
 * and of English, German, French, Italian, Spanish, Portuguese, Dutch, Polish, Czech, Turkish, Russian,
 * Chinese, Japanese and Korean.
 */
export function namesProjection(description: string): boolean {
  const words = wordsOf(description);
  const phrase = ` ${words.join(' ')} `;
  return words.some((word) => WHOLE.some((name) => name.test(word))) || PHRASES.some((name) => name.test(phrase));
}

/** 'Lunge_MIP10.0' -> LUNGE MIP 10 0; 'intensité' -> INTENSITE. */
function wordsOf(description: string): string[] {
  return description
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toUpperCase()
    .replace(/(\p{L})(?=\p{N})|(\p{N})(?=\p{L})/gu, '$1$2 ')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/**
 * Codes of Derivation Code Sequence (CID 7203) and values of Volume Based Calculation Technique (PS3.3 C.8.16.2.1.3) of pixels that are
 * computed from several slices.
 */
export const PROJECTION_CODES: ReadonlySet<string> = new Set([
  '113048', // pixel by pixel maximum
  '113049', // pixel by pixel mean
  '113051', // pixel by pixel minimum
  '113062', // pixel by pixel subtraction
  '113073', // curved multiplanar reformatting
  '113074', // volume rendering
  '113075', // surface rendering
  '113078', // maximum intensity projection
  '113079', // minimum intensity projection
  'MAX_IP',
  'MIN_IP',
  'VOLUME_RENDER',
  'SURFACE_RENDER',
  'CURVED_MPR',
]);

/** Slices this thick (mm) that lie close are slabs, not what a scanner acquires. */
const SLAB_MM = 6;

/**
 * How much thicker slices are than their distance, where that is unusual: 'slab' from twice on, as projections often have it, 'projection'
 * from three times on, which no acquisition has. mm.
 */
export function overlapOf(thicknessMm: number | undefined, distanceMm: number): 'none' | 'slab' | 'projection' {
  if (thicknessMm === undefined || thicknessMm < SLAB_MM || thicknessMm < 1.95 * distanceMm) return 'none';
  return thicknessMm < 2.95 * distanceMm ? 'slab' : 'projection';
}
