import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_THRESHOLDS } from '../../src/followup/change.ts';
import { compareTimepoints } from '../../src/followup/compare.ts';
import type { Timepoint } from '../../src/followup/timepoint.ts';
import { GERMAN } from '../../src/language/de.ts';
import { reportSentences } from '../../src/report/sentences.ts';
import { evenly, FIVE, timepointOf } from '../support/timepoints.ts';

function said(timepoints: readonly Timepoint[], current: Timepoint): string[] {
  const followUp = compareTimepoints(timepoints, current);
  return reportSentences(current, followUp, DEFAULT_THRESHOLDS, GERMAN).map((sentence) =>
    sentence.replaceAll('\u00a0', ' '),
  );
}

/** The first sentence for infected percentages a day apart. */
function first(...percents: number[]): string | undefined {
  const timepoints = percents.map((percent, day) =>
    timepointOf(String(day), `2026-02-0${1 + day}T00:00:00`, evenly(percent, 0.25)),
  );
  return said(timepoints, timepoints.at(-1)!)[0];
}

test('the first sentence states in German what became of the infection', () => {
  const difference = (points: string) => `(${points} in 1 Tag)`;
  const firsts: [number[], string][] = [
    [[0], 'Keine Infektion gefunden.'],
    [[0.04], 'Infektion unter der Grenze von 0,5 % des Lungenvolumens.'],
    [[0, 0], 'Keine Infektion gefunden, auch nicht am 01.02.2026.'],
    [[0, 0.46], 'Infektion unter der Grenze von 0,5 % des Lungenvolumens, auch am 01.02.2026 nicht mehr.'],
    [[0, 4], `Neue Infektion: 4,0 % des Lungenvolumens, am 01.02.2026 0,0 % ${difference('+4,0 Prozentpunkte')}.`],
    [
      [5, 0, 4],
      `Die Infektion ist wieder aufgetreten: 4,0 % des Lungenvolumens, am 02.02.2026 0,0 % ${difference('+4,0 Prozentpunkte')}.`,
    ],
    [
      [4, 6],
      `Die Infektion hat von 4,0 % am 01.02.2026 auf 6,0 % des Lungenvolumens zugenommen ${difference('+2,0 Prozentpunkte, +50 %')}.`,
    ],
    [
      [6, 0.2],
      `Die Infektion hat sich zurückgebildet, bis unter die Grenze von 0,5 %: <0,5 % des Lungenvolumens, am 01.02.2026 6,0 % ${difference('−5,8 Prozentpunkte, −97 %')}.`,
    ],
    [
      [10, 10.4],
      `Die Infektion hat sich nach den Grenzen dieses Berichts (1 Prozentpunkt und 20 %) nicht verändert: 10,4 % des Lungenvolumens, am 01.02.2026 10,0 % ${difference('+0,4 Prozentpunkte, +4 %')}.`,
    ],
  ];
  for (const [percents, sentence] of firsts) assert.equal(first(...percents), sentence);
});

test('a course is described in German from what matters most to the peak', () => {
  assert.deepEqual(said(FIVE, FIVE[4]!), [
    'Die Infektion hat von 12,8 % am 23.03.2026 auf 3,1 % des Lungenvolumens abgenommen (−9,7 Prozentpunkte, −76 % in 28 Tagen).',
    'Besser: rechte Lunge 3,7 % (zuvor 14,0 %, in allen Feldern), linke Lunge 2,3 % (zuvor 11,3 %, in allen Feldern).',
    'Milchglastrübung 2,8 % (zuvor 9,5 %: abnehmend); Konsolidierung 0,3 % (zuvor 3,3 %: zurückgebildet).',
    'Gegenüber der ersten CT vom 01.03.2026 (3,7 %, 50 Tage zuvor): stabil (besser: linkes Unterfeld) (−0,6 Prozentpunkte, −17 %).',
    'Der Höchstwert war 24,3 % am 09.03.2026.',
  ]);
});
