import { Button } from '@mantine/core';
import { toProblem } from './problem.ts';
import { Notice } from './problem-notice.tsx';
import { toast } from './toast.tsx';

interface StaleNoticeProps {
  /** What was changed meanwhile: "These settings". */
  what: string;
  busy?: boolean;
  /** Both read again first what was saved, which may fail. */
  onTakeTheirs: () => Promise<void>;
  onKeepMine: () => Promise<void>;
}

const told = (error: unknown) => toast.problem(toProblem(error));

/** The way forward after a 412: somebody else saved first. */
export function StaleNotice({ what, busy = false, onTakeTheirs, onKeepMine }: StaleNoticeProps) {
  return (
    <Notice
      tone="warn"
      title={`${what} changed while you were editing`}
      actions={
        <>
          <Button variant="default" onClick={() => void onTakeTheirs().catch(told)} disabled={busy}>
            Load theirs
          </Button>
          <Button onClick={() => void onKeepMine().catch(told)} loading={busy}>
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
