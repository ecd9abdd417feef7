import { readKnownStudy } from '../../src/db/states.ts';
import { readCurrentKey, readLatestAnalysis } from '../../src/db/analyses.ts';
import { noteSightings } from '../../src/db/arrivals.ts';
import { readOwnSeries } from '../../src/db/artefacts.ts';
import { readAudit } from '../../src/db/audit.ts';
import type { Database } from '../../src/db/database.ts';
import { forgetOldEvents, readEventsSince, readLastEvent, readRecentEvents } from '../../src/db/events.ts';
import { readAwaitedDates, readFollowUp, readFollowUps } from '../../src/db/follow-ups.ts';
import { readPatient, readPatients } from '../../src/db/patients.ts';
import type { Queue } from '../../src/db/queue.ts';
import { readStudy } from '../../src/db/study-detail.ts';
import { readThumbnails } from '../../src/db/thumbnails.ts';
import { readTimepoints } from '../../src/db/timepoints.ts';
import { countStates, readWorklist, STUDY_STATES } from '../../src/db/worklist.ts';

/** What the service asks its database, as the service asks it; `at` is another study, from 1 on, each time. */
export type Questions = Readonly<Record<string, (at: number) => Promise<unknown>>>;

/** The questions behind pages, API and jobs, of a database that `multiply` filled with so many studies. */
export function questions(database: Database, queue: Queue, studies: number): Questions {
  const uid = (study: number) => `1.2.826.0.1.3680043.8.498.${10n ** 20n + BigInt(study)}`;
  /** A study with an analysis. */
  const done = (at: number) => 100 * (1 + ((at * 7919) % Math.floor(studies / 100 - 5))) + 12;
  /** A patient with twenty studies, and one with two. */
  const long = (at: number) => 41 * Math.floor(done(at) / 100) + 1;
  const short = (at: number) => long(at) + 5;
  const search = (words: string) => readWorklist(database, { search: words });
  return {
    'worklist, first page': () => readWorklist(database),
    'worklist, deep page': (at) => readWorklist(database, { before: done(at) }),
    ...Object.fromEntries(
      STUDY_STATES.map((state) => [`worklist, ${state}`, () => readWorklist(database, { states: [state] })]),
    ),
    'search, accession number': (at) => search(`a${20_000_000 + done(at)}`),
    'search, family name': () => search('mordottir'),
    'search, two words': () => search('mordottir anna'),
    'search, in every study': () => search('chest'),
    'search, nothing found': () => search('nobody'),
    'search, two letters': () => search('zq'),
    'search, Study Instance UID': (at) => search(uid(done(at))),
    'search of failed studies': () => readWorklist(database, { search: 'mordottir', states: ['failed'] }),
    'studies per state': () => countStates(database),
    study: (at) => readStudy(database, uid(done(at))),
    pictures: (at) => readThumbnails(database, studies - 500 - (at % 500)),
    'patient of 2 studies': (at) => readPatient(database, short(at)),
    'patient of 20 studies': (at) => readPatient(database, long(at)),
    'patients, first page': () => readPatients(database, { limit: 50 }),
    'patients, deep page': (at) => readPatients(database, { limit: 50, before: long(at) }),
    'patients, searched': () => readPatients(database, { limit: 50, search: 'mordottir anna' }),
    'patients, nothing found': () => readPatients(database, { limit: 50, search: 'nobody' }),
    'follow-up': (at) => readFollowUp(database, uid(done(at))),
    'follow-ups of 20 studies': (at) => readFollowUps(database, long(at)),
    'timepoints of 2 studies': (at) => readTimepoints(database, short(at)),
    'timepoints of 20 studies': (at) => readTimepoints(database, long(at)),
    'awaited studies': (at) => readAwaitedDates(database, long(at)),
    'latest analysis': () => readLatestAnalysis(database),
    'current analysis': (at) => readCurrentKey(database, uid(done(at))),
    'last look at a study': (at) => readKnownStudy(database, uid(done(at))),
    'own series among six': (at) =>
      readOwnSeries(
        database,
        Array.from({ length: 6 }, (_, n) => `2.25.${2n * 10n ** 36n + 10n * BigInt(done(at)) + BigInt(n)}`),
      ),
    'sightings of 100 studies': (at) =>
      noteSightings(
        database,
        Array.from({ length: 100 }, (_, n) => ({ studyInstanceUid: uid(done(at) + n), instances: 300 })),
      ),
    'last event': () => readLastEvent(database),
    'events of the feed': async () => readEventsSince(database, (await readLastEvent(database)) - 200),
    'events of 3 seconds': () => readRecentEvents(database, 3),
    'old events forgotten': () => forgetOldEvents(database),
    'audit, newest': () => readAudit(database, { limit: 50 }),
    'audit of a patient': (at) => readAudit(database, { patient: `P${1_000_000 + 7 * long(at)}`, limit: 50 }),
    'audit of a user': (at) => readAudit(database, { user: `user-${at}`, limit: 50 }),
    'queue counts': () => queue.counts(),
    'whether a job is held': (at) => queue.holds(uid(done(at))),
  };
}
