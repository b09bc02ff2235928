import type { Member } from '@ims/api-client';
import { IconEye, IconShieldCheck, IconUser, type TablerIcon } from '@tabler/icons-react';

export type Role = Member['role'];

export const roles: Record<Role, { label: string; icon: TablerIcon; may: string }> = {
  admin: {
    label: 'Admin',
    icon: IconShieldCheck,
    may: 'Everything in the tenant: integrations, people, settings, the audit log.',
  },
  user: { label: 'User', icon: IconUser, may: 'Sees integrations with their addresses and users, changes nothing.' },
  viewer: { label: 'Viewer', icon: IconEye, may: 'Sees integrations without addresses and users.' },
};

export const roleNames = ['admin', 'user', 'viewer'] as const satisfies readonly Role[];
