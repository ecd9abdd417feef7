import { Router } from 'express';

/** GET /: what the API offers, as an OpenAPI 3.1 document. */
export function openApiRoutes(): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    const { openApiDocument } = await import('../openapi/document.ts');
    response.json(openApiDocument());
  });
  return router;
}
