import { type Code, dcm, privateCode, sct } from '../dicom/codes.ts';

/**
 * Code tables of the report: DICOM PS3.16 2025b (DCM, SCT as there), checked against the tables of pydicom 3.0.2. What is measured
 * and its units stand in the registry of metrics.
 */

/** Concept names of TID 1500 and the templates that it includes. */
export const NAME = {
  report: dcm('126000', 'Imaging Measurement Report'), // CID 7021
  language: dcm('121049', 'Language of Content Item and Descendants'), // TID 1204
  observerType: dcm('121005', 'Observer Type'), // TID 1002
  personName: dcm('121008', 'Person Observer Name'), // TID 1003
  personOrganization: dcm('121009', "Person Observer's Organization Name"),
  deviceUid: dcm('121012', 'Device Observer UID'), // TID 1004
  deviceName: dcm('121013', 'Device Observer Name'),
  deviceManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceModel: dcm('121015', 'Device Observer Model Name'),
  deviceSerialNumber: dcm('121016', 'Device Observer Serial Number'),
  procedureReported: dcm('121058', 'Procedure reported'),
  comment: dcm('121106', 'Comment'),
  summary: dcm('121111', 'Summary'),
  imageLibrary: dcm('111028', 'Image Library'), // TID 1600
  imageLibraryGroup: dcm('126200', 'Image Library Group'),
  source: sct('260753009', 'Source'),
  modality: dcm('121139', 'Modality'), // TID 1602
  studyDate: dcm('111060', 'Study Date'),
  studyTime: dcm('111061', 'Study Time'),
  frameOfReferenceUid: dcm('112227', 'Frame of Reference UID'),
  rows: dcm('110910', 'Pixel Data Rows'),
  columns: dcm('110911', 'Pixel Data Columns'),
  horizontalSpacing: dcm('111026', 'Horizontal Pixel Spacing'), // TID 1604
  verticalSpacing: dcm('111066', 'Vertical Pixel Spacing'),
  spacingBetweenSlices: dcm('112226', 'Spacing between slices'),
  imagingMeasurements: dcm('126010', 'Imaging Measurements'),
  measurementGroup: dcm('125007', 'Measurement Group'), // TID 1411, TID 1501
  trackingIdentifier: dcm('112039', 'Tracking Identifier'), // TID 4108
  trackingUid: dcm('112040', 'Tracking Unique Identifier'),
  findingCategory: sct('276214006', 'Finding category'),
  finding: dcm('121071', 'Finding'),
  findingSite: sct('363698007', 'Finding Site'),
  laterality: sct('272741003', 'Laterality'),
  algorithmName: dcm('111001', 'Algorithm Name'), // TID 4019
  algorithmVersion: dcm('111003', 'Algorithm Version'),
  algorithmParameters: dcm('111002', 'Algorithm Parameters'),
  referencedSegment: dcm('121191', 'Referenced Segment'),
  sourceSeries: dcm('121232', 'Source series for segmentation'),
  method: sct('370129005', 'Measurement Method'), // TID 300
  derivation: dcm('121401', 'Derivation'),
  upperUncertainty: sct('371886008', '+, range of upper measurement uncertainty'), // TID 310, CID 225
  lowerUncertainty: sct('371885007', '-, range of lower measurement uncertainty'),
  limit: privateCode('LIMIT', 'Limit of measurement: less cannot be told from none'),
  timePoint: { value: 'C2348792', scheme: 'UMLS', meaning: 'Time Point' }, // TID 1502
  timePointOrder: dcm('126073', 'Time Point Order'),
  temporalOffset: dcm('128740', 'Longitudinal Temporal Offset from Event'),
  temporalEvent: dcm('128741', 'Longitudinal Temporal Event Type'),
  ofInterest: dcm('113000', 'Of Interest'), // CID 7010, titles of TID 2010
  keyObjectDescription: dcm('113012', 'Key Object Description'),
} as const satisfies Record<string, Code>;

/** Values of coded content items. */
export const VALUE = {
  person: dcm('121006', 'Person'), // CID 270
  device: dcm('121007', 'Device'),
  computedTomography: dcm('CT', 'Computed Tomography'), // CID 29
  ctOfChest: sct('169069000', 'CT of chest'), // SNOMED CT procedure; CID 100 is baseline and has no chest CT
  sumOfVoxels: dcm('126030', 'Sum of segmented voxel method for volume'), // CID 7474
  mean: sct('373098007', 'Mean'), // CID 7464
  lesion: sct('52988006', 'Lesion'), // CID 7159
  indeterminate: dcm('114011', 'Value indeterminate'), // CID 42
  baseline: dcm('121079', 'Baseline'), // CID 280
  shareOfVoxels: privateCode('VOXEL-SHARE', "Share of the region's lung voxels"),
  repeated: privateCode('REPEATED', '95 % of repeated measurements of the same scan lie within'),
  zoneSteps: privateCode('ZONE-STEPS-5', 'Six zones, 0-5 each by percent: <limit; <5; -25; <50; -75; >75'),
} as const satisfies Record<string, Code>;
