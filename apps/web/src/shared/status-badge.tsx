import {
  IconAlertTriangle,
  IconCheck,
  IconInfoSmall,
  IconPlayerPause,
  IconQuestionMark,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import classes from './status-badge.module.css';

export type Tone = 'ok' | 'warn' | 'bad' | 'idle' | 'unknown' | 'info';

const icons: Record<Tone, TablerIcon> = {
  ok: IconCheck,
  warn: IconAlertTriangle,
  bad: IconX,
  idle: IconPlayerPause,
  unknown: IconQuestionMark,
  info: IconInfoSmall,
};

interface StatusBadgeProps {
  tone: Tone;
  children: ReactNode;
  /** Instead of the icon of the tone. */
  icon?: TablerIcon;
  /** More about it, on hover. */
  title?: string;
}

/** A state as a dot, an icon and a word, so that colour never tells it alone. */
export function StatusBadge({ tone, children, icon, title }: StatusBadgeProps) {
  const Icon = icon ?? icons[tone];
  return (
    <span className={classes.badge} data-tone={tone} title={title}>
      <span className={classes.dot}>
        <Icon size={11} stroke={2.75} aria-hidden />
      </span>
      {children}
    </span>
  );
}
