import { Button } from '@mantine/core';
import { Notice } from './problem-notice.tsx';

interface StaleNoticeProps {
  /** What was changed meanwhile: "These settings". */
  what: string;
  busy?: boolean;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
}

/** The way forward after a 412: somebody else saved first. */
export function StaleNotice({ what, busy = false, onTakeTheirs, onKeepMine }: StaleNoticeProps) {
  return (
    <Notice
      tone="warn"
      title={`${what} changed while you were editing`}
      actions={
        <>
          <Button variant="default" onClick={onTakeTheirs} disabled={busy}>
            Load theirs
          </Button>
          <Button onClick={onKeepMine} loading={busy}>
            Save mine anyway
          </Button>
        </>
      }
    >
      Somebody else saved first, so nothing of yours was saved. Load what they saved and lose your changes here, or save
      yours over it.
    </Notice>
  );
}
