import type { KeyObject } from 'node:crypto';
import Provider from 'oidc-provider';

export const CLIENT = { id: 'lungtrace', secret: 'f3a9c1-of-the-client' };
/** The people of the provider, with their groups. */
const GROUPS: Readonly<Record<string, readonly string[]>> = {
  anna: ['radiology', 'staff'],
  boss: ['cn=admins,ou=it', 'staff'],
  nobody: ['kitchen'],
  carla: ['staff'],
  'token:environment': ['staff'],
  'carl\u200ba': ['staff'],
};

/** A provider of OpenID Connect at `issuer`, which signs with `key` and leads back to `callback`; every password is right. */
export function providerOf(issuer: string, callback: string, key: KeyObject): Provider {
  return new Provider(issuer, {
    clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [callback] }],
    jwks: { keys: [{ ...key.export({ format: 'jwk' }), kid: 'key', use: 'sig', alg: 'RS256' }] },
    pkce: { required: () => true },
    scopes: ['openid', 'profile', 'groups'],
    claims: { openid: ['sub'], profile: ['preferred_username'], groups: ['groups'] },
    cookies: { keys: ['of the test'] },
    findAccount: (_context, name) => ({
      accountId: name,
      claims: () => ({ sub: name, preferred_username: name, groups: [...(GROUPS[name] ?? [])] }),
    }),
    // Nobody is asked whether lungtrace may know them.
    loadExistingGrant: async (context) => {
      const { oidc } = context;
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! });
      grant.addOIDCScope('openid profile groups');
      await grant.save();
      return grant;
    },
  });
}
