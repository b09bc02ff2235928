import { contrast, hexOf, oklchOf } from './oklch.ts';

/** WCAG AA: for text of normal size, and for what is not text but has to be seen. */
export const AA = 4.5;
export const AA_NON_TEXT = 3;
const WHITE = '#ffffff';
const BLACK = '#000000';

export interface SchemeAccent {
  /** Filled buttons, switches, the tick of a box. */
  fill: string;
  fillHover: string;
  /** Text on `fill`: black or white. */
  onFill: string;
  /** Links, the current page, the focus ring: readable on every surface of the scheme and on `tint`. */
  text: string;
  /** Background of what is selected. */
  tint: string;
  tintHover: string;
}

export interface AccentPalette {
  /** Ten, from nearly white to nearly black, in the hue of the accent. */
  shades: string[];
  light: SchemeAccent;
  dark: SchemeAccent;
}

/** OKLCH lightness, and the share of the accent's chroma. */
type Shade = readonly [lightness: number, chroma: number];

const LADDER: readonly Shade[] = [
  [0.97, 0.12],
  [0.94, 0.22],
  [0.89, 0.4],
  [0.82, 0.65],
  [0.75, 0.85],
  [0.67, 1],
  [0.58, 1],
  [0.5, 0.95],
  [0.33, 0.4],
  [0.26, 0.28],
];

type Direction = 'darker' | 'lighter';

/** Of each scheme: its tints, and where readable lies. */
const SCHEMES = {
  light: { tint: [0.97, 0.12], tintHover: [0.94, 0.22], readable: 'darker' },
  dark: { tint: [0.26, 0.28], tintHover: [0.33, 0.4], readable: 'lighter' },
} as const;

/**
 * Readable accents for both schemes from any colour (`#rrggbb`), keeping its hue. `grounds` are the surfaces of each
 * scheme on which an accent is hardest to tell.
 */
export function accentPalette(color: string, grounds: { light: string; dark: string }): AccentPalette {
  return {
    shades: LADDER.map((shade) => shadeOf(color, shade)),
    light: schemeAccent(color, 'light', grounds.light),
    dark: schemeAccent(color, 'dark', grounds.dark),
  };
}

function schemeAccent(color: string, scheme: keyof typeof SCHEMES, ground: string): SchemeAccent {
  const { readable, ...shades } = SCHEMES[scheme];
  const tint = shadeOf(color, shades.tint);
  const tintHover = shadeOf(color, shades.tintHover);
  const visible = moved(color, readable, (tried) => contrast(tried, ground) >= AA_NON_TEXT);
  const onFill = textOn(visible);
  const away: Direction = onFill === WHITE ? 'darker' : 'lighter';
  const fill = moved(visible, away, (tried) => contrast(tried, onFill) >= AA);
  return {
    fill,
    fillHover: withLightness(fill, away === 'darker' ? -0.05 : 0.05),
    onFill,
    text: moved(color, readable, (tried) => [ground, tint, tintHover].every((on) => contrast(tried, on) >= AA)),
    tint,
    tintHover,
  };
}

/**
 * White from 3:1 on, although black would then contrast more: mid-tones are darkened to AA under white text, which the
 * eye reads better than black on a saturated colour.
 */
const textOn = (color: string) => (contrast(color, WHITE) >= AA_NON_TEXT ? WHITE : BLACK);

/** The nearest lightness in a direction that will do. */
function moved(color: string, direction: Direction, willDo: (color: string) => boolean): string {
  const step = direction === 'darker' ? -0.01 : 0.01;
  let current = color;
  for (let steps = 1; steps <= 100 && !willDo(current); steps += 1) current = withLightness(color, step * steps);
  return current;
}

function withLightness(color: string, change: number): string {
  const base = oklchOf(color);
  return hexOf({ ...base, lightness: base.lightness + change });
}

function shadeOf(color: string, [lightness, share]: Shade): string {
  const { chroma, hue } = oklchOf(color);
  return hexOf({ lightness, chroma: chroma * share, hue });
}
