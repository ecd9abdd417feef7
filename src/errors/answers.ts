import type { ErrorEntry, IdOf } from './entry.ts';

const NO_STUDY_LISTED = 'Look the study up in the worklist (GET /api/studies).';
const ASK_FOR_ANALYSIS = 'Ask for one with POST /api/studies/{uid}/analyses, or wait for the one that is queued.';

/** Errors that the web server returns, as JSON `{error: {code, message}}`. */
export const ANSWERS = {
  BAD_REQUEST: {
    status: 400,
    means: 'The request is not as the API describes it.',
    causes: {
      field: { says: '{field}: {problem}.', remedy: 'Send what GET /api/openapi.json describes.' },
      series: {
        says: 'Series {series} is not a series of this study that can be analysed.',
        remedy: 'Choose one that has a rank in GET /api/studies/{uid}, or null.',
      },
      unsigned: {
        says: 'Nobody is named who confirms the identity, or no reason is given.',
        remedy: 'Fill in correctedBy and note.',
      },
      nobody: { says: 'Nobody is named who decides.', remedy: 'Fill in decidedBy.' },
      reason: { says: 'The result is rejected without a reason.', remedy: 'Fill in reason.' },
      unreadable: {
        says: 'The request cannot be read: it is too large (status 413), or not what its Content-Type says.',
        remedy: 'Send what GET /api/openapi.json describes.',
      },
    },
  },
  UNAUTHORIZED: {
    status: 401,
    means: 'The caller has not signed in.',
    says: 'You are not signed in, or no longer.',
    remedy: 'Send the header Authorization: Bearer with an API token, or sign in at /login.',
  },
  TOO_MANY_GUESSES: {
    status: 429,
    means:
      'Many wrong tokens came from the network of the caller. The header Retry-After says when tokens are judged again.',
    says: 'Too many wrong tokens came from your network.',
    remedy: 'Stop what tries tokens, and wait a quarter of an hour.',
  },
  FORBIDDEN: {
    status: 403,
    means: 'The caller has signed in, but their role does not allow this.',
    says: 'This needs the role {role}.',
    remedy: 'Ask an administrator of this service for it.',
  },
  WRONG_SECRET: {
    status: 401,
    means: 'A notification came without the secret.',
    says: 'The header X-Lungtrace-Secret does not hold the secret of this service.',
    remedy: 'Set LUNGTRACE_NOTIFICATION_SECRET to the same value here and in the PACS.',
  },
  NOTIFICATIONS_OFF: {
    status: 403,
    means: 'A notification came, but the service takes none.',
    says: 'This service takes no notifications.',
    remedy: 'Set LUNGTRACE_NOTIFICATION_SECRET to receive them.',
  },
  OTHER_ORIGIN: {
    status: 403,
    means: 'A browser sent a change on behalf of another site.',
    says: 'The request changes something and comes from a page of another site.',
    remedy: 'Use the pages of this service.',
  },
  CONFLICT: {
    status: 409,
    means: 'What the caller saw is no longer so.',
    causes: {
      outdated: {
        says: 'The study has been analysed again in the meantime.',
        remedy: 'Look at the new result, then decide.',
      },
      decided: {
        says: 'The result was {outcome} by {by} already.',
        remedy: 'Take that decision back first.',
      },
      undecided: { says: 'No decision stands that could be taken back.', remedy: 'Load the page again.' },
    },
  },
  NOT_LOOPBACK: {
    status: 403,
    means: 'Nobody needs to sign in, and the service was addressed by another name than localhost, or through a proxy.',
    says: 'While nobody needs to sign in, this service answers only to 127.0.0.1 and localhost, and no proxy.',
    remedy: 'Add a user, set LUNGTRACE_API_TOKEN, or address it as localhost.',
  },
  NOT_FOUND: {
    status: 404,
    means: 'The API has no such route.',
    says: 'There is no {method} {path}.',
    remedy: 'See GET /api/openapi.json for what there is.',
  },
  NO_STUDY: {
    status: 404,
    means: 'The study is not known.',
    says: 'Study {uid} is not known here.',
    remedy: NO_STUDY_LISTED,
  },
  NO_PATIENT: {
    status: 404,
    means: 'The patient is not known.',
    says: 'There is no patient {id}.',
    remedy: 'Take the id from `patient` of a study (GET /api/studies/{uid}).',
  },
  NO_ANALYSIS: {
    status: 404,
    means: 'The study has not been analysed.',
    says: 'Study {uid} has no analysis.',
    remedy: ASK_FOR_ANALYSIS,
  },
  NO_FOLLOW_UP: {
    status: 404,
    means: 'The study has no follow-up.',
    says: 'Study {uid} has no follow-up: it is not analysed yet, has no acquisition time, or a person left it out.',
    remedy: 'Look into its page for which.',
  },
  NO_THUMBNAIL: {
    status: 404,
    means: 'The analysis has no such picture.',
    says: 'Study {uid} has no picture {position}.',
    remedy: 'Take a position from GET /api/studies/{uid}/thumbnails.',
  },
  NO_VIEW: {
    status: 404,
    means: 'The analysis has no such view: it is older than the views, or the lung was not found.',
    says: 'Study {uid} has no view {kind}.',
    remedy: 'Take one of `views` of the analysis, from GET /api/studies/{uid}.',
  },
  PACS: {
    status: 502,
    means:
      'The PACS failed while the request was answered. The message is that of the `PacsError`; what it asks for as Retry-After is passed on.',
    says: 'The PACS did not do what it was asked.',
    remedy: 'Look into GET /api/health for whether it answers.',
  },
  BUSY: {
    status: 503,
    means: 'The database is busy, or cannot be reached. The header Retry-After says when to ask again.',
    says: 'The database of this service does not answer at the moment.',
    remedy: 'Ask again in a few seconds; if it stays so, look into GET /readyz and the log.',
  },
  INTERNAL: {
    status: 500,
    means: 'Something went wrong that the caller cannot mend.',
    says: 'The service has a problem.',
    remedy: 'Look into its log for the reason.',
  },
} as const satisfies Record<string, ErrorEntry & { readonly status: number }>;

export type AnswerCode = keyof typeof ANSWERS;
export type AnswerId = IdOf<typeof ANSWERS>;
