import { type Html, html } from './html.ts';

/** How screen readers name the region that scrolls: by words, or by the element with this id. */
type Name = { readonly label: string } | { readonly labelledBy: string };

/** A table that scrolls sideways by itself on a narrow screen, also by keyboard. Rows are `tr` elements. */
export function wideTable(name: Name, columns: readonly (string | Html)[], rows: readonly Html[]): Html {
  const named = 'label' in name ? html`aria-label="${name.label}"` : html`aria-labelledby="${name.labelledBy}"`;
  return html`<div class="scroll" tabindex="0" role="region" ${named}>
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
