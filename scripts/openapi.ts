import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ENDPOINTS } from '../src/web/api.ts';
import { openApiDocument } from '../src/web/endpoints/document.ts';

// Writes what the API offers to docs/openapi.json, where a change of it shows in the diff; a test compares the two.

const file = resolve(import.meta.dirname, '../docs/openapi.json');
await writeFile(file, `${JSON.stringify(openApiDocument(ENDPOINTS), null, 2)}\n`);
