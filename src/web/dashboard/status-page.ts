import type { LatestAnalysis } from '../../db/analyses.ts';
import { STUDY_STATES, type StudyState } from '../../db/worklist.ts';
import { PRODUCT } from '../../product.ts';
import type { PacsHealth, PartHealth, ServiceHealth } from '../routes/health.ts';
import { byteSize, factList, moment, STATE_WORDS } from './format.ts';
import { html, type Html } from './html.ts';
import { wideTable } from './wide-table.ts';

export interface StatusView {
  readonly health: ServiceHealth;
  readonly counts: Readonly<Record<StudyState, number>>;
  readonly latest: LatestAnalysis | undefined;
  /** Where the PACS' DICOMweb is. */
  readonly pacsUrl: string;
}

const DATABASES = { pglite: 'embedded (PGlite)', postgres: 'PostgreSQL' } as const;

/** Whether everything that the service needs works, and its configuration. */
export function statusPage({ health, counts, latest, pacsUrl }: StatusView): Html {
  const { pacs, database, queue, disk, lastArrival } = health;
  return html`<h1>Status</h1>
    <dl class="parts">
      ${part('PACS', pacs, pacs.ok && html`<code>${withoutCredentials(pacsUrl)}</code> ${answered(pacs)}`)}
      ${part('Database', database, database.ok && DATABASES[database.kind])}
      ${part('Queue', queue, queue.ok && `${queue.waiting} waiting, ${queue.running} running`)}
      ${part('Disk', disk, disk.ok && `${byteSize(disk.freeBytes)} of ${byteSize(disk.sizeBytes)} free`)}
      <div>
        <dt>Last arrival</dt>
        <dd>${lastArrival === null ? 'None yet' : moment(lastArrival)}</dd>
      </div>
    </dl>
    <section aria-labelledby="studies">
      <h2 id="studies">Studies</h2>
      <dl class="figures">
        ${STUDY_STATES.map(
          (state) =>
            html`<div>
              <dt>${STATE_WORDS[state]}</dt>
              <dd><a href="/?state=${state}">${counts[state]}</a></dd>
            </div>`,
        )}
      </dl>
    </section>
    <section aria-labelledby="processes">
      <h2 id="processes">Servers and workers</h2>
      ${processTable(health)}
    </section>
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      ${factList(facts(health, latest))}
    </section>`;
}

const PROCESS_WORDS = {
  idle: 'Idle',
  working: 'Working',
  stuck: 'Makes no progress',
  lost: 'Silent',
} as const;

function processTable({ processes }: ServiceHealth): Html {
  return wideTable(
    { labelledBy: 'processes' },
    ['Process', 'State', 'Version', 'Model set', 'Device', 'Seen'],
    processes.map(
      ({ role, host, pid, state, running, stage, version, modelSet, device, seenAt }) =>
        html`<tr>
          <td>${role} ${host}:${pid}</td>
          <td>${PROCESS_WORDS[state]}${running > 0 && `: ${running} (${stage})`}</td>
          <td>${version}</td>
          <td>${modelSet}</td>
          <td>${device}</td>
          <td>${moment(seenAt)}</td>
        </tr>`,
    ),
  );
}

/** What the PACS showed to the query for new studies, so that "works" can be held against what is there. */
function answered({ answeredInMs, asked, studies, more, malformed }: PacsHealth): string {
  const left = malformed === 0 ? '' : `; ${malformed} cannot be read`;
  return `answered in ${answeredInMs} ms: ${more ? 'at least ' : ''}${studies} studies for the query ${asked}${left}`;
}

function part(name: string, health: PartHealth<unknown>, words: Html | string | false): Html {
  return html`<div>
    <dt>${name}</dt>
    <dd>
      <span class="state ${health.ok ? 'done' : 'failed'}">${health.ok ? 'Works' : 'Does not work'}</span>
      ${health.ok ? words : health.problem}
    </dd>
  </div>`;
}

function facts({ device }: ServiceHealth, latest: LatestAnalysis | undefined): (readonly [string, Html | string])[] {
  return [
    [PRODUCT.name, PRODUCT.version],
    ['Node.js', process.versions.node],
    ['Device', device ?? 'no worker in this process'],
    ...(latest === undefined
      ? []
      : ([
          ['Last analysis', html`${moment(latest.analysedAt)} on ${latest.device}`],
          ['Model set', html`<code>${latest.modelSet}</code>`],
          ...latest.models.map(
            ({ name, version, sha256 }) =>
              ['Model', html`${name} ${version} <code title="SHA-256">${sha256.slice(0, 12)}…</code>`] as const,
          ),
        ] as const)),
  ];
}

function withoutCredentials(url: string): string {
  const { origin, pathname } = new URL(url);
  return origin + pathname;
}
