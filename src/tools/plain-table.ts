import Table from 'cli-table3';

/** No lines, three spaces behind each column. */
const PLAIN = {
  chars: {
    top: '',
    'top-mid': '',
    'top-left': '',
    'top-right': '',
    bottom: '',
    'bottom-mid': '',
    'bottom-left': '',
    'bottom-right': '',
    left: '',
    'left-mid': '',
    mid: '',
    'mid-mid': '',
    right: '',
    'right-mid': '',
    middle: '',
  },
  style: { head: [], border: [], compact: true, 'padding-left': 0, 'padding-right': 3 },
};

/**
 * Rows of texts as a table for a terminal: the first column to the left, the others to the right, each as wide as its longest text. A row
 * of one text is a heading across the table.
 */
export function plainTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(...rows.map((row) => row.length));
  const table = new Table({
    ...PLAIN,
    colAligns: Array.from({ length: columns }, (_, at) => (at === 0 ? ('left' as const) : ('right' as const))),
  });
  for (const row of rows) table.push(row.length === 1 ? [{ content: row[0], colSpan: columns }] : [...row]);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
