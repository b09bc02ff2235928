import { Injectable } from '@nestjs/common';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import { Transactions } from '../../platform/database/transactions.ts';
import { csvLine } from './csv.ts';
import { toNumbers } from './numbers.ts';
import type { TimeseriesQuery } from './report.dto.ts';
import { type FoundRow, ReportsRepository } from './reports.repository.ts';
import { spanOf } from './span.ts';

/** Hours or days that are read at once. */
const AT_ONCE = 24;

const header = [
  'at',
  'key',
  'name',
  'requests',
  'attempts',
  'failures',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cost_usd',
  'unpriced',
  'estimated',
  'latency_p50_ms',
  'latency_p95_ms',
  'latency_p99_ms',
  'first_token_p50_ms',
  'first_token_p95_ms',
  'first_token_p99_ms',
];

/** The usage of a time as a table: a line for each hour or day and each group in it. */
@Injectable()
export class UsageExport {
  constructor(
    private readonly repository: ReportsRepository,
    private readonly transactions: Transactions,
  ) {}

  /** Lines, read as they are asked for. Throws 422, and whatever the first look at the database does, before that. */
  async prepare(scope: TenantScope, { group_by, ...query }: TimeseriesQuery) {
    const span = spanOf(query, new Date());
    const reader = this.transactions.reader(scope);
    const read = (first: number) =>
      this.repository.rows(reader, span, query, group_by ?? 'all', { first, atOnce: AT_ONCE });
    return lines(await read(0), read);
  }
}

async function* lines(
  start: FoundRow[] | undefined,
  read: (first: number) => Promise<FoundRow[] | undefined>,
): AsyncGenerator<string> {
  yield csvLine(header);
  let rows = start;
  for (let first = AT_ONCE; rows; first += AT_ONCE) {
    if (rows.length > 0) yield rows.map(lineOf).join('');
    rows = await read(first);
  }
}

function lineOf({ at, key, name, sums }: FoundRow): string {
  const { latency_ms: latency, first_token_ms: first, ...numbers } = toNumbers(sums);
  return csvLine([
    at,
    key,
    name,
    numbers.requests,
    numbers.attempts,
    numbers.failures,
    numbers.input_tokens,
    numbers.cached_input_tokens,
    numbers.output_tokens,
    numbers.reasoning_tokens,
    numbers.cost_usd,
    numbers.unpriced,
    numbers.estimated,
    ...[latency, first].flatMap((times) => [times?.p50 ?? null, times?.p95 ?? null, times?.p99 ?? null]),
  ]);
}
