import { referenceOf, type RelationshipParent } from './support/relationship.ts';

/** `customer` stands on the parent. */
export const Relationship = {
  role: async (row: RelationshipParent): Promise<'CONTACT' | 'MEMBER'> => ((await referenceOf(row))?.role === 'MEMBER_OF' ? 'MEMBER' : 'CONTACT'),
  from: async (row: RelationshipParent): Promise<string | null> => (await referenceOf(row))?.from ?? null,
  until: async (row: RelationshipParent): Promise<string | null> => (await referenceOf(row))?.until ?? null,
};
