import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { connect } from '../../src/db/connect.ts';
import type { Database } from '../../src/db/database.ts';
import { migrate } from '../../src/db/migrate.ts';
import { makeUser } from '../../src/service/people/accounts.ts';
import { CHROMIUM, launchBrowser } from '../support/browser.ts';
import { without } from '../support/programs.ts';
import { startWebApp, type WebApp } from '../support/web-app.ts';

const PASSWORD = 'otter-violin-glacier-7';

suite('people in a browser', { skip: without(CHROMIUM) }, () => {
  let dataDir = '';
  let database: Database;
  let web: WebApp;
  let browser: Browser;
  let page: Page;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'lungtrace-people-'));
    database = await connect({ databaseUrl: undefined, dataDir });
    await migrate(database);
    await makeUser(database, { name: 'vera', role: 'viewer', password: PASSWORD });
    await makeUser(database, { name: 'boss', role: 'admin', password: PASSWORD });
    web = await startWebApp(database, () => ({}));
    browser = await launchBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(60_000);
  });
  after(async () => {
    await browser.close();
    await web.stop();
    await database.close();
    await rm(dataDir, { recursive: true });
  });
  const signIn = async (name: string) => {
    await page.getByLabel('User name').fill(name);
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };

  test('a viewer is led to the sign-in page and back, sees no page of administrators, and signs out', async () => {
    await page.goto(`${web.url}/failures`);
    assert.match(page.url(), /\/login\?to=%2Ffailures$/);
    await signIn('vera');
    await page.getByRole('heading', { name: 'Failures' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Users' }).count(), 0);
    const answer = await page.goto(`${web.url}/users`);
    assert.equal(answer?.status(), 403);
    await page.getByText('Your role does not allow this').waitFor();
    await page.goto(web.url);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(web.url);
    assert.match(page.url(), /\/login/);
  });

  test('an administrator adds a user, whose password is shown once', async () => {
    await signIn('boss');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByLabel('Name', { exact: true }).fill('carl');
    await page.getByRole('combobox').last().selectOption('operator');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('The password of carl is shown only now').waitFor();
    await page.goto(`${web.url}/users`);
    assert.equal(await page.getByLabel('Role of carl').inputValue(), 'operator');
    assert.equal(await page.getByText('shown only now').count(), 0);
  });

  test('on a phone, no page of an administrator is wider than the screen', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    for (const path of ['/', '/failures', '/status', '/users', '/tokens', '/audit', '/account']) {
      await page.goto(web.url + path);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390, path);
    }
  });

  test('whoever may not see a page is told as whom they are signed in', async () => {
    await page.goto(`${web.url}/nothing-here`);
    await page.getByRole('heading', { name: 'Not found' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await signIn('vera');
    await page.goto(`${web.url}/audit`);
    await page.getByRole('heading', { name: 'Not allowed' }).waitFor();
    await page.getByRole('link', { name: 'vera' }).waitFor();
  });
});
