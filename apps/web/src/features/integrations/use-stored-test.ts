import { testIntegration } from '@ims/api-client';
import { streamed, useConnectionTest } from '../../shared/connection-test/use-connection-test.ts';
import { useHealthChanged } from './detail/detail.queries.ts';

/** The test of an integration as it is saved; the server remembers what it finds. */
export function useStoredTest(id: number) {
  const { test, run, cancel, clear } = useConnectionTest();
  const healthChanged = useHealthChanged();
  const start = async () => {
    await run((signal) => testIntegration({ ...streamed, path: { id }, signal }));
    await healthChanged();
  };
  return { test, start: () => void start(), cancel, clear };
}

export type StoredTest = ReturnType<typeof useStoredTest>;
