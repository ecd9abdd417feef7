import type { RequestHandler } from 'express';
import helmet, { contentSecurityPolicy } from 'helmet';

/** A Content Security Policy: what an answer may load, by directive. */
type Policy = Readonly<Record<string, readonly string[]>>;

const SELF = ["'self'"];
const NOTHING = ["'none'"];

/** Pages of the dashboard load nothing from elsewhere and no script but our files. Charts carry style attributes. */
const PAGE: Policy = {
  defaultSrc: NOTHING,
  scriptSrc: SELF,
  styleSrc: SELF,
  styleSrcAttr: ["'unsafe-inline'"],
  imgSrc: ["'self'", 'data:'],
  fontSrc: SELF,
  connectSrc: SELF,
  formAction: SELF,
  frameAncestors: SELF,
  baseUri: NOTHING,
};

/** OHIF compiles code for image arithmetic and decoders while it runs, and styles elements by script. */
const VIEWER: Policy = {
  defaultSrc: SELF,
  scriptSrc: ["'self'", "'unsafe-eval'"],
  workerSrc: ["'self'", 'blob:'],
  styleSrc: ["'self'", "'unsafe-inline'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  connectSrc: ["'self'", 'data:', 'blob:'],
  fontSrc: ["'self'", 'data:'],
  objectSrc: ["'self'", 'blob:'],
  frameSrc: ["'self'", 'blob:'],
  frameAncestors: SELF,
  baseUri: NOTHING,
  formAction: SELF,
};

/** The report as HTML brings its own styles and pictures; it loads and runs nothing. */
const REPORT: Policy = {
  defaultSrc: NOTHING,
  styleSrc: ["'unsafe-inline'"],
  imgSrc: ['data:'],
  frameAncestors: SELF,
  baseUri: NOTHING,
  formAction: NOTHING,
};

/** Data is never a page, whatever the PACS calls it. Browsers show a PDF by a plug-in (`object-src`) with styles of its own. */
const DATA: Policy = {
  defaultSrc: NOTHING,
  objectSrc: SELF,
  styleSrc: ["'unsafe-inline'"],
  frameAncestors: SELF,
  baseUri: NOTHING,
  formAction: NOTHING,
};

/** What a PACS sends through the proxy: were it a page all the same, it would run nothing and be nobody's. */
const FOREIGN: Policy = { ...DATA, sandbox: [] };

/**
 * Security headers of every answer, with the policy of pages; routers of other things set their own policy. No HSTS: whether the
 * host is reached by TLS alone is the administrator's choice. No opener policy: a RIS may keep the window of the viewer.
 */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: { useDefaults: false, directives: PAGE },
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
});

export const viewerPolicy = policy(VIEWER);
export const reportPolicy = policy(REPORT);
export const dataPolicy = policy(DATA);
export const foreignPolicy = policy(FOREIGN);

/** Nothing is kept by browsers: pages name patients. */
export const noStore: RequestHandler = (_request, response, next) => {
  response.set('cache-control', 'no-store');
  next();
};

function policy(directives: Policy): RequestHandler {
  return contentSecurityPolicy({ useDefaults: false, directives });
}
