import express, { Router } from 'express';
import { z } from 'zod';
import type { Announce } from '../../service/arrivals/announce.ts';
import { sameText } from '../access/guard.ts';
import { HttpError, UID } from './http.ts';

const notificationSchema = z.object({ StudyInstanceUID: z.string().regex(UID) });

/** POST /orthanc: orthanc/lungtrace.lua tells of a stable study here, with the secret that both know. */
export function notificationRoutes(announce: Announce, secret: string | undefined): Router {
  const router = Router();
  router.post('/orthanc', express.json({ limit: '16kb' }), async (request, response) => {
    if (secret === undefined) throw new HttpError('NOTIFICATIONS_OFF', {});
    if (!sameText(request.get('x-lungtrace-secret') ?? '', secret)) throw new HttpError('WRONG_SECRET', {});
    const notification = notificationSchema.safeParse(request.body);
    if (!notification.success) throw new HttpError('BAD_REQUEST.notification', {});
    const added = await announce(notification.data.StudyInstanceUID, 'notification');
    response.status(202).json({ studyInstanceUid: notification.data.StudyInstanceUID, added });
  });
  return router;
}
