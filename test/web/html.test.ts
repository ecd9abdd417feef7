import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html, trusted } from '../../src/web/dashboard/html.ts';

test('values put into a template are escaped, in text and in attributes', () => {
  const name = `"><script>alert('1')</script>&`;
  assert.equal(
    html`<a title="${name}">${name}</a>`.text,
    '<a title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;</a>',
  );
});

test('templates inside templates and lists of them stay HTML', () => {
  const items = ['a', '<b>'].map((item) => html`<i>${item}</i>`);
  assert.equal(html`<p>${items}</p>`.text, '<p><i>a</i><i>&lt;b&gt;</i></p>');
  assert.equal(html`${trusted('<svg/>')}`.text, '<svg/>');
});

test('absent values write nothing, 0 is written', () => {
  assert.equal(html`[${false}${null}${undefined}${''}${0}]`.text, '[0]');
});
