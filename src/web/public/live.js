// Keeps what is shown of studies up to date: the server tells of every change, and the row of that study is fetched anew.

/** @import { EventData } from '../routes/events.ts' */

const table = /** @type {HTMLTableElement} */ (document.querySelector('[data-live]'));
/** Studies whose row is being fetched, and whether it must be fetched once more. */
const fetching = new Map();
/** Of the page's study: what was told last, and the numbers of the events that told it. */
const told = {};
const events = [];
/** Numbers of the events that the page was loaded again for: none may do that twice. */
const answered = new Set(JSON.parse(sessionStorage.getItem('answered') ?? '[]'));
/** The reload of a page that is about to happen. */
let reload;

if (table) listen();

function listen() {
  const source = new EventSource('/api/events');
  let lost = false;
  source.addEventListener('open', () => {
    // What happened while the connection was away is unknown.
    if (lost) loadAgain();
  });
  source.addEventListener('error', () => (lost = true));
  source.addEventListener('progress', (event) => showProgress(JSON.parse(event.data)));
  if (table.dataset.live === 'page') for (const kind of ['state', 'report']) source.addEventListener(kind, showOnPage);
  else source.addEventListener('state', (event) => void showState(JSON.parse(event.data)));
  addEventListener('pagehide', () => source.close());
}

/** @returns {HTMLElement | null} */
function shown(studyInstanceUid) {
  return document.querySelector(`[data-study="${CSS.escape(studyInstanceUid)}"]`);
}

/** @param {EventData<'progress'>} event */
function showProgress({ studyInstanceUid, stage, progress }) {
  const bar = shown(studyInstanceUid)?.querySelector('progress');
  if (!bar) return void (table.dataset.live === 'page' || showState({ studyInstanceUid }));
  const share = Math.round(progress * 100);
  bar.value = share;
  part(bar.parentElement, '[data-stage]').textContent = `${stage} ${share} %`;
}

/** @param {Pick<EventData<'state'>, 'studyInstanceUid'>} event */
async function showState({ studyInstanceUid }) {
  if (!shown(studyInstanceUid) && table.dataset.live !== 'all') return;
  if (fetching.has(studyInstanceUid)) return void fetching.set(studyInstanceUid, true);
  do {
    fetching.set(studyInstanceUid, false);
    const response = await fetch(`/studies/${studyInstanceUid}/row`).catch(() => undefined);
    if (response?.ok) put(studyInstanceUid, await response.text());
  } while (fetching.get(studyInstanceUid));
  fetching.delete(studyInstanceUid);
}

/** A new page is told of the last seconds, too, all at once: it is loaded again only if it shows another state or report than the last. */
function showOnPage({ type, data, lastEventId }) {
  /** @type {Partial<EventData<'state'> & EventData<'report'>>} */
  const event = JSON.parse(data);
  if (event.studyInstanceUid !== table.dataset.study || answered.has(lastEventId)) return;
  told[type] = event[type] ?? '';
  events.push(lastEventId);
  clearTimeout(reload);
  if (Object.keys(told).some((kind) => told[kind] !== table.dataset[kind])) reload = setTimeout(loadAgain, 200);
}

function loadAgain() {
  const forms = /** @type {HTMLFormElement[]} */ ([...document.querySelectorAll('form:has([data-waiting])')]);
  const written = forms.find((form) => [...form.elements].some(isEdited));
  if (written) {
    part(written, '[data-waiting]').textContent =
      'There is something new. It is shown when you save what you wrote or load the page again.';
    return;
  }
  sessionStorage.setItem('answered', JSON.stringify([...answered, ...events].slice(-100)));
  location.reload();
}

/** Whether a person has changed a control since the page was loaded. */
function isEdited(control) {
  if (control.options) return [...control.options].some((option) => option.selected !== option.defaultSelected);
  if (control.type === 'checkbox') return control.checked !== control.defaultChecked;
  return ['text', 'textarea'].includes(control.type) && control.value !== control.defaultValue;
}

/** Puts a row in the place of the one that is shown now, or on top. */
function put(studyInstanceUid, html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  const row = part(template.content, 'tr');
  const known = shown(studyInstanceUid);
  const before = known?.dataset.state;
  row.classList.add('changed');
  if (known) known.replaceWith(row);
  else part(table, 'tbody').prepend(row);
  part(document, '.empty').hidden = true;
  if (before === row.dataset.state) return;
  recount(before, -1);
  recount(row.dataset.state, 1);
  if (before === undefined) recount('all', 1);
  part(document, '#news').textContent = `${part(row, 'th').innerText.trim()}: ${part(row, '.state').textContent}`;
}

function recount(state, difference) {
  const count = document.querySelector(`[data-count="${state}"]`);
  if (count) count.textContent = String(Number(count.textContent) + difference);
}

/**
 * An element that its parent has on every page that loads this script.
 * @returns {HTMLElement}
 */
function part(parent, selector) {
  return parent.querySelector(selector);
}
