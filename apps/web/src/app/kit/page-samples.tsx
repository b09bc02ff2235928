import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { DataTable, Head, SortHead } from '../../shared/data-table.tsx';
import { EmptyState, ErrorState, QueryState, TableSkeleton } from '../../shared/page-state.tsx';
import { StatusBadge } from '../../shared/status-badge.tsx';
import classes from './kit-page.module.css';
import { sampleProblem } from './message-samples.tsx';
import { Sample } from './sample.tsx';

const away = { ...sampleProblem, status: 503, title: 'Not available right now' };
const asked = { refetch: () => Promise.reject(new Error('not here')), isRefetchError: false };

export function PageSamples() {
  return (
    <>
      <Sample name="Table">
        <div className={classes.box}>
          <DataTable
            head={
              <>
                <SortHead column="name" order={{ column: 'name', descending: false }} onSort={() => undefined}>
                  Name
                </SortHead>
                <Head>Health</Head>
                <Head>Version</Head>
              </>
            }
          >
            <tbody>
              <tr>
                <td>Jira Cloud</td>
                <td>
                  <StatusBadge tone="ok">Healthy</StatusBadge>
                </td>
                <td>1,024</td>
              </tr>
              <tr>
                <td>OpenAI</td>
                <td>
                  <StatusBadge tone="bad">Failing</StatusBadge>
                </td>
                <td>7</td>
              </tr>
            </tbody>
          </DataTable>
        </div>
      </Sample>
      <Sample name="QueryState, while the server is away">
        <div className={classes.box}>
          <QueryState
            query={{ ...asked, data: undefined, error: null, failureReason: away, isPending: true }}
            skeleton={<TableSkeleton rows={3} />}
          >
            {() => null}
          </QueryState>
        </div>
      </Sample>
      <Sample name="QueryState, when what is shown could not be refreshed">
        <div className={classes.box}>
          <QueryState
            query={{ ...asked, data: 1, error: away, failureReason: away, isPending: false, isRefetchError: true }}
            skeleton={null}
          >
            {() => null}
          </QueryState>
        </div>
      </Sample>
      <Sample name="EmptyState">
        <div className={classes.box}>
          <EmptyState icon={IconHistory} title="Nothing matches" actions={<Button variant="default">Clear</Button>}>
            Try fewer filters.
          </EmptyState>
        </div>
      </Sample>
      <Sample name="ErrorState">
        <div className={classes.box}>
          <ErrorState problem={sampleProblem} onRetry={() => undefined} />
        </div>
        <div className={classes.box}>
          <ErrorState problem={{ ...sampleProblem, status: 403, title: 'Your role may not do this' }} />
        </div>
      </Sample>
    </>
  );
}
