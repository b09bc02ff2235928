import type { SourceRecord } from '@ims/connector-sdk';
import { z } from 'zod';

export const issueShape = z.looseObject({
  id: z.string(),
  key: z.string(),
  fields: z.looseObject({ summary: z.string().nullish(), updated: z.string().nullish() }).optional(),
});

/** What is asked for unless the settings say otherwise: both Jiras answer with next to nothing, or with everything. */
export const usualFields = [
  'summary',
  'status',
  'issuetype',
  'project',
  'priority',
  'assignee',
  'reporter',
  'labels',
  'created',
  'updated',
  'resolutiondate',
];

/** Fields every record needs, whatever else the settings name. */
export function fieldsToAsk(wanted: readonly string[]): string[] {
  return [...new Set(['summary', 'updated', ...wanted])];
}

/** `site` is the address people open issues at; without one there is no link. */
export function issueRecord(issue: z.output<typeof issueShape>, site: string | undefined): SourceRecord {
  return {
    id: issue.id,
    kind: 'issue',
    title: issue.fields?.summary ?? null,
    url: site === undefined ? null : `${site}/browse/${encodeURIComponent(issue.key)}`,
    updated_at: instant(issue.fields?.updated),
    data: issue,
  };
}

/** Jira writes `2026-01-31T09:30:00.000+0100`, without the colon that ISO 8601 puts into the offset. */
export function instant(text: string | null | undefined): string | null {
  const date = new Date(text?.replace(/([+-]\d\d)(\d\d)$/, '$1:$2') ?? '');
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
