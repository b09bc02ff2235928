import type { TestResult } from '@ims/api-client';
import { ActionIcon, Button, Loader, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconClockExclamation, IconPlayerStop, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { sentence } from '../problem.ts';
import { RequestId } from '../request-id.tsx';
import classes from './connection-test-view.module.css';
import { StageList, stageWords, verdictWords } from './stage-list.tsx';
import type { ConnectionTest } from './use-connection-test.ts';

interface ConnectionTestViewProps {
  test: ConnectionTest;
  /** The values have changed since they were tested. */
  stale?: boolean;
  fieldLink?: Parameters<typeof StageList>[0]['fieldLink'];
  onAgain: () => void;
  onCancel: () => void;
  /** Takes the result away. */
  onClose?: () => void;
}

/** A connection test as it goes on: the verdict above, its stages below. */
export function ConnectionTestView({ test, stale = false, fieldLink, ...on }: ConnectionTestViewProps) {
  const { state, stages, result, problem } = test;
  const running = state === 'running';
  return (
    <section className={classes.view} aria-label="Connection test" data-stale={stale || undefined}>
      <header className={classes.header}>
        <Verdict test={test} />
        <div className={classes.actions}>
          {running ? (
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconPlayerStop size={13} aria-hidden />}
              onClick={on.onCancel}
            >
              Cancel
            </Button>
          ) : (
            <Button variant="default" size="compact-xs" onClick={on.onAgain}>
              Test again
            </Button>
          )}
          {on.onClose && !running && (
            <ActionIcon size="sm" onClick={on.onClose} aria-label="Hide the test">
              <IconX size={14} aria-hidden />
            </ActionIcon>
          )}
        </div>
      </header>
      {stale && !running && (
        <p className={classes.stale}>
          <IconClockExclamation size={14} aria-hidden />
          You have changed the form since. This result is for the earlier values.
        </p>
      )}
      {problem ? (
        <p className={classes.problem}>
          {sentence(problem)} <RequestId id={problem.request_id} />
        </p>
      ) : (
        <div className={classes.stages}>
          <StageList stages={stages} running={running} fieldLink={fieldLink} />
        </div>
      )}
      <VisuallyHidden role="status">{announcement(test, result)}</VisuallyHidden>
    </section>
  );
}

function Verdict({ test: { state, result, problem } }: { test: ConnectionTest }) {
  if (state === 'running') return <Headline icon={<Loader size={14} />}>Testing the connection…</Headline>;
  if (state === 'cancelled') return <Headline icon={<IconPlayerStop size={15} aria-hidden />}>Test cancelled</Headline>;
  if (!result) {
    return (
      <Headline tone="bad" icon={<IconX size={15} aria-hidden />}>
        {problem?.title}
      </Headline>
    );
  }
  const { tone, Icon } = looks[result.status];
  return (
    <Headline tone={tone} icon={<Icon size={15} stroke={2.25} aria-hidden />}>
      {verdictSentence(result)}
      <data className={classes.time} value={result.latency_ms}>
        {result.latency_ms} ms
      </data>
    </Headline>
  );
}

const looks = {
  healthy: { tone: 'ok', Icon: IconCheck },
  degraded: { tone: 'warn', Icon: IconAlertTriangle },
  failing: { tone: 'bad', Icon: IconX },
} as const;

const kinds = { user: '', app: ' (app)', bot: ' (bot)', key: ' (key)', endpoint: '' } as const;

function verdictSentence({ status, identity, message }: TestResult): string {
  if (status === 'failing') return message;
  const connected = identity ? `Connected as ${identity.name}${kinds[identity.kind]}` : 'The connection works';
  return status === 'degraded' ? `${connected}, with a warning` : connected;
}

interface HeadlineProps {
  tone?: 'ok' | 'warn' | 'bad';
  icon: ReactNode;
  children: ReactNode;
}

const Headline = ({ tone, icon, children }: HeadlineProps) => (
  <p className={classes.headline} data-tone={tone}>
    <span className={classes.icon}>{icon}</span>
    <span>{children}</span>
  </p>
);

/** What a screen reader is told: each stage as it ends, then the verdict. */
function announcement({ state, stages, problem }: ConnectionTest, result: TestResult | undefined): string {
  if (result) return verdictSentence(result);
  if (state === 'cancelled') return 'Test cancelled';
  if (problem) return problem.title;
  const last = stages.at(-1);
  return last ? `${stageWords[last.name]} ${verdictWords[last.verdict]}` : 'Testing the connection';
}
