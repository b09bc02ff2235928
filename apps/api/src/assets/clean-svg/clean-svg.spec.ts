import fc from 'fast-check';
import sharp from 'sharp';
import type { SimpleIcon } from 'simple-icons';
import * as simpleIcons from 'simple-icons';
import { describe, expect, test, vi } from 'vitest';
import type { LogoRefused } from '../logo-refusal.ts';
import { findActiveParts } from '../testing/find-active-parts.ts';
import { svg } from '../testing/images.ts';
import { cleanSvg } from './clean-svg.ts';
import { readSvg } from './svg-structure.ts';

vi.setConfig({ testTimeout: 60_000 });

const clean = async (bytes: Buffer) => Buffer.from((await cleanSvg(readSvg(bytes))).bytes).toString();
const refusal = (bytes: Buffer): Promise<string> =>
  clean(bytes).then(
    (text) => `accepted: ${text}`,
    (refused: LogoRefused) => refused.reason ?? refused,
  );
const sizeOf = async (attributes: string) => {
  const { width, height } = await cleanSvg(readSvg(svg('<path d="M0 0h1v1z"/>', attributes)));
  return [width, height];
};
const pixels = (image: string | Buffer) =>
  sharp(Buffer.from(image)).resize(96, 96, { fit: 'contain' }).raw().toBuffer();

describe('real logos', () => {
  test('come out as they went in', async () => {
    const logos = Object.values(simpleIcons).filter(
      (icon, index): icon is SimpleIcon => index % 10 === 0 && 'svg' in icon,
    );
    expect(logos.length).toBeGreaterThan(300);
    for (const logo of logos) {
      const cleaned = await clean(Buffer.from(logo.svg));
      expect(cleaned).toContain(`<path d="${logo.path}"/>`);
      expect(cleaned).toContain('viewBox="0 0 24 24"');
    }
  });

  test('of Illustrator keep the colours of their style sheet', async () => {
    const logo = Buffer.from(`<?xml version="1.0" encoding="iso-8859-1"?><!-- Generator: Adobe Illustrator -->
      <!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
      <svg version="1.1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px" y="0px"
        viewBox="0 0 512 512" style="enable-background:new 0 0 512 512;" xml:space="preserve">
      <style type="text/css"><![CDATA[ .st0{fill:#FFB69E;} .st1,g > .st2{clip-path:url(#b);stroke:#0A0;stroke-width:12} #r{fill:url(#c)} ]]></style>
      <defs><rect id="a" width="400" height="400"/><linearGradient id="c"><stop offset="0" style="stop-color:#f00"/>
        <stop offset="1" style="stop-color:#00f;stop-opacity:.5"/></linearGradient></defs>
      <clipPath id="b"><use xlink:href="#a" style="overflow:visible;"/></clipPath>
      <path class="st0" d="M0 0h300v300H0z"/><g><circle class="st1" cx="400" cy="300" r="120"/></g>
      <a xlink:href="https://example.com"><rect id="r" x="10" y="350" width="200" height="100"/></a></svg>`);
    const cleaned = await clean(logo);
    expect(findActiveParts(cleaned)).toEqual([]);
    expect(await pixels(cleaned)).toEqual(await pixels(logo));
  });

  test('of Inkscape and Sketch keep their look and lose what only the editor needs', async () => {
    const logo = svg(
      `<sodipodi:namedview pagecolor="#fff"/><metadata><rdf:RDF/></metadata>
       <defs><path id="p" d="m10 10h80v80z"/></defs><mask id="m" fill="#fff"><use xlink:href="#p"/></mask>
       <g inkscape:label="Layer 1" id="layer1"><use fill="#d40000" mask="url(#m)" xlink:href="#p"/>
       <rect style="mix-blend-mode:multiply;fill:rgb(0,120,200);-inkscape-stroke:none" x="40" y="20" width="60" height="60"/></g>`,
      `xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
       xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
       width="210mm" height="100mm" viewBox="0 0 210 100"`,
    );
    const cleaned = await clean(logo);
    expect(cleaned).not.toMatch(/inkscape|sodipodi|rdf/);
    expect(await pixels(cleaned)).toEqual(await pixels(logo));
  });
});

describe('the size', () => {
  test.each([
    ['width="200" height="100"', [200, 100]],
    ['width="1in" height="25.4mm"', [96, 96]],
    ['viewBox="0 0 24 48"', [24, 48]],
    ['width="100%" viewBox="0,0,24.4,48"', [24, 48]],
    ['width="-5" height="x"', [300, 150]],
  ])('of <svg %s>', async (attributes, expected) => {
    expect(await sizeOf(attributes)).toEqual(expected);
  });
});

describe('refused', () => {
  const shape = '<path d="M0 0h9v9z"/>';

  test.each([
    ['an entity', Buffer.from(`<!DOCTYPE svg [<!ENTITY a "b">]>${svg(shape)}`), 'unsafe_svg'],
    [
      'a foreign document type',
      Buffer.from(`<!DOCTYPE svg SYSTEM "http://leak.invalid/a.dtd">${svg(shape)}`),
      'unsafe_svg',
    ],
    ['a style sheet from outside', Buffer.from(`<?xml-stylesheet href="a.css"?>${svg(shape)}`), 'unsafe_svg'],
    ['Latin-1 text', Buffer.from(svg(`<title>\xe9</title>${shape}`).toString(), 'latin1'), 'corrupt'],
    ['an unclosed element', svg('<g>'), 'corrupt'],
    ['a filter', svg(`<filter id="f"/>${shape}`), 'svg_too_complex'],
    ['a filter of CSS', svg('<path style="fill:red;filter: blur(9px)"/>'), 'svg_too_complex'],
    ['a marker', svg(`<marker id="m">${shape}</marker>`), 'svg_too_complex'],
    [
      'a copy of a copy',
      svg(`<g id="a">${shape}</g><g id="b"><use href="#a"/></g><use href="#b"/>`),
      'svg_too_complex',
    ],
    ['a copy of itself', svg(`<g id="a">${shape}<use href="#a"/></g>`), 'svg_too_complex'],
    [
      'a pattern in a pattern',
      svg(`<pattern id="a">${shape}</pattern><pattern id="b"><rect fill="url(#a)"/></pattern><rect fill="url(#b)"/>`),
      'svg_too_complex',
    ],
    [
      'many copies of many shapes',
      svg(`<g id="a">${shape.repeat(300)}</g>${'<use href="#a"/>'.repeat(300)}`),
      'svg_too_complex',
    ],
    ['masks of masks', svg(masks(6)), 'svg_too_complex'],
    ['a deep tree', svg('<g>'.repeat(64) + shape + '</g>'.repeat(64)), 'svg_too_complex'],
    ['too many elements', svg('<g/>'.repeat(20_001)), 'svg_too_large'],
    ['too many bytes', svg(`<path d="${'M0 0'.repeat(140_000)}"/>`), 'svg_too_large'],
    ['nothing but an embedded picture', svg('<image href="data:image/png;base64,AAAA"/>'), 'nothing_to_show'],
  ])('%s', async (_name, bytes, expected) => {
    expect(await refusal(bytes)).toBe(expected);
  });
});

describe('made passive', () => {
  test.each([
    ['fill', 'url(http://leak.invalid/a)'],
    ['fill', 'ur\\6c(http://leak.invalid/a)'],
    ['fill', 'url(#a) url("//leak.invalid/a")'],
    ['fill', 'image-set("http://leak.invalid/a" 1x)'],
    ['mask', 'src("http://leak.invalid/a")'],
    ['style', 'fill:red;background:url(http://leak.invalid/a)'],
    ['style', "font-family:'a;fill:url(http://leak.invalid/a)'"],
    ['style', 'fill:url(data:image/svg+xml;base64,AAAA)'],
    ['style', 'position:fixed;inset:0'],
    ['style', '@import "http://leak.invalid/a"'],
    ['ONLOAD', 'alert(1)'],
    ['data-x', 'javascript:alert(1)'],
  ])('%s="%s"', async (name, value) => {
    const attribute = `${name}="${value.replaceAll('"', '&quot;')}"`;
    const cleaned = await clean(svg(`<path d="M0 0h9v9z" ${attribute}/>`));
    expect(cleaned).not.toMatch(/leak|alert|data:|fixed|import/);
    expect(findActiveParts(cleaned)).toEqual([]);
  });

  test('whatever elements, attributes and values are put together', async () => {
    await fc.assert(
      fc.asyncProperty(anyMarkup(), async (markup) => {
        const namespaces = 'xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:h="http://www.w3.org/1999/xhtml"';
        const text = await clean(svg(`<path d="M0 0h9v9z"/>${markup}`, namespaces)).catch((refused) => {
          expect(refused).toHaveProperty('reason');
          return '<svg/>';
        });
        expect(findActiveParts(text)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

function masks(levels: number): string {
  const level = (index: number) =>
    `<mask id="m${index}">${`<rect mask="url(#m${index - 1})" width="9" height="9"/>`.repeat(10)}</mask>`;
  const all = Array.from({ length: levels }, (_, index) => level(index));
  return `${all.join('')}<rect mask="url(#m${levels - 1})"/>`;
}

/** Elements inside or after each other, allowed and forbidden ones alike. */
function anyMarkup(): fc.Arbitrary<string> {
  const name = fc.constantFrom(
    ...[
      'g',
      'a',
      'use',
      'path',
      'text',
      'title',
      'switch',
      'svg',
      'mask',
      'linearGradient',
      'style',
      'script',
      'image',
    ],
    ...['set', 'animate', 'foreignObject', 'h:div', 'h:script', 'h:img', 'SCRIPT', 'metadata'],
  );
  const attribute = fc.constantFrom(
    ...['href', 'xlink:href', 'style', 'fill', 'mask', 'onload', 'onClick', 'id', 'h:href', 'class', 'src', 'begin'],
    ...['to', 'attributeName', 'xml:base', 'title', 'aria-label'],
  );
  const value = fc.constantFrom(
    ...['#a', ' #a', 'a', '1', 'x;y:z', 'href', 'javascript:alert(1)', 'data:text/html,a', 'http://leak.invalid/'],
    ...['url(#a)', 'url(//leak.invalid)', 'fill:url(http://leak.invalid/)', 'fill:red;stroke:url(#a)', '&lt;b>'],
  );
  const attributes = fc.uniqueArray(fc.tuple(attribute, value), { selector: ([key]) => key, maxLength: 4 });
  return fc.array(fc.tuple(name, attributes, fc.boolean()), { minLength: 1, maxLength: 8 }).map((elements) =>
    elements.reduce((markup, [tag, pairs, outer]) => {
      const start = `<${tag}${pairs.map(([key, text]) => ` ${key}="${text}"`).join('')}>`;
      return outer ? `${start}${markup}</${tag}>` : `${markup}${start}&lt;b&gt;</${tag}>`;
    }, ''),
  );
}
