/** Words that stand where no name is known, and titles. */
const NO_NAME =
  /^(ANON\p{L}*|UNKNOWN|UNK|UNBEKANNT|INCONNU|DOE|NN|NONAME|NO|NAME|X+|TEST|PATIENT|DR|PROF|MR|MRS|MS|HERR|FRAU|MME)$/u;

/** Spellings of one sound in transcriptions, and of umlauts; the longer ones first. */
const FOLDED: readonly (readonly [RegExp, string])[] = [
  [/AE/g, 'A'],
  [/OE/g, 'O'],
  [/UE/g, 'U'],
  [/OU/g, 'O'],
  [/KH/g, 'H'],
  [/PH/g, 'F'],
  [/W/g, 'V'],
  [/[YJ]/g, 'I'],
  [/Ł/g, 'L'],
  [/Ø/g, 'O'],
  [/Æ/g, 'A'],
  [/Đ/g, 'D'],
  [/(\p{L})\1+/gu, '$1'],
];

/** In the order in which a name that has characters of several is put to one: kana stand beside Han characters. */
const SCRIPTS: readonly (readonly [script: string, characters: RegExp])[] = [
  ['Han', /\p{Script=Han}/u],
  ['kana', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Hangul', /\p{Script=Hangul}/u],
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Latin', /\p{Script=Latin}/u],
];

interface NameParts {
  readonly script: string;
  readonly family: readonly string[];
  readonly given: readonly string[];
}

/**
 * Whether two names (PS3.5 6.2.1) may be one person's: alike but for spelling, order, titles, initials and further names. Names in different
 * scripts, and missing ones, contradict nothing. Another family name is one person's if birth date and given name are the same (marriage).
 */
export function namesAgree(a: string, b: string, haveSameBirthDate: boolean): boolean {
  const pairs = partsOf(a).flatMap((one) => partsOf(b).map((other) => [one, other] as const));
  const comparable = pairs.filter(([one, other]) => one.script === other.script);
  return comparable.length === 0 || comparable.some(([one, other]) => agree(one, other, haveSameBirthDate));
}

function agree(a: NameParts, b: NameParts, haveSameBirthDate: boolean): boolean {
  const families = anyAlike(a.family, b.family);
  const isHalf = [a.family, a.given, b.family, b.given].some(({ length }) => length === 0);
  if (isHalf) return anyAlike([...a.family, ...a.given], [...b.family, ...b.given]);
  const givens = anyAlike(a.given, b.given);
  const swapped = anyAlike(a.family, b.given) && anyAlike(a.given, b.family);
  return (families && givens) || swapped || (haveSameBirthDate && givens);
}

/** The alphabetic, ideographic and phonetic groups that name somebody. */
function partsOf(name: string): NameParts[] {
  return name
    .split('=')
    .map((group) => {
      const [family = '', ...others] = group.split('^');
      const given = others.slice(0, 2).join(' ');
      const [script = 'other'] = SCRIPTS.find(([, characters]) => characters.test(group)) ?? [];
      return { script, family: wordsOf(family), given: wordsOf(given) };
    })
    .filter(({ family, given }) => family.length + given.length > 0);
}

function wordsOf(part: string): string[] {
  const words = part
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .toUpperCase()
    .replace(/[\u30a1-\u30f6]/g, hiraganaOf)
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '' && !/\p{N}/u.test(word) && !NO_NAME.test(word));
  return words.map((word) => FOLDED.reduce((folded, [spelling, sound]) => folded.replace(spelling, sound), word));
}

/** Katakana have their hiragana 96 code points before them. */
function hiraganaOf(katakana: string): string {
  return String.fromCharCode(katakana.charCodeAt(0) - 0x60);
}

function anyAlike(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.some((other) => alike(one, other)));
}

/** Equal, an initial or beginning of the other, or a slip of the pen apart. */
function alike(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (long.startsWith(short) && (isInitial(short) || short.length >= 3)) return true;
  const slips = long.length >= 7 ? 2 : long.length >= 4 ? 1 : 0;
  return distance(a, b) <= slips;
}

/** A syllable or an ideograph is no initial. */
function isInitial(word: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]$/u.test(word);
}

/** Levenshtein's distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++)
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
