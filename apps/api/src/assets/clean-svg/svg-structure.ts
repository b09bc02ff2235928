import { SaxesParser, type SaxesTagNS } from 'saxes';
import { LogoRefused } from '../logo-refusal.ts';

export const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

const MAX_BYTES = 512 * 1024;
const MAX_ELEMENTS = 20_000;
const MAX_DEPTH = 64;
const MAX_ATTRIBUTES = 128;

/** A few of these nested or repeated keep a browser busy for minutes. */
const COSTLY_ELEMENTS = new Set(['filter', 'marker']);

const BARE_DOCTYPE =
  /^\s*svg(\s+PUBLIC\s+(["'])-\/\/W3C\/\/DTD SVG (?:1\.[01](?: Tiny| Basic)?|20010904)\/\/EN\2\s+(["'])https?:\/\/www\.w3\.org\/[\w./-]+\3)?\s*$/;

export type SvgSource = { text: string; hasStyleSheet: boolean };

/** The text of a well-formed SVG of bearable size, and whether it needs its style sheet resolved. Throws `LogoRefused`. */
export function readSvg(bytes: Uint8Array): SvgSource {
  if (bytes.length > MAX_BYTES) throw new LogoRefused('svg_too_large');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new LogoRefused('corrupt', {
      message: 'The SVG is not valid UTF-8 text. Export it again as UTF-8.',
      cause: error,
    });
  }
  return { text, hasStyleSheet: inspect(text) };
}

/** Streams over the text before any tree is built from it, so that its size and shape are known to be harmless. */
function inspect(text: string): boolean {
  let hasStyleSheet = false;
  let elements = 0;
  let depth = 0;
  const parser = new SaxesParser({ xmlns: true });
  parser.on('doctype', assertHarmlessDoctype);
  parser.on('processinginstruction', () => {
    throw new LogoRefused('unsafe_svg');
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    depth += 1;
    if (elements === 1) assertSvgRoot(tag);
    if (elements > MAX_ELEMENTS) throw new LogoRefused('svg_too_large');
    if (depth > MAX_DEPTH || Object.keys(tag.attributes).length > MAX_ATTRIBUTES)
      throw new LogoRefused('svg_too_complex');
    if (COSTLY_ELEMENTS.has(tag.local) || usesFilter(tag)) throw new LogoRefused('svg_too_complex');
    if (tag.local === 'style') hasStyleSheet = true;
  });
  parser.on('closetag', () => {
    depth -= 1;
  });
  try {
    parser.write(text).close();
  } catch (error) {
    if (error instanceof LogoRefused) throw error;
    throw new LogoRefused('corrupt', {
      message: 'The SVG is not well-formed. Export it again from a drawing program.',
      cause: error,
    });
  }
  return hasStyleSheet;
}

function assertHarmlessDoctype(doctype: string): void {
  if (/^\s*html\b/i.test(doctype)) throw new LogoRefused('not_an_image');
  if (!BARE_DOCTYPE.test(doctype)) throw new LogoRefused('unsafe_svg');
}

function assertSvgRoot({ uri, local, prefix }: SaxesTagNS): void {
  if (local !== 'svg') throw new LogoRefused('not_an_image');
  if (uri !== SVG_NAMESPACE || prefix !== '') {
    throw new LogoRefused('not_an_image', {
      message: `The SVG does not start with <svg xmlns="${SVG_NAMESPACE}">, so it is not an image on its own. Export it as a file.`,
    });
  }
}

function usesFilter({ attributes }: SaxesTagNS): boolean {
  const { filter, style } = attributes;
  return (
    (filter !== undefined && filter.value.trim() !== 'none') ||
    /(?:^|[;\s-])filter\s*:(?!\s*none)/i.test(style?.value ?? '')
  );
}
