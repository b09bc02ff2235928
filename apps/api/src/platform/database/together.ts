/**
 * Waits for statements that were sent one behind the other without waiting in between. When some fail, the first in order
 * tells why: in a failed transaction the later ones fail because of it.
 */
export async function together<Results extends unknown[]>(
  ...work: { [Index in keyof Results]: Promise<Results[Index]> }
): Promise<Results> {
  const outcomes = await Promise.allSettled(work);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  }) as Results;
}
