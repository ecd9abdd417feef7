import { type Dataset, text } from '../dicom/dataset.ts';
import type { Doubt, Warning } from '../errors/warnings.ts';
import { isoDate } from './acquisition.ts';
import { namesAgree } from './names.ts';
import { daysBetween } from './timepoint.ts';

/** Who a study says that its patient is. */
export interface Person {
  readonly patientId: string;
  /** PS3.5 6.2.1, all groups. */
  readonly name: string;
  readonly sex: string;
  /** ISO; null where it is missing, invalid or a placeholder. */
  readonly birthDate: string | null;
  /** Years; null where it is not stated. */
  readonly age: number | null;
}

/** A timepoint as far as it says whose it is. */
export interface Identified {
  readonly studyInstanceUid: string;
  readonly acquiredAt: string;
  readonly person: Person;
  /** A person said that the study is of the same patient as the others. */
  readonly confirmedIdentity: boolean;
}

/** An earlier timepoint that is not compared, because it may be another person's. */
export interface LeftOut {
  readonly studyInstanceUid: string;
  readonly acquiredAt: string;
  readonly doubts: readonly Doubt[];
}

/** Ages are rounded, and stated at different times of the year. */
const AGE_TOLERANCE_YEARS = 2;
const DAYS_A_YEAR = 365.25;
const OLDEST_YEARS = 130;

export function personOf(header: Dataset): Person {
  return {
    patientId: text(header, 'PatientID'),
    name: text(header, 'PatientName'),
    sex: text(header, 'PatientSex').toUpperCase(),
    birthDate: isoDate(text(header, 'PatientBirthDate')),
    age: ageOf(text(header, 'PatientAge')),
  };
}

/** The earlier timepoints of the same Patient ID that `current` must not be compared with before a person confirms who they are. */
export function leftOutOf(timepoints: readonly Identified[], current: Identified): LeftOut[] {
  return timepoints
    .filter((other) => other.studyInstanceUid !== current.studyInstanceUid && other.acquiredAt <= current.acquiredAt)
    .map((other) => ({
      studyInstanceUid: other.studyInstanceUid,
      acquiredAt: other.acquiredAt,
      doubts: other.confirmedIdentity || current.confirmedIdentity ? [] : doubtsBetween(other, current),
    }))
    .filter(({ doubts }) => doubts.length > 0);
}

/** The same as warnings of a report. */
export function leftOutWarnings(leftOut: readonly LeftOut[]): Warning[] {
  return leftOut.map(({ acquiredAt: date, doubts }) => ({ code: 'IDENTITY', details: { date, doubts } }));
}

/** Why two studies under one Patient ID may be of two people; what one of them does not say contradicts nothing (decision 23). */
export function doubtsBetween(
  a: Omit<Identified, 'confirmedIdentity'>,
  b: Omit<Identified, 'confirmedIdentity'>,
): Doubt[] {
  const [one, other] = [a.person, b.person];
  const haveSameBirthDate = one.birthDate !== null && one.birthDate === other.birthDate;
  const checks: readonly (readonly [Doubt, boolean])[] = [
    ['patientId', isPlaceholder(one.patientId)],
    ['name', !namesAgree(one.name, other.name, haveSameBirthDate)],
    ['sex', one.sex !== other.sex && [one.sex, other.sex].every((sex) => sex === 'M' || sex === 'F')],
    ['birthDate', birthDatesDiffer(one.birthDate, other.birthDate)],
    ['age', agesDiffer(a, b)],
  ];
  return checks.filter(([, applies]) => applies).map(([doubt]) => doubt);
}

/** The first of January is where only the year is known. */
function birthDatesDiffer(a: string | null, b: string | null): boolean {
  if (a === null || b === null || a === b) return false;
  const isYear = a.endsWith('-01-01') || b.endsWith('-01-01');
  return !isYear || a.slice(0, 4) !== b.slice(0, 4);
}

/** By the years of birth that ages and birth dates come to. */
function agesDiffer(a: Omit<Identified, 'confirmedIdentity'>, b: Omit<Identified, 'confirmedIdentity'>): boolean {
  if (a.person.birthDate !== null && b.person.birthDate !== null) return false;
  const [one, other] = [bornIn(a), bornIn(b)];
  return one !== null && other !== null && Math.abs(one - other) > AGE_TOLERANCE_YEARS;
}

/** The time of birth in years; an age of n years is n and a half on average. */
function bornIn({ person, acquiredAt }: Omit<Identified, 'confirmedIdentity'>): number | null {
  const years = (iso: string): number => daysBetween('1900-01-01', iso) / DAYS_A_YEAR;
  if (person.birthDate !== null) return years(person.birthDate);
  return person.age === null ? null : years(acquiredAt) - person.age - 0.5;
}

/** AS (PS3.5 6.2) in years; 0 and 999 are often written for an unknown age. */
function ageOf(value: string): number | null {
  const [, count, unit = ''] = /^(\d{1,3})([DWMY])$/.exec(value) ?? [];
  const perYear: Readonly<Record<string, number>> = { D: DAYS_A_YEAR, W: DAYS_A_YEAR / 7, M: 12, Y: 1 };
  const years = Number(count) / (perYear[unit] ?? 1);
  return years > 0 && years < OLDEST_YEARS ? years : null;
}

const PLACEHOLDERS = new Set(
  `NA WI NONE NULL NIL UNKNOWN UNK UNKN ANON ANONYM ANONYMOUS ANONYMIZED ANONYMISED ANONYMISIERT TEST TESTPATIENT TBD TEMP TRAUMA NOID NOPID
  NOPATIENTID ID PID PATID PATIENT PATIENTID DUMMY DEFAULT UNBEKANNT INCONNU DESCONOCIDO SCONOSCIUTO DESCONHECIDO ONBEKEND NOTFALL EMERGENCY URGENCE
  URGENCIA JOHNDOE JANEDOE REMOVED DEIDENTIFIED HIDDEN MASKED EMPTY BLANK`.split(/\s+/),
);

/** Whether a Patient ID is what devices and people write where there is none: 'W/I', '000000', '12345', 'UNKNOWN'. */
export function isPlaceholder(patientId: string): boolean {
  const bare = patientId.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');
  const isCounting = bare.length >= 3 && ('1234567890'.startsWith(bare) || '0123456789'.startsWith(bare));
  return bare === '' || PLACEHOLDERS.has(bare) || /^(0+|X+|(\d)\2{2,})$/.test(bare) || isCounting;
}
