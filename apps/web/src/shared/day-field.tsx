import { TextInput } from '@mantine/core';
import classes from './day-field.module.css';

interface DayFieldProps {
  /** "From", "To". */
  label: string;
  /** `2026-03-29`. */
  value: string | undefined;
  min?: string;
  max?: string;
  className?: string;
  onChange: (day: string | undefined) => void;
}

/** One end of a period, in days. */
export function DayField({ label, value = '', className = '', onChange, ...limits }: DayFieldProps) {
  return (
    <TextInput
      size="xs"
      type="date"
      className={`${classes.day} ${className}`}
      leftSection={<span className={classes.label}>{label}</span>}
      leftSectionWidth={48}
      aria-label={`${label} this day`}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value || undefined)}
      {...limits}
    />
  );
}
