import { type ContractOptions, connectorContract } from '@ims/connector-sdk/contract';
import type { Expected } from '@ims/connector-sdk/hostile';
import { type BehaviourName, behaviours } from '../behaviours.ts';
import { baseUrlOf, type Case, caseOf, type Ending, endingsOf, type Place } from '../connectors/cases.ts';

/** Declares the contract of a case, against every behaviour that makes it fail. The place is asked for as tests run. */
export function caseContract(name: string, place: () => Place): void {
  const one = caseOf(name);
  const options: ContractOptions = {
    get settings() {
      return one.settings(place());
    },
    get secret() {
      return one.secret(place());
    },
    get client() {
      return one.client?.(place());
    },
    baseUrl: (behaviour) => baseUrlOf(one, place(), behaviour),
    expected: failuresOf(one),
  };
  connectorContract(one.connector, options);
}

function failuresOf(one: Case): Record<string, Expected | null> {
  const names = Object.keys(behaviours) as BehaviourName[];
  return Object.fromEntries(
    names.map((behaviour) => {
      const endings = endingsOf(one, behaviour);
      return [behaviour, endings?.every(isFailure) ? endings : null];
    }),
  );
}

function isFailure(ending: Ending): ending is Exclude<Ending, 'healthy' | 'degraded'> {
  return ending !== 'healthy' && ending !== 'degraded';
}
