import { useTenant } from '../../shared/me.ts';
import { Page } from '../../shared/page.tsx';
import { SettingsForm } from './settings-form.tsx';

export function SettingsPage() {
  const settings = useTenant();
  return (
    <Page title="Settings" width="narrow">
      <SettingsForm settings={settings} />
    </Page>
  );
}
