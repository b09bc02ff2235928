import { expect, test } from 'vitest';
import { expected } from './gateway-matrix/faults.ts';
import { runMatrix } from './gateway-matrix/run.ts';
import { formatMatrix } from './gateway-matrix/table.ts';
import { testGateway } from './support/gateway.ts';

// Each fault of a provider, for plain answers and streams, with a fallback that works, one that does not, and none.
const cells = await runMatrix(await testGateway());
if (process.env.PRINT_MATRIX) process.stdout.write(formatMatrix(cells));

test.each(expected.map((cell, index) => [cell.fault, cell.mode, cell.fallback, cell, index] as const))(
  '%s: %s, fallback %s',
  (_fault, _mode, _fallback, cell, index) => expect(cells[index]).toEqual(cell),
);

test('the whole of it is as it is written down', async () => {
  await expect(formatMatrix(cells)).toMatchFileSnapshot('gateway-matrix/table.txt');
});
