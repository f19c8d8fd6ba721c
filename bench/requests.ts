/** What is asked: the two GraphQL operations, the same two of the hand-written endpoint, and the requests of a load. */
import type { LoadRequest } from './answers.ts';
import { CUSTOMERS_PER_TERRITORY, customerIdOf, LARGE_CUSTOMERS, territoryOf, TERRITORIES } from './data.ts';
import type { Variant, Work } from './results.ts';

/** Rows that `one` asks for. */
export const ONE = { orders: 10, calls: 5, touches: 5, interactions: 20 } as const;
/** Orders of each customer of a list. */
export const LIST_ORDERS = 3;

const ONE_QUERY = `query CustomerWithEverything($id: ID!) {
  customer(id: $id) {
    id kind
    name { full given family }
    emails { value verified }
    phones { value verified }
    taxIds { value scheme }
    loyaltyIds birthDate
    addresses { street city postcode region country }
    account preferredLanguage territory distributor
    subscriptions { channel purpose topic status contactPoint since system }
    orders(first: ${ONE.orders}) {
      edges { node { id at number status total { amount currency } lines { sku name quantity total { amount currency } } } }
      pageInfo { hasNextPage }
    }
    calls(first: ${ONE.calls}) { edges { node { id at direction number durationSeconds agent subject } } pageInfo { hasNextPage } }
    touches(first: ${ONE.touches}) { edges { node { id at channel action campaign } } pageInfo { hasNextPage } }
    interactions(first: ${ONE.interactions}) {
      edges {
        node {
          __typename id at
          ... on Order { number status total { amount currency } }
          ... on Call { direction agent subject }
          ... on Touch { channel action campaign }
        }
      }
      pageInfo { hasNextPage }
    }
    sources { system status }
  }
}`;

const LIST_QUERY = `query CustomersOfTerritory($territory: String!) {
  customers(first: ${CUSTOMERS_PER_TERRITORY}, filter: { territory: $territory }, orderBy: NAME_ASC) {
    edges {
      node {
        id kind
        name { full given family }
        emails { value verified }
        phones { value verified }
        account preferredLanguage territory distributor
        orders(first: ${LIST_ORDERS}) {
          edges { node { id at number status total { amount currency } } }
          pageInfo { hasNextPage }
        }
      }
    }
    pageInfo { hasNextPage }
  }
}`;

/** The subjects of a work: whom each of its requests is about. */
export const subjectsOf = (work: Work): string[] =>
  work === 'one'
    ? Array.from({ length: LARGE_CUSTOMERS }, (_, index) => customerIdOf(index + 1))
    : Array.from({ length: TERRITORIES }, (_, index) => territoryOf(index));

/** Rows have an amount each, lines included; `currency` stands nowhere else. */
const MARKER = '"currency":';
const AMOUNTS: Readonly<Record<Work, number>> = {
  // An order's total and those of its three lines, then the totals of the ten orders in the mixed timeline.
  one: ONE.orders * 4 + ONE.orders,
  list: CUSTOMERS_PER_TERRITORY * LIST_ORDERS,
};

function requestFor(work: Work, variant: Variant, subject: string): LoadRequest {
  const expected = { contains: `"${subject}"`, marker: MARKER, markers: AMOUNTS[work] };
  if (variant === 'hand-written') {
    const path = work === 'one' ? `/customers/${subject}` : `/territories/${encodeURIComponent(subject)}/customers`;
    return { method: 'GET', path, body: null, ...expected };
  }
  const query = work === 'one' ? ONE_QUERY : LIST_QUERY;
  const variables = work === 'one' ? { id: subject } : { territory: subject };
  return { method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }), ...expected };
}

/** The requests of a load, one for each subject. */
export function requestsOf(work: Work, variant: Variant): LoadRequest[] {
  return subjectsOf(work).map((subject) => requestFor(work, variant, subject));
}
