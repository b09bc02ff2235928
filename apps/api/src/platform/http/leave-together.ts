import type { Socket } from 'node:net';

/**
 * What is written to a connection from now on leaves at the end of this turn of the event loop, together with what goes to
 * others: waking a reader costs more than the write, and one that is awake already costs nothing.
 */
export function leaveTogether(socket: Socket): void {
  socket.cork();
  setImmediate(uncork, socket);
}

const uncork = (socket: Socket) => socket.uncork();
