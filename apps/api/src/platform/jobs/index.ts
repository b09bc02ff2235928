/** Work for later, kept in the database and done by any process. Features declare their queues; none is known here. */

export { JobsModule } from './jobs.module.ts';
export { Jobs } from './jobs.ts';
export { type Attempt, defineQueue } from './queue.ts';
