import { type ChildProcess, spawn } from 'node:child_process';
import { type Box, openBox } from './box.ts';
import type { ComposeDocument, Service } from './document.ts';

/** The machine that the services run on: a bridge for each network of the file, and the ports that it publishes. */
export interface Bridges {
  /** Addresses of the services that share a network with this one, by name. */
  hostsOf(service: Service): Map<string, string>;
  /** Puts a network card for each network of the service into its box. */
  plug(name: string, service: Service, box: Box): Promise<void>;
  /** Runs a command as a user of the machine would, where published ports are on their addresses. */
  run(command: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function openBridges({ services, networks }: ComposeDocument): Promise<Bridges> {
  const yard = await openBox({ hosts: new Map(), mounts: [], tmpfs: [], readOnly: false });
  const ip = (...args: string[]) => yard.outside(['ip', ...args]);
  const names = Object.keys(networks);
  for (const [n, name] of names.entries()) {
    await ip('link', 'add', 'name', `br${n}`, 'type', 'bridge');
    await ip('link', 'set', `br${n}`, 'up');
    // From an internal network nobody reaches the machine, nor the machine it.
    if (networks[name]?.internal !== true) await ip('addr', 'add', `10.77.${n}.1/24`, 'dev', `br${n}`);
  }
  const address = (service: string, network: string) =>
    `10.77.${names.indexOf(network)}.${Object.keys(services).indexOf(service) + 2}`;
  const relays = Object.entries(services).flatMap(
    ([
      name,
      {
        ports = [],
        networks: [first],
      },
    ]) => ports.map((port) => publish(yard, port, address(name, first!))),
  );
  return {
    hostsOf: (service) => {
      const shared = (other: Service) => other.networks.find((network) => service.networks.includes(network));
      const seen = Object.entries(services).filter(([, other]) => shared(other) !== undefined);
      return new Map(seen.map(([name, other]) => [name, address(name, shared(other)!)]));
    },
    plug: async (name, { networks: of }, box) => {
      for (const network of of) {
        const n = names.indexOf(network);
        const [outer, inner] = [`v${box.pid}n${n}`, `eth${n}`];
        await ip('link', 'add', 'name', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', String(box.pid));
        await ip('link', 'set', outer, 'master', `br${n}`, 'up');
        await box.outside(['ip', 'addr', 'add', `${address(name, network)}/24`, 'dev', inner]);
        await box.outside(['ip', 'link', 'set', inner, 'up']);
      }
    },
    run: (command) => yard.outside(command),
    close: async () => {
      for (const relay of relays) relay.kill();
      await yard.close();
    },
  };
}

const RELAY = `const net = require('node:net');
const [host, port, to, toPort] = process.argv.slice(1);
net.createServer((one) => {
  const other = net.connect(Number(toPort), to);
  one.pipe(other).pipe(one);
  for (const end of [one, other]) end.on('error', () => (one.destroy(), other.destroy()));
}).listen(Number(port), host);`;

/** Publishes a port as "ADDRESS:PORT:PORT" says. */
function publish(yard: Box, port: string, to: string): ChildProcess {
  const [host, outer, inner] = port.split(':') as [string, string, string];
  const relay = [process.execPath, '-e', RELAY, host, outer, to, inner];
  const command = ['-t', String(yard.pid), '--net', 'setpriv', '--pdeathsig', 'KILL', ...relay];
  return spawn('nsenter', command, { stdio: ['ignore', 'inherit', 'inherit'] });
}
