/** The part of JSON Schema 2020-12 that forms are made from; Ajv checks all of it. */
export interface JsonSchema {
  type?: 'object' | 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'null' | readonly string[];
  title?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  oneOf?: JsonSchema[];
  anyOf?: JsonSchema[];
  allOf?: JsonSchema[];
  if?: JsonSchema;
  then?: JsonSchema;
  else?: JsonSchema;
  items?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  /** Hint for the form: how the field is entered. */
  'x-input'?: 'text' | 'multiline' | 'code' | 'secret' | 'select';
  /** Hint for the form: the field counts only where another one has one of these values. */
  'x-shown-when'?: { field: `/${string}`; in: unknown[] };
}
