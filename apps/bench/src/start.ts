import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Comparison, compare, type Pair, type Result, type Run } from './compare.ts';
import { type Service, startService } from './service.ts';
import { openStand, repository } from './stand.ts';

/** How soon the product is ready and how much memory it takes then, each next to a bare Express that has nothing to do. */
export async function start(run: Run): Promise<Result[]> {
  await using stand = await openStand();
  const { signal } = run;
  const api = () => stand.startApi(signal);
  const bare = () => stand.startReference(0, signal);
  const everything = () =>
    startService(
      {
        command: 'npm',
        args: ['start'],
        cwd: repository,
        env: {
          ...wayToRegistry(),
          DATA_DIR: join(stand.folder, 'npm-start'),
          SANDBOX_PORT: '0',
          SANDBOX_SMTP_PORT: '0',
        },
        ready: '/readyz',
        log: join(stand.folder, 'npm-start.log'),
      },
      signal,
    );
  const idle = async (service: Service) => {
    await pause(run.seconds * 1000, undefined, { signal });
    return service.memory();
  };
  const pairs: Pair[] = [
    {
      name: 'API process to ready',
      unit: 'ms',
      goal: atMost(2000, 'ms'),
      reference: () => during(bare, readiness),
      product: () => during(api, readiness),
    },
    {
      name: 'second npm start to ready',
      unit: 'ms',
      goal: atMost(6000, 'ms'),
      reference: () => during(bare, readiness),
      product: () => during(everything, readiness),
    },
    {
      name: 'idle memory',
      unit: 'MB',
      goal: atMost(180, 'MB'),
      reference: () => during(bare, idle),
      product: () => during(api, idle),
    },
  ];
  return await compare(pairs, run);
}

/** npx asks the registry at each start: where it cannot reach it, it tries again for a minute before it looks at what it has. */
function wayToRegistry(): Record<string, string> {
  const names = /^(NODE_EXTRA_CA_CERTS|(HTTPS?|NO)_PROXY|npm_config_(registry|userconfig))$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => names.test(name))) as Record<string, string>;
}

const readiness = ({ readyMs }: Service) => readyMs;

const atMost = (most: number, unit: string) => ({
  text: `≤ ${most} ${unit}`,
  met: ({ product }: Comparison) => product.median <= most,
});

async function during(
  startIt: () => Promise<Service>,
  measure: (service: Service) => number | Promise<number>,
): Promise<number> {
  await using service = await startIt();
  return await measure(service);
}
