import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../../src/tools/demo/orthanc.ts';
import { until } from '../support/until.ts';
import { keep } from './processes.ts';

/** An Orthanc that can be stopped, killed and started again on its files. */
export interface Archive {
  readonly url: string;
  send(bytes: Uint8Array): Promise<void>;
  /** SOP Instance UIDs of a study by modality. */
  objects(studyInstanceUid: string): Promise<Map<string, string[]>>;
  end(signal: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  remove(): Promise<void>;
}

/** Starts Debian's Orthanc on a free port; its files lie below `parent`. */
export async function startArchive(parent: string): Promise<Archive> {
  const folder = await mkdtemp(join(parent, 'orthanc-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  await mkdir(join(folder, 'storage'));
  await writeFile(join(folder, 'orthanc.json'), JSON.stringify(configuration(folder, port)));
  let child: ChildProcess | undefined;
  const archive: Archive = {
    url,
    send: async (bytes) => {
      const response = await fetch(`${url}/instances`, { method: 'POST', body: new Uint8Array(bytes) });
      if (!response.ok) throw new Error(`Orthanc did not take the file: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    },
    objects: (uid) => objects(url, uid),
    start: async () => {
      child = spawn('/usr/sbin/Orthanc', [join(folder, 'orthanc.json')], { cwd: folder, stdio: 'ignore' });
      keep(child);
      const isUp = async () => (await fetch(`${url}/system`).catch(() => undefined))?.ok === true;
      await until(isUp, 'Orthanc is up', 120);
    },
    end: async (signal) => {
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
    remove: async () => {
      await archive.end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
  await archive.start();
  return archive;
}

function configuration(folder: string, port: number) {
  return {
    Name: 'lungtrace-faults',
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'storage'),
    Plugins: ['/usr/share/orthanc/plugins/libOrthancDicomWeb.so'],
    HttpPort: port,
    DicomServerEnabled: false,
    RemoteAccessAllowed: false,
    AuthenticationEnabled: false,
    StableAge: 2,
    DicomWeb: { Enable: true, Root: '/dicom-web/', StudiesMetadata: 'Full', SeriesMetadata: 'Full' },
  };
}

interface Listed {
  readonly MainDicomTags: Readonly<Record<string, string>>;
  readonly ParentSeries?: string;
  readonly ID: string;
}

/** Asks Orthanc's own API, so that no fault of the DICOMweb answers hides anything. */
async function objects(url: string, studyInstanceUid: string): Promise<Map<string, string[]>> {
  const find = async (Level: string) => {
    const body = JSON.stringify({ Level, Expand: true, Query: { StudyInstanceUID: studyInstanceUid } });
    return (await (await fetch(`${url}/tools/find`, { method: 'POST', body })).json()) as Listed[];
  };
  const modality = new Map((await find('Series')).map((one) => [one.ID, one.MainDicomTags['Modality'] ?? '']));
  const found = new Map<string, string[]>();
  for (const { MainDicomTags, ParentSeries = '' } of await find('Instance')) {
    const key = modality.get(ParentSeries) ?? '';
    found.set(key, [...(found.get(key) ?? []), MainDicomTags['SOPInstanceUID'] ?? '']);
  }
  return found;
}
