import { parseArgs } from 'node:util';
import { gateway } from './gateway/gateway.ts';
import { soak } from './gateway/soak.ts';
import { usage } from './gateway/usage.ts';
import { health } from './health.ts';
import { integrations } from './integrations.ts';
import { print, write } from './report.ts';
import { start } from './start.ts';

const benchmarks = { gateway, health, integrations, start, usage };

const help = `pnpm bench <name> [--rounds n] [--seconds n] [--only text]
pnpm bench soak [--minutes n]

  gateway        chat completions, streams and embeddings against a raw proxy and Portkey's gateway;
                 credentials and unchanged lists of services against bare Express
  health         whether one instance keeps up with checking 10,000 integrations
  integrations   the integrations API against bare Express and pg: list 100, get one, create
  soak           memory of the API under a steady load of chat, streams and streams that are left
  start          how long until ready, and the memory of the idle process
  usage          usage reported in batches against a bare INSERT; pages of usage over many events against few

  --rounds n     how often each pair is measured in turn; medians are quoted   (default 5)
  --seconds n    how long each measurement loads the server, or lets it idle    (default 4)
  --only text    only pairs with this in their names
  --events n     of usage: how many events the pages look back on               (default 10000000)
  --minutes n    of soak: how long                                              (default 30)

Brings its own database, servers and load, and ends them. The result is printed and written to apps/bench/results/.
`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      rounds: { type: 'string', default: '5' },
      seconds: { type: 'string', default: '4' },
      only: { type: 'string' },
      events: { type: 'string', default: '10000000' },
      minutes: { type: 'string', default: '30' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const [name = ''] = positionals;
  if (values.help || (name !== 'soak' && !Object.hasOwn(benchmarks, name))) {
    (values.help ? process.stdout : process.stderr).write(help);
    return values.help ? 0 : 2;
  }
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => interrupt.abort(new Error('Interrupted')));
  const { signal } = interrupt;
  if (name === 'soak') {
    await soak(whole(values.minutes, '--minutes'), signal);
    return 0;
  }
  const rounds = whole(values.rounds, '--rounds');
  const seconds = whole(values.seconds, '--seconds');
  const events = whole(values.events, '--events');
  const run = { rounds, seconds, only: values.only, events, signal };
  const results = await benchmarks[name as keyof typeof benchmarks](run);
  print(results);
  write(name, name === 'usage' ? { rounds, seconds, events } : { rounds, seconds }, results);
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
