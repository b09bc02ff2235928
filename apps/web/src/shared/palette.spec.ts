import { describe, expect, it } from 'vitest';
import { contrast, hexOf, oklchOf } from './oklch.ts';
import { AA, AA_NON_TEXT, accentPalette } from './palette.ts';
import { ACCENT_GROUND, PRODUCT_ACCENT, tokens } from './theme.ts';

const accents = [
  PRODUCT_ACCENT,
  '#000000',
  '#ffffff',
  '#808080',
  '#ff0000',
  '#00ff00',
  '#0000ff',
  '#ffff00',
  '#ffd43b',
  '#c8102e',
  '#1d1d1f',
  '#188038',
  '#fce4ec',
];

describe('colours', () => {
  it.each(accents)('%s survives the way to OKLCH and back', (color) => {
    expect(hexOf(oklchOf(color))).toBe(color);
  });

  it('contrast as WCAG says', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it('are refused when they are none', () => {
    expect(() => oklchOf('red')).toThrow('Not a colour: red');
  });
});

describe.each(accents)('the palette of %s', (color) => {
  const palette = accentPalette(color, ACCENT_GROUND);

  it('has ten shades, each darker than the one before', () => {
    const lightness = palette.shades.map((shade) => oklchOf(shade).lightness);
    expect(lightness).toHaveLength(10);
    expect(lightness).toEqual([...lightness].sort((a, b) => b - a));
  });

  it.each(['light', 'dark'] as const)('can be read and seen in %s', (scheme) => {
    const { fill, fillHover, onFill, text, tint, tintHover } = palette[scheme];
    const surfaces = ['surface', 'surface-sunken', 'surface-raised', 'surface-hover'] as const;
    expect(contrast(onFill, fill)).toBeGreaterThanOrEqual(AA);
    expect(contrast(onFill, fillHover)).toBeGreaterThanOrEqual(AA);
    for (const ground of [...surfaces.map((name) => tokens[scheme][name]), tint, tintHover]) {
      expect(contrast(text, ground)).toBeGreaterThanOrEqual(AA);
    }
    for (const name of surfaces) expect(contrast(fill, tokens[scheme][name])).toBeGreaterThanOrEqual(AA_NON_TEXT);
  });
});

describe('an accent that can be read as it is', () => {
  it('fills buttons unchanged', () => {
    expect(accentPalette(PRODUCT_ACCENT, ACCENT_GROUND).light.fill).toBe(PRODUCT_ACCENT);
  });

  it('has white text, also when black would contrast a little more', () => {
    expect(accentPalette('#228be6', ACCENT_GROUND).light.onFill).toBe('#ffffff');
  });

  it('has black text when it is bright', () => {
    expect(accentPalette('#ffd43b', ACCENT_GROUND).dark.onFill).toBe('#000000');
  });
});

describe.each(['light', 'dark'] as const)('the tokens of %s', (scheme) => {
  const of = tokens[scheme];

  it('let all text be read on all surfaces', () => {
    for (const surface of ['surface', 'surface-sunken', 'surface-raised', 'surface-hover', 'surface-active'] as const) {
      for (const ink of ['ink', 'ink-muted', 'ink-faint'] as const) {
        expect(contrast(of[ink], of[surface]), `${ink} on ${surface}`).toBeGreaterThanOrEqual(AA);
      }
    }
  });

  it('let every state be read on its own ground and on the page', () => {
    for (const tone of ['ok', 'warn', 'bad', 'idle'] as const) {
      expect(contrast(of[`${tone}-text`], of[`${tone}-soft`]), tone).toBeGreaterThanOrEqual(AA);
      expect(contrast(of[`${tone}-text`], of['surface-hover']), tone).toBeGreaterThanOrEqual(AA);
    }
    expect(contrast('#ffffff', of['bad-fill'])).toBeGreaterThanOrEqual(AA);
  });

  it('let the edges of fields be seen', () => {
    for (const surface of ['surface', 'surface-raised'] as const) {
      expect(contrast(of['line-control'], of[surface]), surface).toBeGreaterThanOrEqual(AA_NON_TEXT);
    }
  });

  it('let what a chart draws be seen', () => {
    const colours = Object.entries(of).filter(([name]) => name.startsWith('chart-'));
    expect(colours).toHaveLength(9);
    for (const [name, colour] of colours) {
      expect(contrast(colour, of.surface), name).toBeGreaterThanOrEqual(AA_NON_TEXT);
    }
  });
});
