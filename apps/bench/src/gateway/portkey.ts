import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { tell } from '../compare.ts';

const VERSION = '1.15.2';
const folder = join(import.meta.dirname, '../../.portkey');
const script = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');

const manifest = {
  private: true,
  dependencies: { '@portkey-ai/gateway': VERSION },
  // With later ones of its range, it answers streams with 500.
  overrides: { '@hono/node-server': '1.13.8' },
};

/**
 * Path of the script that starts Portkey's gateway. Installed on first use into a folder of its own: it is something to
 * compare with, no part of the product or its lock file.
 */
export async function installPortkey(): Promise<string> {
  if (existsSync(script)) return script;
  tell(`installing Portkey's gateway ${VERSION}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, undefined, 2));
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  try {
    await promisify(execFile)('npm', args, { cwd: folder });
  } catch (error) {
    throw new Error(
      "Portkey's gateway is not installed, and npm did not get it from its registry. With a way to the registry, run this again; without one, leave it out: --only raw",
      { cause: error },
    );
  }
  return script;
}
