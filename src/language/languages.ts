import { GERMAN } from './de.ts';
import { ENGLISH } from './en.ts';
import type { Words } from './words.ts';

/** The languages of reports by their tag (RFC 5646). */
export const LANGUAGES = { en: ENGLISH, de: GERMAN } as const satisfies Readonly<Record<string, Words>>;

export type Language = keyof typeof LANGUAGES;
export const LANGUAGE_TAGS = Object.keys(LANGUAGES) as Language[];
