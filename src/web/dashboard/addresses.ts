/** Where things are found in the dashboard. UIDs and keys of the database are all that an address tells of a patient. */
export const address = {
  study: (studyInstanceUid: string) => `/studies/${studyInstanceUid}`,
  row: (studyInstanceUid: string) => `/studies/${studyInstanceUid}/row`,
  again: (studyInstanceUid: string) => `/studies/${studyInstanceUid}/analyse`,
  /** `analysis` makes the address of another analysis another one, so that browsers may keep the picture. */
  slice: (studyInstanceUid: string, analysis: number, z: number, overlay: boolean) =>
    `/studies/${studyInstanceUid}/slices/${z}?analysis=${analysis}${overlay ? '&overlay' : ''}`,
  measurements: (studyInstanceUid: string, format: 'json' | 'csv') =>
    `/api/studies/${studyInstanceUid}/measurements?format=${format}`,
  report: (studyInstanceUid: string, format: 'html' | 'pdf') => `/api/studies/${studyInstanceUid}/report.${format}`,
  patient: (patient: number) => `/patients/${patient}`,
  viewer: (studyInstanceUid: string) => `/viewer?StudyInstanceUIDs=${studyInstanceUid}`,
} as const;
