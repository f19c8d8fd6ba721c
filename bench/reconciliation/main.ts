/**
 * `npm run bench:reconciliation [-- --people N --seed N --json FILE]`: takes the sample company in with its own configuration,
 * as a first start does, and says how the pairs of orders agree with its truth, and why pairs were missed.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { EventView } from '../../datasources/mongo/eventViews.ts';
import type { Store } from '../../datasources/mongo/store.ts';
import { partsOf, unitsInParts } from '../../domain/reconciliation/amount.ts';
import type { ReconciliationRule } from '../../domain/reconciliation/rules.ts';
import { customersOfParties } from '../../operations/customersNow.ts';
import { withSampleStore } from '../sampleStore.ts';
import { scorePairs } from './score.ts';

const { values } = parseArgs({ options: { people: { type: 'string', default: '2000' }, seed: { type: 'string' }, json: { type: 'string' } } });

const percent = (share: number | null): string => (share === null ? '-' : `${(share * 100).toFixed(1)} %`);

/** Why a true pair was not found: what kept it apart, the first that applies. */
async function reasonOf(store: Store, pair: string, { window }: ReconciliationRule): Promise<string> {
  const views = await store.eventViews.byRefs(pair.split(' '));
  const [shop, erp] = pair.split(' ').map((ref) => views.get(ref)) as (EventView | undefined)[];
  if (!shop || !erp || !window) return 'not taken in';
  const customers = await customersOfParties(store, [shop.partyRef, erp.partyRef]);
  if (customers.get(shop.partyRef) !== customers.get(erp.partyRef)) return 'the gateway holds them for two customers';
  if (!shop.total || !erp.total || Math.abs(partsOf(shop.total) - partsOf(erp.total)) > unitsInParts(Number(window.amountTolerance))) return 'amounts beyond the bound';
  if (Math.abs(shop.at.getTime() - erp.at.getTime()) > window.timeToleranceMs) return 'times beyond the bound';
  return 'another view is as near';
}

await withSampleStore(values, async ({ acme, config: { reconciliation }, store, seconds }) => {
  const truth = acme.truth();
  const pairOf = ({ shop, erp }: { shop: string; erp: string }) => `${shop} ${erp.replace(':sale:', ':order:')}`;
  const views = await store.eventViews.byRefs(Array.from({ length: truth.counts.shopOrders }, (_, index) => `vendure:order:${index + 1}`));
  const shop = [...views.values()];
  const byReference = scorePairs(shop.flatMap(({ _id, twinOf }) => (twinOf ? `${_id} ${twinOf}` : [])), truth.sharedOrders.map(pairOf));
  const byWindow = scorePairs(shop.flatMap(({ _id, likelyTwinOf }) => (likelyTwinOf ? `${_id} ${likelyTwinOf}` : [])), truth.typedOrders.map(pairOf));
  const reasons = new Map<string, number>();
  for (const pair of byWindow.missed) {
    const reason = await reasonOf(store, pair, reconciliation[0]!);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }
  const counts = await store.discrepancies.counts();

  console.log(`${truth.counts.people} people, ${truth.counts.shopOrders} orders of the shop, ${truth.counts.erpSales} sales of the ERP; taken in within ${seconds.toFixed(1)} s`);
  console.log(`by shared reference: ${byReference.found} pairs, precision ${percent(byReference.precision)}, recall ${percent(byReference.recall)} of ${truth.sharedOrders.length}`);
  console.log(`by amount, time and customer: ${byWindow.found} pairs, precision ${percent(byWindow.precision)}, recall ${percent(byWindow.recall)} of ${truth.typedOrders.length}`);
  for (const [reason, count] of [...reasons].sort(([, a], [, b]) => b - a)) console.log(`  missed ${count}: ${reason}`);
  for (const pair of byWindow.wrong) console.log(`  wrong: ${pair}`);
  console.log(`discrepancies: ${counts.map(({ kind, state, count }) => `${kind} ${state} ${count}`).join(', ')}`);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ counts: truth.counts, seconds, byReference, byWindow, reasons: [...reasons], discrepancies: counts }, null, 1)}\n`);
});
