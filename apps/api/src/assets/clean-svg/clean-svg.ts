import createDOMPurify from 'dompurify';
import { JSDOM, VirtualConsole } from 'jsdom';
import type { DecodedLogo } from '../logo-messages.ts';
import { LogoRefused } from '../logo-refusal.ts';
import { assertCheapToDraw } from './drawing-cost.ts';
import { assertPassive, isPassiveAttribute, passiveStyle, SHAPES } from './passive-svg.ts';
import { svgSize } from './svg-size.ts';
import { readSvg, type SvgSource } from './svg-structure.ts';

/** In DOMPurify's SVG profile, but linking, fetching, moving or of no use in a picture that stands alone. */
const NOT_IN_A_LOGO = {
  elements: [
    ...['a', 'style', 'image', 'filter', 'marker', 'metadata', 'view', 'mpath', 'tref'],
    ...['animatecolor', 'animatemotion', 'animatetransform'],
    ...['font', 'glyph', 'glyphref', 'altglyph', 'altglyphdef', 'altglyphitem', 'hkern', 'vkern'],
  ],
  attributes: [
    ...['attributename', 'attributetype', 'begin', 'end', 'dur', 'by', 'values', 'keytimes', 'keysplines', 'keypoints'],
    ...['repeatcount', 'repeatdur', 'restart', 'additive', 'accumulate', 'filter', 'media', 'tabindex'],
    ...['marker-start', 'marker-mid', 'marker-end'],
  ],
};

/** Returns a self-contained picture: no script, no handler, no link, nothing fetched, wherever it is shown. */
export async function cleanSvg(source: SvgSource): Promise<DecodedLogo> {
  const inlineStyles = source.hasStyleSheet ? await loadStyleInliner() : undefined;
  try {
    return toPassive(inlineStyles ? readSvg(inlineStyles(source.text)).text : source.text);
  } catch (error) {
    if (error instanceof LogoRefused) throw error;
    // A library that stumbles over the file has not vouched for it.
    throw new LogoRefused('unsafe_svg', { cause: error });
  }
}

/** Drawing programs put colours into a style sheet. Sheets are not allowed in, so their rules move onto the shapes. */
async function loadStyleInliner() {
  const { optimize } = await import('svgo');
  return (text: string) =>
    Buffer.from(optimize(text, { plugins: [{ name: 'inlineStyles', params: { onlyMatchedOnce: false } }] }).data);
}

function toPassive(text: string): DecodedLogo {
  const { window } = new JSDOM(text, { contentType: 'image/svg+xml', virtualConsole: new VirtualConsole() });
  const root = window.document.documentElement;

  sanitise(root, window);
  if (!root.querySelector(SHAPES.join())) throw new LogoRefused('nothing_to_show');
  assertCheapToDraw(root);

  const cleaned = new window.XMLSerializer().serializeToString(root);
  assertPassive(cleaned);
  return { bytes: Buffer.from(cleaned), extension: 'svg', contentType: 'image/svg+xml', ...svgSize(root) };
}

function sanitise(root: Element, window: JSDOM['window']): void {
  // What a link wraps is part of the picture; everything else that is not allowed goes with its content.
  for (const link of root.querySelectorAll('a')) link.replaceWith(...link.childNodes);

  const purify = createDOMPurify(window);
  purify.addHook('uponSanitizeAttribute', (_element, attribute) => {
    if (attribute.attrName === 'style') attribute.attrValue = passiveStyle(attribute.attrValue);
    attribute.keepAttr = attribute.attrValue !== '' && isPassiveAttribute(attribute.attrName, attribute.attrValue);
  });
  purify.sanitize(root, {
    IN_PLACE: true,
    USE_PROFILES: { svg: true },
    ADD_TAGS: ['use'],
    ADD_ATTR: ['role'],
    FORBID_TAGS: NOT_IN_A_LOGO.elements,
    FORBID_ATTR: NOT_IN_A_LOGO.attributes,
    ALLOW_DATA_ATTR: false,
    KEEP_CONTENT: false,
    // Protects scripts of a surrounding page from names like "body"; here it would only break references.
    SANITIZE_DOM: false,
  });
}
