import type { Integration } from '@ims/api-client';
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { sentence } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { RequestId } from '../../../shared/request-id.tsx';
import { ProviderLogo } from '../provider-logo.tsx';
import { LogoField } from '../set-logo/logo-field.tsx';
import { ConflictDialog } from './conflict-dialog.tsx';
import { ConnectionFields } from './connection-fields.tsx';
import { FormSection } from './form-section.tsx';
import { IdentityFields } from './identity-fields.tsx';
import classes from './integration-form.module.css';
import { ModelFields } from './model-fields.tsx';
import { UnsavedGuard } from './unsaved-guard.tsx';
import { type FormOptions, type UnsentLogo, useIntegrationForm } from './use-integration-form.ts';

interface IntegrationFormProps extends FormOptions {
  onCancel: () => void;
}

export function IntegrationForm({ onCancel, ...options }: IntegrationFormProps) {
  const state = useIntegrationForm(options);
  const { form, saved, logo, refusal, conflict } = state;
  const element = useFocusOnRefusal(refusal.count);
  const { provider, display_name, type } = form.values;
  return (
    <form ref={element} className={classes.form} onSubmit={state.submit} noValidate autoComplete="off">
      {refusal.problem && (
        <div className={classes.problem}>
          <ProblemNotice problem={refusal.problem} />
        </div>
      )}
      <IdentityFields form={form} saved={saved} />
      <ConnectionFields form={form} saved={saved} />
      {type === 'ai_provider' && <ModelFields form={form} saved={saved} />}
      <FormSection title="Logo" help="Shown in lists; the provider’s own glyph when there is none.">
        <LogoField
          wish={logo.wish}
          onWish={logo.choose}
          stored={saved?.logo_url ?? null}
          fallback={<ProviderLogo provider={provider} name={display_name || provider} size="lg" />}
          progress={logo.progress}
          refusal={logo.problem && <LogoRefusal problem={logo.problem} saved={saved} />}
        />
      </FormSection>
      <footer className={classes.footer}>
        <Button variant="default" size="sm" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" size="sm" loading={state.busy}>
          {logo.problem ? 'Try the logo again' : saved ? 'Save changes' : 'Connect'}
        </Button>
      </footer>
      {conflict && (
        <ConflictDialog
          {...conflict}
          busy={state.busy}
          onKeepMine={state.keepMine}
          onTakeTheirs={state.takeTheirs}
          onClose={state.backToForm}
        />
      )}
      <UnsavedGuard unsaved={state.unsaved} />
    </form>
  );
}

function LogoRefusal({ problem, saved }: Pick<UnsentLogo, 'problem'> & { saved: Integration | undefined }) {
  return (
    <>
      {saved?.display_name} is saved, but its logo is not. {sentence(problem)} <RequestId id={problem.request_id} />
    </>
  );
}

/** Takes the person to the first thing that is wrong, or to what the server said of the whole. */
function useFocusOnRefusal(refusals: number) {
  const element = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (refusals === 0) return;
    const wrong = element.current?.querySelector<HTMLElement>(
      ':is(input, textarea, [contenteditable])[aria-invalid=true]',
    );
    if (wrong) wrong.focus();
    else element.current?.querySelector('[role=alert]')?.scrollIntoView({ block: 'center' });
  }, [refusals]);
  return element;
}
