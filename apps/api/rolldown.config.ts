import { defineConfig } from 'rolldown';

/** One file per process: the server, and the child that decodes images. Workspace packages are bundled in; npm's stay outside. */
export default defineConfig({
  input: ['src/main.ts', 'src/write-openapi.ts', 'src/assets/logo-worker.ts'],
  platform: 'node',
  tsconfig: true,
  external: (id) => !/^([./]|\0|@ims\/|@oxc-project\/runtime)/.test(id),
  output: { dir: 'dist', format: 'esm', sourcemap: true, cleanDir: true },
});
