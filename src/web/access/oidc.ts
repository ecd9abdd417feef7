import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { OidcConfig } from '../../config.ts';
import { type Role, ROLES } from '../../db/roles.ts';

/** Where the provider sends browsers back to. */
const CALLBACK = '/login/oidc/callback';
/** How long the provider may take for one answer, s. */
const PATIENCE = 10;

/** What a browser keeps while it is at the provider, so that only its own answer is taken. */
export interface Pending {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** A person as the provider describes them; without a role they may not use the service. */
export interface Person {
  readonly name: string;
  readonly role: Role | undefined;
}

/** Sign-in by OpenID Connect: authorization code flow with PKCE, state and nonce (OpenID Connect Core 3.1, RFC 7636). */
export class Oidc {
  readonly #config: OidcConfig;
  #provider: Promise<Configuration> | undefined;

  constructor(config: OidcConfig) {
    this.#config = config;
  }

  /** Where a browser signs in, and what it must keep. Throws when the provider does not answer. */
  async begin(): Promise<{ readonly address: URL; readonly pending: Pending }> {
    const provider = await this.#discovered();
    const pending = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const address = buildAuthorizationUrl(provider, {
      redirect_uri: this.#config.publicUrl + CALLBACK,
      scope: this.#config.scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
    });
    return { address, pending };
  }

  /**
   * Who came back from the provider with this path and query. Throws for an answer that is not to this request, that the provider
   * does not confirm, that another one gave or that is for another client.
   */
  async finish(path: string, { state, nonce, verifier }: Pending): Promise<Person> {
    const provider = await this.#discovered();
    const tokens = await authorizationCodeGrant(provider, new URL(path, this.#config.publicUrl), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims()!;
    const { nameClaim, roleClaim } = this.#config;
    const isComplete = [nameClaim, roleClaim].every((claim) => valueAt(claims, claim) !== undefined);
    const said = isComplete
      ? claims
      : { ...(await fetchUserInfo(provider, tokens.access_token, claims.sub)), ...claims };
    const name = valueAt(said, nameClaim);
    return {
      name: typeof name === 'string' && name !== '' ? name : claims.sub,
      role: this.#roleOf(valueAt(said, roleClaim)),
    };
  }

  /** The service starts without its provider: it is asked when the first person signs in, and again after a failure. */
  #discovered(): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = this.#config;
    this.#provider ??= discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: PATIENCE,
      // eslint-disable-next-line @typescript-eslint/no-deprecated -- so that it stands out; only a provider on this machine may do without TLS
      execute: [enableNonRepudiationChecks, ...(issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
    }).catch((error: unknown) => {
      this.#provider = undefined;
      throw error;
    });
    return this.#provider;
  }

  /** The greatest role that the values of the claim stand for. */
  #roleOf(claim: unknown): Role | undefined {
    const values: readonly unknown[] = [claim].flat();
    const roles = this.#config.roles.filter(([, value]) => values.includes(value)).map(([role]) => role);
    return ROLES.findLast((role) => roles.includes(role));
  }
}

/** The claim of a name; dots lead into objects where no claim has the whole name. */
function valueAt(claims: object, name: string): unknown {
  if (Object.hasOwn(claims, name)) return (claims as Record<string, unknown>)[name];
  return name.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], claims);
}
