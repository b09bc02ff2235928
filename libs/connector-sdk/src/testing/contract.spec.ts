import { beforeEach } from 'vitest';
import { fromManifest } from '../manifest/from-manifest.ts';
import { manifestSchema } from '../manifest/manifest.ts';
import { asksMe, connectorWith } from './connectors.ts';
import { connectorContract } from './contract.ts';
import { json, useLoopback } from './loopback.ts';
import { misbehave } from './misbehave.ts';

const secret = 'a-token-for-the-contract';
const loopback = useLoopback();

/** `/~behaviour/…` misbehaves; else a small system that answers nobody but the owner of the secret. */
beforeEach(() => {
  loopback.answer = (request, response) => {
    const [, behaviour = ''] = /^\/~([^/]+)/.exec(request.url ?? '') ?? [];
    if (Object.hasOwn(misbehave, behaviour)) return misbehave[behaviour as keyof typeof misbehave](request, response);
    if (!request.headers.authorization?.endsWith(secret)) return json(response, {}, 401);
    if (request.url?.startsWith('/items')) return json(response, [{ id: 1, name: 'First' }]);
    if (request.url === '/models') return json(response, { data: [{ id: 'small' }] });
    json(response, { id: 7, name: 'ada' });
  };
});

const server = { secret, baseUrl: (behaviour: string | null) => loopback.url + (behaviour ? `/~${behaviour}` : '') };
const about = { display_name: 'Of a manifest', description: 'A system that a manifest describes.' };

connectorContract(connectorWith(asksMe), server);

connectorContract(
  fromManifest(
    manifestSchema.parse({
      ...about,
      kind: 'rest_source',
      provider: 'rest-by-manifest',
      auth: { scheme: 'header', name: 'Authorization', prefix: 'Token ' },
      settings: { region: { type: 'string', title: 'Region', enum: ['eu', 'us'], default: 'eu', required: true } },
      check: { path: 'me', query: { region: '{settings.region}' }, identity: { id: '/id', name: '/name' } },
      list: { path: 'items', records: '', record: { id: '/id', title: '/name' }, kind: 'item' },
    }),
  ),
  { ...server, settings: { provider_metadata: { region: 'us' } } },
);

connectorContract(
  fromManifest(
    manifestSchema.parse({
      ...about,
      kind: 'openai_compatible',
      provider: 'ai-by-manifest',
      auth: { scheme: 'bearer' },
    }),
  ),
  server,
);
