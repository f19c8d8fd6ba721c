import type { SetAsideEdgeParent, SetAsideParent } from './support/setAside.ts';

export const SetAsideRecord = {
  ref: ({ _id }: SetAsideParent): string => _id,
  reason: ({ lastFailure }: SetAsideParent): string | null => lastFailure,
  attempts: ({ faults }: SetAsideParent): number => faults,
  since: ({ setAsideAt }: SetAsideParent): string | null => setAsideAt?.toISOString() ?? null,
};

export const SetAsideEdge = {
  cursor: ({ position, listing }: SetAsideEdgeParent): string => listing.cursorAt(position),
};
