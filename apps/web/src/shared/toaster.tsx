import '@mantine/notifications/styles.layer.css';
import { Button } from '@mantine/core';
import { Notifications, notifications } from '@mantine/notifications';
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { type ApiProblem, sentence } from './problem.ts';
import { RequestId } from './request-id.tsx';
import type { ToastAction } from './toast.tsx';
import classes from './toaster.module.css';

const looks = {
  classNames: {
    root: classes.toast,
    icon: classes.icon,
    title: classes.title,
    description: classes.description,
    closeButton: classes.close,
  },
} as const;

export function Toaster() {
  return <Notifications position="bottom-right" limit={3} transitionDuration={120} containerWidth={380} />;
}

export function showDone(message: string, action?: ToastAction): void {
  const id = notifications.show({
    ...looks,
    'data-tone': 'ok',
    icon: <IconCheck size={12} stroke={2.75} aria-hidden />,
    autoClose: action ? 8000 : 4000,
    message: (
      <div className={classes.row}>
        <span>{message}</span>
        {action && (
          <Button
            variant="default"
            size="compact-xs"
            onClick={() => {
              notifications.hide(id);
              action.run();
            }}
          >
            {action.label}
          </Button>
        )}
      </div>
    ),
  });
}

export function showProblem(problem: ApiProblem, title = problem.title): void {
  notifications.show({
    ...looks,
    'data-tone': 'bad',
    role: 'alert',
    icon: <IconAlertTriangle size={12} stroke={2.5} aria-hidden />,
    autoClose: false,
    title,
    message: (
      <>
        {sentence(problem)}
        <RequestId id={problem.request_id} />
      </>
    ),
  });
}
