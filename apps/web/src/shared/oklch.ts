/*
 * OKLCH and sRGB, after Björn Ottosson (https://bottosson.github.io/posts/oklab/), and the contrast of WCAG 2. Written out
 * because the accent is needed before anything is shown, and a colour library weighs as much as the router's share.
 */

/** Lightness and chroma as OKLCH has them, hue in radians. */
export interface Oklch {
  lightness: number;
  chroma: number;
  hue: number;
}

type Rgb = readonly [red: number, green: number, blue: number];

const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
const gamma = (value: number) => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

/** Linear light of `#rrggbb`. */
function linearRgb(hex: string): Rgb {
  const [, red = '', green = '', blue = ''] = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex) ?? [];
  if (blue === '') throw new Error(`Not a colour: ${hex}`);
  const channel = (text: string) => linear(Number.parseInt(text, 16) / 255);
  return [channel(red), channel(green), channel(blue)];
}

export function oklchOf(hex: string): Oklch {
  const [r, g, b] = linearRgb(hex);
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const yellow = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return {
    lightness: 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    chroma: Math.hypot(a, yellow),
    hue: Math.atan2(yellow, a),
  };
}

function rgbOf({ lightness, chroma, hue }: Oklch): Rgb {
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
}

const isShown = (rgb: Rgb) => rgb.every((value) => value > -0.0005 && value < 1.0005);

/** `#rrggbb` of the colour, or of the most colourful one of its lightness and hue that a screen can show. */
export function hexOf(color: Oklch): string {
  const lightness = Math.min(1, Math.max(0, color.lightness));
  const withChroma = (chroma: number) => rgbOf({ lightness, chroma, hue: color.hue });
  const wanted = withChroma(color.chroma);
  const shown = isShown(wanted) ? wanted : withChroma(largest(color.chroma, (chroma) => isShown(withChroma(chroma))));
  return `#${shown.map(hexByte).join('')}`;
}

/** The largest value from 0 to `limit` that will do, found by halving. */
function largest(limit: number, willDo: (value: number) => boolean): number {
  let [low, high] = [0, limit];
  for (let step = 0; step < 16; step += 1) {
    const middle = (low + high) / 2;
    if (willDo(middle)) low = middle;
    else high = middle;
  }
  return low;
}

const hexByte = (value: number) =>
  Math.round(255 * gamma(Math.min(1, Math.max(0, value))))
    .toString(16)
    .padStart(2, '0');

function luminance(hex: string): number {
  const [r, g, b] = linearRgb(hex);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}
