import { Button } from '@mantine/core';
import { toProblem } from './problem.ts';
import { Notice } from './problem-notice.tsx';
import { toast } from './toast.tsx';

interface StaleNoticeProps<Stored> {
  /** What was changed meanwhile: "These settings". */
  what: string;
  busy?: boolean;
  /** Reads again what they saved; undefined when it is gone. */
  latest: () => Promise<Stored | undefined>;
  onTakeTheirs: (theirs: Stored) => void;
  onKeepMine: (theirs: Stored) => void;
}

/** The way forward after a 412: somebody else saved first. */
export function StaleNotice<Stored>(props: StaleNoticeProps<Stored>) {
  const { what, busy = false, latest, onTakeTheirs, onKeepMine } = props;
  const withTheirs = (go: (theirs: Stored) => void) =>
    void latest()
      .then((theirs) => theirs && go(theirs))
      .catch((error: unknown) => toast.problem(toProblem(error)));
  return (
    <Notice
      tone="warn"
      title={`${what} changed while you were editing`}
      actions={
        <>
          <Button variant="default" onClick={() => withTheirs(onTakeTheirs)} disabled={busy}>
            Load theirs
          </Button>
          <Button onClick={() => withTheirs(onKeepMine)} loading={busy}>
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
