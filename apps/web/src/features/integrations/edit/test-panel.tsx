import { useEffect } from 'react';
import { ConnectionTestView } from '../../../shared/connection-test/connection-test-view.tsx';
import classes from './test-panel.module.css';
import type { FormTest } from './use-form-test.ts';

interface TestPanelProps {
  test: FormTest;
  fieldLink: Parameters<typeof ConnectionTestView>[0]['fieldLink'];
}

/** The test of what stands in the form, above the buttons and in sight while fields are corrected. */
export function TestPanel({ test, fieldLink }: TestPanelProps) {
  const { test: shown, stale, start, cancel, clear } = test;
  const running = shown?.state === 'running';
  useEffect(() => {
    if (!running) return;
    const onKey = (event: KeyboardEvent) => {
      const handled = event.target instanceof Element && event.target.closest('[data-mantine-stop-propagation=true]');
      if (event.key === 'Escape' && !handled) cancel();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [running, cancel]);
  if (!shown) return null;
  return (
    <div className={classes.panel}>
      <ConnectionTestView
        test={shown}
        stale={stale}
        fieldLink={fieldLink}
        onAgain={start}
        onCancel={cancel}
        onClose={clear}
      />
    </div>
  );
}
