import type { Settings } from '@ims/api-client';
import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { ifMatch } from '../../shared/api.ts';
import { SaveProblem } from '../../shared/form-dialog.tsx';
import { LeaveGuard } from '../../shared/leave-guard.tsx';
import { tenantOptions, useMay } from '../../shared/me.ts';
import { Notice } from '../../shared/problem-notice.tsx';
import { RelativeTime } from '../../shared/relative-time.tsx';
import { StaleNotice } from '../../shared/stale-notice.tsx';
import { toast } from '../../shared/toast.tsx';
import { useFilledForm } from '../../shared/use-filled-form.ts';
import { useSaving } from '../../shared/use-saving.ts';
import { useChangeSettings } from './settings.queries.ts';
import { SettingsFields } from './settings-fields.tsx';
import classes from './settings-form.module.css';
import { bodyOf, settingsFields, settingsRules, valuesOf } from './settings-values.ts';

export function SettingsForm({ settings: current }: { settings: Settings }) {
  const { form, filledFrom: settings, fill } = useFilledForm(current, valuesOf, settingsRules);
  const { save, busy, problem, reset } = useSaving(useChangeSettings(), form, settingsFields);
  const cache = useQueryClient();
  const readOnly = !useMay()('tenant:write');
  const unsaved = form.isDirty();

  const startFrom = (stored: Settings) => {
    fill(stored);
    reset();
  };
  const saveOver = ({ version }: Settings) =>
    save({ body: bodyOf(form.values), headers: ifMatch(version) }, (saved) => {
      startFrom(saved);
      toast.done('Settings saved');
    });
  const stale = (
    <StaleNotice
      what="The settings"
      busy={busy}
      latest={() => cache.fetchQuery({ ...tenantOptions(), staleTime: 0 })}
      onTakeTheirs={startFrom}
      onKeepMine={saveOver}
    />
  );

  return (
    <form onSubmit={form.onSubmit(() => saveOver(settings))} className={classes.form} noValidate>
      <LeaveGuard unsaved={unsaved} />
      {readOnly && <Notice>Only an admin can change these settings.</Notice>}
      <SaveProblem problem={problem} stale={stale} />
      <SettingsFields form={form} stored={settings} readOnly={readOnly} />
      <footer className={classes.footer}>
        <span>
          Last changed <RelativeTime at={settings.last_updated_at} /> · version {settings.version}
        </span>
        {!readOnly && (
          <>
            <Button variant="default" disabled={!unsaved} onClick={() => startFrom(settings)}>
              Discard
            </Button>
            <Button type="submit" disabled={!unsaved} loading={busy}>
              Save
            </Button>
          </>
        )}
      </footer>
    </form>
  );
}
