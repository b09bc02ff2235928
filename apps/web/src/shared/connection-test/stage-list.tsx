import type { TestStage } from '@ims/api-client';
import { Anchor, Loader, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCircleDashed, IconMinus, IconX, type TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './stage-list.module.css';

type StageName = TestStage['name'];

/** The way of every test, and what each step of it is called. */
export const stageWords: Record<StageName, string> = {
  address: 'Address',
  policy: 'Destination',
  dns: 'Host name',
  connect: 'Connection',
  tls: 'Encryption',
  auth: 'Login',
  identity: 'Identity',
  permissions: 'Permissions',
  sample: 'First data',
};
const stageNames = Object.keys(stageWords) as StageName[];

export const verdictWords = { pass: 'passed', warn: 'warns', fail: 'failed', skip: 'left out' } as const;
const verdictIcons: Record<TestStage['verdict'], TablerIcon> = {
  pass: IconCheck,
  warn: IconAlertTriangle,
  fail: IconX,
  skip: IconMinus,
};

interface StageListProps {
  /** Those that have ended. */
  stages: readonly TestStage[];
  running?: boolean;
  /** The way to the field at a pointer; nothing when there is none here. */
  fieldLink?: (pointer: string) => { label: string; go: () => void } | undefined;
}

/** All stages of a connection test: those that ended with what they found, the current one, and those to come. */
export function StageList({ stages, running = false, fieldLink }: StageListProps) {
  const pending = stageNames.filter((name) => !stages.some((stage) => stage.name === name));
  return (
    <ol className={classes.list}>
      {stages.map((stage) => (
        <EndedStage key={stage.name} stage={stage} link={stage.field ? fieldLink?.(stage.field) : undefined} />
      ))}
      {pending.map((name, index) => (
        <PendingStage key={name} name={name} current={running && index === 0} waiting={running} />
      ))}
    </ol>
  );
}

interface EndedStageProps {
  stage: TestStage;
  link: { label: string; go: () => void } | undefined;
}

function EndedStage({ stage, link }: EndedStageProps) {
  const { name, verdict, message, remedy, ms, upstream } = stage;
  const Icon = verdictIcons[verdict];
  const atFault = verdict === 'warn' || verdict === 'fail';
  return (
    <Row name={name} verdict={verdict} icon={<Icon size={14} stroke={2.25} aria-hidden />}>
      <span className={classes.message} title={atFault ? undefined : message}>
        <VisuallyHidden>{verdictWords[verdict]}: </VisuallyHidden>
        {message}
        {atFault && (
          <span className={classes.remedy}>
            {remedy}
            {upstream && ` The system answered with status ${upstream.status}.`}
            {link && (
              <>
                {' '}
                <Anchor component="button" type="button" onClick={link.go}>
                  Go to {link.label}
                </Anchor>
              </>
            )}
          </span>
        )}
      </span>
      <data className={classes.ms} value={ms}>
        {verdict === 'skip' ? '' : `${ms} ms`}
      </data>
    </Row>
  );
}

function PendingStage({ name, current, waiting }: { name: StageName; current: boolean; waiting: boolean }) {
  return (
    <Row
      name={name}
      verdict={current ? 'current' : 'pending'}
      icon={current ? <Loader size={13} /> : <IconCircleDashed size={14} aria-hidden />}
    >
      <span className={classes.message}>{current ? 'Under way…' : waiting ? '' : 'Not reached'}</span>
    </Row>
  );
}

interface RowProps {
  name: StageName;
  verdict: TestStage['verdict'] | 'current' | 'pending';
  icon: ReactNode;
  children: ReactNode;
}

const Row = ({ name, verdict, icon, children }: RowProps) => (
  <li className={classes.stage} data-verdict={verdict}>
    <span className={classes.icon}>{icon}</span>
    <span className={classes.name}>{stageWords[name]}</span>
    {children}
  </li>
);
