import packageJson from '../package.json' with { type: 'json' };

/** How the product names itself in everything that it writes. */
export const PRODUCT = {
  name: 'lungtrace',
  version: packageJson.version,
  notice: 'Research use only. Not for diagnosis or treatment.',
} as const;
