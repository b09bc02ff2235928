import type { Integration } from '@ims/api-client';
import { Button } from '@mantine/core';
import { ConnectionTestView } from '../../../shared/connection-test/connection-test-view.tsx';
import type { ConnectionTest } from '../../../shared/connection-test/use-connection-test.ts';
import { useMay } from '../../../shared/me.ts';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { Section } from '../../../shared/section.tsx';
import type { StoredTest } from '../use-stored-test.ts';
import { useHealth } from './detail.queries.ts';
import classes from './last-test.module.css';

interface LastTestProps {
  integration: Integration;
  test: StoredTest;
}

/** The test that runs, else the last one that ran, stage by stage. */
export function LastTest({ integration, test }: LastTestProps) {
  const mayWrite = useMay()('integrations:write');
  const { data } = useHealth(integration.id, '24h');
  const last = data?.last_test;
  const shown: ConnectionTest | undefined =
    test.test ?? (last ? { state: 'done', stages: last.stages, result: last, subject: '' } : undefined);
  // The messages of a test tell of addresses, which not everybody may see.
  if (!mayWrite) return null;
  return (
    <Section
      title="Connection"
      help={
        !test.test &&
        last && (
          <>
            Last run <RelativeTime at={last.checked_at} />.
          </>
        )
      }
    >
      {shown ? (
        <ConnectionTestView
          test={shown}
          onAgain={test.start}
          onCancel={test.cancel}
          onClose={test.test && test.clear}
        />
      ) : (
        <div className={classes.none}>
          <p>Not tested yet. A test goes all the way to the system and tells which step fails, if one does.</p>
          <Button variant="default" onClick={test.start}>
            Test now
          </Button>
        </div>
      )}
    </Section>
  );
}
