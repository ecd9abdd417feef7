import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { postgresProgram } from '../postgres.ts';
import { PROJECT, type Service } from './document.ts';
import { orthancSettings } from './orthanc-settings.ts';

export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly: boolean;
}

/** What an image brings: this machine's programs in its place, and what its start script does. */
export interface Image {
  readonly env: Readonly<Record<string, string>>;
  readonly user: string;
  readonly workdir: string;
  readonly mounts: readonly Mount[];
  /** Runs once before the service, as the same user. */
  readonly prepare?: readonly string[];
  readonly command: readonly string[];
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
export const DICOMWEB_PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';

/** The stand-in for the image of a service; `folder` is for what it writes beforehand. */
export async function imageOf(service: Service, folder: string): Promise<Image> {
  const [name] = service.image.split(':');
  if (name === 'orthancteam/orthanc') return await orthanc(service, folder);
  if (name === 'postgres') return postgres();
  if (name === 'lungtrace') return await lungtrace(service);
  throw new Error(`no stand-in for the image ${service.image}`);
}

async function orthanc({ environment }: Service, folder: string): Promise<Image> {
  const source = join(folder, 'orthanc.json');
  await writeFile(source, JSON.stringify(orthancSettings(environment, DICOMWEB_PLUGIN)));
  const mounts = [{ source, target: '/tmp/orthanc.json', readOnly: true }];
  return { env: { PATH: SYSTEM_PATH }, user: 'root', workdir: '/', mounts, command: ['Orthanc', '/tmp/orthanc.json'] };
}

/** As the image's docker-entrypoint.sh: the database of POSTGRES_DB, and passwords asked of everyone but 127.0.0.1. */
const POSTGRES_SCRIPT = `set -e
: "\${POSTGRES_PASSWORD:?}"
user="\${POSTGRES_USER:-postgres}"
chmod 700 "$PGDATA"
"$BIN/initdb" -D "$PGDATA" -U "$user" --pwfile=<(printf %s "$POSTGRES_PASSWORD") -N > /dev/null
echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
echo "listen_addresses = '*'" >> "$PGDATA/postgresql.conf"
echo "create database \\"\${POSTGRES_DB:-$user}\\"" | "$BIN/postgres" --single -D "$PGDATA" postgres > /dev/null`;

function postgres(): Image {
  const program = postgresProgram('postgres');
  const env = { PATH: SYSTEM_PATH, PGDATA: '/var/lib/postgresql/data', BIN: join(program, '..') };
  return { env, user: 'root', workdir: '/', mounts: [], prepare: ['bash', '-c', POSTGRES_SCRIPT], command: [program] };
}

/** Our own Dockerfile: what it copies lies where it says, with the project's packages, viewer and Node.js as the image's. */
async function lungtrace({ build, command = [] }: Service): Promise<Image> {
  const instruction = (name: string) => dockerInstruction(build!.target, name);
  const pairs = (await instruction('ENV')).split(' ').map((pair) => pair.split('=') as [string, string]);
  const workdir = await instruction('WORKDIR');
  const node = join(PROJECT, 'node_modules/node/bin/node');
  const contents = [...(await copied('program')), 'node_modules', 'vendor'];
  const mounts = [
    ...contents.map((name) => ({ source: join(PROJECT, name), target: join(workdir, name), readOnly: true })),
    { source: node, target: '/usr/local/bin/node', readOnly: true },
  ];
  const entrypoint = JSON.parse(await instruction('ENTRYPOINT')) as string[];
  const env = { PATH: SYSTEM_PATH, ...Object.fromEntries(pairs) };
  return { env, user: await instruction('USER'), workdir, mounts, command: [...entrypoint, ...command] };
}

/** What a stage copies from the project, each under its own name. */
async function copied(target: string): Promise<string[]> {
  return (await dockerInstructions(target, 'COPY')).flatMap((line) => line.split(' ').slice(0, -1));
}

/** What follows the only instruction of this name in a stage of our Dockerfile, on one line. */
export async function dockerInstruction(target: string, name: string): Promise<string> {
  const [found, second] = await dockerInstructions(target, name);
  if (found === undefined || second !== undefined) throw new Error(`the Dockerfile has no one ${name} for ${target}`);
  return found;
}

async function dockerInstructions(target: string, name: string): Promise<string[]> {
  const text = (await readFile(join(PROJECT, 'Dockerfile'), 'utf8')).replaceAll(/\\\n */g, '');
  const stage = text.split(/^FROM /m).find((lines) => lines.split('\n')[0]!.endsWith(` AS ${target}`)) ?? '';
  return [...stage.matchAll(new RegExp(`^${name} (.+)$`, 'gm'))].map(([, rest]) => rest!);
}
