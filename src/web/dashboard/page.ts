import { PRODUCT } from '../../product.ts';
import { FINDING_COLOURS } from '../../report/finding-colours.ts';
import { type Caller, may, type Role } from '../access/caller.ts';
import { html, type Html } from './html.ts';

export interface PageOptions {
  /** Without the product's name. */
  readonly title: string;
  readonly content: Html;
  /** Address of the section that is marked as the current one. */
  readonly section?: (typeof SECTIONS)[number]['path'];
  /** Scripts of this page, below /public. */
  readonly scripts?: readonly string[];
  /** No navigation: for visitors who are not signed in. */
  readonly bare?: boolean;
  /** Who sees it; undefined before they signed in. */
  readonly caller?: Caller | undefined;
}

const SECTIONS = [
  { path: '/', name: 'Worklist', needs: 'viewer' },
  { path: '/failures', name: 'Failures', needs: 'viewer' },
  { path: '/status', name: 'Status', needs: 'viewer' },
  { path: '/users', name: 'Users', needs: 'admin' },
  { path: '/tokens', name: 'Tokens', needs: 'admin' },
  { path: '/audit', name: 'Audit', needs: 'admin' },
] as const satisfies readonly { readonly path: string; readonly name: string; readonly needs: Role }[];

/** The colours of the findings in segmentation and report, for the style sheet. */
const FINDING_STYLE = Object.entries(FINDING_COLOURS)
  .map(([finding, colour]) => `--${finding}: rgb(${colour.join(' ')})`)
  .join('; ');

/** In this order: later ones say what differs. */
const STYLES = ['base', 'tables', 'study', 'people', 'narrow'];

/** A whole page of the dashboard. */
export function page({ title, content, section, scripts = [], bare = false, caller }: PageOptions): string {
  const navigation = SECTIONS.filter(({ needs }) => may(caller ?? { role: 'viewer' }, needs)).map(
    ({ path, name }) => html`<a href="${path}" ${path === section && html`aria-current="page"`}>${name}</a>`,
  );
  return html`<!doctype html>
    <html lang="en" style="${FINDING_STYLE}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>${title} – ${PRODUCT.name}</title>
        <link rel="icon" href="/public/icon.svg" type="image/svg+xml" />
        ${STYLES.map((style) => html`<link rel="stylesheet" href="/public/${style}.css" />`)}
        <link rel="stylesheet" href="/public/print.css" media="print" />
        ${scripts.map((script) => html`<script type="module" src="/public/${script}"></script>`)}
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="top">
          <a class="brand" href="/">${PRODUCT.name}</a>
          ${!bare && html`<nav aria-label="Sections">${navigation}</nav>`} ${caller && whoAmI(caller)}
        </header>
        <p class="notice" role="note">${PRODUCT.notice}</p>
        <main id="content">${content}</main>
        <footer>${PRODUCT.name} ${PRODUCT.version} · ${PRODUCT.notice}</footer>
      </body>
    </html> `.text;
}

/** Who is signed in, and the way out; nothing where nobody needs to sign in. */
function whoAmI({ user, role, via }: Caller): Html | false {
  if (via === 'loopback') return false;
  return html`<form class="who" method="post" action="/logout">
    <a href="/account">${user}</a> <span class="faint">${role}</span> <button class="plain">Sign out</button>
  </form>`;
}

const WORDS: Readonly<Record<number, readonly [title: string, sentence: string]>> = {
  403: ['Not allowed', 'Your role does not allow this. An administrator of this service can give you another one.'],
  400: ['That cannot be', 'The request has something in it that it should not have.'],
  404: ['Not found', 'There is nothing at this address. The study may have been removed, or the link is incomplete.'],
  413: ['Too much text', 'The form has more text than can be kept. Go back and shorten it.'],
  502: ['The PACS does not answer', 'Try again in a moment; the status page shows whether the PACS can be reached.'],
  503: ['Too much at once', 'The database is busy or cannot be reached. Try again in a few seconds.'],
};

/** What people see after an error: never more than they can use. */
export function errorPage(status: number): { title: string; content: Html } {
  const [title, sentence] = WORDS[status] ?? [
    'Something went wrong',
    'The request could not be answered. The log of the server has the reason.',
  ];
  return {
    title,
    content: html`<h1>${title}</h1>
      <p>${sentence}</p>
      <p><a href="/">To the worklist</a></p>`,
  };
}
