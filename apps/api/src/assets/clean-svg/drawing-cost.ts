import { LogoRefused } from '../logo-refusal.ts';

const MAX_DRAWN_ELEMENTS = 20_000;
const DRAWN_AGAIN = new Set(['use', 'pattern', 'mask', 'clipPath']);
const LOCAL_URL = /url\(\s*["']?#([^\s"')]+)/gi;

type Visit = { element: Element; insideUse: boolean; insidePattern: boolean };
type Reference = { kind: string; target: Element };

/**
 * Walks the picture as a browser draws it, following every reference, and gives up when that takes too many steps.
 * A few hundred bytes of copies of copies can otherwise keep a renderer busy for hours.
 */
export function assertCheapToDraw(root: Element): void {
  const byId = new Map([...root.querySelectorAll('[id]')].map((element) => [element.id, element]));
  const pending: Visit[] = [{ element: root, insideUse: false, insidePattern: false }];
  let drawn = 0;
  for (let visit = pending.pop(); visit; visit = pending.pop()) {
    drawn += 1;
    if (drawn > MAX_DRAWN_ELEMENTS) throw new LogoRefused('svg_too_complex');
    const { element, insideUse, insidePattern } = visit;
    for (const child of element.children) pending.push({ ...visit, element: child });
    for (const { kind, target } of referencesOf(element, byId)) {
      if ((kind === 'use' && insideUse) || (kind === 'pattern' && insidePattern))
        throw new LogoRefused('svg_too_complex');
      pending.push({
        element: target,
        insideUse: insideUse || kind === 'use',
        insidePattern: insidePattern || kind === 'pattern',
      });
    }
  }
}

/** Gradients are left out: however often they are named, painting with one costs the same. */
function referencesOf(element: Element, byId: Map<string, Element>): Reference[] {
  const references: Reference[] = [];
  const add = (kind: string | undefined, id: string | undefined) => {
    const target = byId.get(id ?? '');
    const drawnAs = kind ?? target?.localName ?? '';
    if (target && DRAWN_AGAIN.has(drawnAs)) references.push({ kind: drawnAs, target });
  };
  for (const { localName, value } of element.attributes) {
    if (localName === 'href') add(element.localName === 'use' ? 'use' : undefined, value.slice(1));
    else for (const [, id] of value.matchAll(LOCAL_URL)) add(undefined, id);
  }
  return references;
}
