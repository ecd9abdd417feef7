import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashPassword, isPassword, weaknessOf } from '../../../src/service/people/passwords.ts';

test('a password is hashed with argon2id, twice differently, and recognised in whatever form its letters are composed', async () => {
  const [one, two] = [await hashPassword('Zürich-otter-violin'), await hashPassword('Zürich-otter-violin')];
  assert.notEqual(one, two);
  assert.match(one, /^\$argon2id\$/);
  assert.ok(await isPassword('Zürich-otter-violin'.normalize('NFD'), one));
  assert.ok(!(await isPassword('zürich-otter-violin', one)));
  assert.ok(!(await isPassword('', one)));
  assert.ok(!(await isPassword('Zürich-otter-violin', undefined)));
});

test('weak passwords are refused with the reason', () => {
  assert.match(weaknessOf('Xk9#mQ2$vL', 'anna') ?? '', /at least 12/);
  assert.match(weaknessOf('x'.repeat(257), 'anna') ?? '', /at most 256/);
  for (const weak of [
    'password1234',
    'qwertyuiop[]',
    'aaaaaaaaaaaaaaaa',
    '123456789012',
    'annaannaanna',
    'lungtrace1234',
    'P@ssw0rd2026!',
  ])
    assert.match(weaknessOf(weak, 'anna') ?? '', /easy to guess/, weak);
  assert.equal(weaknessOf('otter-violin-glacier-7', 'anna'), undefined);
});

test('a long password is judged by its beginning, so that judging blocks nobody', () => {
  weaknessOf('warm-up-otter-violin', 'anna');
  const cost = (password: string) => {
    const { user } = process.cpuUsage();
    weaknessOf(password, 'anna');
    return process.cpuUsage().user - user;
  };
  const [short, long] = [cost('19871987'.repeat(6)), cost('19871987'.repeat(32))];
  assert.ok(long < 5 * short + 50_000, `${long} and ${short} us`);
  assert.match(weaknessOf('a'.repeat(200), 'anna') ?? '', /easy to guess/);
  assert.equal(weaknessOf('otter-violin-glacier-7-'.repeat(8), 'anna'), undefined);
});
