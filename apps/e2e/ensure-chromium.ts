import { spawnSync } from 'node:child_process';
import { findChromium } from './chromium.ts';

/** Ways to get a browser, tried in order until one is there. */
const ways: { when: boolean; command: string }[] = [
  {
    when: process.getuid?.() === 0 && has('apt-get'),
    command:
      'apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-liberation',
  },
  { when: true, command: 'playwright install chromium' },
];

for (const { when, command } of ways) {
  if (findChromium()) break;
  if (!when) continue;
  process.stdout.write(`No Chromium found; installing one: ${command}\n`);
  spawnSync(command, { shell: true, stdio: ['ignore', 'ignore', 'inherit'] });
}

if (!findChromium()) {
  process.stderr.write(
    'The browser tests need Chromium, and none could be installed.\n' +
      'Install it with your package manager (Debian: apt-get install chromium), or set CHROMIUM_PATH to a Chromium or Chrome you have.\n',
  );
  process.exit(1);
}

function has(program: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
