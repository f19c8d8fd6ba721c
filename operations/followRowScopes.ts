import { contentHash } from '../domain/contentHash.ts';
import { DEFAULT_ROW_SCOPES, type RowScopesConfig } from '../domain/rowScopes.ts';
import type { Store } from '../datasources/mongo/store.ts';

const MARK = 'rowScopes';

/**
 * Has all index documents and the row scopes of all events derived anew where the store's were derived under another
 * configuration: every party record counts as not followed up, so `settleBacklog` does the rest. Says whether it had to.
 * A process that dies before the mark is written does it again.
 */
export async function followRowScopes({ marks, parties }: Pick<Store, 'marks' | 'parties'>, rowScopes: RowScopesConfig = DEFAULT_ROW_SCOPES): Promise<boolean> {
  const wanted = contentHash(rowScopes);
  // A store without the mark was written before there was anything to configure.
  const isOther = ((await marks.get(MARK)) ?? contentHash(DEFAULT_ROW_SCOPES)) !== wanted;
  if (isOther) await parties.unsettle();
  await marks.put(MARK, wanted);
  return isOther;
}
