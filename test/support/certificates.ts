import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificates {
  readonly caFile: string;
  readonly server: { readonly cert: string; readonly key: string; readonly ca: string };
  readonly clientCertFile: string;
  readonly clientKeyFile: string;
  remove(): void;
}

/** A certificate authority of its own with a certificate for 127.0.0.1 and one for a client, made by openssl. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'lungtrace-tls-'));
  const file = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'ignore' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    file('ca.key'),
    '-out',
    file('ca.crt'),
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
  );
  const signed = (name: string, extension: string) =>
    openssl(
      ...['req', '-x509', ...newKey, '-keyout', file(`${name}.key`), '-out', file(`${name}.crt`), '-days', '2'],
      ...['-subj', `/CN=${name}`, '-addext', extension, '-CA', file('ca.crt'), '-CAkey', file('ca.key')],
    );
  signed('server', 'subjectAltName=IP:127.0.0.1');
  signed('client', 'extendedKeyUsage=clientAuth');
  const read = (name: string) => readFileSync(file(name), 'utf8');
  return {
    caFile: file('ca.crt'),
    server: { cert: read('server.crt'), key: read('server.key'), ca: read('ca.crt') },
    clientCertFile: file('client.crt'),
    clientKeyFile: file('client.key'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
