import type { Request, Response } from 'express';
import multer, { MulterError } from 'multer';
import { invalidField, tooLarge, unreadableRequest, unsupportedMedia } from '../platform/errors/common-errors.ts';

const MAX_BYTES = 5 * 1024 * 1024;
/** Boundaries, part headers and other fields around the file. */
const ENVELOPE_BYTES = 64 * 1024;
/** What is still read, and thrown away, so that the client gets to hear the refusal; then the line is cut. */
const PATIENCE_BYTES = 4 * MAX_BYTES;

/** An uploaded file as it came: nothing about it is believed yet. */
export interface Upload {
  bytes: Buffer;
  filename: string;
  contentType: string;
}

const parse = multer({
  storage: multer.memoryStorage(),
  limits: {
    fileSize: MAX_BYTES,
    files: 1,
    fields: 10,
    parts: 12,
    fieldSize: 4096,
    fieldNameSize: 100,
    headerPairs: 20,
  },
  defParamCharset: 'utf8',
}).fields([{ name: 'logo' }, { name: 'file' }]);

/**
 * The file in field `logo` (or `file`) of a multipart request; no more than 5 MB of it are ever kept. Throws 413, 415, or
 * 400 when the upload broke off.
 */
export async function receiveLogo(request: Request): Promise<Upload> {
  if (!request.is('multipart/form-data'))
    throw unsupportedMedia({ detail: 'Send the image as multipart/form-data in the field "logo".' });
  if (Number(request.headers['content-length']) > MAX_BYTES + ENVELOPE_BYTES) throw logoTooLarge();
  await new Promise<void>((resolve, reject) => {
    cutOffAfter(PATIENCE_BYTES, request);
    parse(request, {} as Response, (error: unknown) => (error ? reject(refusal(error)) : resolve()));
  });
  const files = Object.values((request.files ?? {}) as Record<string, Express.Multer.File[]>).flat();
  const [file] = files;
  if (!file) throw invalidField('/logo', 'missing', 'must be an image file');
  return { bytes: file.buffer, filename: file.originalname, contentType: file.mimetype };
}

function cutOffAfter(bytes: number, request: Request): void {
  let received = 0;
  request.on('data', (chunk: Buffer) => {
    received += chunk.length;
    if (received > bytes) request.destroy();
  });
}

const logoTooLarge = () =>
  tooLarge({ detail: 'A logo may be at most 5 MB. Scale the image down and upload it again.' });

function refusal(error: unknown) {
  if (error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE') return logoTooLarge();
  if (error instanceof MulterError && error.code === 'LIMIT_UNEXPECTED_FILE') {
    return invalidField('/logo', 'unknown_field', 'must be one file, in the field "logo"');
  }
  if (error instanceof MulterError)
    return tooLarge({ detail: `The form holds more than a logo: ${error.message}.`, cause: error });
  return unreadableRequest({ detail: 'The upload broke off or is not a valid form. Try again.', cause: error });
}
