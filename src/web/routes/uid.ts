/** A UID as DICOM allows it, and as some devices write it: leading zeros are let through (PS3.5 9.1). */
export const UID = /^[0-9]+(\.[0-9]+)*$(?<=^.{1,64})/;
