import { resolve } from 'node:path';
import { ConfigError, hostOf, isLoopback, readVariables, type Variables } from './environment.ts';

export type Config = ReturnType<typeof loadConfig>;
/** The provider that people sign in with. */
export type OidcConfig = NonNullable<Config['oidc']>;

/** Throws ConfigError where other machines reach a server that asks nobody who they are. */
export function refuseOpenDoor({ host, isLoopback, apiToken, oidc }: Config, hasUsers: boolean): void {
  if (isLoopback || apiToken !== undefined || oidc !== undefined || hasUsers) return;
  throw new ConfigError('open', { variable: 'LUNGTRACE_HOST', host });
}

/**
 * Reads the whole configuration from environment variables, once; docs/operations.md explains each. An empty variable counts as not set.
 * Throws ConfigError, which names the variable, at the first invalid value.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>> = process.env) {
  const v = readVariables(env);
  refuseHalfCredentials(v);
  return {
    host: v.LUNGTRACE_HOST,
    port: v.LUNGTRACE_PORT,
    /** Where a worker answers probes, on `host`; it answers none without. */
    probePort: v.LUNGTRACE_PROBE_PORT,
    /** Whether only this machine can reach the server: no proxy before it brings others. */
    isLoopback: isLoopback(v.LUNGTRACE_HOST) && !hasProxy(v),
    apiToken: v.LUNGTRACE_API_TOKEN,
    /** Origin under which browsers reach the service; undefined if it is the one that they name. */
    publicUrl: v.LUNGTRACE_PUBLIC_URL,
    /** How many proxies stand before the service, whose X-Forwarded-* headers are believed. */
    trustedProxies: v.LUNGTRACE_TRUST_PROXY,
    oidc: oidcOf(v),
    notificationSecret: v.LUNGTRACE_NOTIFICATION_SECRET,
    /** Lets a scraper read the metrics, and nothing else. */
    metricsToken: v.LUNGTRACE_METRICS_TOKEN,
    dataDir: resolve(v.LUNGTRACE_DATA_DIR),
    /** Postgres when set, else the embedded database inside dataDir. */
    databaseUrl: v.DATABASE_URL,
    logLevel: v.LUNGTRACE_LOG_LEVEL,
    /** Where traces go (OTLP/HTTP); undefined: nowhere. */
    tracesUrl: tracesUrlOf(v),
    pacs: {
      dicomwebUrl: v.DICOMWEB_URL,
      /** Orthanc's own REST API, for its change feed; without it the feed is off. */
      orthancUrl: v.ORTHANC_URL,
      user: v.DICOMWEB_USER,
      password: v.DICOMWEB_PASSWORD,
      token: v.DICOMWEB_TOKEN,
      caFile: v.DICOMWEB_CA_FILE,
      certFile: v.DICOMWEB_CERT_FILE,
      keyFile: v.DICOMWEB_KEY_FILE,
      timeoutMs: v.DICOMWEB_TIMEOUT_SECONDS * 1000,
      retries: v.DICOMWEB_RETRIES,
      /** Parallel requests while a series is fetched. */
      concurrency: v.DICOMWEB_CONCURRENCY,
    },
    poll: {
      cron: v.LUNGTRACE_POLL_CRON === 'off' ? undefined : v.LUNGTRACE_POLL_CRON,
      lookBackDays: v.LUNGTRACE_POLL_LOOK_BACK_DAYS,
      modality: v.LUNGTRACE_POLL_MODALITY,
    },
    worker: {
      /** Whether `serve` also analyses; always true with the embedded database, which only one process can open. */
      inServer: v.LUNGTRACE_WORKER === 'on',
      /** Parallel studies per process. */
      concurrency: v.LUNGTRACE_CONCURRENCY,
      retries: v.LUNGTRACE_RETRIES,
      retryDelaySeconds: v.LUNGTRACE_RETRY_DELAY_SECONDS,
      timeoutMinutes: v.LUNGTRACE_TIMEOUT_MINUTES,
      stallMinutes: v.LUNGTRACE_STALL_MINUTES,
    },
    modelsDir: resolve(v.LUNGTRACE_MODELS_DIR),
    /** Execution providers of ONNX Runtime, in the order in which they are tried. */
    providers: v.LUNGTRACE_PROVIDERS,
    /** Whether the lungs are stored as a separate SEG. */
    lungsSeg: v.LUNGTRACE_LUNGS_SEG === 'on',
    segEncoding: v.LUNGTRACE_SEG_ENCODING,
    /** Whether the infected slices are stored as pictures with contours, for viewers that do not draw SEG. */
    overlaySeries: v.LUNGTRACE_OVERLAY_SERIES === 'on',
    /** For whom people accept and reject results, as the objects about it say. */
    organization: v.LUNGTRACE_ORGANIZATION,
    followUp: {
      thresholds: {
        infectionPercent: v.LUNGTRACE_INFECTION_PERCENT,
        percentPoints: v.LUNGTRACE_CHANGE_POINTS,
        relativePercent: v.LUNGTRACE_CHANGE_PERCENT,
        rateMinimumDays: v.LUNGTRACE_RATE_MINIMUM_DAYS,
        sliceDistanceRatio: v.LUNGTRACE_SLICE_DISTANCE_RATIO,
        lungVolumePercent: v.LUNGTRACE_LUNG_VOLUME_PERCENT,
      },
      /** Of reports; pages and API stay English. */
      language: v.LUNGTRACE_LANGUAGE,
      publicUrl: v.LUNGTRACE_PUBLIC_URL,
      priors: {
        /** How many priors of a patient to find in the PACS; 0 disables the search. */
        limit: v.LUNGTRACE_PRIORS,
        days: v.LUNGTRACE_PRIORS_DAYS,
      },
    },
  };
}

function hasProxy({ LUNGTRACE_TRUST_PROXY: proxies, LUNGTRACE_PUBLIC_URL: publicUrl }: Variables): boolean {
  return proxies > 0 || (publicUrl !== undefined && !isLoopback(hostOf(publicUrl)));
}

/** OpenTelemetry's own variables: the general one is a root, that of the traces the whole address. */
function tracesUrlOf(v: Variables): string | undefined {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: root, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: traces } = v;
  return traces ?? (root === undefined ? undefined : `${root.replace(/\/+$/, '')}/v1/traces`);
}

/** The OpenID provider that people sign in with; undefined without one. */
function oidcOf(v: Variables) {
  const { LUNGTRACE_OIDC_ISSUER: issuer, LUNGTRACE_PUBLIC_URL: publicUrl } = v;
  if (issuer === undefined) return undefined;
  const needed = (variable: keyof Variables): ConfigError =>
    new ConfigError('half', { variable, other: 'LUNGTRACE_OIDC_ISSUER' });
  if (v.LUNGTRACE_OIDC_CLIENT_ID === undefined) throw needed('LUNGTRACE_OIDC_CLIENT_ID');
  if (v.LUNGTRACE_OIDC_CLIENT_SECRET === undefined) throw needed('LUNGTRACE_OIDC_CLIENT_SECRET');
  if (publicUrl === undefined) throw needed('LUNGTRACE_PUBLIC_URL');
  if (v.LUNGTRACE_OIDC_ROLES === undefined) throw needed('LUNGTRACE_OIDC_ROLES');
  return {
    issuer,
    publicUrl,
    clientId: v.LUNGTRACE_OIDC_CLIENT_ID,
    clientSecret: v.LUNGTRACE_OIDC_CLIENT_SECRET,
    scope: v.LUNGTRACE_OIDC_SCOPE,
    /** The claim that names people in corrections and in the audit. */
    nameClaim: v.LUNGTRACE_OIDC_NAME_CLAIM,
    /** The claim that tells the role, dots lead into objects; and what its values stand for. */
    roleClaim: v.LUNGTRACE_OIDC_ROLE_CLAIM,
    roles: v.LUNGTRACE_OIDC_ROLES,
  };
}

function refuseHalfCredentials(v: Variables): void {
  refuseHalf(v, 'DICOMWEB_USER', 'DICOMWEB_PASSWORD');
  refuseHalf(v, 'DICOMWEB_CERT_FILE', 'DICOMWEB_KEY_FILE');
  if (v.DICOMWEB_TOKEN !== undefined && v.DICOMWEB_USER !== undefined)
    throw new ConfigError('twice', { variable: 'DICOMWEB_TOKEN', other: 'DICOMWEB_USER' });
}

function refuseHalf(v: Variables, one: keyof Variables, other: keyof Variables): void {
  if ((v[one] === undefined) === (v[other] === undefined)) return;
  const [missing, present] = v[one] === undefined ? [one, other] : [other, one];
  throw new ConfigError('half', { variable: missing, other: present });
}
