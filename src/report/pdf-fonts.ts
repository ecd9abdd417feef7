import { fileURLToPath } from 'node:url';
import type { Content, TFontDictionary } from 'pdfmake/interfaces.js';

/** The font of everything, with Latin, Greek and Cyrillic letters. */
export const MAIN_FONT = 'Roboto';

/** The fonts of names and descriptions in other scripts, and the characters that each one is for. */
const SCRIPTS = {
  CJK: {
    // With the punctuation and the half-width and full-width forms that stand between them.
    characters: /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uffef]/u,
    file: fileURLToPath(import.meta.resolve('./fonts/cjk.ttf')),
  },
  Arabic: {
    characters: /\p{Script=Arabic}/u,
    file: fileURLToPath(
      import.meta.resolve('@fontsource/noto-sans-arabic/files/noto-sans-arabic-arabic-400-normal.woff'),
    ),
  },
  Hebrew: {
    characters: /\p{Script=Hebrew}/u,
    file: fileURLToPath(
      import.meta.resolve('@fontsource/noto-sans-hebrew/files/noto-sans-hebrew-hebrew-400-normal.woff'),
    ),
  },
  Thai: {
    characters: /\p{Script=Thai}/u,
    file: fileURLToPath(import.meta.resolve('@fontsource/noto-sans-thai/files/noto-sans-thai-thai-400-normal.woff')),
  },
} as const satisfies Record<string, { characters: RegExp; file: string }>;

const FACES: Readonly<Record<string, { readonly normal: string; readonly bold: string }>> = {
  [MAIN_FONT]: { normal: roboto('Regular'), bold: roboto('Medium') },
  ...Object.fromEntries(Object.entries(SCRIPTS).map(([name, { file }]) => [name, { normal: file, bold: file }])),
};

/** Where the fonts lie; a font is read when a text needs it, and only the glyphs that occur are embedded. */
export const FONTS: TFontDictionary = FACES;

/** The files that rendering may read. */
export const FONT_FILES: ReadonlySet<string> = new Set(
  Object.values(FACES).flatMap(({ normal, bold }) => [normal, bold]),
);

/** A text in the fonts that have its characters; pdfmake has no fallback of its own. */
export function inFonts(text: string): Content {
  const runs: { text: string; font: string }[] = [];
  for (const character of text) {
    const font = fontOf(character);
    const last = runs.at(-1);
    if (last?.font === font) last.text += character;
    else runs.push({ text: character, font });
  }
  return { text: runs };
}

function fontOf(character: string): string {
  return Object.entries(SCRIPTS).find(([, { characters }]) => characters.test(character))?.[0] ?? MAIN_FONT;
}

function roboto(weight: 'Regular' | 'Medium'): string {
  return fileURLToPath(import.meta.resolve(`pdfmake/fonts/Roboto/Roboto-${weight}.ttf`));
}
