import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import { validate as isCron } from 'node-cron';
import { z } from 'zod';
import { ROLES } from './db/roles.ts';
import { type CauseWording, KnownError, problemOf } from './errors/known-error.ts';
import { DEFAULT_THRESHOLDS } from './followup/change.ts';
import { LANGUAGE_TAGS } from './language/languages.ts';
import { PLAIN_SEG, SEG_ENCODINGS } from './seg/encoding.ts';

/** Thrown when an environment variable has an invalid value; `variable` names it. */
export class ConfigError extends KnownError {
  override readonly name = 'ConfigError';
  readonly variable: string;

  constructor(...[cause, details, options]: CauseWording<'ConfigError'>) {
    super(problemOf('ConfigError', cause, details), options);
    this.variable = String(details.variable);
  }
}

/** What examples and templates put where a secret belongs. */
const PLACEHOLDER = /change[-_ ]?me|^your[-_ ]|the-same-as|^(.)\1*$|^(password|secret|token|12345678)\d*$/i;

/** What may stand in a file instead. */
const SECRETS = [
  'DATABASE_URL',
  'DICOMWEB_PASSWORD',
  'DICOMWEB_TOKEN',
  'LUNGTRACE_API_TOKEN',
  'LUNGTRACE_NOTIFICATION_SECRET',
  'LUNGTRACE_METRICS_TOKEN',
  'LUNGTRACE_OIDC_CLIENT_SECRET',
] as const;

const onOff = (standard: 'on' | 'off') => z.enum(['on', 'off'], "must be 'on' or 'off'").default(standard);
const integer = (from: number, to: number) =>
  z.coerce
    .number('must be a number')
    .int('must be a whole number')
    .min(from, `must be at least ${from}`)
    .max(to, `must be at most ${to}`);
const whole = (from: number, to: number, standard: number) => integer(from, to).default(standard);
const amount = (from: number, to: number, standard: number) =>
  z.coerce
    .number('must be a number')
    .min(from, `must be at least ${from}`)
    .max(to, `must be at most ${to}`)
    .default(standard);
const url = (...protocols: string[]) =>
  z
    .string()
    .refine((value) => hasProtocol(value, protocols), `must be a URL that begins with ${protocols.join(' or ')}`);
/** Addresses are shown on pages and logged, so they carry no credentials. */
const webUrl = url('http:', 'https:')
  .refine(
    (value) => !hasCredentials(value),
    'must not contain a user or a password: set DICOMWEB_USER and DICOMWEB_PASSWORD',
  )
  .transform((value) => value.replace(/\/+$/, ''));
const secret = (shortest: number) =>
  z
    .string()
    .min(shortest, `must have at least ${shortest} characters`)
    .refine((value) => !PLACEHOLDER.test(value), 'must be a secret of your own, not an example')
    .optional();
/** Where browsers go with passwords and codes: encrypted, except on this machine. */
const safeUrl = webUrl.refine(
  (value) => value.startsWith('https:') || isLoopback(hostOf(value)),
  'must begin with https:, except on this machine',
);
const ROLE_VALUES = 'must be pairs such as admin=it-department; viewer=staff';
/** 'admin=lungtrace-admins; operator=radiology' as pairs. */
const roleValues = z
  .string()
  .transform((value) => value.split(';').map((pair) => /^\s*(\w+)\s*=\s*(.+?)\s*$/.exec(pair)?.slice(1) ?? []))
  .pipe(z.array(z.tuple([z.enum(ROLES, ROLE_VALUES), z.string(ROLE_VALUES)], ROLE_VALUES)));

const schema = z.object({
  LUNGTRACE_HOST: z.string().default('127.0.0.1'),
  LUNGTRACE_PORT: whole(0, 65535, 8043),
  LUNGTRACE_PROBE_PORT: integer(0, 65535).optional(),
  LUNGTRACE_API_TOKEN: secret(12),
  LUNGTRACE_NOTIFICATION_SECRET: secret(8),
  LUNGTRACE_METRICS_TOKEN: secret(8),
  LUNGTRACE_PUBLIC_URL: safeUrl
    .refine((value) => URL.canParse(value) && new URL(value).origin === value, 'must not have a path')
    .optional(),
  LUNGTRACE_TRUST_PROXY: whole(0, 10, 0),
  LUNGTRACE_OIDC_ISSUER: safeUrl.optional(),
  LUNGTRACE_OIDC_CLIENT_ID: z.string().optional(),
  LUNGTRACE_OIDC_CLIENT_SECRET: secret(12),
  LUNGTRACE_OIDC_SCOPE: z.string().default('openid profile email'),
  LUNGTRACE_OIDC_NAME_CLAIM: z.string().default('preferred_username'),
  LUNGTRACE_OIDC_ROLE_CLAIM: z.string().default('groups'),
  LUNGTRACE_OIDC_ROLES: roleValues.optional(),
  LUNGTRACE_DATA_DIR: z.string().default('data'),
  DATABASE_URL: url('postgres:', 'postgresql:').optional(),
  LUNGTRACE_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'must be trace, debug, info, warn, error or silent')
    .default('info'),
  OTEL_EXPORTER_OTLP_ENDPOINT: url('http:', 'https:').optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url('http:', 'https:').optional(),
  DICOMWEB_URL: webUrl.default('http://127.0.0.1:8042/dicom-web'),
  ORTHANC_URL: webUrl.optional(),
  DICOMWEB_USER: z.string().optional(),
  DICOMWEB_PASSWORD: z.string().optional(),
  DICOMWEB_TOKEN: z.string().optional(),
  DICOMWEB_CA_FILE: z.string().optional(),
  DICOMWEB_CERT_FILE: z.string().optional(),
  DICOMWEB_KEY_FILE: z.string().optional(),
  DICOMWEB_TIMEOUT_SECONDS: whole(1, 3600, 60),
  DICOMWEB_RETRIES: whole(0, 10, 3),
  DICOMWEB_CONCURRENCY: whole(1, 64, 4),
  LUNGTRACE_POLL_CRON: z
    .string()
    .refine((value) => value === 'off' || isCron(value), "must be a cron expression such as '*/2 * * * *', or 'off'")
    .default('* * * * *'),
  LUNGTRACE_POLL_LOOK_BACK_DAYS: whole(0, 3650, 1),
  LUNGTRACE_POLL_MODALITY: z.string().default('CT'),
  LUNGTRACE_WORKER: onOff('on'),
  LUNGTRACE_CONCURRENCY: whole(1, 16, 1),
  LUNGTRACE_RETRIES: whole(0, 20, 8),
  LUNGTRACE_RETRY_DELAY_SECONDS: whole(1, 3600, 5),
  LUNGTRACE_TIMEOUT_MINUTES: whole(1, 1440, 60),
  LUNGTRACE_STALL_MINUTES: amount(0.1, 1440, 15),
  LUNGTRACE_MODELS_DIR: z.string().default(resolve(import.meta.dirname, '../models')),
  LUNGTRACE_PROVIDERS: z
    .string()
    .default('cuda,webgpu,cpu')
    .transform((value) => value.split(',').map((name) => name.trim()))
    .pipe(
      z.array(z.enum(['cuda', 'webgpu', 'cpu'], 'must be a list of cuda, webgpu and cpu, separated by commas')).min(1),
    ),
  LUNGTRACE_LUNGS_SEG: onOff('on'),
  LUNGTRACE_SEG_ENCODING: z.enum(SEG_ENCODINGS, `must be ${SEG_ENCODINGS.join(', ')}`).default(PLAIN_SEG),
  LUNGTRACE_OVERLAY_SERIES: onOff('off'),
  LUNGTRACE_ORGANIZATION: z
    .string()
    .regex(/^[^\\\p{Cc}]{1,64}$/u, 'must have 64 characters at most, and no backslash')
    .default('not stated'),
  LUNGTRACE_PRIORS: whole(0, 100, 10),
  LUNGTRACE_PRIORS_DAYS: whole(1, 36_500, 1826),
  LUNGTRACE_LANGUAGE: z.enum(LANGUAGE_TAGS, `must be ${LANGUAGE_TAGS.join(' or ')}`).default('en'),
  LUNGTRACE_INFECTION_PERCENT: amount(0, 100, DEFAULT_THRESHOLDS.infectionPercent),
  LUNGTRACE_CHANGE_POINTS: amount(0, 100, DEFAULT_THRESHOLDS.percentPoints),
  LUNGTRACE_CHANGE_PERCENT: amount(0, 1000, DEFAULT_THRESHOLDS.relativePercent),
  LUNGTRACE_RATE_MINIMUM_DAYS: amount(0, 365, DEFAULT_THRESHOLDS.rateMinimumDays),
  LUNGTRACE_SLICE_DISTANCE_RATIO: amount(1, 100, DEFAULT_THRESHOLDS.sliceDistanceRatio),
  LUNGTRACE_LUNG_VOLUME_PERCENT: amount(0, 1000, DEFAULT_THRESHOLDS.lungVolumePercent),
});
/** The variables that lungtrace knows, each with its standard or checked. */
export type Variables = z.infer<typeof schema>;

/**
 * Reads the variables that lungtrace knows, secrets from files, too. An empty variable counts as not set. Throws ConfigError for the first
 * invalid value.
 */
export function readVariables(env: Readonly<Record<string, string | undefined>>): Variables {
  const set = withSecretsFromFiles(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== '')),
  );
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const variable = String(issue?.path[0] ?? 'environment');
  throw new ConfigError('value', { variable, problem: issue?.message ?? 'cannot be read' });
}

/** Containers and systemd hand secrets over as files: NAME_FILE is the path of what NAME would hold. */
function withSecretsFromFiles(set: Readonly<Record<string, string | undefined>>) {
  const values = { ...set };
  for (const name of SECRETS) {
    const variable = `${name}_FILE`;
    const path = set[variable];
    if (path === undefined) continue;
    if (set[name] !== undefined) throw new ConfigError('twice', { variable, other: name });
    values[name] = readSecret(variable, path);
  }
  return values;
}

function readSecret(variable: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').trimEnd();
  } catch (error) {
    throw new ConfigError('value', { variable, problem: `cannot be read (${String(error)})` }, { cause: error });
  }
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol);
}

function hasCredentials(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username !== '' || password !== '';
}

/** The host that a URL names, an IPv6 address without brackets. */
export function hostOf(address: string): string {
  return new URL(address).hostname.replace(/^\[|\]$/g, '');
}

/** Whether a name or an address is always this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
