import type { TestResult, TestStage } from '@ims/api-client';
import { useEffect, useRef, useState } from 'react';
import { type ApiProblem, isProblem, toProblem } from '../problem.ts';
import { readTest } from './test-stream.ts';

/** Begins a test: a generated function, called with {@link streamed} and the signal. */
export type StartTest = (signal: AbortSignal) => Promise<{ data: unknown }>;

/** For the generated function: each stage is to arrive as it ends. Its types only know the answer as a whole. */
export const streamed = {
  headers: { Accept: 'application/x-ndjson' },
  parseAs: 'stream',
  throwOnError: true,
} as const;

export interface ConnectionTest {
  state: 'running' | 'done' | 'cancelled' | 'failed';
  stages: TestStage[];
  /** When `done`. */
  result?: TestResult;
  /** When `failed`: why there is no result. */
  problem?: ApiProblem;
  /** What was tested, to tell whether it is still what stands in the form. */
  subject: string;
}

/** Runs one test at a time; a new one, and leaving the page, ends the one before. */
export function useConnectionTest() {
  const [test, setTest] = useState<ConnectionTest>();
  const running = useRef<AbortController>(undefined);
  useEffect(() => () => running.current?.abort(), []);

  /** Answers why there was no result, where that has a reason to be told in other places too. */
  async function run(start: StartTest, subject = ''): Promise<ApiProblem | undefined> {
    running.current?.abort();
    const own = new AbortController();
    running.current = own;
    let stages: TestStage[] = [];
    const show = (now: Partial<ConnectionTest>) => {
      if (!own.signal.aborted) setTest({ state: 'running', stages, subject, ...now });
    };
    show({});
    try {
      const answer = readTest((await start(own.signal)).data as ReadableStream<Uint8Array>);
      let step = await answer.next();
      for (; !step.done; step = await answer.next()) {
        stages = [...stages, step.value];
        show({});
      }
      show({ state: 'done', stages: step.value.stages, result: step.value });
      return undefined;
    } catch (error) {
      if (own.signal.aborted) return undefined;
      const problem = isProblem(error) ? error : brokenOff;
      show({ state: 'failed', problem });
      return problem;
    }
  }

  return {
    test,
    run,
    cancel(): void {
      running.current?.abort();
      setTest((before) => (before?.state === 'running' ? { ...before, state: 'cancelled' } : before));
    },
    /** Takes the result away. */
    clear(): void {
      running.current?.abort();
      setTest(undefined);
    },
  };
}

const brokenOff: ApiProblem = {
  ...toProblem(undefined),
  title: 'The test broke off',
  detail: 'Its result did not arrive. Test again.',
};
