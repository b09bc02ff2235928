import type { AiOperation, AiRoutes, Identity, Settings } from '../connector.ts';
import type { HttpAnswer } from '../connector-http.ts';
import type { Field } from '../error-class.ts';

/** How one provider differs from the others that speak the protocol of OpenAI. */
export interface Dialect extends AiRoutes {
  /** Where the list of models is; undefined when there is none. */
  modelsUrl(settings: Settings): URL | undefined;
  /** The operations there are; all unless told. */
  operations?: readonly AiOperation[];
  /** What a test asks for when no model is configured. */
  fallbackModel?(settings: Settings): string | undefined;
  identity?(settings: Settings, headers: HttpAnswer['headers']): Identity;
  /** The list of models does not tell which of them can be called. */
  listTellsNothing?: true;
  /** The system knows no keys, so there is none to prove. */
  keyless?: boolean;
  fields: RefusalFields;
}

/** Fields of the settings that a refusal may be about. */
export interface RefusalFields {
  model: Field;
  organization?: Field;
}
