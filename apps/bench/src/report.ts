import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { amount, type Result } from './compare.ts';

const folder = join(import.meta.dirname, '../results');

export function print(results: Result[]): void {
  const rows = results.map(({ name, unit, reference, product, ratio, goal }) => [
    name,
    `${amount(reference.median)} ${unit}`,
    `${amount(product.median)} ${unit}`,
    `${ratio.median.toFixed(2)}  (${ratio.least.toFixed(2)}–${ratio.most.toFixed(2)})`,
    goal?.text ?? 'for scale',
    goal ? (goal.met ? 'met' : 'MISSED') : '',
  ]);
  const table = [['', 'reference', 'product', 'ratio', 'goal', ''], ...rows];
  const widths = table[0]?.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0))) ?? [];
  const lines = table.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
  process.stdout.write(`\n${lines.join('\n')}\n\nMedians; in brackets the lowest and highest round.\n`);
}

/** Writes what was found as JSON, one file for each run. */
export function write(name: string, options: object, results: unknown): void {
  const at = new Date().toISOString();
  const machine = {
    node: process.version,
    cores: availableParallelism(),
    cpu: cpus()[0]?.model,
    platform: process.platform,
  };
  const file = join(folder, `${name}-${at.replaceAll(/[:.]/g, '-')}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify({ benchmark: name, at, machine, options, results }, undefined, 2)}\n`);
  process.stdout.write(`${file}\n`);
}
