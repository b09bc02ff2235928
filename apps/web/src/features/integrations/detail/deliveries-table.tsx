import type { NotificationDelivery } from '@ims/api-client';
import { Button } from '@mantine/core';
import table from '../../../shared/data-table.module.css';
import { DataTable, Head } from '../../../shared/data-table.tsx';
import { counted } from '../../../shared/format.ts';
import { toProblem } from '../../../shared/problem.ts';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { StatusBadge, type Tone } from '../../../shared/status-badge.tsx';
import { toast } from '../../../shared/toast.tsx';
import classes from './deliveries.module.css';
import { useRetryDelivery } from './deliveries.queries.ts';

const states: Record<NotificationDelivery['status'], { label: string; tone: Tone }> = {
  pending: { label: 'On its way', tone: 'info' },
  delivered: { label: 'Delivered', tone: 'ok' },
  failed: { label: 'Failed', tone: 'bad' },
};

export function DeliveriesTable({ id, deliveries }: { id: number; deliveries: readonly NotificationDelivery[] }) {
  return (
    <DataTable
      className={classes.table}
      head={
        <>
          <Head>Message</Head>
          <Head>State</Head>
          <Head wide>Last answer</Head>
          <Head>Sent</Head>
        </>
      }
    >
      <tbody>
        {deliveries.map((delivery) => (
          <DeliveryRow key={delivery.id} id={id} delivery={delivery} />
        ))}
      </tbody>
    </DataTable>
  );
}

function DeliveryRow({ id, delivery }: { id: number; delivery: NotificationDelivery }) {
  const { message, event, status, attempts, answer, created_at } = delivery;
  const { label, tone } = states[status];
  return (
    <tr>
      <td className={classes.message} title={message.text}>
        {message.title} <code>{event}</code>
      </td>
      <td>
        <span className={classes.state}>
          <StatusBadge tone={tone} title={counted(attempts, 'attempt')}>
            {label}
          </StatusBadge>
          {status === 'failed' && <Retry id={id} delivery={delivery} />}
        </span>
      </td>
      <td className={`${table.wide} ${classes.answer}`}>{answer}</td>
      <td>
        <RelativeTime at={created_at} />
      </td>
    </tr>
  );
}

function Retry({ id, delivery }: { id: number; delivery: NotificationDelivery }) {
  const { mutate, isPending } = useRetryDelivery(id);
  return (
    <Button
      variant="default"
      size="compact-xs"
      loading={isPending}
      aria-label={`Send again: ${delivery.message.title}`}
      onClick={() =>
        mutate(delivery.id, { onError: (error) => toast.problem(toProblem(error), 'It was not sent again') })
      }
    >
      Send again
    </Button>
  );
}
