import { Page } from '../../shared/page.tsx';
import { useTenant } from '../../shared/me.ts';
import { SettingsForm } from './settings-form.tsx';

export function SettingsPage() {
  const settings = useTenant();
  return (
    <Page title="Settings" width="narrow">
      <SettingsForm settings={settings} />
    </Page>
  );
}
