import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { createClient } from '@hey-api/openapi-ts';

/*
 * Writes openapi.json and the client made from it. With --check it writes nothing and fails when what is committed
 * differs from what the code says now.
 */
const here = import.meta.dirname;
const check = process.argv.includes('--check');
const made = mkdtempSync(join(tmpdir(), 'ims-api-client-'));

try {
  execFileSync(process.execPath, [join(here, '../../apps/api/dist/write-openapi.js'), join(made, 'openapi.json')], {
    stdio: 'inherit',
  });
  await createClient({
    input: join(made, 'openapi.json'),
    output: { path: join(made, 'generated'), importFileExtension: '.ts', postProcess: [] },
    logs: { level: 'error' },
    plugins: [
      '@hey-api/client-fetch',
      '@hey-api/typescript',
      '@hey-api/sdk',
      { name: '@tanstack/react-query', queryKeys: { tags: true } },
    ],
  });
  if (check) assertSame();
  else replace();
} finally {
  rmSync(made, { recursive: true });
}

function replace(): void {
  rmSync(join(here, 'src/generated'), { recursive: true, force: true });
  cpSync(join(made, 'generated'), join(here, 'src/generated'), { recursive: true });
  cpSync(join(made, 'openapi.json'), join(here, 'openapi.json'));
}

function assertSame(): void {
  const fresh = [...filesIn(join(made, 'generated'), 'src/generated'), 'openapi.json'];
  const committed = [...filesIn(join(here, 'src/generated'), 'src/generated'), 'openapi.json'];
  const drifted = [...new Set([...fresh, ...committed])].filter(
    (file) => contentOf(join(made, file.replace('src/', ''))) !== contentOf(join(here, file)),
  );
  if (drifted.length === 0) return;
  process.stderr.write(
    `The committed API client is not what the code says now. Run pnpm gen and commit:\n  ${drifted.join('\n  ')}\n`,
  );
  process.exitCode = 1;
}

function filesIn(folder: string, name: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => join(name, relative('.', file)));
}

function contentOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
