/** What became of a lesion since the timepoint before. `unclear`: the two CT differ in more than the disease, and that may have made the change. */
export const LESION_VERDICTS = ['new', 'grown', 'stable', 'shrunk', 'gone', 'unclear'] as const;
export type LesionVerdict = (typeof LESION_VERDICTS)[number];
