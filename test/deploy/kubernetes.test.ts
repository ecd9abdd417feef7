import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { loadConfig } from '../../src/config.ts';
import { connect } from '../../src/db/connect.ts';
import { migrate } from '../../src/db/migrate.ts';
import { openQueue } from '../../src/db/queue.ts';
import { oracle, withoutOracle } from '../support/oracle.ts';
import { postgresProgram, startPostgres } from '../support/postgres.ts';
import { without } from '../support/programs.ts';

const FOLDER = join(import.meta.dirname, '../../deploy/kubernetes');

/** What YAML holds is judged by assertions. */
type Loose = ReturnType<typeof JSON.parse>;

/** All objects of the manifests, in no order; fails on what Kubernetes would refuse. */
async function manifests(): Promise<Loose[]> {
  const files = (await readdir(FOLDER, { recursive: true })).filter((name) => name.endsWith('.yaml'));
  return (await oracle('kubernetes.py', ...files.map((name) => join(FOLDER, name)))) as Loose[];
}

const named = (objects: readonly Loose[], kind: string, name: string) =>
  objects.find((one) => one.kind === kind && one.metadata.name === name);
const includes = (labels: Record<string, string>, wanted: Record<string, string>) =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

suite('the manifests of deploy/kubernetes', { skip: withoutOracle }, () => {
  let objects: Loose[];
  let deployments: Loose[];

  before(async () => {
    objects = await manifests();
    deployments = objects.filter(({ kind }) => kind === 'Deployment');
  });

  test('follow the schemas of Kubernetes, without unknown fields', () => {
    assert.deepEqual(deployments.map(({ metadata }) => metadata.name).sort(), [
      'lungtrace-server',
      'lungtrace-worker',
      'lungtrace-worker-gpu',
    ]);
  });

  test('let no pod be root, gain privileges, write to its image or ask the cluster, and limit its memory', () => {
    for (const { metadata, spec } of deployments) {
      const { spec: pod } = spec.template;
      assert.equal(pod.automountServiceAccountToken, false, metadata.name);
      assert.equal(pod.securityContext.runAsNonRoot, true, metadata.name);
      assert.equal(pod.securityContext.seccompProfile.type, 'RuntimeDefault', metadata.name);
      for (const container of [...pod.containers, ...(pod.initContainers ?? [])]) {
        assert.deepEqual(container.securityContext, {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
        assert.match(container.resources.limits.memory, /Gi$/);
      }
    }
  });

  test('ask only ports that containers have, and select only pods that exist', () => {
    const pods = deployments.map(({ spec }) => spec.template);
    for (const { metadata, spec } of deployments) {
      assert.ok(includes(spec.template.metadata.labels, spec.selector.matchLabels), metadata.name);
      const [container] = spec.template.spec.containers;
      const ports = container.ports.map(({ name }: Loose) => name);
      for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe'])
        assert.ok(ports.includes(container[probe].httpGet.port), `${metadata.name}: ${probe}`);
    }
    const { spec } = named(objects, 'Service', 'lungtrace');
    const served = pods.filter(({ metadata }) => includes(metadata.labels, spec.selector));
    assert.deepEqual(
      served.map((pod) => pod.spec.containers[0].ports[0].name),
      [spec.ports[0].targetPort],
    );
    for (const { metadata, spec: rule } of objects.filter(({ kind }) => /Disruption|NetworkPolicy/.test(kind))) {
      const wanted = (rule.selector ?? rule.podSelector).matchLabels ?? {};
      assert.ok(
        pods.some((pod) => includes(pod.metadata.labels, wanted)),
        metadata.name,
      );
    }
  });

  test('set only variables that lungtrace knows, to values that it takes, with the secrets of the template', async () => {
    const { data } = named(objects, 'ConfigMap', 'lungtrace');
    const page = await readFile(join(FOLDER, '../../docs/operations.md'), 'utf8');
    const keys = Object.keys(named(objects, 'Secret', 'lungtrace').stringData);
    const variables = new Map(Object.entries<string>(data));
    for (const { spec } of deployments)
      for (const { name, value } of spec.template.spec.containers[0].env) variables.set(name, value);
    const values: Record<string, string> = {};
    for (const [name, value] of variables) {
      const plain = name.replace(/_FILE$/, '');
      assert.ok(page.includes(`\`${plain}\``), `${plain} is not a variable of lungtrace`);
      if (plain === name) values[name] = value;
      else assert.ok(keys.includes(value.replace('/run/secrets/lungtrace/', '')), `no secret for ${name}`);
    }
    loadConfig({ ...values, LUNGTRACE_API_TOKEN: 'f3a9c1-token', DICOMWEB_PASSWORD: 'f3a9c1' });
  });

  const kubectl = promisify(execFile)('kubectl', ['version', '--client']).then(
    () => true,
    () => false,
  );
  for (const folder of ['base', 'keda', 'gpu'])
    // No registry that the set-up reaches has kubectl, so its absence is no failure, not even in CI.
    test(`kubectl puts ${folder} together`, async (t) => {
      if (!(await kubectl)) return t.skip('not installed here: kubectl');
      const { stdout } = await promisify(execFile)('kubectl', ['kustomize', join(FOLDER, folder)]);
      const images = [...stdout.matchAll(/image: (.*)/g)].map(([, image]) => image!);
      for (const image of images) assert.match(image, /^registry\.example\/lungtrace:\d+\.\d+\.\d+(-cuda)?$/);
    });
});

test(
  'the query by which KEDA scales the workers counts what waits or runs, and not what waits for the end of an outage',
  { skip: withoutOracle || without(postgresProgram('postgres')) },
  async (t) => {
    const postgres = await startPostgres();
    t.after(() => postgres.stop());
    const database = await connect({ databaseUrl: await postgres.createDatabase(), dataDir: '' });
    t.after(() => database.close());
    await migrate(database);
    const queue = await openQueue(database, { ...loadConfig({}).worker, onError: console.error });
    t.after(() => queue.stop());
    const { spec } = named(await manifests(), 'ScaledObject', 'lungtrace-worker');
    const count = async () => Number(Object.values((await database.query(spec.triggers[0].metadata.query))[0]!)[0]);
    assert.equal(await count(), 0);
    for (const uid of ['1.2.3', '1.2.4', '1.2.5']) await database.transaction((tx) => queue.send(tx, uid));
    assert.equal(await count(), 3);
    await database.query(
      "update pgboss.job set start_after = now() + interval '1 hour' where data->>'studyInstanceUid' = '1.2.5'",
    );
    assert.equal(await count(), 2);
  },
);
