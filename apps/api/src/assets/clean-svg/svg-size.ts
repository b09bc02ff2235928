const PIXELS_PER_UNIT: Record<string, number> = {
  '': 1,
  px: 1,
  pt: 96 / 72,
  pc: 16,
  mm: 96 / 25.4,
  cm: 96 / 2.54,
  in: 96,
};

/** In CSS pixels, as a browser would lay the image out: own size first, then the view box, then the default of CSS. */
export function svgSize(root: Element): { width: number; height: number } {
  const [, , boxWidth, boxHeight] = (root.getAttribute('viewBox') ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  return {
    width: pixels(root.getAttribute('width')) ?? whole(boxWidth) ?? 300,
    height: pixels(root.getAttribute('height')) ?? whole(boxHeight) ?? 150,
  };
}

function pixels(length: string | null): number | undefined {
  const [, amount, unit = ''] = /^\s*([\d.]+(?:e[+-]?\d+)?)([a-z%]*)\s*$/i.exec(length ?? '') ?? [];
  return whole(Number(amount) * (PIXELS_PER_UNIT[unit.toLowerCase()] ?? Number.NaN));
}

function whole(size: number | undefined): number | undefined {
  return size !== undefined && Number.isFinite(size) && size > 0 ? Math.max(1, Math.round(size)) : undefined;
}
