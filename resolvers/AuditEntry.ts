/** One entry of the read audit. */
import type { AuditEdgeParent, AuditEntryParent } from './support/auditPage.ts';

/** The schema's bound of its lists. */
const MOST = 1_000;

type Lists = 'returned' | 'masked' | 'denied';
const coordinates =
  (list: Lists) =>
  async ({ entry, page }: AuditEntryParent): Promise<string[] | null> =>
    (await page.shapeOf(entry))?.[list].slice(0, MOST) ?? null;

export const AuditEntry = {
  id: ({ entry }: AuditEntryParent): string => entry._id,
  at: ({ entry }: AuditEntryParent): string => entry.at.toISOString(),
  operation: ({ entry }: AuditEntryParent): string => entry.operation.toUpperCase(),
  outcome: ({ entry }: AuditEntryParent): string | null => entry.outcome?.toUpperCase() ?? null,
  subject: ({ entry }: AuditEntryParent): string | null => entry.subject,
  role: ({ entry }: AuditEntryParent): string | null => entry.role,
  onBehalfOf: ({ entry }: AuditEntryParent): string | null => entry.onBehalfOf,
  purpose: ({ entry }: AuditEntryParent): string | null => entry.purpose,
  tokenId: ({ entry }: AuditEntryParent): string | null => entry.tokenId,
  requestId: ({ entry }: AuditEntryParent): string | null => entry.requestId,
  customers: async ({ entry, page }: AuditEntryParent): Promise<string[]> => (await page.customersOf(entry)).slice(0, MOST),
  returned: coordinates('returned'),
  masked: coordinates('masked'),
  denied: coordinates('denied'),
  policyHash: ({ entry }: AuditEntryParent): string | null => entry.policy,
};

export const AuditEntryEdge = {
  cursor: ({ position, listing }: AuditEdgeParent): string => listing.cursorAt(position),
};
