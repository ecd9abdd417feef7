/** A number as a decimal string of at most 16 characters (PS3.5 6.2, DS), as exact as that allows. */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is not a decimal string`);
  const exact = String(value);
  if (exact.length <= 16) return exact;
  for (let digits = 15; digits > 0; digits--) {
    const shorter = String(Number(value.toPrecision(digits)));
    if (shorter.length <= 16) return shorter;
  }
  return value.toExponential(8);
}

/** Date (DA) and time (TM) of a moment in the zone `offset` (+HHMM, as TimezoneOffsetFromUTC), else in the process' own zone. */
export function dicomDateTime(moment: Date, offset = ''): { date: string; time: string } {
  const minutes = offsetMinutes(offset) ?? -moment.getTimezoneOffset();
  const digits = new Date(moment.getTime() + minutes * 60_000).toISOString().replace(/\D/g, '');
  return { date: digits.slice(0, 8), time: digits.slice(8, 14) };
}

function offsetMinutes(offset: string): number | undefined {
  const match = /^([+-])(\d\d)(\d\d)$/.exec(offset);
  if (match === null) return undefined;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  return match[1] === '-' ? -minutes : minutes;
}
