import type { Integration } from '@ims/api-client';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import type { ApiProblem } from '../../../shared/problem.ts';
import type { LogoWish } from '../set-logo/logo-file.ts';
import { type IntegrationValues, validate, valuesOf } from './form-values.ts';
import { problemOnFields } from './problem-on-fields.ts';
import { type Conflict, type Outcome, useSave } from './use-save.ts';

/** A logo that failed to upload when its integration was created. */
export interface UnsentLogo {
  file: File;
  problem: ApiProblem;
}

export interface FormOptions {
  initial: IntegrationValues;
  /** What is edited; absent to create. */
  integration?: Integration;
  unsentLogo?: UnsentLogo;
  onSaved: (integration: Integration) => void;
  onCreatedWithoutLogo?: (integration: Integration, unsent: UnsentLogo) => void;
}

const checkedOnBlur = ['provider', 'display_name', 'base_url', 'username', 'base_search', 'model'] as const;

/** The form, what it is compared with, and what happens when it is saved. */
export function useIntegrationForm({ initial, integration, unsentLogo, onSaved, onCreatedWithoutLogo }: FormOptions) {
  const save = useSave();
  const [saved, setSaved] = useState(integration);
  const form = useForm<IntegrationValues>({
    initialValues: initial,
    validate: (values) => validate(values, saved),
    validateInputOnBlur: [...checkedOnBlur],
  });
  const logo = useLogo(unsentLogo);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem>();
  const [conflict, setConflict] = useState<Conflict>();
  /** Counts refusals, so that each moves the focus to what is wrong. */
  const [refusals, setRefusals] = useState(0);
  const refused = () => setRefusals((count) => count + 1);

  function restart(from: Integration): void {
    const values = valuesOf(from);
    setSaved(from);
    form.setInitialValues(values);
    form.setValues(values);
    form.clearErrors();
  }

  function settle(outcome: Outcome): void {
    setConflict(outcome.kind === 'conflict' ? outcome : undefined);
    if (outcome.kind === 'saved') onSaved(outcome.integration);
    if (outcome.kind === 'logo_refused') {
      if (!saved && logo.wish.intent === 'replace') {
        onCreatedWithoutLogo?.(outcome.integration, { file: logo.wish.file, problem: outcome.problem });
      } else {
        restart(outcome.integration);
        logo.refuse(outcome.problem);
      }
    }
    if (outcome.kind === 'refused') {
      const { errors, rest } = problemOnFields(outcome.problem);
      form.setErrors(errors);
      setProblem(rest);
      refused();
    }
  }

  async function submit(version?: number): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    const values = form.getValues();
    try {
      settle(await save({ values, saved, version, logo: logo.wish, onLogoProgress: logo.setProgress }));
    } finally {
      setBusy(false);
      logo.setProgress(undefined);
    }
  }

  return {
    form,
    saved,
    logo,
    busy,
    problem,
    refusals,
    conflict,
    unsaved: form.isDirty() || logo.wish.intent !== 'keep',
    submit: form.onSubmit(() => submit(), refused),
    keepMine: () => void submit(conflict?.theirs.version),
    takeTheirs() {
      if (conflict) restart(conflict.theirs);
      setConflict(undefined);
    },
    backToForm: () => setConflict(undefined),
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
