/** How many of each hard case the records show: a case that is in no record, or in one alone, is hard for nobody. */
import { carriersOf, heldBy } from './held.ts';
import type { Held } from './supportable.ts';
import { hardCases } from './model.ts';
import type { HardCase, Roll } from './model.ts';

/**
 * Counted are, per case: lines and mailboxes that records of two people show (`sharedHouseholdPhone`, `roleMailbox`,
 * `recycledPhone`); households of which two people have records (`fatherAndSon`, `twins`); people with a record that has the
 * label and another one beside it (`typingError`, `swappedNames`, `guestCheckout`, `companyContact`).
 */
export function hardCaseCounts(company: Roll): Record<HardCase, number> {
  const records = heldBy(company);
  const householdOf = new Map(company.people.map(({ id, householdId }) => [id, householdId]));
  const labelled = (label: HardCase): Held[] => records.filter(({ cases }) => cases.includes(label));
  const recordsOf = new Map<string, number>();
  for (const { personId } of records) recordsOf.set(personId, (recordsOf.get(personId) ?? 0) + 1);

  const shown = (label: HardCase, valuesOf: (held: Held) => readonly { value: string; is: string }[], is: string): number => {
    const carriers = carriersOf(labelled(label));
    const values = new Set(labelled(label).flatMap((held) => valuesOf(held).flatMap((point) => (point.is === is ? point.value : []))));
    return [...values].filter((value) => carriers.get(value)!.size > 1).length;
  };
  const households = (label: HardCase): number => {
    const people = new Map<string, Set<string>>();
    for (const { personId } of labelled(label)) {
      const household = householdOf.get(personId)!;
      people.set(household, (people.get(household) ?? new Set()).add(personId));
    }
    return [...people.values()].filter((members) => members.size > 1).length;
  };
  const people = (label: HardCase): number =>
    new Set(labelled(label).flatMap(({ personId }) => (recordsOf.get(personId)! > 1 ? personId : []))).size;

  const count = (label: HardCase): number => {
    switch (label) {
      case 'sharedHouseholdPhone':
        return shown(label, ({ phones }) => phones, 'shared');
      case 'recycledPhone':
        return shown(label, ({ phones }) => phones, 'personal');
      case 'roleMailbox':
        return shown(label, ({ emails }) => emails, 'role');
      case 'fatherAndSon':
      case 'twins':
        return households(label);
      case 'typingError':
      case 'swappedNames':
      case 'guestCheckout':
      case 'companyContact':
        return people(label);
    }
  };
  return Object.fromEntries(hardCases.map((label) => [label, count(label)])) as Record<HardCase, number>;
}
