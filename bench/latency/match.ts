/** Whether an answer, of a query or of a subscription, shows a change that was made. */

/** An event, and how far it must have come where that is what was changed. */
export interface EventSeen {
  ref: string;
  status?: string;
}

interface Phones {
  phones?: readonly { value: string | null }[] | null;
}
interface Event {
  refs?: readonly string[] | null;
  status?: string | null;
}
interface Edges {
  edges: readonly { node: Event | null }[];
}
interface Shown {
  customer?: (Phones & { orders?: Edges | null; tickets?: Edges | null }) | null;
  customerChanged?: { kind: string | null; customer?: Phones | null } | null;
  interactionRecorded?: Event | null;
}

/** `customer`, or a `customerChanged` of kind RECORDS, with this number among its phones. */
export function tellsOfPhone(data: unknown, phone: string): boolean {
  const { customer, customerChanged } = (data ?? {}) as Shown;
  if (customerChanged && customerChanged.kind !== 'RECORDS') return false;
  return ((customerChanged ? customerChanged.customer : customer)?.phones ?? []).some(({ value }) => value === phone);
}

/** An order or ticket of `customer`, or an `interactionRecorded`, that was put together from this source record. */
export function tellsOfEvent(data: unknown, { ref, status }: EventSeen): boolean {
  const { customer, interactionRecorded } = (data ?? {}) as Shown;
  const listed = [customer?.orders, customer?.tickets].flatMap((connection) => (connection?.edges ?? []).map(({ node }) => node));
  return [interactionRecorded, ...listed].some((event) => event?.refs?.includes(ref) === true && (status === undefined || event.status === status));
}
