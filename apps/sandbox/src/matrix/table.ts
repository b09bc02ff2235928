import type { Cell } from './run.ts';

/** How to set off what is right and what is wrong; the text itself where there are no colours. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  title(text: string): string;
}

export const plain: Paint = { good: (text) => text, bad: (text) => text, title: (text) => text };

/** A block for each connector: scene, ending and time of each test, side by side as far as the width allows. */
export function formatMatrix(cells: Cell[], width: number, paint: Paint): string {
  const sizes = {
    scene: widest(cells.map(({ scene }) => scene)),
    ending: widest(cells.map(({ ending }) => ending)),
    ms: widest(cells.map(({ ms }) => String(ms))),
  };
  const gap = 3;
  const cellWidth = 2 + sizes.scene + 2 + sizes.ending + 1 + sizes.ms + ' ms'.length;
  const columns = Math.max(1, Math.floor((width + gap) / (cellWidth + gap)));
  const blocks = [...Map.groupBy(cells, (cell) => cell.case)].map(([name, ofCase]) => {
    const right = ofCase.filter(({ isRight }) => isRight).length;
    const lines = inColumns(
      ofCase.map((cell) => formatCell(cell, sizes, paint)),
      columns,
      ' '.repeat(gap),
    );
    return [`${paint.title(name)}  ${right} of ${ofCase.length} as expected`, ...lines].join('\n');
  });
  return [...blocks, summary(cells, paint)].join('\n\n');
}

interface Sizes {
  scene: number;
  ending: number;
  ms: number;
}

function formatCell({ scene, ending, ms, isRight }: Cell, sizes: Sizes, paint: Paint): string {
  const text = `${scene.padEnd(sizes.scene)}  ${ending.padEnd(sizes.ending)} ${String(ms).padStart(sizes.ms)} ms`;
  return isRight ? `${paint.good('✓')} ${text}` : paint.bad(`✗ ${text}`);
}

/** Filled downwards: what belongs together stays together. */
function inColumns(items: string[], columns: number, gap: string): string[] {
  const rows = Math.ceil(items.length / columns);
  return Array.from({ length: rows }, (_, row) => items.filter((_item, index) => index % rows === row).join(gap));
}

function summary(cells: Cell[], paint: Paint): string {
  const wrong = cells.filter(({ isRight }) => !isRight);
  if (wrong.length === 0) return paint.good(`All ${cells.length} tests ended as expected.`);
  const lines = wrong.map(({ case: name, scene, ending, expected, message }) => {
    return `✗ ${name}, ${scene}: ${ending} in place of ${expected.join(' or ')} (${message})`;
  });
  return [paint.bad(`${wrong.length} of ${cells.length} tests did not end as expected:`), ...lines].join('\n');
}

function widest(texts: string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}
