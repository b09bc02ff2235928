import { parseXml, XmlElement, type XmlNode } from '@rgrove/parse-xml';

/**
 * What in an SVG could run or reach out, found by another parser and by other rules than those that clean it: names that
 * are known to be active, and values that name anything outside the document.
 */
export function findActiveParts(text: string): string[] {
  const found: string[] = [];
  const document = parseXml(text, { preserveComments: true, preserveCdata: true, preserveDocumentType: true });
  const pending: XmlNode[] = [...document.children];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node instanceof XmlElement) {
      found.push(...activePartsOf(node));
      pending.push(...node.children);
    } else if (node.type !== 'text') found.push(node.type);
  }
  return found;
}

const ACTIVE_ELEMENT =
  /^(?:.*:.*|script|handler|listener|style|link|a|image|img|feimage|foreignobject|iframe|object|embed|audio|video|source|meta|base|form|set|animate.*|discard|filter|marker|metadata|template)$/i;

function activePartsOf({ name, attributes }: XmlElement): string[] {
  const found = ACTIVE_ELEMENT.test(name) ? [`<${name}>`] : [];
  for (const [key, value] of Object.entries(attributes)) {
    const outside = /^(?:xmlns|aria-|id$|class$)/.test(key) ? '' : value.replaceAll(/\s|url\(\s*["']?#[^)]*\)/gi, '');
    const active =
      /^on/i.test(key) ||
      (/href$/i.test(key) && !outside.startsWith('#')) ||
      /^(?:src|srcset|data|action|formaction|poster|srcdoc|attributename|xml:base)$/i.test(key) ||
      /url\(|image|import|expression|binding|\\|\/\/|(?:java|vb)script:|data:/i.test(outside);
    if (active) found.push(`${name}[${key}="${value}"]`);
  }
  return found;
}
