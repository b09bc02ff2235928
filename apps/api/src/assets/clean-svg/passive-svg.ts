import { SaxesParser, type SaxesTagNS } from 'saxes';
import { LogoRefused } from '../logo-refusal.ts';
import { SVG_NAMESPACE } from './svg-structure.ts';

const XLINK_NAMESPACE = 'http://www.w3.org/1999/xlink';
const XML_NAMESPACE = 'http://www.w3.org/XML/1998/namespace';
const XMLNS_NAMESPACE = 'http://www.w3.org/2000/xmlns/';

export const SHAPES = ['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'text'];
const ELEMENTS = new Set([
  ...SHAPES,
  ...['svg', 'g', 'defs', 'symbol', 'use', 'switch', 'title', 'desc', 'tspan', 'textPath'],
  ...['clipPath', 'mask', 'pattern', 'linearGradient', 'radialGradient', 'stop'],
]);

const LOCAL_HREF = /^#[^\s"'()<>\\]+$/;
const LOCAL_URL = /url\(\s*(["']?)#[^\s"'()<>\\]+\1\s*\)/gi;
// Takes whole words, so that a long value is walked through once.
const WORD_OR_CALL = /[\w-]+\s*\(?|\(/g;
const PASSIVE_FUNCTION =
  /^(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color|calc|matrix|translate[xy]?|scale[xy]?|rotate|skew[xy]?|circle|ellipse|inset|polygon)$/i;
const DRAWING_PROPERTY =
  /^(?:fill|stroke|stop|clip|mask|font|text|color|opacity|display|visibility|overflow|transform|paint-order|mix-blend-mode|isolation|vector-effect|shape-rendering|letter-spacing|word-spacing|writing-mode|direction|dominant-baseline|alignment-baseline|baseline-shift)(?:-[a-z]+)*$/i;
const PLAIN_TEXT_ATTRIBUTE = /^(?:id|class|role|lang|version|aria-[a-z]+|xml:(?:id|lang|space)|xlink:title)$/i;

/** True when the value cannot make a browser fetch or run anything, however its CSS is parsed. */
export function isPassiveAttribute(name: string, value: string): boolean {
  if (/^on/i.test(name)) return false;
  if (/^(?:xlink:)?href$/i.test(name)) return LOCAL_HREF.test(value);
  if (/^xmlns(?::xlink)?$/i.test(name)) return value === SVG_NAMESPACE || value === XLINK_NAMESPACE;
  if (name === 'style') return passiveStyle(value) === value;
  return PLAIN_TEXT_ATTRIBUTE.test(name) || isPassiveCss(value);
}

/** Keeps the declarations that only draw. Each piece must be harmless alone, so a wrong split cannot make a harmful whole. */
export function passiveStyle(style: string): string {
  return style
    .split(';')
    .map((declaration) => declaration.trim())
    .filter((declaration) => {
      const [property = '', ...value] = declaration.split(':');
      return DRAWING_PROPERTY.test(property.trim()) && isPassiveCss(value.join(':'));
    })
    .join(';');
}

function isPassiveCss(value: string): boolean {
  const withoutLocalUrls = value.replace(LOCAL_URL, ' ');
  if (/[\\:@<>]/.test(withoutLocalUrls)) return false;
  const calls = (withoutLocalUrls.match(WORD_OR_CALL) ?? []).filter((word) => word.endsWith('('));
  return calls.every((call) => PASSIVE_FUNCTION.test(call.slice(0, -1).trim()));
}

/** The last word, on the very text that will be stored and with another parser than the one that cleaned it. */
export function assertPassive(text: string): void {
  const refuse = () => {
    throw new LogoRefused('unsafe_svg');
  };
  const parser = new SaxesParser({ xmlns: true });
  parser.on('doctype', refuse);
  parser.on('processinginstruction', refuse);
  parser.on('cdata', refuse);
  parser.on('comment', refuse);
  parser.on('opentag', (tag) => {
    if (!isPassiveElement(tag)) refuse();
  });
  parser.write(text).close();
}

function isPassiveElement({ uri, prefix, local, attributes }: SaxesTagNS): boolean {
  if (uri !== SVG_NAMESPACE || prefix !== '' || !ELEMENTS.has(local)) return false;
  return Object.values(attributes).every(
    (attribute) =>
      ['', XLINK_NAMESPACE, XML_NAMESPACE, XMLNS_NAMESPACE].includes(attribute.uri) &&
      isPassiveAttribute(attribute.name, attribute.value),
  );
}
