/** How the texts of a data set are stored: what Specific Character Set (PS3.3 C.12.1.1.2) says. */
export interface CharacterSets {
  /** Decodes a whole value, in sets without code extensions (UTF-8, GB18030, GBK, and encodings that are none of DICOM's). */
  readonly whole: string | undefined;
  /** Where no escape sequence has designated another set, the bytes from 0x80 on belong to the first that has any. */
  readonly upper: readonly string[];
  /** Whether the first set has such bytes: it is active again after each delimiter (PS3.5 6.1.2.5.3). */
  readonly first: string | undefined;
}

/** Decoders of the sets by their number in ISO-IR; those without bytes from 0x80 on are left out. All of them contain ASCII. */
const UPPER: Readonly<Record<number, string>> = {
  13: 'shift_jis', // JIS X 0201, which Shift JIS contains
  58: 'gbk', // GB 2312
  100: 'windows-1252', // ISO 8859-1
  101: 'iso-8859-2',
  109: 'iso-8859-3',
  110: 'iso-8859-4',
  126: 'iso-8859-7',
  127: 'iso-8859-6',
  138: 'iso-8859-8',
  144: 'iso-8859-5',
  148: 'windows-1254', // ISO 8859-9
  149: 'euc-kr', // KS X 1001
  166: 'windows-874', // TIS 620
  203: 'iso-8859-15',
};

/** The code element into which an escape sequence puts a set (PS3.3 tables C.12-3 and C.12-4). */
type Designation = { readonly lower: Lower } | { readonly upper: string };
/** What the bytes below 0x80 are: ASCII, or JIS X 0208, JIS X 0212 or half-width katakana in 7 bits. */
type Lower = 'ascii' | 'jisX0208' | 'jisX0212' | 'katakana';

const ESCAPES: Readonly<Record<string, Designation>> = {
  '(B': { lower: 'ascii' },
  '(J': { lower: 'ascii' },
  '(I': { lower: 'katakana' },
  $B: { lower: 'jisX0208' },
  '$@': { lower: 'jisX0208' },
  '$(B': { lower: 'jisX0208' },
  '$(D': { lower: 'jisX0212' },
  '$)A': { upper: UPPER[58]! },
  '$)C': { upper: UPPER[149]! },
  ')I': { upper: UPPER[13]! },
  '-A': { upper: UPPER[100]! },
  '-B': { upper: UPPER[101]! },
  '-C': { upper: UPPER[109]! },
  '-D': { upper: UPPER[110]! },
  '-F': { upper: UPPER[126]! },
  '-G': { upper: UPPER[127]! },
  '-H': { upper: UPPER[138]! },
  '-L': { upper: UPPER[144]! },
  '-M': { upper: UPPER[148]! },
  '-T': { upper: UPPER[166]! },
  '-b': { upper: UPPER[203]! },
};

/** An escape sequence (ISO/IEC 2022) without its escape character. */
const ESCAPE = /\x1b(\$?[()*+,\-./]?[\x40-\x7e])/;
/** The control characters, and in names the delimiters, at which the first set is active again; backslash divides values. */
const DELIMITERS = /([\t\n\f\r\\])/;
const NAME_DELIMITERS = /([\t\n\f\r\\^=])/;

/** The character sets by the values of Specific Character Set; unknown ones count as none. */
export function parseCharacterSets(names: readonly string[]): CharacterSets {
  const labels = names.map((name) => ({ whole: wholeOf(name), upper: upperOf(name) }));
  return {
    whole: labels.find(({ whole }) => whole !== undefined)?.whole,
    upper: labels.map(({ upper }) => upper).filter((upper) => upper !== undefined),
    first: labels[0]?.upper,
  };
}

function wholeOf(name: string): string | undefined {
  if (/IR[ _]?192$|^UTF-?8$/i.test(name)) return 'utf-8';
  if (/^GB18030$/i.test(name)) return 'gb18030';
  if (/GBK$/i.test(name)) return 'gbk';
  return upperOf(name) === undefined ? labelOf(name) : undefined;
}

/** The encoding of a name that is none of DICOM's, as some devices write it: 'windows-1251', 'Shift_JIS', 'EUC-KR'. */
function labelOf(name: string): string | undefined {
  try {
    return name === '' ? undefined : new TextDecoder(name).encoding;
  } catch {
    return undefined;
  }
}

function upperOf(name: string): string | undefined {
  const number = /(?:IR[ _-]?|^ISO[ _-]2022[ _-])(\d+)$/i.exec(name)?.[1];
  return UPPER[Number(number)];
}

/**
 * The text that bytes stand for, with code extensions: JIS X 0208 and 0212, KS X 1001, GB 2312 and single-byte sets designated by escape
 * sequences. `isName`: for VR PN. Devices forget to declare or to escape: then the first declared set is tried, else UTF-8, else Latin-1; and
 * some declare Latin-1 and write UTF-8.
 */
export function decodeText(bytes: Uint8Array, sets: CharacterSets, isName = false): string {
  if (bytes.every((byte) => byte < 0x80 && byte !== 0x1b)) return Buffer.from(bytes).toString('latin1');
  if (sets.whole !== undefined) return sets.whole === 'utf-8' ? undeclared(bytes) : decode(sets.whole, bytes);
  const [first = '', ...rest] = Buffer.from(bytes).toString('latin1').split(ESCAPE);
  if (rest.length === 0) return upperText(bytes, sets.upper[0]);
  const state: State = { lower: 'ascii', upper: sets.first };
  let text = textOf(first, state, sets, isName);
  for (let at = 0; at < rest.length; at += 2) {
    const designation = ESCAPES[rest[at] ?? ''];
    if (designation !== undefined) Object.assign(state, designation);
    text += textOf(rest[at + 1] ?? '', state, sets, isName);
  }
  return text;
}

/** What is designated at a place of a value. */
interface State {
  lower: Lower;
  upper: string | undefined;
}

/** The text between two escape sequences. At delimiters, the first character set is active again. */
function textOf(binary: string, state: State, sets: CharacterSets, isName: boolean): string {
  if (state.lower !== 'ascii') return lowerText(binary, state.lower);
  const parts = binary.split(isName ? NAME_DELIMITERS : DELIMITERS);
  return parts
    .map((part, at) => {
      if (at % 2 === 1) {
        state.upper = sets.first ?? state.upper;
        return part;
      }
      return upperText(Buffer.from(part, 'latin1'), state.upper ?? sets.upper[0]);
    })
    .join('');
}

/** Characters of 7-bit codes, as EUC-JP and Shift JIS have them with the eighth bit. A byte left over is ASCII. */
function lowerText(binary: string, lower: Exclude<Lower, 'ascii'>): string {
  const bytes = Buffer.from(binary, 'latin1');
  const raised = (from: number, to: number): number[] => [...bytes.subarray(from, to)].map((byte) => byte | 0x80);
  if (lower === 'katakana') return decode('shift_jis', Uint8Array.from(raised(0, bytes.length)));
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const isPair = bytes[at]! > 0x20 && at + 1 < bytes.length;
    const prefix = lower === 'jisX0212' ? [0x8f] : [];
    text += isPair ? decode('euc-jp', Uint8Array.from([...prefix, ...raised(at, at + 2)])) : binary[at]!;
    at += isPair ? 2 : 1;
  }
  return text;
}

function upperText(bytes: Uint8Array, label: string | undefined): string {
  return label === undefined || WESTERN.has(label) ? undeclared(bytes, label) : decode(label, bytes);
}

/** What is UTF-8 would be letters and symbols by turns in these sets, such as 'MÃ¼ller': nobody is called that. */
const WESTERN: ReadonlySet<string> = new Set(['windows-1252', 'windows-1254']);

/** Bytes that no declared set explains: UTF-8 where they are valid as that, else the set, Latin-1 where there is none. */
function undeclared(bytes: Uint8Array, label = 'windows-1252'): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decode(label, bytes);
  }
}

function decode(label: string, bytes: Uint8Array): string {
  return new TextDecoder(label).decode(bytes);
}
