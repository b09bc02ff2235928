import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx';
import { DialogButtons, DialogForm, SaveProblem } from '../../shared/form-dialog.tsx';
import type { ApiProblem } from '../../shared/problem.ts';
import { Notice, ProblemNotice } from '../../shared/problem-notice.tsx';
import { RelativeTime } from '../../shared/relative-time.tsx';
import { RequestId } from '../../shared/request-id.tsx';
import { StaleNotice } from '../../shared/stale-notice.tsx';
import { StatusBadge } from '../../shared/status-badge.tsx';
import { toast } from '../../shared/toast.tsx';
import classes from './kit-page.module.css';
import { Sample } from './sample.tsx';

export const sampleProblem: ApiProblem = {
  type: 'urn:ims:problem:internal_error',
  status: 500,
  code: 'internal_error',
  title: 'Something went wrong on our side',
  detail: 'Try again in a moment. If it stays, tell us the request.',
  request_id: '3f0c2f0e-7f5d-4d0e-9d6b-1f4b8a2c9e11',
};

const nothing = () => undefined;
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

export function MessageSamples() {
  return (
    <>
      <Sample name="StatusBadge">
        <StatusBadge tone="ok">Healthy</StatusBadge>
        <StatusBadge tone="warn">Degraded</StatusBadge>
        <StatusBadge tone="bad">Failing</StatusBadge>
        <StatusBadge tone="idle">Inactive</StatusBadge>
        <StatusBadge tone="unknown">Not checked yet</StatusBadge>
        <StatusBadge tone="info">New</StatusBadge>
      </Sample>
      <Sample name="RelativeTime, RequestId">
        <RelativeTime at={ago(5)} />
        <RelativeTime at={ago(400)} />
        <RelativeTime at={ago(100_000)} />
        <RelativeTime at={null} />
        <RequestId id={sampleProblem.request_id} />
      </Sample>
      <Sample name="Notice, ProblemNotice, StaleNotice">
        <div className={classes.wide}>
          <Notice>Only an admin can change these settings.</Notice>
        </div>
        <div className={classes.wide}>
          <Notice tone="warn" title="The database is away">
            This page keeps trying, and goes on by itself.
          </Notice>
        </div>
        <div className={classes.wide}>
          <ProblemNotice problem={sampleProblem} />
        </div>
        <div className={classes.wide}>
          <StaleNotice what="Jira" latest={() => Promise.resolve(1)} onKeepMine={nothing} onTakeTheirs={nothing} />
        </div>
      </Sample>
      <Sample name="DialogForm, SaveProblem, DialogButtons">
        <div className={classes.wide}>
          <DialogForm>
            <SaveProblem problem={sampleProblem} />
            <TextInput label="Name" defaultValue="Ada" />
            <DialogButtons busy={false} onCancel={nothing}>
              Add
            </DialogButtons>
          </DialogForm>
        </div>
      </Sample>
      <Sample name="Toasts, ConfirmDialog">
        <Toasters />
      </Sample>
    </>
  );
}

function Toasters() {
  const [opened, setOpened] = useState(false);
  const close = () => setOpened(false);
  return (
    <>
      <Button variant="default" onClick={() => toast.done('Jira is inactive', { label: 'Undo', run: nothing })}>
        Done, with undo
      </Button>
      <Button variant="default" onClick={() => toast.problem(sampleProblem)}>
        Problem
      </Button>
      <Button variant="default" onClick={() => setOpened(true)}>
        Dialog
      </Button>
      {opened && (
        <ConfirmDialog title="Remove Ada?" confirm="Remove" danger onConfirm={close} onClose={close}>
          She is signed out at once.
        </ConfirmDialog>
      )}
    </>
  );
}
