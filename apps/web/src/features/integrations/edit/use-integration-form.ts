import type { Connector, Integration } from '@ims/api-client';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useState } from 'react';
import type { ApiProblem } from '../../../shared/problem.ts';
import { connectorFor } from '../connectors.ts';
import type { LogoWish } from '../set-logo/logo-file.ts';
import { neededSettings } from './connector-conditions.ts';
import { validate } from './form-faults.ts';
import { type IntegrationValues, settingsTree, valuesOf } from './form-values.ts';
import { problemOnFields } from './problem-on-fields.ts';
import { type Conflict, type Outcome, useSave } from './use-save.ts';

/** A logo that failed to upload when its integration was created. */
export interface UnsentLogo {
  file: File;
  problem: ApiProblem;
}

export interface FormOptions {
  connectors: readonly Connector[];
  initial: IntegrationValues;
  /** What is edited; absent to create. */
  integration?: Integration;
  unsentLogo?: UnsentLogo;
  /** `typed` is the address as the person entered it; the server may have made another of it. */
  onSaved: (integration: Integration, typed: string) => void;
  onCreatedWithoutLogo?: (integration: Integration, unsent: UnsentLogo) => void;
}

const checkedOnBlur = ['display_name', 'username', 'base_search', 'model'] as const;

/** The form, what it is compared with, and what happens when it is saved. */
export function useIntegrationForm({ connectors, unsentLogo, onSaved, onCreatedWithoutLogo, ...options }: FormOptions) {
  const save = useSave();
  const { form, saved, restart } = useComparedForm(connectors, options);
  const connector = connectorFor(connectors, form.values);
  const logo = useLogo(unsentLogo);
  const refusal = useRefusal(form, connector);
  const [busy, setBusy] = useState(false);
  const [conflict, setConflict] = useState<Conflict>();

  function settle(outcome: Outcome): void {
    setConflict(outcome.kind === 'conflict' ? outcome : undefined);
    if (outcome.kind === 'saved') onSaved(outcome.integration, form.getValues().base_url.trim());
    if (outcome.kind === 'refused') refusal.show(outcome.problem);
    if (outcome.kind === 'logo_refused') withoutLogo(outcome.integration, outcome.problem);
  }

  function withoutLogo(written: Integration, problem: ApiProblem): void {
    if (!saved && logo.wish.intent === 'replace') onCreatedWithoutLogo?.(written, { file: logo.wish.file, problem });
    else {
      restart(written);
      logo.refuse(problem);
    }
  }

  async function submit(version?: number): Promise<void> {
    if (busy) return;
    setBusy(true);
    refusal.clear();
    const values = form.getValues();
    try {
      settle(await save({ values, connector, saved, version, logo: logo.wish, onLogoProgress: logo.setProgress }));
    } finally {
      setBusy(false);
      logo.setProgress(undefined);
    }
  }

  return {
    fields: { form, saved, connector, needed: neededSettings(connector, settingsTree(form.values)) },
    logo,
    refusal,
    busy,
    conflict,
    isUnsaved: () => form.isDirty() || logo.wish.intent !== 'keep',
    submit: form.onSubmit(() => submit(), refusal.point),
    keepMine: () => void submit(conflict?.theirs.version),
    takeTheirs() {
      if (conflict) restart(conflict.theirs);
      setConflict(undefined);
    },
    backToForm: () => setConflict(undefined),
  };
}

function useComparedForm(
  connectors: readonly Connector[],
  { initial, integration }: Pick<FormOptions, 'initial' | 'integration'>,
) {
  const [saved, setSaved] = useState(integration);
  const form = useForm<IntegrationValues>({
    initialValues: initial,
    validate: (values) => validate(values, connectorFor(connectors, values), saved),
    validateInputOnBlur: [...checkedOnBlur],
  });
  return {
    form,
    saved,
    /** Begins again from what the server has. */
    restart(from: Integration): void {
      const values = valuesOf(from);
      setSaved(from);
      form.setInitialValues(values);
      form.setValues(values);
      form.clearErrors();
    },
  };
}

function useRefusal(form: UseFormReturnType<IntegrationValues>, connector: Connector) {
  const [problem, setProblem] = useState<ApiProblem>();
  /** Counts refusals, so that each moves the focus to what is wrong. */
  const [count, setCount] = useState(0);
  const point = () => setCount((before) => before + 1);
  return {
    problem,
    count,
    point,
    clear: () => setProblem(undefined),
    show(found: ApiProblem): void {
      const { errors, rest } = problemOnFields(found, form.getValues(), connector);
      form.setErrors(errors);
      setProblem(rest);
      point();
    },
  };
}

function useLogo(unsent: UnsentLogo | undefined) {
  const [wish, setWish] = useState<LogoWish>(unsent ? { intent: 'replace', file: unsent.file } : { intent: 'keep' });
  const [problem, refuse] = useState(unsent?.problem);
  const [progress, setProgress] = useState<number>();
  return {
    wish,
    problem,
    progress,
    refuse,
    setProgress,
    choose(next: LogoWish) {
      refuse(undefined);
      setWish(next);
    },
  };
}
