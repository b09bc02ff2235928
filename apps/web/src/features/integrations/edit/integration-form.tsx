import type { Integration } from '@ims/api-client';
import { useEffect, useRef } from 'react';
import { sentence } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { ProviderLogo } from '../../../shared/provider-logo.tsx';
import { RequestId } from '../../../shared/request-id.tsx';
import { UnsavedGuard } from '../../../shared/unsaved-guard.tsx';
import { LogoField } from '../set-logo/logo-field.tsx';
import { AdvancedFields } from './advanced-fields.tsx';
import { baseUrlFault } from './base-url.ts';
import { ConflictDialog } from './conflict-dialog.tsx';
import { ConnectionFields } from './connection-fields.tsx';
import { isEmpty, valueAt } from './connector-conditions.ts';
import { FormFooter } from './form-footer.tsx';
import { FormSection } from './form-section.tsx';
import { settingsTree } from './form-values.ts';
import { IdentityFields } from './identity-fields.tsx';
import classes from './integration-form.module.css';
import { ModelFields } from './model-fields.tsx';
import { ProviderFields } from './provider-fields.tsx';
import { TestPanel } from './test-panel.tsx';
import { useFormTest } from './use-form-test.ts';
import { useGoToField } from './use-go-to-field.ts';
import { type FormOptions, type UnsentLogo, useIntegrationForm } from './use-integration-form.ts';

interface IntegrationFormProps extends FormOptions {
  onCancel: () => void;
  /** A test runs, which Escape is to end before it closes anything. */
  onTesting: (running: boolean) => void;
}

export function IntegrationForm({ onCancel, onTesting, ...options }: IntegrationFormProps) {
  const state = useIntegrationForm(options);
  const { fields, logo, refusal, conflict } = state;
  const { form, saved, connector, needed } = fields;
  const element = useRef<HTMLFormElement>(null);
  useFocusOnRefusal(element, refusal.count);
  // The dialog looks for it only when it opens, which was for the catalogue.
  useEffect(() => element.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus(), []);
  const { advanced, go, labelOf, fieldLink } = useGoToField(element, connector);
  const test = useFormTest({ ...fields, onInvalid: refusal.point, onRefused: refusal.show });
  const testing = test.test?.state === 'running';
  useEffect(() => onTesting(testing), [testing, onTesting]);

  const { provider, display_name, type, base_url } = form.values;
  const tree = settingsTree(form.values);
  // Not before there is something that could be saved.
  const missing = baseUrlFault(base_url, { mail: true })
    ? []
    : needed.filter((pointer) => isEmpty(valueAt(tree, pointer)));
  return (
    <form ref={element} className={classes.form} onSubmit={state.submit} noValidate autoComplete="off">
      {refusal.problem && (
        <div className={classes.problem}>
          <ProblemNotice problem={refusal.problem} />
        </div>
      )}
      <IdentityFields {...fields} />
      <ConnectionFields {...fields} />
      <ProviderFields {...fields} />
      {type === 'ai_provider' && <ModelFields {...fields} offered={test.offered} />}
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
      <AdvancedFields {...fields} {...advanced} />
      <div className={classes.bottom}>
        <TestPanel test={test} fieldLink={fieldLink} />
        <FormFooter
          missing={missing.map((pointer) => ({ pointer, label: labelOf(pointer), go: () => go(pointer) }))}
          testing={testing}
          saving={state.busy}
          save={logo.problem ? 'Try the logo again' : saved ? 'Save changes' : 'Connect'}
          onTest={test.start}
          onCancel={onCancel}
        />
      </div>
      {conflict && (
        <ConflictDialog
          {...conflict}
          busy={state.busy}
          onKeepMine={state.keepMine}
          onTakeTheirs={state.takeTheirs}
          onClose={state.backToForm}
        />
      )}
      <UnsavedGuard unsaved={state.isUnsaved} />
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
function useFocusOnRefusal(element: React.RefObject<HTMLFormElement | null>, refusals: number) {
  useEffect(() => {
    if (refusals === 0) return;
    const wrong = element.current?.querySelector<HTMLElement>(
      ':is(input, textarea, [contenteditable])[aria-invalid=true]',
    );
    if (wrong) wrong.focus();
    else element.current?.querySelector('[role=alert]')?.scrollIntoView({ block: 'center' });
  }, [element, refusals]);
}
