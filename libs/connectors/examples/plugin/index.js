// @ts-check
import { z } from 'zod';

/**
 * Ticketdesk is made up. Its API: `GET api/me` tells who a token belongs to, `GET api/tickets?after=&limit=` gives tickets
 * in the order of their changes and the cursor of the next page.
 *
 * @import { Connector, ConnectorContext, ErrorClass, HttpAnswer, SourceRecord } from '@ims/connector-sdk'
 */

const me = z.object({ id: z.number(), email: z.string().min(1), may: z.array(z.string()) });
const tickets = z.object({
  tickets: z.array(z.looseObject({ number: z.number(), subject: z.string(), url: z.string(), changed_at: z.string() })),
  next: z.string().nullable(),
});

/** @type {Connector} */
export default {
  provider: 'ticketdesk',
  type: 'data_source',
  display_name: 'Ticketdesk',
  description: 'Tickets of a Ticketdesk.',
  docs_url: 'https://ticketdesk.example/api',
  version: 1,
  configuration: {
    type: 'object',
    required: ['base_url'],
    properties: {
      base_url: { type: 'string', title: 'Base URL', format: 'uri', examples: ['https://company.ticketdesk.example'] },
      base_search: {
        type: 'string',
        title: 'Queue',
        description: 'Only tickets of this queue.',
        examples: ['billing'],
      },
    },
  },
  credentials: {
    type: 'object',
    required: ['password'],
    properties: { password: { type: 'string', title: 'Token', minLength: 1, 'x-input': 'secret' } },
  },
  authenticate: (_settings, secret) => (secret ? [{ place: 'header', name: 'X-Desk-Token', secret }] : []),
  check(context) {
    const whoAmI = async () => (await context.http.json({ to: '/api/me', explain }, me)).data;
    return {
      async auth() {
        await whoAmI();
        return { verdict: 'pass', message: 'The token is accepted.' };
      },
      async identity() {
        const { id, email } = await whoAmI();
        return {
          verdict: 'pass',
          message: `Logged in as ${email}.`,
          identity: { id: `${id}`, name: email, kind: 'user' },
        };
      },
      async permissions() {
        if ((await whoAmI()).may.includes('tickets:read'))
          return { verdict: 'pass', message: 'The token may read tickets.' };
        throw fault('permission_missing', 'The token may not read tickets.', 'Give it the permission tickets:read.');
      },
      async sample() {
        const { records } = await page(context, undefined, 1);
        return {
          verdict: 'pass',
          message: records[0] ? `The first ticket is "${records[0].title}".` : 'There is no ticket.',
        };
      },
    };
  },
  async *records(context, { cursor, limit }) {
    /** @type {string | null | undefined} */
    let from = cursor;
    do {
      const next = await page(context, from, limit);
      yield next;
      from = next.cursor;
    } while (from !== null);
  },
};

/**
 * @param {ConnectorContext} context
 * @param {string | undefined} after
 * @param {number} limit
 */
async function page({ http, settings }, after, limit) {
  const query = { after, limit, queue: settings.base_search ?? undefined };
  const { data } = await http.json({ to: '/api/tickets', query, explain }, tickets);
  return { records: data.tickets.map(asRecord), cursor: data.next };
}

/**
 * @param {z.infer<typeof tickets>['tickets'][number]} ticket
 * @returns {SourceRecord}
 */
function asRecord(ticket) {
  const { number, subject, url, changed_at } = ticket;
  return { id: `${number}`, kind: 'ticket', title: subject, url, updated_at: changed_at, data: ticket };
}

/**
 * Where Ticketdesk says more than its status does; undefined leaves the answer to the general rules.
 *
 * @param {HttpAnswer} answer
 */
function explain({ status, headers }) {
  if (status !== 403 || headers['x-desk-reason'] !== 'suspended') return undefined;
  return fault('permission_missing', 'The account is suspended.', 'Ask an administrator of the desk to lift it.');
}

/**
 * The product knows a fault by its fields: a plugin needs nothing of the SDK but its types.
 *
 * @param {ErrorClass} errorClass
 * @param {string} message
 * @param {string} remedy
 */
function fault(errorClass, message, remedy) {
  return Object.assign(new Error(message), {
    name: 'ConnectorFault',
    errorClass,
    remedy,
    field: undefined,
    upstream: undefined,
    retryAt: undefined,
  });
}
