import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

interface Budget {
  /** kB of gzipped JavaScript. */
  limit: number;
  /** The modules that a page loads beside the entry, by the end of their paths. */
  pages: Readonly<Record<string, readonly string[]>>;
}

/** Prints how much JavaScript a page needs before it shows anything; a warning when it is too much. */
export function firstPageBudget({ limit, pages }: Budget): Plugin {
  return {
    name: 'first-page-budget',
    apply: 'build',
    generateBundle: {
      // When all is as it is sent: Vite writes into each chunk last what to fetch beside it.
      order: 'post',
      handler(_options, bundle) {
        const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
        const sums = Object.entries(pages).map(([page, modules]) => {
          const bytes = sizeOf(closureOf(chunks, modules));
          return { page, kB: Math.round(bytes / 100) / 10 };
        });
        const report = `JavaScript of the first page, gzip: ${sums.map(({ page, kB }) => `${page} ${kB} kB`).join(', ')} (at most ${limit} kB)`;
        if (sums.some(({ kB }) => kB > limit)) this.warn(report);
        else this.info(report);
      },
    },
  };
}

/** The entry and the chunks of the modules, with everything they import statically. */
function closureOf(chunks: readonly Rolldown.OutputChunk[], modules: readonly string[]): Set<Rolldown.OutputChunk> {
  const found = new Set<Rolldown.OutputChunk>();
  const add = (chunk: Rolldown.OutputChunk): void => {
    if (found.has(chunk)) return;
    found.add(chunk);
    for (const imported of chunks.filter(({ fileName }) => chunk.imports.includes(fileName))) add(imported);
  };
  const wanted = (id: string) => modules.some((module) => id.endsWith(module));
  for (const chunk of chunks.filter(({ isEntry, moduleIds }) => isEntry || moduleIds.some(wanted))) add(chunk);
  return found;
}

const sizeOf = (chunks: Iterable<Rolldown.OutputChunk>) =>
  [...chunks].reduce((sum, { code }) => sum + gzipSync(code).length, 0);
