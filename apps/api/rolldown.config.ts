import { isBuiltin } from 'node:module';
import { defineConfig, type Plugin } from 'rolldown';
import manifest from './package.json' with { type: 'json' };

/** What the package declares stays outside; workspace packages are bundled in, with what they need of npm. */
const declared = Object.keys(manifest.dependencies).filter((name) => !name.startsWith('@ims/'));
const ofPackages = /[/\\]node_modules[/\\]/;

/** Stacks lead to our own sources only: sockets ask for many that nobody reads, and a map once asked stays in memory. */
const packagesUnmapped: Plugin = {
  name: 'packages-unmapped',
  transform: { filter: { id: ofPackages }, handler: (code) => ({ code, map: { mappings: '' } }) },
};

/** A program for each process: the server, and the child that decodes images; besides, what writes the contract. */
export default defineConfig({
  input: ['src/main.ts', 'src/write-openapi.ts', 'src/assets/logo-worker.ts'],
  platform: 'node',
  tsconfig: true,
  plugins: [packagesUnmapped],
  external: (id) => isBuiltin(id) || declared.some((name) => id === name || id.startsWith(`${name}/`)),
  output: {
    dir: 'dist',
    format: 'esm',
    sourcemap: true,
    // Programs and their maps stay in memory as text: no blanks, one byte for a character, no copy of the sources.
    sourcemapExcludeSources: true,
    comments: false,
    minify: { compress: false, mangle: false, codegen: { asciiOnly: true } },
    // A map without entries needs a file of its own: within another, it would be read as that one's last line.
    codeSplitting: { groups: [{ name: 'packages', test: ofPackages, entriesAware: true }] },
    cleanDir: true,
  },
});
