import { errorKind, type FieldProblem } from './coded-error.ts';

export const unreadableRequest = errorKind('unreadable_request', { status: 400, title: 'The request cannot be read' });
export const unauthenticated = errorKind('unauthenticated', { status: 401, title: 'Sign in first' });
export const forbidden = errorKind('forbidden', { status: 403, title: 'Your role may not do this' });
export const notFound = errorKind('not_found', { status: 404, title: 'There is nothing here' });
export const conflict = errorKind('conflict', { status: 409, title: 'This collides with something else' });
export const staleVersion = errorKind('stale_version', {
  status: 412,
  title: 'Somebody changed this since you read it',
});
export const tooLarge = errorKind('too_large', { status: 413, title: 'The request is too large' });
export const unsupportedMedia = errorKind('unsupported_media_type', {
  status: 415,
  title: 'This content type is not accepted',
});
export const invalid = errorKind('validation_failed', { status: 422, title: 'Some fields are wrong' });
export const throttled = errorKind('too_many_requests', { status: 429, title: 'Too many requests', level: 'warn' });
export const internal = errorKind('internal_error', {
  status: 500,
  title: 'Something went wrong on our side',
  level: 'error',
});
export const unavailable = errorKind('unavailable', { status: 503, title: 'Not available right now', level: 'warn' });

/** 422 for one field, whose `code` becomes the document's. `pointer` is the JSON pointer of the field in the body. */
export function invalidField(pointer: string, code: string, message: string) {
  return invalid({ code, detail: message, errors: [{ pointer, code, message } satisfies FieldProblem] });
}
