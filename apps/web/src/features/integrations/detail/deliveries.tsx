import type { Integration, SendingResult } from '@ims/api-client';
import { Button } from '@mantine/core';
import { IconSend } from '@tabler/icons-react';
import { useMay } from '../../../shared/me.ts';
import { EmptyState, QueryState, TableSkeleton } from '../../../shared/page-state.tsx';
import { toProblem } from '../../../shared/problem.ts';
import { Notice, ProblemNotice } from '../../../shared/problem-notice.tsx';
import { Section } from '../../../shared/section.tsx';
import classes from './deliveries.module.css';
import { useDeliveries, useSendTest } from './deliveries.queries.ts';
import { DeliveriesTable } from './deliveries-table.tsx';

/** The messages sent through a notification channel, for those who may see them. */
export function Deliveries({ integration }: { integration: Integration }) {
  const mayWrite = useMay()('integrations:write');
  return mayWrite && <Channel integration={integration} />;
}

function Channel({ integration: { id, active } }: { integration: Integration }) {
  const query = useDeliveries(id);
  const { mutate, data: result, error, isPending } = useSendTest(id);
  return (
    <Section
      title="Deliveries"
      help="Messages sent through this channel, newest first."
      content="flush"
      actions={
        active && (
          <Button
            variant="default"
            leftSection={<IconSend size={14} aria-hidden />}
            loading={isPending}
            onClick={() => mutate()}
          >
            Send a test message
          </Button>
        )
      }
    >
      {error && (
        <div className={classes.notice}>
          <ProblemNotice problem={toProblem(error)} />
        </div>
      )}
      {result && <Sent result={result} />}
      <QueryState query={query} skeleton={<TableSkeleton rows={4} />}>
        {({ pages }) => {
          const deliveries = pages.flatMap(({ rows }) => rows);
          if (deliveries.length === 0) {
            return (
              <EmptyState icon={IconSend} title="Nothing was sent yet">
                When the health of an integration changes or a secret is about to expire, the message is listed here.
              </EmptyState>
            );
          }
          return (
            <>
              <DeliveriesTable id={id} deliveries={deliveries} />
              {query.hasNextPage && (
                <div className={classes.more}>
                  <Button
                    variant="subtle"
                    color="gray"
                    loading={query.isFetchingNextPage}
                    onClick={() => void query.fetchNextPage()}
                  >
                    Show more
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </QueryState>
    </Section>
  );
}

function Sent({ result: { delivered, message, remedy, latency_ms } }: { result: SendingResult }) {
  return (
    <div className={classes.notice}>
      <Notice tone={delivered ? 'info' : 'bad'} title={delivered ? `Delivered in ${latency_ms} ms` : 'Not delivered'}>
        {message} {remedy}
      </Notice>
    </div>
  );
}
