import { z } from 'zod';
import type { Access } from '../../src/platform/access/access.decorators.ts';
import { send } from './http.ts';

export interface JsonSchema {
  type?: string | string[];
  enum?: unknown[];
  anyOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  maxLength?: number;
  $ref?: string;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required?: boolean;
  schema: JsonSchema;
}

type Content = Record<string, { schema: JsonSchema }>;

interface OpenApi {
  paths: Record<string, Record<string, RawOperation>>;
  components: { schemas: Record<string, JsonSchema> };
}

interface RawOperation {
  operationId: string;
  parameters?: Parameter[];
  requestBody?: { content: Content };
  responses: Record<string, { content?: Content }>;
  'x-access': Access;
}

/** One call of the published contract. */
export interface Operation {
  id: string;
  method: string;
  path: string;
  access: Access;
  parameters: Parameter[];
  /** Resolved schema of a JSON body. */
  body?: JsonSchema;
  isUpload: boolean;
  responses: RawOperation['responses'];
}

/** The contract as the running application publishes it. */
export class Contract {
  readonly operations: Operation[];

  private constructor(private readonly document: OpenApi) {
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, raw]) => this.operation(method.toUpperCase(), path, raw)),
    );
  }

  static async of(server: { url: string }): Promise<Contract> {
    return new Contract(JSON.parse((await send(server, 'GET', '/api/v1/openapi.json')).text));
  }

  get(id: string): Operation {
    const found = this.operations.find((operation) => operation.id === id);
    if (!found) throw new Error(`The contract has no operation ${id}`);
    return found;
  }

  /** Checks an answer's body against what is documented for the operation and status; gives the complaint, if any. */
  complaint(operation: Operation, answer: { status: number; headers: Headers; text: string }): string | undefined {
    const documented = operation.responses[answer.status] ?? operation.responses.default;
    if (!documented) return `${operation.id} does not document ${answer.status}`;
    if (!documented.content) return answer.text === '' ? undefined : `${operation.id} ${answer.status} has a body`;
    const type = answer.headers.get('content-type')?.split(';', 1)[0] ?? '';
    const schema = documented.content[type]?.schema;
    if (!schema) return `${operation.id} ${answer.status} does not document ${type}`;
    if (!/[/+]json$/.test(type)) return undefined;
    const result = this.validator(schema).safeParse(JSON.parse(answer.text));
    return result.success ? undefined : `${operation.id} ${answer.status}: ${z.prettifyError(result.error)}`;
  }

  private validator(schema: JsonSchema): z.ZodType {
    const defs = JSON.parse(
      JSON.stringify(this.document.components.schemas).replaceAll('#/components/schemas/', '#/$defs/'),
    );
    const own = JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/', '#/$defs/'));
    return z.fromJSONSchema({ ...own, $defs: defs });
  }

  private operation(method: string, path: string, raw: RawOperation): Operation {
    const content = raw.requestBody?.content ?? {};
    const json = content['application/json']?.schema;
    return {
      id: raw.operationId,
      method,
      path,
      access: raw['x-access'],
      parameters: raw.parameters ?? [],
      body: json && this.resolve(json),
      isUpload: 'multipart/form-data' in content,
      responses: raw.responses,
    };
  }

  private resolve(schema: JsonSchema): JsonSchema {
    const name = schema.$ref?.split('/').at(-1);
    return (name && this.document.components.schemas[name]) || schema;
  }
}

/** The operation's path with each `{name}` filled in. */
export function pathOf(operation: Operation, values: Record<string, string | number>): string {
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? `missing-${name}`));
}
