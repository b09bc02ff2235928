import { errorClasses } from '@ims/connector-sdk';
import { z } from 'zod';
import { pageQuery } from '../platform/http/page.ts';

const statuses = ['pending', 'delivered', 'failed'] as const;
export type DeliveryStatus = (typeof statuses)[number];

const errorClass = z.enum(Object.keys(errorClasses) as (keyof typeof errorClasses)[]).nullable();

export const deliveriesQuery = z.strictObject({ ...pageQuery, status: z.enum(statuses).optional() });
export type DeliveriesQuery = z.output<typeof deliveriesQuery>;

export const deliveryView = z
  .object({
    id: z.number().int(),
    message_id: z.uuid().describe('The same for every channel and every attempt.'),
    event: z.string().meta({ example: 'integration.health_changed' }),
    message: z.object({
      severity: z.enum(['info', 'success', 'warning', 'error']),
      title: z.string(),
      text: z.string(),
      facts: z.array(z.object({ label: z.string(), value: z.string() })),
      link: z.string().nullable(),
    }),
    status: z.enum(statuses).describe('`pending` until it was taken or the last attempt failed.'),
    attempts: z.number().int(),
    error_class: errorClass.describe('Why the last attempt failed.'),
    answer: z.string().nullable().describe('What came of the last attempt, in a sentence.'),
    created_at: z.iso.datetime(),
    settled_at: z.iso.datetime().nullable().describe('When it was delivered or given up.'),
  })
  .meta({ id: 'NotificationDelivery' });

export const sendingResult = z
  .object({
    delivered: z.boolean(),
    message: z.string(),
    error_class: errorClass,
    remedy: z.string().nullable(),
    latency_ms: z.number().int(),
  })
  .meta({ id: 'SendingResult' });
export type SendingResult = z.output<typeof sendingResult>;
