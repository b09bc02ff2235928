import { Page } from '../../shared/page.tsx';

export function KitPage() {
  return <Page title="Kit">…</Page>;
}
