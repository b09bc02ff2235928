import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import build from '../rolldown.config.ts';

const api = join(import.meta.dirname, '..');
const bundle = await rolldown({ ...build, cwd: api });
const { output } = await bundle.generate(Array.isArray(build.output) ? build.output[0] : build.output);
const chunks = output.filter((file) => file.type === 'chunk');
const isOfPackage = (path: string) => path.includes('/node_modules/');

test('maps lead to our sources, and to nothing of packages', () => {
  const sources = chunks.flatMap(({ map }) => map?.sources ?? []);
  expect(sources.filter(isOfPackage)).toEqual([]);
  expect(sources).toEqual(
    expect.arrayContaining([expect.stringMatching(/apps\/api\/src\/create-app\.ts$|^\.\.\/src/)]),
  );
});

test('code of packages is in files of its own, since beside ours it would be taken for ours', () => {
  const mixed = chunks.filter(({ moduleIds }) => moduleIds.some(isOfPackage) && !moduleIds.every(isOfPackage));
  expect(mixed.map(({ fileName }) => fileName)).toEqual([]);
});

test('programs are ASCII, which takes half the memory of anything else', () => {
  const others = chunks.filter(({ code }) => /[^\p{ASCII}]/u.test(code));
  expect(others.map(({ fileName }) => fileName)).toEqual([]);
});

test('a start loads nothing that most processes never need', () => {
  const { packages, modules } = loadedWith([
    'src/main.ts',
    'src/start.ts',
    'src/platform/database/prepare-database.ts',
    'src/create-app.ts',
  ]);
  expect(packages).toContain('@nestjs/core');
  expect([...packages].filter((name) => rarelyNeeded.test(name))).toEqual([]);
  expect(modules.filter((path) => rarelyNeeded.test(path))).toEqual([]);
});

const rarelyNeeded =
  /^(pino-pretty|@zxcvbn-ts\/.*|@opentelemetry\/(?!api$).*|sharp|jsdom|svgo|dompurify)$|\/nodemailer\/.*\/(mail-composer|smtp-connection)\/|\/local-postgres\//;

/** What is loaded with some of our modules, beyond what they load later: packages outside the bundle, modules in it. */
function loadedWith(ours: string[]): { packages: Set<string>; modules: string[] } {
  const inBundle = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const isAsked = (path: string) => ours.some((our) => path === join(api, our));
  const files = new Set(chunks.filter(({ moduleIds }) => moduleIds.some(isAsked)).map(({ fileName }) => fileName));
  // A set is walked to what is added meanwhile.
  for (const file of files) for (const name of inBundle.get(file)?.imports ?? []) files.add(name);
  const modules = [...files].flatMap((file) => inBundle.get(file)?.moduleIds ?? []);
  return { packages: new Set([...files].filter((file) => !inBundle.has(file))), modules };
}
