/** Whether the process lives and can serve, what it counts and measures, and the clearing away of what has run out. Owns no table. */
export { OperationsModule } from './operations.module.ts';
