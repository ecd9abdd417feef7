import { once } from 'node:events';
import { createServer as createHttpServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

export interface ProxyRules {
  /** Answers a request itself and gives true, or lets it pass. */
  intercept?: (request: IncomingMessage, response: ServerResponse) => boolean;
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string; readonly requestCert?: boolean };
}

export interface TestProxy {
  readonly url: string;
  /** Requests that came so far, as `METHOD /path`. */
  readonly seen: string[];
  intercept: NonNullable<ProxyRules['intercept']>;
  stop(): Promise<void>;
}

/** Stands between a client and a real server, to make trouble or to ask for credentials. */
export async function startProxy(target: string, rules: ProxyRules = {}): Promise<TestProxy> {
  const proxy = { seen: [] as string[], intercept: rules.intercept ?? (() => false) };
  const handler = (incoming: IncomingMessage, response: ServerResponse) => {
    proxy.seen.push(`${incoming.method} ${incoming.url}`);
    if (proxy.intercept(incoming, response)) return;
    const { method, headers } = incoming;
    const onward = request(`${target}${incoming.url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    incoming.pipe(onward);
  };
  const server = rules.tls
    ? createHttpsServer({ ...rules.tls, rejectUnauthorized: rules.tls.requestCert ?? false }, handler)
    : createHttpServer(handler);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(proxy, {
    url: `${rules.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  });
}
