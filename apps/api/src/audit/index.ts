/**
 * Who did what, kept for good. Owns `audit_entries`; decides nothing. Every module that changes something calls
 * `AuditService.record` in the transaction of the change.
 */
export { AuditModule } from './audit.module.ts';
export { AuditService } from './audit.service.ts';
