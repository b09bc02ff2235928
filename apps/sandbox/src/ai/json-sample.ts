import { isObject } from '../system.ts';

type Schema = Record<string, unknown>;

const formats: Record<string, string> = {
  date: '2026-01-05',
  time: '09:00:00Z',
  'date-time': '2026-01-05T09:00:00Z',
  duration: 'P1D',
  email: 'someone@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/** The plainest value a JSON Schema allows: every property, the first choice, the lowest number. */
export function jsonSample(schema: unknown, root: unknown = schema, depth = 0): unknown {
  // A schema that refers to itself ends where it may: optional properties and lists are left out deep down.
  if (!isObject(schema) || depth > 12) return null;
  const again = (inner: unknown) => jsonSample(inner, root, depth + 1);
  if (typeof schema.$ref === 'string') return again(resolve(schema.$ref, root));
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum)) return schema.enum[0];
  for (const choice of [schema.anyOf, schema.oneOf]) if (Array.isArray(choice)) return again(choice[0]);
  if (Array.isArray(schema.allOf)) return again(Object.assign({}, schema, ...schema.allOf, { allOf: undefined }));
  const type = Array.isArray(schema.type) ? schema.type[0] : (schema.type ?? (schema.properties ? 'object' : 'string'));
  if (type === 'object') return sampleObject(schema, again, depth);
  if (type === 'array') return sampleArray(schema, again, depth);
  if (type === 'number' || type === 'integer') return sampleNumber(schema, type === 'integer');
  if (type === 'boolean') return true;
  return type === 'null' ? null : sampleString(schema);
}

function sampleObject(schema: Schema, sample: (inner: unknown) => unknown, depth: number) {
  const required = Array.isArray(schema.required) ? schema.required : [];
  const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
  const wanted = properties.filter(([name]) => depth < 4 || required.includes(name));
  return Object.fromEntries(wanted.map(([name, inner]) => [name, sample(inner)]));
}

function sampleArray(schema: Schema, sample: (inner: unknown) => unknown, depth: number) {
  const fewest = typeof schema.minItems === 'number' ? schema.minItems : 0;
  const length = Math.max(fewest, depth < 4 ? 1 : 0);
  return Array.from({ length }, () => sample(schema.items ?? {}));
}

function sampleNumber(schema: Schema, whole: boolean): number {
  const { minimum, exclusiveMinimum, maximum, exclusiveMaximum, multipleOf } = schema as Record<string, number>;
  const step = multipleOf ?? (whole ? 1 : 0.5);
  if (exclusiveMinimum !== undefined) return (Math.floor(exclusiveMinimum / step) + 1) * step;
  if (minimum !== undefined) return Math.ceil(minimum / step) * step;
  if (maximum !== undefined) return Math.min(0, Math.floor(maximum / step) * step);
  return exclusiveMaximum === undefined ? 0 : Math.min(0, (Math.ceil(exclusiveMaximum / step) - 1) * step);
}

function sampleString(schema: Schema): string {
  const known = typeof schema.format === 'string' ? formats[schema.format] : undefined;
  if (known) return known;
  const shortest = typeof schema.minLength === 'number' ? schema.minLength : 0;
  const longest = typeof schema.maxLength === 'number' ? schema.maxLength : Number.POSITIVE_INFINITY;
  return 'sample'.padEnd(shortest, '.').slice(0, longest);
}

function resolve(reference: string, root: unknown): unknown {
  const steps = reference.replace(/^#\/?/, '').split('/').filter(Boolean);
  return steps.reduce<unknown>((at, step) => {
    const name = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    return isObject(at) ? at[name] : undefined;
  }, root);
}
