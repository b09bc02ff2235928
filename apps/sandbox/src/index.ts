export { type Accounts, accounts, type GithubApp } from './accounts.ts';
export type { Ledger, LedgerEntry } from './ai/ledger.ts';
export { type BehaviourName, behaviours } from './behaviours.ts';
export type { Delivery, ReceivedMail, SeenRequest } from './journal.ts';
export { type Sandbox, type SandboxOptions, startSandbox } from './sandbox.ts';
