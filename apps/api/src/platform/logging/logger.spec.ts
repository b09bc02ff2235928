import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { createPino } from './logger.ts';
import { knownSecrets } from './redaction.ts';

async function logged(format: 'json' | 'pretty'): Promise<string> {
  const output = new PassThrough({ encoding: 'utf8' });
  const logger = await createPino({ level: 'info', format }, output);
  knownSecrets.remember('a-secret-of-ours');
  logger.info({ password: 'typed', tenant: 'wex' }, 'It is a-secret-of-ours');
  const [line] = await once(output, 'data');
  return line;
}

test('programs read lines of JSON', async () => {
  expect(JSON.parse(await logged('json'))).toMatchObject({ level: 'info', tenant: 'wex' });
});

test('people read words', async () => {
  const text = await logged('pretty');
  expect(text).toMatch(/INFO.*It is/);
  expect(text).toContain('"tenant":"wex"');
});

test.each(['json', 'pretty'] as const)('neither kind tells a secret (%s)', async (format) => {
  expect(await logged(format)).not.toMatch(/typed|a-secret-of-ours/);
});
