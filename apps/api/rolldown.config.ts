import { isBuiltin } from 'node:module';
import { defineConfig } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

/** What the package declares stays outside; workspace packages are bundled in, with what they need of npm. */
const declared = Object.keys(manifest.dependencies).filter((name) => !name.startsWith('@ims/'));

/** One file per process: the server, and the child that decodes images. */
export default defineConfig({
  input: ['src/main.ts', 'src/write-openapi.ts', 'src/assets/logo-worker.ts'],
  platform: 'node',
  tsconfig: true,
  external: (id) => isBuiltin(id) || declared.some((name) => id === name || id.startsWith(`${name}/`)),
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
});
