/** Writes docs/errors.md from the tables of src/errors: `npm run errors-page`. A test fails while the page is stale. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ANSWERS } from '../src/errors/answers.ts';
import { type ErrorEntry, EXIT, type JobFate, type Sentence } from '../src/errors/entry.ts';
import { FAILURES } from '../src/errors/failures.ts';
import { REFUSALS } from '../src/errors/refusals.ts';
import { SERIES_WARNINGS, WARNINGS } from '../src/errors/warnings.ts';

export const PAGE = join(import.meta.dirname, '../docs/errors.md');

const FATES: Readonly<Record<JobFate, string>> = {
  refused: 'refused, not repeated',
  attempt: 'repeated, uses up an attempt',
  outage: 'repeated, uses up no attempt',
  'given up': 'given up',
};

/** The page as Markdown: what each code means, says and asks for, and what follows from it. */
export function errorsPage(): string {
  return [
    '# Errors',
    '',
    'Made by `npm run errors-page` from `src/errors/`; change it there. Words in *italics* stand for details.',
    '',
    'The *job* is the analysis of a study. *Refused* holds until the images of the study change or a person asks for a new analysis.',
    'An *attempt* is one of `LUNGTRACE_RETRIES`; a study whose attempts are used up is *failed*.',
    `Exit codes of commands: ${Object.entries(EXIT)
      .map(([name, code]) => `${code} ${name}`)
      .join(', ')}.`,
    '',
    ...group(
      'Refusals',
      'Why images cannot be analysed. Stored and shown for the study and for each of its series. The HTTP status is that of a picture of a slice that cannot be drawn for such a reason.',
      REFUSALS,
    ),
    ...group(
      'Failures',
      'What goes wrong for a reason outside of the images. The code is the name of the error; it is stored and shown with the study.',
      FAILURES,
    ),
    ...group(
      'Answers of the web server',
      'JSON `{error: {code, message}}` instead of what was asked for. Any failure that has no answer of its own becomes `INTERNAL`.',
      ANSWERS,
    ),
    ...group(
      'Warnings',
      'Why a result or a comparison is weak. It is reported all the same; report and API show what is said here first.',
      WARNINGS,
    ),
    ...group(
      'Warnings about a series',
      'What is unusual about a series that is analysed all the same. It is a part of the reason why the series was chosen; `lungtrace analyze` names it among its warnings.',
      SERIES_WARNINGS,
    ),
  ].join('\n');
}

function group(title: string, introduction: string, entries: Readonly<Record<string, ErrorEntry>>): string[] {
  return [
    `## ${title}`,
    '',
    introduction,
    '',
    ...Object.entries(entries).flatMap(([code, entry]) => section(code, entry)),
  ];
}

function section(code: string, entry: ErrorEntry): string[] {
  const rows = 'causes' in entry ? Object.values(entry.causes).map((cause) => row(cause, cause.job)) : [row(entry)];
  return [
    `### ${code}`,
    '',
    `${entry.means} ${consequences(entry)}`.trim(),
    '',
    '| what it says | what to do |',
    '|---|---|',
    ...rows,
    '',
  ];
}

function consequences({ job, status, exit }: ErrorEntry): string {
  const facts = [
    job && `job: ${FATES[job]}`,
    status !== undefined && `HTTP status: ${status}`,
    exit !== undefined && `exit code: ${exit}`,
  ].filter((fact) => typeof fact === 'string');
  const line = facts.join('; ');
  if (line === '') return '';
  return `${line.charAt(0).toUpperCase()}${line.slice(1)}.`;
}

function row({ says, remedy }: Sentence, job?: JobFate): string {
  return `| ${cell(says)}${job ? ` Job: ${FATES[job]}.` : ''} | ${cell(remedy)} |`;
}

function cell(text: string): string {
  return text
    .replaceAll('<', '&lt;')
    .replaceAll('|', '\\|')
    .replace(/\{(\w+)\}/g, '*$1*');
}

if (import.meta.main) await writeFile(PAGE, errorsPage());
