/** A key the product or the provider understands. `number` bounds are inclusive. */
export interface JsonKey {
  info: string;
  example: unknown;
  number?: { min?: number; max?: number; whole?: boolean };
}

export type JsonKeys = Record<string, JsonKey>;

export interface JsonRules {
  keys: JsonKeys;
  /** Whether a known key of the wrong kind is refused, or only pointed out. */
  strict: boolean;
}
