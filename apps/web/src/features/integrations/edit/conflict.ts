import type { Integration } from '@ims/api-client';
import { typeLabels } from '../../../shared/integration-types.ts';
import { type FieldName, fieldLabels, type IntegrationValues, valuesOf } from './form-values.ts';

/** A field that somebody else changed while the form was open. */
export interface ChangedMeanwhile {
  field: FieldName;
  theirs: string;
  /** What the form holds. */
  mine: string;
  /** Both changed it, and not to the same. */
  contested: boolean;
}

const plainFields = (Object.keys(fieldLabels) as FieldName[]).filter((field) => field !== 'secret');

/** What changed between the version the form was filled from and the one that is current now. */
export function changedMeanwhile(before: Integration, after: Integration, mine: IntegrationValues): ChangedMeanwhile[] {
  const was = valuesOf(before);
  const now = valuesOf(after);
  const changed = plainFields
    .filter((field) => now[field] !== was[field])
    .map((field): ChangedMeanwhile => {
      const contested = mine[field] !== was[field] && mine[field] !== now[field];
      return { field, theirs: shown(now, field), mine: shown(mine, field), contested };
    });
  return before.password_updated_at === after.password_updated_at ? changed : [...changed, secretChange(after, mine)];
}

function secretChange({ password_masked }: Integration, { secret }: IntegrationValues): ChangedMeanwhile {
  const mine = { keep: 'Unchanged', clear: 'Cleared', replace: secret.text ? 'A new secret' : 'Unchanged' }[
    secret.intent
  ];
  return {
    field: 'secret',
    theirs: password_masked ? 'A new secret' : 'Cleared',
    mine,
    contested: mine !== 'Unchanged',
  };
}

function shown(values: IntegrationValues, field: FieldName): string {
  if (field === 'active') return values.active ? 'Active' : 'Inactive';
  if (field === 'type') return typeLabels[values.type];
  return String(values[field] || 'Nothing');
}
