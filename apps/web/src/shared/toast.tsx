import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { type ApiProblem, sentence } from './problem.ts';
import { RequestId } from './request-id.tsx';
import classes from './toast.module.css';

interface Undo {
  label?: string;
  run: () => void;
}

/** Short word at the edge of the page about something that was done. */
export const toast = {
  done(message: string, undo?: Undo): void {
    const id = notifications.show({
      icon: <IconCheck size={16} aria-hidden />,
      color: 'teal',
      autoClose: undo ? 8000 : 4000,
      message: (
        <div className={classes.row}>
          <span>{message}</span>
          {undo && (
            <Button
              variant="default"
              size="compact-xs"
              onClick={() => {
                notifications.hide(id);
                undo.run();
              }}
            >
              {undo.label ?? 'Undo'}
            </Button>
          )}
        </div>
      ),
    });
  },

  /** For a failure that has no better place on the page. Stays until it is closed. */
  problem(problem: ApiProblem, title?: string): void {
    notifications.show({
      icon: <IconAlertTriangle size={16} aria-hidden />,
      color: 'red',
      autoClose: false,
      title: title ?? problem.title,
      message: (
        <>
          {sentence(problem)}
          <RequestId id={problem.request_id} />
        </>
      ),
    });
  },
};
