import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { afterAll } from 'vitest';
import build from '../../rolldown.config.ts';

const api = join(import.meta.dirname, '../..');

/** A bundle of a program of this package, since Node alone cannot run the decorators in it. Gone after the tests around. */
export async function bundled(input: string): Promise<{ folder: string; program: string }> {
  // Beside the packages it needs.
  const folder = await mkdtemp(join(api, 'node_modules/.bundle-'));
  afterAll(() => rm(folder, { recursive: true }));
  const bundle = await rolldown({ ...build, cwd: api, input: join(api, input), tsconfig: join(api, 'tsconfig.json') });
  const names = { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' };
  const { output } = await bundle.write({ dir: folder, format: 'esm', ...names });
  return { folder, program: join(folder, output[0].fileName) };
}
