import { testUnsavedIntegration } from '@ims/api-client';
import { useState } from 'react';
import { streamed, useConnectionTest } from '../../../shared/connection-test/use-connection-test.ts';
import type { ApiProblem } from '../../../shared/problem.ts';
import type { FieldsProps } from './fields.ts';
import { testBody } from './form-body.ts';

interface FormTestOptions extends Pick<FieldsProps, 'form' | 'connector' | 'saved'> {
  /** The form itself has found something wrong. */
  onInvalid: () => void;
  /** The server refuses to test what the form holds. */
  onRefused: (problem: ApiProblem) => void;
}

/** Tests the connection with what stands in the form, saved or not. */
export function useFormTest({ form, connector, saved, onInvalid, onRefused }: FormTestOptions) {
  const { test, run, cancel, clear } = useConnectionTest();
  const subjectOf = () => JSON.stringify(testBody(form.getValues(), connector, saved));

  async function start(): Promise<void> {
    if (form.validate().hasErrors) return onInvalid();
    const body = testBody(form.getValues(), connector, saved);
    const problem = await run((signal) => testUnsavedIntegration({ ...streamed, body, signal }), subjectOf());
    if (problem?.errors) onRefused(problem);
  }

  return {
    test,
    /** Models the system named in the last test that read them; kept when its result is put away. */
    offered: useOffered(connector.provider, test?.result?.models),
    /** What was tested is no longer what stands in the form. */
    stale: test !== undefined && test.subject !== subjectOf(),
    start: () => void start(),
    cancel,
    clear,
  };
}

/** Of another provider nothing is kept. */
function useOffered(provider: string, found: readonly string[] | null | undefined): readonly string[] {
  const [kept, keep] = useState<{ provider: string; models: readonly string[] }>();
  if (found && found !== kept?.models) keep({ provider, models: found });
  return kept?.provider === provider ? kept.models : [];
}

export type FormTest = ReturnType<typeof useFormTest>;
