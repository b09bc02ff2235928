import { type TryConnectorResult, tryConnector } from '@ims/api-client';
import { Button, Stack } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { ConnectionTestView } from '../../../shared/connection-test/connection-test-view.tsx';
import { streamed, useConnectionTest } from '../../../shared/connection-test/use-connection-test.ts';
import { fieldErrors } from '../../../shared/field-problems.ts';
import { counted } from '../../../shared/format.ts';
import type { ApiProblem } from '../../../shared/problem.ts';
import { SourceRecords } from '../../../shared/source-records.tsx';
import type { Manifest } from '../connectors.queries.ts';
import { TryFields } from './try-fields.tsx';
import classes from './try-it.module.css';
import { noTryValues, tryBody, tryFields } from './try-values.ts';

interface TryItProps {
  /** Undefined while the manifest has errors. */
  manifest: Manifest | undefined;
  /** The manifest as the form is made from: the last that had no errors. */
  lastManifest: Manifest | undefined;
  onProblem: (problem: ApiProblem) => void;
}

/** Tries the connector that is being written on a real system. Nothing typed here is stored. */
export function TryIt({ manifest, lastManifest, onProblem }: TryItProps) {
  const [values, setValues] = useState(noTryValues);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const { test, run, cancel, clear } = useConnectionTest();
  const fields = lastManifest ? tryFields(lastManifest) : [];
  const subject = JSON.stringify([manifest, values]);
  const start = async () => {
    if (!manifest) return;
    setErrors(values.base_url.trim() === '' ? { base_url: 'Enter the address to try it on.' } : {});
    if (values.base_url.trim() === '') return;
    const body = tryBody(manifest, values);
    const problem = await run((signal) => tryConnector({ body, signal, ...streamed }), subject);
    if (!problem) return;
    setErrors(
      fieldErrors(
        problem,
        fields.map(({ pointer }) => pointer.slice(1).replaceAll('/', '.')),
      ),
    );
    onProblem(problem);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void start();
  };
  return (
    <section className={classes.panel} aria-labelledby="try-title">
      <h2 id="try-title" className={classes.title}>
        Try it
      </h2>
      <p className={classes.help}>On a real system, before it is saved. Nothing you enter here is stored.</p>
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          <TryFields fields={fields} values={values} errors={errors} onChange={setValues} />
          <div className={classes.submit}>
            <Button
              type="submit"
              variant="default"
              leftSection={<IconPlugConnected size={15} aria-hidden />}
              disabled={!manifest}
              loading={test?.state === 'running'}
            >
              Try the connector
            </Button>
            {!manifest && <span className={classes.hint}>Once the manifest has no errors.</span>}
          </div>
        </Stack>
      </form>
      {test && (
        <div className={classes.outcome}>
          <ConnectionTestView
            test={test}
            stale={test.subject !== subject}
            onAgain={() => void start()}
            onCancel={cancel}
            onClose={clear}
          />
          {test.result && <FirstRecords result={test.result as TryConnectorResult} kind={manifest?.kind} />}
        </div>
      )}
    </section>
  );
}

function FirstRecords({ result: { ok, records }, kind }: { result: TryConnectorResult; kind?: Manifest['kind'] }) {
  if (!ok || kind !== 'rest_source') return null;
  if (records.length === 0) return <p className={classes.hint}>The list was read, and has no records.</p>;
  return (
    <div className={classes.records}>
      <h3 className={classes.subtitle}>First {counted(records.length, 'record')}</h3>
      <SourceRecords records={records} label="First records" />
    </div>
  );
}
