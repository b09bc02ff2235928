import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { cases, type Place } from './connectors/cases.ts';
import { refusedPort, runMatrix } from './matrix/run.ts';
import { scenesOfBehaviour, scenesOnTheWay } from './matrix/scenes.ts';
import { formatMatrix, type Paint } from './matrix/table.ts';

/**
 * Tests every connector against everything that the sandbox can be, prints how each test ended, and fails when one ended
 * otherwise than it has to, or when answers made to exhaust memory did.
 */
const atOnce = 8;
/** Answers are read up to 1 MB each, so most of it is the engine's own; a bomb of 1 GB that went off would be far beyond. */
const mostGrowthMb = 250;

const paint: Paint = {
  good: (text) => styleText('green', text),
  bad: (text) => styleText(['red', 'bold'], text),
  title: (text) => styleText('bold', text),
};

// In a process of its own, so that what the sandbox takes to make its monsters is not counted here.
const sandbox = fork(fileURLToPath(new URL('main.ts', import.meta.url)), {
  env: { ...process.env, SANDBOX_PORT: '0', SANDBOX_SMTP_PORT: '0' },
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
try {
  const [place]: Place[] = await once(sandbox, 'message');
  if (!place) throw new Error('The sandbox did not say where it is.');
  const before = peakMb();
  const start = performance.now();
  const cells = await runMatrix(cases, [...scenesOnTheWay(await refusedPort()), ...scenesOfBehaviour], place, atOnce);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const growth = peakMb() - before;
  const isFrugal = growth <= mostGrowthMb;
  const memory = `Memory grew by ${growth} MB at its peak; ${mostGrowthMb} MB are allowed.`;
  process.stdout.write(`${formatMatrix(cells, process.stdout.columns ?? 170, paint)}\n`);
  process.stdout.write(`${isFrugal ? memory : paint.bad(memory)} It took ${seconds} s.\n`);
  if (!isFrugal || cells.some(({ isRight }) => !isRight)) process.exitCode = 1;
} finally {
  sandbox.disconnect();
}

/** Most memory the process has held so far. */
function peakMb(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
