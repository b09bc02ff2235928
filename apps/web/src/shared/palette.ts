import {
  clampChroma,
  converter,
  formatHex,
  modeLrgb,
  modeOklab,
  modeOklch,
  modeRgb,
  useMode,
  wcagContrast,
} from 'culori/fn';

useMode(modeRgb);
useMode(modeLrgb);
useMode(modeOklab);
useMode(modeOklch);
const toOklch = converter('oklch');

/** WCAG AA for text of normal size. */
export const AA = 4.5;
const WHITE = '#ffffff';
const BLACK = '#000000';

export interface SchemeAccent {
  /** Filled buttons, switches, the selected tick. */
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
  /** From nearly white to nearly black, in the hue of the accent. */
  shades: readonly [string, string, string, string, string, string, string, string, string, string];
  light: SchemeAccent;
  dark: SchemeAccent;
}

/** Surfaces of a scheme on which accent text may stand; the least favourable one decides. */
export interface SchemeSurfaces {
  light: string;
  dark: string;
}

export const contrast = (one: string, other: string) => wcagContrast(one, other);

/** Readable accents for both schemes from any colour (`#rrggbb`), keeping its hue. */
export function accentPalette(color: string, surfaces: SchemeSurfaces): AccentPalette {
  const shades = LADDER.map(([lightness, chroma]) =>
    shade(color, lightness, chroma),
  ) as unknown as AccentPalette['shades'];
  return {
    shades,
    light: schemeAccent(color, { tint: shades[0], tintHover: shades[1], surface: surfaces.light, towards: 'darker' }),
    dark: schemeAccent(color, { tint: shades[9], tintHover: shades[8], surface: surfaces.dark, towards: 'lighter' }),
  };
}

/** OKLCH lightness, and the share of the accent's chroma, of each shade. */
const LADDER: readonly (readonly [lightness: number, chroma: number])[] = [
  [0.97, 0.12],
  [0.94, 0.22],
  [0.89, 0.4],
  [0.82, 0.65],
  [0.75, 0.85],
  [0.67, 1],
  [0.58, 1],
  [0.5, 0.95],
  [0.34, 0.55],
  [0.27, 0.4],
];

interface SchemeGround {
  tint: string;
  tintHover: string;
  surface: string;
  towards: Direction;
}

function schemeAccent(color: string, { tint, tintHover, surface, towards }: SchemeGround): SchemeAccent {
  const onFill = textOn(color);
  const fill = untilReadable(color, [onFill], onFill === WHITE ? 'darker' : 'lighter');
  const fillHover = withLightness(fill, (lightness) => lightness + (onFill === WHITE ? -0.05 : 0.05));
  return { fill, fillHover, onFill, text: untilReadable(color, [surface, tint, tintHover], towards), tint, tintHover };
}

/**
 * White from 3:1 on, although black would then contrast more: mid-tones are darkened to AA under white text, which the
 * eye reads better than black on a saturated colour.
 */
const textOn = (color: string) => (contrast(color, WHITE) >= 3 ? WHITE : BLACK);

type Direction = 'darker' | 'lighter';

function untilReadable(color: string, grounds: readonly string[], direction: Direction): string {
  const step = direction === 'darker' ? -0.01 : 0.01;
  let current = formatHex(color) ?? WHITE;
  for (let steps = 0; steps < 100 && grounds.some((ground) => contrast(current, ground) < AA); steps += 1) {
    current = withLightness(color, (lightness) => lightness + step * (steps + 1));
  }
  return current;
}

function withLightness(color: string, change: (lightness: number) => number): string {
  const base = oklch(color);
  return inGamut({ ...base, l: Math.min(1, Math.max(0, change(base.l))) });
}

function shade(color: string, lightness: number, chroma: number): string {
  const base = oklch(color);
  return inGamut({ ...base, l: lightness, c: base.c * chroma });
}

type Oklch = NonNullable<ReturnType<typeof toOklch>>;

function oklch(color: string): Oklch {
  const parsed = toOklch(color);
  if (!parsed) throw new Error(`Not a colour: ${color}`);
  return parsed;
}

const inGamut = (color: Oklch) => formatHex(clampChroma(color, 'oklch'));
