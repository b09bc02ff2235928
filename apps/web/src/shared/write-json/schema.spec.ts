import { describe, expect, it } from 'vitest';
import { checkText, describeProblem, problemsAt } from './check-json.ts';
import { schemaFindings } from './check-schema.ts';
import { completeSchema } from './complete-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { jsonInOrder } from './order-keys.ts';

const pages: JsonSchema = {
  oneOf: [
    {
      type: 'object',
      properties: { style: { const: 'none', description: 'One answer' } },
      required: ['style'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: { style: { const: 'page' }, size: { type: 'integer', minimum: 1, maximum: 100, default: 50 } },
      required: ['style', 'size'],
      additionalProperties: false,
    },
  ],
};

/** Two kinds of documents, as manifests are. */
const schema: JsonSchema = {
  oneOf: [
    {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'source', description: 'A list of records' },
        name: { type: 'string', minLength: 1, pattern: '^[a-z][a-z0-9-]*$' },
        method: { type: 'string', enum: ['GET', 'POST'] },
        docs: { type: 'string', format: 'uri' },
        tags: { type: 'array', maxItems: 2, items: { type: 'string' } },
        headers: {
          type: 'object',
          propertyNames: { type: 'string', maxLength: 3 },
          additionalProperties: { type: 'string' },
        },
        pages,
      },
      required: ['kind', 'name'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: { kind: { type: 'string', const: 'model' }, chat: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      required: ['kind'],
      additionalProperties: false,
    },
  ],
};

const said = (text: string) => checkText(text, (root) => schemaFindings(root, schema)).problems.map(describeProblem);

describe('checking against a schema', () => {
  it('finds nothing in what fits', () => {
    expect(
      said('{"kind": "source", "name": "a", "pages": {"style": "page", "size": 10}, "headers": {"x": "y"}}'),
    ).toEqual([]);
    expect(said('{"kind": "model", "chat": null}')).toEqual([]);
  });

  it.each([
    ['{}', 'Line 1, column 1: "kind" is missing: must be one of "source", "model"'],
    ['{"kind": "sauce"}', 'Line 1, column 10: must be one of "source", "model"'],
    ['{"kind": "source"}', 'Line 1, column 1: "name" is missing'],
    ['{"kind": "model",\n "name": "a"}', 'Line 2, column 2: "name" is not known here; known are kind, chat'],
    ['{"kind": "source", "name": ""}', 'Line 1, column 28: must not be empty'],
    ['{"kind": "source", "name": 7}', 'Line 1, column 28: must be a text in double quotes'],
    ['{"kind": "source", "name": "A"}', 'Line 1, column 28: must be a slug, such as my-system'],
    ['{"kind": "source", "name": "a", "method": "PUT"}', 'Line 1, column 43: must be one of "GET", "POST"'],
    [
      '{"kind": "source", "name": "a", "docs": "here"}',
      'Line 1, column 41: must be an address, such as https://company.com/docs',
    ],
    ['{"kind": "source", "name": "a", "tags": ["b", "c", "d"]}', 'Line 1, column 41: must have at most 2 entries'],
    ['{"kind": "source", "name": "a", "tags": ["b", 1]}', 'Line 1, column 47: must be a text in double quotes'],
    ['{"kind": "source", "name": "a", "headers": {"long": ""}}', 'Line 1, column 45: must be at most 3 characters'],
    [
      '{"kind": "source", "name": "a", "pages": {"style": "page", "size": 101}}',
      'Line 1, column 68: must be at most 100',
    ],
    [
      '{"kind": "source", "name": "a", "pages": {"style": "page", "size": 1.5}}',
      'Line 1, column 68: must be a whole number',
    ],
    ['{"kind": "source", "name": "a", "pages": []}', 'Line 1, column 42: must be an object'],
    ['{"kind": "model", "chat": 1}', 'Line 1, column 27: must be a text in double quotes or null'],
  ])('places what is wrong in %s', (text, expected) => {
    expect(said(text)).toEqual([expected]);
  });

  it('says of keys that stand twice only that', () => {
    expect(said('{"kind": "model", "kind": "model"}')).toEqual([
      'Line 1, column 19: the key "kind" stands twice in one object',
    ]);
  });
});

describe('what the server said', () => {
  const text = '{\n  "list": {\n    "path": "/x",\n    "tags": ["a", "b"]\n  }\n}';
  const placed = (pointer: string) => problemsAt(text, [{ pointer, message: 'is wrong' }]).map(describeProblem);

  it('stands at its value', () => {
    expect(placed('/list/path')).toEqual(['Line 3, column 13: is wrong']);
    expect(placed('/list/tags/1')).toEqual(['Line 4, column 19: is wrong']);
  });

  it('stands at what is around it when the value is missing', () => {
    expect(placed('/list/record/id')).toEqual(['Line 2, column 11: is wrong']);
    expect(placed('/check')).toEqual(['Line 2, column 3: is wrong']);
  });
});

/** `|` is the cursor; gives what is offered, and the text after each. */
function complete(marked: string) {
  const pos = marked.indexOf('|');
  const text = marked.replace('|', '');
  const result = completeSchema(text, pos, schema);
  return Object.fromEntries(
    (result?.options ?? []).map(({ displayLabel, apply }) => [
      displayLabel,
      `${text.slice(0, result?.from)}${apply}${text.slice(result?.to ?? pos)}`,
    ]),
  );
}

describe('completing from a schema', () => {
  it('begins with the key that tells documents apart, and its values', () => {
    expect(complete('{ | }')).toEqual({ kind: '{ "kind": "source" }' });
    expect(complete('{ "kind": "|" }')).toEqual({ source: '{ "kind": "source" }', model: '{ "kind": "model" }' });
  });

  it('offers the other keys of the kind that is meant, each with a beginning of its value', () => {
    expect(complete('{ "kind": "model", | }')).toEqual({ chat: '{ "kind": "model", "chat": "" }' });
    expect(complete('{ "kind": "source", "pa|" }').pages).toBe('{ "kind": "source", "pages": {"style":"none"} }');
    expect(complete('{ "kind": "source", "me|": 1 }').method).toBe('{ "kind": "source", "method": 1 }');
  });

  it('offers the values of a key inside', () => {
    expect(Object.keys(complete('{ "kind": "source", "method": | }'))).toEqual(['GET', 'POST']);
    expect(Object.keys(complete('{ "kind": "source", "pages": { "style": "|none" } }'))).toEqual(['none', 'page']);
    expect(complete('{ "kind": "source", "pages": { "style": "page", | } }')).toEqual({
      size: '{ "kind": "source", "pages": { "style": "page", "size": 50 } }',
    });
  });

  it('offers nothing where anything may stand', () => {
    expect(complete('{ "kind": "source", "name": "|" }')).toEqual({});
    expect(complete('{ "kind": "source", "headers": { | } }')).toEqual({});
  });
});

describe('ordering keys', () => {
  it('follows the schema, and leaves at the end what it does not know', () => {
    const stored = {
      pages: { size: 10, style: 'page' },
      more: 1,
      headers: { b: '1', a: '2' },
      name: 'a',
      kind: 'source',
    };
    expect(JSON.parse(jsonInOrder(stored, schema))).toEqual(stored);
    expect(jsonInOrder(stored, schema).replaceAll(/\s/g, '')).toBe(
      '{"kind":"source","name":"a","headers":{"b":"1","a":"2"},"pages":{"style":"page","size":10},"more":1}',
    );
  });
});
