/**
 * The direction of imports, from the bottom up: a room may import the floors above it in this list, never its own neighbours or what
 * comes after. docs/architecture.md shows the same as a picture. Types count, too.
 */
const FLOORS = [
  ['product[.]ts', 'errors/'],
  ['telemetry/', 'threads/', 'audit/'],
  ['dicom/'],
  ['volume/'],
  ['inference/'],
  ['seg/', 'sr/'],
  ['followup/'],
  ['language/'],
  ['report/'],
  ['results/'],
  ['db/', 'dicomweb/', 'press/'],
  ['environment[.]ts'],
  ['config[.]ts'],
  ['service/(files|arrivals|jobs|people)/'],
  ['web/'],
  ['service/service[.]ts'],
  ['tools/'],
  ['cli/'],
  ['main[.]ts'],
];

const roomsAbove = (floor) => FLOORS.slice(floor + 1).flat();
const pattern = (rooms) => `^src/(${rooms.join('|')})`;

const directions = FLOORS.flatMap((rooms, floor) =>
  rooms.map((room) => ({
    name: `direction: ${room}`,
    severity: 'error',
    from: { path: pattern([room]) },
    to: { path: pattern([...rooms.filter((other) => other !== room), ...roomsAbove(floor)]) },
  })),
).filter(({ to }) => to.path !== pattern([]));

export default {
  forbidden: [
    ...directions,
    { name: 'no-circles', severity: 'error', from: { path: '^src' }, to: { circular: true } },
    {
      name: 'every-file-has-a-room',
      severity: 'error',
      from: { path: '^src/', pathNot: pattern(FLOORS.flat()) },
      to: {},
    },
    { name: 'no-tests-in-the-product', severity: 'error', from: { path: '^src/' }, to: { path: '^(test|scripts)/' } },
  ],
  options: {
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js', '.json'] },
  },
};
