import type { AuditEntry } from '@ims/api-client';
import { exactTime } from '../../shared/format.ts';
import { RequestId } from '../../shared/request-id.tsx';
import classes from './audit-details.module.css';
import { AuditValue } from './audit-value.tsx';

const actorKinds = {
  member: 'Person',
  service: 'Service account',
  operator: 'Operator of the installation',
  system: 'The system itself',
} as const;

/** One entry in full: when and by whom exactly, and each field before and after. */
export function AuditDetails({ entry }: { entry: AuditEntry }) {
  const { at, actor, action, resource, changes, request_id } = entry;
  return (
    <div className={classes.details}>
      <dl className={classes.facts}>
        <div>
          <dt>When</dt>
          <dd>{exactTime(new Date(at))}</dd>
        </div>
        <div>
          <dt>By</dt>
          <dd>
            {actorKinds[actor.kind]}
            {actor.id !== null && ` ${actor.id}`}
          </dd>
        </div>
        <div>
          <dt>Action</dt>
          <dd>
            <code>{action}</code>
          </dd>
        </div>
        <div>
          <dt>Resource</dt>
          <dd>
            <code>
              {resource.type} {resource.id}
            </code>
          </dd>
        </div>
        {request_id && (
          <div>
            <dt>Request</dt>
            <dd>
              <RequestId id={request_id} label={null} />
            </dd>
          </div>
        )}
      </dl>
      <Changes changes={changes} />
    </div>
  );
}

function Changes({ changes }: Pick<AuditEntry, 'changes'>) {
  const fields = Object.entries(changes);
  if (fields.length === 0) return <p className={classes.none}>No field changed its value.</p>;
  const hasBefore = fields.some(([, { before }]) => before !== null);
  const hasAfter = fields.some(([, { after }]) => after !== null);
  return (
    <table className={classes.changes}>
      <thead>
        <tr>
          <th scope="col">Field</th>
          {hasBefore && <th scope="col">Before</th>}
          {hasAfter && <th scope="col">After</th>}
        </tr>
      </thead>
      <tbody>
        {fields.map(([name, { before, after }]) => (
          <tr key={name}>
            <th scope="row">
              <code>{name}</code>
            </th>
            {hasBefore && (
              <td>
                <AuditValue value={before} side="before" />
              </td>
            )}
            {hasAfter && (
              <td>
                <AuditValue value={after} side="after" />
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
