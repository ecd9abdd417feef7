import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';
import pLimit from 'p-limit';
import { PRODUCT } from '../../product.ts';

const SHORTEST = 12;
const LONGEST = 256;
/** Characters that are judged: what makes a password strong stands in them, and the time grows with the square, 8 s for 256. */
const JUDGED = 48;
/** 0-4 of zxcvbn: 3 withstands a slow hash that was stolen. */
const STRENGTH = 3;

/** A hash takes one of the four threads that also read files: a crowd that signs in leaves the others free. */
const atOnce = pLimit(2);

/** The password as it is stored: argon2id with the parameters that OWASP recommends, which are those of the library. */
export async function hashPassword(password: string): Promise<string> {
  return await atOnce(() => hash(password.normalize()));
}

/** Whether it is the password of the hash. Without a hash it takes as long and is false: nobody learns who has an account. */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  if (password.length > LONGEST) return false;
  NOBODY ??= hashPassword(randomBytes(16).toString('hex'));
  const compared = passwordHash ?? (await NOBODY);
  const matches = await atOnce(() => verify(compared, password.normalize()));
  return matches && passwordHash !== undefined;
}

let NOBODY: Promise<string> | undefined;

/** Why nobody may have this password, as the end of a sentence; undefined if it is good. */
export function weaknessOf(password: string, name: string): string | undefined {
  if (password.length < SHORTEST) return `must have at least ${SHORTEST} characters`;
  if (password.length > LONGEST) return `must have at most ${LONGEST} characters`;
  estimator ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  const { score } = estimator.check(password.slice(0, JUDGED), [name, PRODUCT.name]);
  return score < STRENGTH ? 'is easy to guess: take several words that do not belong together' : undefined;
}

/** Its word lists are large, and most processes need them never. */
let estimator: ZxcvbnFactory | undefined;
