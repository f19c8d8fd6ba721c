import { contentHash } from '../domain/contentHash.ts';
import { DEFAULT_RULES } from '../domain/goldenRecord/rules.ts';
import type { SurvivorshipConfig } from '../domain/goldenRecord/types.ts';
import type { Store } from '../datasources/mongo/store.ts';

const MARK = 'survivorship';

/**
 * Has all index documents derived anew where the store's were derived under other rules for the golden name, by which
 * lists are ordered: every party record counts as not followed up, so `settleBacklog` does the rest. Says whether it had
 * to. A process that dies before the mark is written does it again.
 */
export async function followSurvivorship({ marks, parties }: Pick<Store, 'marks' | 'parties'>, { priority, rules }: SurvivorshipConfig): Promise<boolean> {
  const rule = rules?.name ?? DEFAULT_RULES.name;
  const wanted = contentHash({ rule, systems: priority['name'] ?? priority.default });
  const stored = await marks.get(MARK);
  // A store without the mark was written before there were other rules than the default one.
  const isOther = stored ? stored !== wanted : rule !== DEFAULT_RULES.name;
  if (isOther) await parties.unsettle();
  if (stored !== wanted) await marks.put(MARK, wanted);
  return isOther;
}
