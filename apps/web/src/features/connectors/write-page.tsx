import type { ConnectorDetail } from '@ims/api-client';
import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { LeaveGuard } from '../../shared/leave-guard.tsx';
import { ButtonLink } from '../../shared/links.tsx';
import { Page } from '../../shared/page.tsx';
import { QueryState, TableSkeleton } from '../../shared/page-state.tsx';
import { type ApiProblem, toProblem } from '../../shared/problem.ts';
import { ProblemNotice } from '../../shared/problem-notice.tsx';
import { toast } from '../../shared/toast.tsx';
import type { JsonSchema } from '../../shared/write-json/json-schema.ts';
import { jsonInOrder } from '../../shared/write-json/order-keys.ts';
import { useConnector, useManifestSchema, useSaveConnector } from './connectors.queries.ts';
import { checkManifest, goesBeyondManifest, problemsToldOf } from './write/manifest-document.ts';
import { ManifestEditor } from './write/manifest-editor.tsx';
import { type ManifestKind, manifestExamples, manifestText } from './write/manifest-examples.ts';
import { TryIt } from './write/try-it.tsx';
import classes from './write-page.module.css';

const back = { to: '/connectors', label: 'Connectors' } as const;

/** Writes a connector as a manifest. */
export function NewConnectorPage() {
  const schema = useManifestSchema();
  return (
    <QueryState query={schema} skeleton={<Loading title="New connector" />}>
      {(document) => <Writer schema={document} connector={undefined} />}
    </QueryState>
  );
}

/** Writes the next version of a connector. */
export function EditConnectorPage() {
  const { provider } = useParams({ from: '/signed-in/connectors/$provider/edit' });
  const schema = useManifestSchema();
  const connector = useConnector(provider);
  return (
    <QueryState query={schema} skeleton={<Loading title={provider} />}>
      {(document) => (
        <QueryState query={connector} skeleton={<Loading title={provider} />}>
          {(data) => <Writer schema={document} connector={data} />}
        </QueryState>
      )}
    </QueryState>
  );
}

const Loading = ({ title }: { title: string }) => (
  <Page title={title} back={back}>
    <TableSkeleton rows={12} />
  </Page>
);

function Writer({ schema, connector }: { schema: JsonSchema; connector: ConnectorDetail | undefined }) {
  const writer = useWriter(schema, connector);
  const { text, write, told, manifest, lastManifest, problem, save, isSaving, unsaved, tell } = writer;
  const problems = useRef<HTMLDivElement>(null);
  const submit = () => {
    if (manifest) save(manifest);
    else problems.current?.focus();
  };
  useHotkeys([['mod+S', submit]], [], true);
  return (
    <Page
      title={connector ? `Edit ${connector.display_name}` : 'New connector'}
      back={back}
      actions={
        <>
          <ButtonLink
            to={connector ? '/connectors/$provider' : '/connectors'}
            params={{ provider: connector?.provider ?? '' }}
            variant="default"
          >
            Cancel
          </ButtonLink>
          <Button onClick={submit} loading={isSaving} aria-keyshortcuts="Control+S">
            {connector ? `Save as version ${connector.version + 1}` : 'Create connector'}
          </Button>
        </>
      }
    >
      <LeaveGuard unsaved={unsaved} />
      <div className={classes.columns}>
        <div className={classes.writing}>
          {problem && <ProblemNotice problem={problem} />}
          <ManifestEditor
            schema={schema}
            provider={connector?.provider}
            text={text}
            onChange={write}
            told={told}
            actions={!connector && <Examples onChoose={write} />}
            problemsRef={problems}
          />
        </div>
        <TryIt manifest={manifest} lastManifest={lastManifest} onProblem={tell} />
      </div>
    </Page>
  );
}

function Examples({ onChoose }: { onChoose: (text: string) => void }) {
  return (
    <>
      <span className={classes.examples}>Begin with</span>
      {(Object.keys(manifestExamples) as ManifestKind[]).map((kind) => (
        <Button
          key={kind}
          variant="default"
          size="compact-xs"
          onClick={() => onChoose(manifestText(manifestExamples[kind].manifest))}
        >
          {manifestExamples[kind].label}
        </Button>
      ))}
    </>
  );
}

interface Refusal {
  of: 'save' | 'try';
  problem: ApiProblem;
  /** What was refused; another text may be right. */
  text: string;
}

/** What is written, what is wrong with it, and saving it. */
function useWriter(schema: JsonSchema, connector: ConnectorDetail | undefined) {
  const provider = connector?.provider;
  const [saved] = useState(() =>
    connector?.manifest ? jsonInOrder(connector.manifest, schema) : manifestText(manifestExamples.rest_source.manifest),
  );
  const [text, setText] = useState(saved);
  const [refusal, setRefusal] = useState<Refusal>();
  const navigate = useNavigate();
  const { mutate, isPending } = useSaveConnector(provider);
  const { manifest } = checkManifest(text, { schema, provider });
  const [lastManifest, setLastManifest] = useState(manifest);
  if (manifest && manifestText(manifest) !== manifestText(lastManifest)) setLastManifest(manifest);

  const current = refusal?.text === text ? refusal : undefined;
  const told = useMemo(() => (current ? problemsToldOf(current.problem, current.text) : []), [current]);
  return {
    text,
    write: setText,
    manifest,
    lastManifest,
    told,
    /** What cannot be said at a line. */
    problem: current?.of === 'save' && goesBeyondManifest(current.problem) ? current.problem : undefined,
    tell: (problem: ApiProblem) => setRefusal({ of: 'try', problem, text }),
    unsaved: text !== saved,
    isSaving: isPending,
    save: (what: NonNullable<typeof manifest>) =>
      mutate(what, {
        onSuccess: ({ provider: to, display_name, version }) => {
          toast.done(connector ? `Version ${version} of ${display_name} saved` : `${display_name} created`);
          void navigate({ to: '/connectors/$provider', params: { provider: to }, ignoreBlocker: true });
        },
        onError: (error) => setRefusal({ of: 'save', problem: toProblem(error), text }),
      }),
  };
}
