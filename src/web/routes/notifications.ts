import { z } from 'zod';
import { endpoint } from '../endpoints/endpoint.ts';
import { Announced, uid } from '../endpoints/shapes.ts';

const Notification = z.object({ StudyInstanceUID: uid }).meta({ id: 'Notification' });

/** orthanc/lungtrace.lua tells of a stable study here. */
export const notificationEndpoints = {
  notify: endpoint({
    method: 'post',
    path: '/notifications/orthanc',
    access: 'notifier',
    audit: 'nothing',
    summary: 'Orthanc tells of a stable study, with the secret that both know',
    body: Notification,
    statuses: [202],
    json: Announced,
    problems: ['WRONG_SECRET', 'NOTIFICATIONS_OFF'],
    handle: async ({ body }, { announce }) => ({
      studyInstanceUid: body.StudyInstanceUID,
      added: await announce(body.StudyInstanceUID, 'notification'),
    }),
  }),
};
