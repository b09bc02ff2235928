import { extname } from 'node:path';
import { fileTypeFromBuffer } from 'file-type';
import { LogoRefused } from './logo-refusal.ts';

const KINDS = {
  png: { extensions: ['png', 'apng'], types: ['image/png', 'image/x-png', 'image/apng', 'image/vnd.mozilla.apng'] },
  jpeg: { extensions: ['jpg', 'jpeg', 'jpe', 'jfif'], types: ['image/jpeg', 'image/jpg', 'image/pjpeg'] },
  gif: { extensions: ['gif'], types: ['image/gif'] },
  webp: { extensions: ['webp'], types: ['image/webp'] },
  svg: { extensions: ['svg'], types: ['image/svg+xml', 'application/xml', 'text/xml'] },
} as const;

type LogoKind = keyof typeof KINDS;
export type RasterKind = Exclude<LogoKind, 'svg'>;

export type Declared = { filename?: string; contentType?: string };

/** What is sent, or assumed for a part of a form, when the type is unknown: it claims nothing, so it contradicts nothing. */
const NO_CLAIM = new Set(['', 'application/octet-stream', 'binary/octet-stream', 'text/plain']);

const UTF8_BOM = '\u00ef\u00bb\u00bf';

/** Decides by content alone. For SVG it only says that the text may be one; the parser has the last word. */
export async function detectKind(bytes: Uint8Array): Promise<LogoKind> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime;
  for (const [kind, { types }] of Object.entries(KINDS)) {
    if (kind !== 'svg' && types.some((type) => type === mime)) return kind as RasterKind;
  }
  if ((mime === undefined || mime === 'application/xml') && startsLikeMarkup(bytes)) return 'svg';
  throw new LogoRefused('not_an_image');
}

function startsLikeMarkup(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1');
  return (head.startsWith(UTF8_BOM) ? head.slice(UTF8_BOM.length) : head).trimStart().startsWith('<');
}

/** A name or type that says something else than the content is a mistake or a trick; either way the person should know. */
export function assertDeclarationAgrees(kind: LogoKind, declared: Declared): void {
  const extension = extname(declared.filename ?? '')
    .slice(1)
    .toLowerCase();
  const type = (declared.contentType ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const { extensions, types } = KINDS[kind];
  const agrees =
    (extension === '' || extensions.some((known) => known === extension)) &&
    (NO_CLAIM.has(type) || types.some((known) => known === type));
  if (agrees) return;
  throw new LogoRefused('type_mismatch', {
    message: `The content of this file is ${kind.toUpperCase()}, but its name or type says otherwise. Rename it to end in .${extensions[0]} and upload it again.`,
  });
}
