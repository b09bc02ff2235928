import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import compression from 'compression';
import express, { type Express, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import type { Before } from './before.ts';

const NONCE = '__CSP_NONCE__';
/** Built files: their names change with their content. What lies beside them keeps its name. */
const HASHED = /[/\\]static[/\\]/;

/** Headers of the API: nothing it answers is a page. But for the id they are the same for every answer, so helmet is asked once. */
export function apiHeaders(): Before {
  const headers = new Map([['Cache-Control', 'no-store']]);
  const noted = { setHeader: (name: string, value: string) => headers.set(name, value), removeHeader: () => undefined };
  const ask = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 63_072_000, includeSubDomains: true },
  });
  ask({} as IncomingMessage, noted as unknown as ServerResponse, (error) => {
    if (error) throw error;
  });
  return ({ id = '' }, response, next) => {
    response.setHeaders(headers).setHeader('x-request-id', id);
    next();
  };
}

/** The reference documentation needs its own scripts and styles. */
export const docsHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'",
  );
  next();
};

/** Serves the built SPA: its files for good, its page for every address that is neither a file nor the API's. */
export function serveWeb(app: Express, folder: string): void {
  const page = join(folder, 'index.html');
  if (!existsSync(page)) return;
  const html = readFileSync(page, 'utf8');
  const files = express.static(folder, { index: false, redirect: false, setHeaders: allowCaching });
  // Compressed are the SPA's files only: an answer of the API may hold a secret beside text of the caller's choosing.
  // Only addresses of files are looked up on disk, so that calls of the API do not wait for it.
  app.get(/^\/(static\/.+|[\w-]+\.\w+)$/, compression(), files);
  app.get(/^\/(?!api\/|assets\/|static\/|v1\/|hooks\/|healthz|readyz|metrics)/, (_request, response) => {
    const nonce = randomBytes(16).toString('base64');
    response.setHeader('Content-Security-Policy', pagePolicy(nonce));
    response.type('html').send(html.replaceAll(NONCE, nonce));
  });
}

function allowCaching(response: Response, file: string): void {
  response.setHeader('Cache-Control', HASHED.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache');
}

function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
