import type { Access } from '../../domain/principal.ts';

/** Why the value of a row is there, shortened or null: the rights on the field that it is about. As the schema names them. */
export type FieldAccess = 'ALLOWED' | 'MASKED' | 'DENIED';

const TOLD: Readonly<Record<Access, FieldAccess>> = { allow: 'ALLOWED', mask: 'MASKED', deny: 'DENIED' };

export function fieldAccess(access: Access): FieldAccess {
  return TOLD[access];
}
