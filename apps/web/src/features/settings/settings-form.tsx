import type { Settings } from '@ims/api-client';
import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ifMatch } from '../../shared/api.ts';
import { LeaveGuard } from '../../shared/leave-guard.tsx';
import { tenantOptions, useMay } from '../../shared/me.ts';
import { fieldErrors, hasFormProblem } from '../../shared/problem.ts';
import { Notice, ProblemNotice } from '../../shared/problem-notice.tsx';
import { RelativeTime } from '../../shared/relative-time.tsx';
import { StaleNotice } from '../../shared/stale-notice.tsx';
import { toast } from '../../shared/toast.tsx';
import { useChangeSettings } from './settings.queries.ts';
import { SettingsFields } from './settings-fields.tsx';
import classes from './settings-form.module.css';
import { bodyOf, type SettingsValues, settingsFields, settingsRules, valuesOf } from './settings-values.ts';

export function SettingsForm({ settings: current }: { settings: Settings }) {
  // What the form was filled from; the current settings may be newer, and saving over them has to be asked for.
  const [settings, setSettings] = useState(current);
  const cache = useQueryClient();
  const change = useChangeSettings();
  const readOnly = !useMay()('tenant:write');
  const form = useForm<SettingsValues>({ initialValues: valuesOf(settings), validate: settingsRules });
  const unsaved = form.isDirty();

  function reset(to: Settings): void {
    form.setInitialValues(valuesOf(to));
    form.setValues(valuesOf(to));
    setSettings(to);
    change.reset();
  }

  function save(version: number): void {
    change.mutate(
      { body: bodyOf(form.values), headers: ifMatch(version) },
      {
        onSuccess: (saved) => {
          reset(saved);
          toast.done('Settings saved');
        },
        onError: (problem) => form.setErrors(fieldErrors(problem, settingsFields)),
      },
    );
  }

  const latest = () => cache.fetchQuery({ ...tenantOptions(), staleTime: 0 });
  const isStale = change.error?.status === 412;

  return (
    <form onSubmit={form.onSubmit(() => save(settings.version))} className={classes.form} noValidate>
      <LeaveGuard unsaved={unsaved} />
      {readOnly && <Notice>Only an admin can change these settings.</Notice>}
      {isStale && (
        <StaleNotice
          what="The settings"
          busy={change.isPending}
          onTakeTheirs={async () => reset(await latest())}
          onKeepMine={async () => save((await latest()).version)}
        />
      )}
      {change.error && !isStale && hasFormProblem(change.error, settingsFields) && (
        <ProblemNotice problem={change.error} />
      )}
      <SettingsFields form={form} stored={settings} readOnly={readOnly} />
      <footer className={classes.footer}>
        <span>
          Last changed <RelativeTime at={settings.last_updated_at} /> · version {settings.version}
        </span>
        {!readOnly && (
          <>
            <Button variant="default" disabled={!unsaved} onClick={() => reset(settings)}>
              Discard
            </Button>
            <Button type="submit" disabled={!unsaved} loading={change.isPending}>
              Save
            </Button>
          </>
        )}
      </footer>
    </form>
  );
}
