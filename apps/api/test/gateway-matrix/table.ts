import type { Cell } from './faults.ts';

const columns: Record<keyof Cell, string> = {
  fault: 'fault',
  mode: 'answer',
  fallback: 'fallback',
  arrived: 'arrived',
  outcomes: 'written down',
  client: 'the client sees',
  cost: 'tokens paid',
};

/** A line for each cell; what is equal to the line before is left out. */
export function formatMatrix(cells: Cell[]): string {
  const names = Object.keys(columns) as (keyof Cell)[];
  const widths = names.map((name) => Math.max(columns[name].length, ...cells.map((cell) => String(cell[name]).length)));
  const line = (texts: string[]) =>
    texts
      .map((text, index) => text.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd();
  const rows = cells.map((cell, index) => {
    const before = cells[index - 1];
    const isSameFault = before?.fault === cell.fault;
    const isSameMode = isSameFault && before.mode === cell.mode;
    return line(
      names.map((name) => {
        const isRepeated = (name === 'fault' && isSameFault) || (name === 'mode' && isSameMode);
        return isRepeated ? '' : String(cell[name]);
      }),
    );
  });
  return `${[line(names.map((name) => columns[name])), ...rows].join('\n')}\n`;
}
