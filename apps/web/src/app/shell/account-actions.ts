import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { session } from '../../shared/api.ts';
import { toProblem } from '../../shared/problem.ts';
import { toast } from '../../shared/toast.tsx';

export const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

export const signOut = () =>
  void session.signOut().catch((error: unknown) => toast.problem(toProblem(error), 'You are still signed in'));
