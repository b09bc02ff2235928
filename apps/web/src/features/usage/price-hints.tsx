import type { UsageNumbers } from '@ims/api-client';
import { counted } from '../../shared/format.ts';
import { StatusBadge } from '../../shared/status-badge.tsx';

/** What a cost leaves out, and what of it is not what the provider counted. */
export function PriceHints({
  numbers: { unpriced, estimated },
}: {
  numbers: Pick<UsageNumbers, 'unpriced' | 'estimated'>;
}) {
  return (
    <>
      {unpriced > 0 && (
        <StatusBadge
          tone="warn"
          title={`${counted(unpriced, 'attempt')} of models whose price is not known. The cost does not include them.`}
        >
          {unpriced} unpriced
        </StatusBadge>
      )}
      {estimated > 0 && (
        <StatusBadge
          tone="info"
          title={`The provider did not say how many tokens ${counted(estimated, 'attempt')} used. They were counted here.`}
        >
          {estimated} estimated
        </StatusBadge>
      )}
    </>
  );
}
