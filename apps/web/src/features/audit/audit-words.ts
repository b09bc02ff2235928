import type { AuditEntry } from '@ims/api-client';
import {
  IconBuilding,
  IconKey,
  IconPigMoney,
  IconPlug,
  IconPuzzle,
  IconQuestionMark,
  IconUser,
  type TablerIcon,
} from '@tabler/icons-react';

interface ResourceWords {
  label: string;
  icon: TablerIcon;
  /** What can happen to it, and how to say that it did. */
  actions: Readonly<Record<string, string>>;
}

/** The API's words for what it records, and ours. Anything it adds later is shown under its own name. */
const resources: Readonly<Record<string, ResourceWords>> = {
  integration: {
    label: 'Integration',
    icon: IconPlug,
    actions: {
      created: 'connected',
      updated: 'changed',
      deleted: 'deleted',
      logo_changed: 'changed the logo of',
      logo_removed: 'removed the logo of',
      health_changed: 'saw the health change of',
      credentials_read: 'read the credentials of',
    },
  },
  connector: {
    label: 'Connector',
    icon: IconPuzzle,
    actions: { created: 'wrote', updated: 'wrote a new version of', deleted: 'deleted' },
  },
  member: {
    label: 'Person',
    icon: IconUser,
    actions: {
      created: 'added',
      updated: 'changed',
      removed: 'removed',
      password_changed: 'changed the own password,',
    },
  },
  service_account: {
    label: 'Service account',
    icon: IconKey,
    actions: {
      created: 'created',
      deleted: 'deleted',
      key_created: 'made a key for',
      key_revoked: 'revoked a key of',
    },
  },
  budgets: { label: 'Budgets', icon: IconPigMoney, actions: { updated: 'changed' } },
  tenant: {
    label: 'Tenant',
    icon: IconBuilding,
    actions: {
      created: 'created the tenant',
      updated: 'changed the settings of',
      suspended: 'suspended the tenant',
      resumed: 'resumed the tenant',
    },
  },
};

export const resourceOptions = Object.entries(resources).map(([value, { label }]) => ({ value, label }));

/** The actions to filter by: of one kind of resource, or of all. */
export function actionOptions(resource: string | undefined) {
  return Object.entries(resources)
    .filter(([type]) => resource === undefined || type === resource)
    .flatMap(([type, { label, actions }]) =>
      Object.keys(actions).map((action) => ({
        value: `${type}.${action}`,
        label: `${label} ${action.replaceAll('_', ' ')}`,
      })),
    );
}

/** "changed", to stand between who did it and what it was done to. */
export function verbOf({ action, resource }: AuditEntry): string {
  const name = action.split('.').at(-1) ?? action;
  return resources[resource.type]?.actions[name] ?? name.replaceAll('_', ' ');
}

export const resourceIcon = (type: string) => resources[type]?.icon ?? IconQuestionMark;
export const resourceLabel = (type: string) => resources[type]?.label ?? type.replaceAll('_', ' ');
