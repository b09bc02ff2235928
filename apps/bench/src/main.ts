import { parseArgs } from 'node:util';
import { health } from './health.ts';
import { integrations } from './integrations.ts';
import { print, write } from './report.ts';
import { start } from './start.ts';

const benchmarks = { health, integrations, start };

const help = `pnpm bench <name> [--rounds n] [--seconds n]

  health         whether one instance keeps up with checking 10,000 integrations
  integrations   the integrations API against bare Express and pg: list 100, get one, create
  start          how long until ready, and the memory of the idle process

  --rounds n     how often each pair is measured in turn; medians are quoted   (default 5)
  --seconds n    how long each measurement loads the server, or lets it idle    (default 4)

Brings its own database, servers and load, and ends them. The result is printed and written to apps/bench/results/.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [name = ''] = positionals;
  if (values.help || !Object.hasOwn(benchmarks, name)) {
    (values.help ? process.stdout : process.stderr).write(help);
    return values.help ? 0 : 2;
  }
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interrupt.abort(new Error('Interrupted')));
  const rounds = whole(values.rounds, '--rounds');
  const seconds = whole(values.seconds, '--seconds');
  const results = await benchmarks[name as keyof typeof benchmarks]({ rounds, seconds, signal: interrupt.signal });
  print(results);
  write(name, { rounds, seconds }, results);
  return 0;
}

function whole(text: string, option: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new Error(`${option} must be a whole number from 1 on`);
  return number;
}

process.exitCode = await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return 1;
});
