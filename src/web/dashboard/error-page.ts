import { html, type Html } from './html.ts';

const WORDS: Readonly<Record<number, readonly [title: string, sentence: string]>> = {
  403: ['Not allowed', 'This request came from a page of another site, or under another name of this server.'],
  404: ['Not found', 'There is nothing at this address. The study may have been removed, or the link is incomplete.'],
  413: ['Too much text', 'The form has more text than can be kept. Go back and shorten it.'],
  502: ['The PACS does not answer', 'Try again in a moment; the status page shows whether the PACS can be reached.'],
};

/** What people see when something went wrong: never more than they can use. */
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
