import type { Request, Response } from 'express';
import { z } from 'zod';
import { STUDY_STATES } from '../../db/worklist.ts';
import { isStillIn } from '../access/caller.ts';
import { endpoint, Reply } from '../endpoints/endpoint.ts';
import { recordedUid } from '../endpoints/shapes.ts';

/** Interval of keep-alive messages, which keep proxies from closing a quiet connection; whoever was signed out meanwhile gets none, ms. */
const HEARTBEAT = 20_000;

/** What may wait to be read, bytes. */
const MOST_UNREAD = 1024 * 1024;

const study = { studyInstanceUid: recordedUid };

/** Data of the events, by their names. */
export const EVENTS = {
  state: z.strictObject({ ...study, state: z.enum(STUDY_STATES) }),
  progress: z.strictObject({ ...study, stage: z.string(), progress: z.number().min(0).max(1) }),
  report: z.strictObject({
    ...study,
    report: recordedUid.nullable().describe('SOP Instance UID of the PDF that counts from now on'),
  }),
};
/** What clients receive as data of an event of this name. */
export type EventData<K extends keyof typeof EVENTS> = z.input<(typeof EVENTS)[K]>;

export const eventEndpoints = {
  events: endpoint({
    method: 'get',
    path: '/events',
    audit: 'nothing',
    summary: 'What happens to studies, as server-sent events named state, progress and report',
    media: { 'text/event-stream': z.union(Object.values(EVENTS)).meta({ id: 'StudyEvent' }) },
    handle: ({ request }, { events }) =>
      new Reply((response) => {
        // Whoever left while the caller was identified: the connection does not close again.
        if (response.destroyed) return;
        response.set({ 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
        response.flushHeaders();
        response.write('retry: 2000\n\n');
        const stop = events.watch(({ id, kind, data }) => {
          // Whoever does not read would fill the memory.
          if (response.writableLength > MOST_UNREAD) return response.destroy();
          response.write(`id: ${id}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`);
        });
        const heartbeat = setInterval(() => void beat(request, response), HEARTBEAT);
        response.once('close', () => {
          clearInterval(heartbeat);
          stop();
        });
      }),
  }),
};

/** While the database cannot tell, the stream stays: it has nothing to say then. */
async function beat(request: Request, response: Response): Promise<void> {
  if (await isStillIn(request).catch(() => true)) response.write(': still here\n\n');
  else response.end();
}
