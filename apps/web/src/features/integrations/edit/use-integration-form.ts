import type { Integration } from '@ims/api-client';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { type ApiProblem, fieldErrors, hasFormProblem, toProblem } from '../../../shared/problem.ts';
import type { LogoWish } from '../set-logo/logo-file.ts';
import { type ChangedMeanwhile, changedMeanwhile } from './conflict.ts';
import type { IntegrationForm } from './fields.ts';
import { type IntegrationValues, validate, valuesOf } from './form-values.ts';
import { useSave } from './use-save.ts';

export interface UnsentLogo {
  id: number;
  file: File;
  problem: ApiProblem;
}

interface FormOptions {
  initial: IntegrationValues;
  integration: Integration | undefined;
  /** A logo that failed to upload when the integration was created. */
  unsentLogo: UnsentLogo | undefined;
  onSaved: (integration: Integration) => void;
  onLogoFailed: (failed: UnsentLogo) => void;
}

interface Conflict {
  theirs: Integration;
  changes: ChangedMeanwhile[];
}

const checkedOnBlur = ['provider', 'display_name', 'base_url', 'username', 'base_search', 'model'] as const;

/** The form, what it is compared with, and what happens when it is saved. */
export function useIntegrationForm({ initial, integration, unsentLogo, onSaved, onLogoFailed }: FormOptions) {
  const save = useSave();
  const [saved, setSaved] = useState(integration);
  const form = useForm<IntegrationValues>({
    initialValues: initial,
    validate: (values) => validate(values, saved),
    validateInputOnBlur: [...checkedOnBlur],
  });
  const [logo, setLogo] = useState<LogoWish>(
    unsentLogo ? { intent: 'replace', file: unsentLogo.file } : { intent: 'keep' },
  );
  const [logoProblem, setLogoProblem] = useState(unsentLogo?.problem);
  const [progress, setProgress] = useState<number>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [conflict, setConflict] = useState<Conflict>();
  const [busy, setBusy] = useState(false);
  /** Counts refusals, so that each moves the focus to what is wrong. */
  const [refusals, setRefusals] = useState(0);

  function refuse(found: ApiProblem): void {
    const { errors, rest } = onFields(found);
    form.setErrors(errors);
    if (errors.secret && form.values.secret.intent === 'keep') form.setFieldValue('secret', { intent: 'replace', text: '' });
    setProblem(rest);
    setRefusals((count) => count + 1);
  }

  function restart(from: Integration): void {
    const values = valuesOf(from);
    setSaved(from);
    form.setInitialValues(values);
    form.setValues(values);
    form.clearErrors();
  }

  async function sendLogo(to: Integration, created: boolean): Promise<void> {
    if (logo.intent === 'keep') return onSaved(to);
    setProgress(0);
    try {
      await save.logo({ integration: to, wish: logo, onProgress: setProgress });
      onSaved(to);
    } catch (error) {
      const failed = toProblem(error);
      if (created && logo.intent === 'replace') return onLogoFailed({ id: to.id, file: logo.file, problem: failed });
      restart(to);
      setLogoProblem(failed);
    } finally {
      setProgress(undefined);
    }
  }

  async function changed(before: Integration, version: number): Promise<Integration | undefined> {
    try {
      return await save.change(form.getValues(), before, version);
    } catch (error) {
      const failed = toProblem(error);
      if (failed.status !== 412) throw error;
      const theirs = await save.current(before.id);
      const changes = changedMeanwhile(before, theirs, form.getValues());
      // Only what the form does not show is new, such as a logo: nobody has to decide anything.
      if (changes.length === 0) return changed(before, theirs.version);
      setConflict({ theirs, changes });
      return undefined;
    }
  }

  async function submit(version = saved?.version): Promise<void> {
    setBusy(true);
    setProblem(undefined);
    setLogoProblem(undefined);
    try {
      const result =
        saved && version !== undefined ? await changed(saved, version) : await save.create(form.getValues());
      if (!result) return;
      setConflict(undefined);
      await sendLogo(result, saved === undefined);
    } catch (error) {
      setConflict(undefined);
      refuse(toProblem(error));
    } finally {
      setBusy(false);
    }
  }

  return {
    form: form as IntegrationForm,
    saved,
    dirty: form.isDirty() || logo.intent !== 'keep',
    busy,
    problem,
    refusals,
    submit: form.onSubmit(
      () => submit(),
      () => setRefusals((count) => count + 1),
    ),
    logo: {
      wish: logo,
      problem: logoProblem,
      progress,
      choose(wish: LogoWish) {
        setLogo(wish);
        setLogoProblem(undefined);
      },
    },
    conflict: conflict && {
      ...conflict,
      keepMine: () => submit(conflict.theirs.version),
      takeTheirs() {
        restart(conflict.theirs);
        setConflict(undefined);
      },
      dismiss: () => setConflict(undefined),
    },
  };
}

/** The API's name of each field it can refuse; the form calls one of them otherwise. */
const refusable = [
  'provider',
  'type',
  'display_name',
  'base_url',
  'username',
  'password',
  'base_search',
  'model',
  'model_config',
  'provider_metadata',
  'cost_config',
  'fallback_integration_id',
  'active',
];

function onFields(problem: ApiProblem) {
  const { password, ...errors } = fieldErrors(problem, refusable);
  return {
    errors: password === undefined ? errors : { ...errors, secret: password },
    rest: hasFormProblem(problem, refusable) ? problem : undefined,
  };
}
