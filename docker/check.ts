/*
 * Images are built where there is a container engine, long after the change that breaks them. This holds what can be
 * known without one against the repository: paths, scripts, variables, ports, versions, headers. Part of `pnpm check`.
 */
import { once } from 'node:events';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, posix } from 'node:path';
import express from 'express';
import { parse } from 'yaml';
import { readConfig } from '../apps/api/src/platform/config/config.ts';
import { apiHeaders, serveWeb } from '../apps/api/src/platform/http/web.ts';
import { directives, type Stage, stages } from './read-files.ts';

interface Service {
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string | number>;
  ports?: string[];
  depends_on?: Record<string, unknown>;
}

const repository = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(repository, path), 'utf8');
const exists = (path: string) => existsSync(join(repository, path));
const manifest = (folder: string): { name: string; scripts?: Record<string, string> } =>
  JSON.parse(read(posix.join(folder, 'package.json')));

const workspace = parse(read('pnpm-workspace.yaml')) as { packages: string[] };
const packageFolders = ['.', ...globSync(workspace.packages, { cwd: repository })].filter((folder) =>
  exists(posix.join(folder, 'package.json')),
);
const folderOf = new Map(packageFolders.map((folder) => [manifest(folder).name, folder]));

const images = { api: stages(read('docker/api.Dockerfile')), web: stages(read('docker/web.Dockerfile')) };
const { services } = parse(read('docker/compose.yaml')) as { services: Record<string, Service> };
const nginx = read('docker/nginx.conf');

/** What runs in the end. */
const final = (image: Stage[]) => image.at(-1) as Stage;

function* dockerfileFaults(file: string, image: Stage[]) {
  const node = `node:${read('.node-version').trim()}-`;
  for (const stage of image) {
    if (stage.base.startsWith('node:') && !stage.base.startsWith(node)) yield `${file}: ${stage.base} is not ${node}…`;
    for (const [, name = ''] of stage.commands.matchAll(/--filter=(\S+?)(?:\.{3})?\s/g)) {
      if (!folderOf.has(name)) yield `${file}: there is no package ${name}`;
    }
    for (const { script, folder } of builds(stage)) {
      if (!manifest(folder).scripts?.[script]) yield `${file}: ${folder} has no script "${script}"`;
    }
    for (const { from, sources } of stage.copies) {
      const origin = image.find(({ name }) => name === from);
      if (from !== undefined && !origin) yield `${file}: there is no stage ${from}`;
      for (const source of sources) {
        if (!(origin ? makes(origin, source) : exists(source)))
          yield `${file}: nothing makes ${source}, which is copied`;
      }
    }
  }
}

const builds = ({ commands }: Stage) =>
  [...commands.matchAll(/turbo run (\S+) --filter=(\S+)/g)].map(([, script = '', name = '']) => ({
    script,
    folder: folderOf.get(name) ?? '.',
  }));

/** Whether a path is in a stage: deployed there, copied there by name, built there, or part of the repository it copied. */
function makes(stage: Stage, path: string): boolean {
  const deployed = [...stage.commands.matchAll(/pnpm deploy .*?\s(\/\S+)/g)].map(([, folder = '']) => folder);
  const copied = stage.copies.map(({ to }) => to).filter((to) => to.startsWith('/'));
  if ([...deployed, ...copied].some((folder) => !posix.relative(folder, path).startsWith('..'))) return true;
  const inRepository = posix.relative(stage.directory, path);
  if (posix.basename(path) === 'dist')
    return builds(stage).some(({ folder }) => posix.join(folder, 'dist') === inRepository);
  return exists(inRepository);
}

function* composeFaults() {
  for (const [name, { build, depends_on = {} }] of Object.entries(services)) {
    const file = build && posix.join('docker', build.context, build.dockerfile);
    if (file && !exists(file)) yield `compose.yaml: ${name} is built from ${file}, which does not exist`;
    for (const other of Object.keys(depends_on)) {
      if (!services[other]) yield `compose.yaml: ${name} waits for ${other}, which does not exist`;
    }
  }
}

/** Who listens, what is exposed, and who is asked there. */
function* portFaults() {
  const [api, web] = [final(images.api), final(images.web)];
  const listens = directives(nginx, 'http/server/listen')[0]?.value;
  const upstream = directives(nginx, 'http/upstream/server')[0]?.value;
  const published = services.web?.ports?.[0]?.split(':').at(-1);
  if (api.exposed !== api.variables.PORT)
    yield `api.Dockerfile exposes ${api.exposed}, but PORT is ${api.variables.PORT}`;
  if (upstream !== `api:${api.variables.PORT}`)
    yield `nginx.conf asks ${upstream}, but the API is api:${api.variables.PORT}`;
  if (web.exposed !== listens) yield `web.Dockerfile exposes ${web.exposed}, but nginx listens on ${listens}`;
  if (published !== listens) yield `compose.yaml publishes ${published}, but nginx listens on ${listens}`;
}

/** The API knows every variable it is given, and starts in production with no other. */
function* variableFaults() {
  const source = read('apps/api/src/platform/config/config.ts');
  const known = new Set([...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name));
  const composed = Object.entries(services.api?.environment ?? {}).map(([name, text]) => [
    name,
    filledIn(String(text)),
  ]);
  const given: Record<string, string> = { ...final(images.api).variables, ...Object.fromEntries(composed) };
  for (const name of Object.keys(given)) if (!known.has(name)) yield `the API is given ${name}, which it does not know`;
  try {
    readConfig(given);
  } catch (error) {
    yield `the API would not start: ${(error as Error).message}`;
  }
}

/** As Compose fills it in, with a stand-in for what the operator has to set. */
function filledIn(text: string): string {
  const standIn = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('hex');
  return text.replaceAll(/\$\{\w+:([-?])([^}]*)\}/g, (_, kind, rest) => (kind === '-' ? rest : standIn));
}

/** nginx sends the page with the headers that the API sends when it serves the page itself. */
function* headerFaults(policy: [string, string][]) {
  const page = directives(nginx, 'http/server/location').find(({ value }) => value === '= /index.html');
  const lines = page?.children?.filter(({ name }) => name === 'add_header').map(({ value }) => value) ?? [];
  const sent = new Map(lines.map((line) => /^(\S+) "?(.*?)"?(?: always)?$/.exec(line)?.slice(1) as [string, string]));
  for (const [name, wanted] of policy) {
    const value = [...sent].find(([header]) => header.toLowerCase() === name)?.[1].replace('$request_id', NONCE);
    if (value !== wanted) yield `nginx.conf sends ${name}: ${value}; the API sends ${wanted}`;
  }
}

const NONCE = 'a-nonce';
/** Of the connection or the content, not of the policy. */
const incidental = new Set([
  'x-request-id',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'etag',
  'x-powered-by',
]);

async function pageHeadersOfApi(): Promise<[string, string][]> {
  const site = mkdtempSync(join(tmpdir(), 'ims-site-'));
  writeFileSync(join(site, 'index.html'), '__CSP_NONCE__');
  const app = express().use(apiHeaders());
  serveWeb(app, site);
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/`);
    const nonce = await response.text();
    const policy = [...response.headers].filter(([name]) => !incidental.has(name));
    return policy.map(([name, value]) => [name, value.replace(nonce, NONCE)]);
  } finally {
    server.close();
    rmSync(site, { recursive: true });
  }
}

const faults = [
  ...dockerfileFaults('api.Dockerfile', images.api),
  ...dockerfileFaults('web.Dockerfile', images.web),
  ...composeFaults(),
  ...portFaults(),
  ...variableFaults(),
  ...headerFaults(await pageHeadersOfApi()),
];
for (const fault of faults) process.stderr.write(`docker: ${fault}\n`);
process.exitCode = faults.length === 0 ? 0 : 1;
