/** What the generator makes: the truth about people, and what each system happens to hold of it. */
import type { TaxId } from './taxIds.ts';

/** The hard cases that are built in; a person or record carries the labels of those it takes part in. */
export const hardCases = [
  'sharedHouseholdPhone',
  'roleMailbox',
  'fatherAndSon',
  'twins',
  'recycledPhone',
  'typingError',
  'swappedNames',
  'guestCheckout',
  'companyContact',
] as const;
export type HardCase = (typeof hardCases)[number];

/** Further variety that measuring data has and the sample company has not; labelled like the hard cases. */
export const varieties = ['namesake', 'family', 'surnameLeftOut', 'shortForm'] as const;
export type Variety = (typeof varieties)[number];

export interface Address {
  street: string;
  city: string;
  postalCode: string;
  country: string;
}

/** A person or organisation as it really is. */
export interface Person {
  /** `P-0001`, in no system. */
  id: string;
  kind: 'person' | 'organisation';
  /** Empty for organisations. */
  given: string;
  /** Empty for organisations. */
  family: string;
  /** Full name, or the name of the organisation. */
  name: string;
  /** `YYYY-MM-DD`. */
  birthDate?: string;
  email?: string;
  /** A second, private address, used at guest checkouts. */
  otherEmail?: string;
  /** Personal number, E.164. */
  mobile?: string;
  /** Number shared by a household or company, E.164. */
  landline?: string;
  address: Address;
  lang: 'es' | 'en';
  territory: string;
  distributor?: string;
  taxId?: TaxId;
  loyaltyId?: string;
  employerId?: string;
  householdId?: string;
  cases: HardCase[];
  varieties?: Variety[];
}

/** What every record of a party has. Times are Unix milliseconds. */
interface PartyRecord {
  personId: string;
  cases: HardCase[];
  /** What was done to the name of this record beside the hard cases. */
  varieties?: Variety[];
  createdAtMs: number;
  /** Null where it was never changed since. */
  updatedAtMs: number | null;
}

/** A Tryton party. */
export interface ErpParty extends PartyRecord {
  id: number;
  code: string;
  name: string;
  lang: 'es' | 'en';
  /** Party categories, e.g. `territory:North`. */
  categories: string[];
  address: Address;
  contacts: { type: 'email' | 'phone' | 'mobile'; value: string }[];
  identifiers: TaxId[];
  /** Party id of the company that this one is a contact of. */
  contactOfId?: number;
}

/** A Request Tracker user. */
export interface DeskUser extends PartyRecord {
  /** RT `Name`, unique. */
  name: string;
  email: string;
  realName: string;
  mobilePhone: string;
  /** Custom field `Phone`, E.164 or empty. */
  phone: string;
  /** Custom field `BirthDate` or empty. */
  birthDate: string;
  /** ERP code of the company or of the own account, or empty. */
  organization: string;
  city: string;
  lang: 'es' | 'en';
}

/** A Vendure customer. */
export interface ShopCustomer extends PartyRecord {
  id: number;
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  address: Address | null;
  /** False: a guest checkout, a customer without `user`. */
  registered: boolean;
  verified: boolean;
  birthDate: string | null;
  loyaltyId: string | null;
}

/** A Ghost member. */
export interface Member extends PartyRecord {
  id: string;
  email: string;
  name: string;
  note: string | null;
  labels: string[];
  /** Slugs of the newsletters subscribed to. */
  newsletters: string[];
  /** Newsletters left again: slug and time. */
  unsubscribed: { slug: string; atMs: number }[];
  suppressed: { reason: 'fail' | 'spam'; atMs: number } | null;
}

export interface OrderLine {
  sku: string;
  quantity: number;
}

/** A Vendure order. */
export interface ShopOrder {
  id: number;
  code: string;
  customerId: number;
  state: 'Draft' | 'PaymentSettled' | 'Shipped' | 'Delivered' | 'Cancelled';
  lines: OrderLine[];
  createdAtMs: number;
  updatedAtMs: number;
  placedAtMs: number | null;
}

/** A Tryton sale. */
export interface ErpSale {
  id: number;
  number: string | null;
  /** The shop's order code where the shop forwarded it and nobody left it out. */
  reference: string | null;
  partyId: number;
  state: 'draft' | 'quotation' | 'confirmed' | 'processing' | 'done' | 'cancelled';
  /** `YYYY-MM-DD`. */
  saleDate: string | null;
  /** Unit prices in minor units, gross. */
  lines: { sku: string; quantity: number; unitPriceMinor: number }[];
  createdAtMs: number;
  updatedAtMs: number | null;
}

/** A Request Tracker ticket; a call is a ticket in queue `Calls`. */
export interface DeskTicket {
  id: number;
  queue: 'General' | 'Complaints' | 'Calls';
  subject: string;
  content: string;
  /** RT user name. */
  requestor: string;
  status: 'new' | 'open' | 'stalled' | 'resolved' | 'rejected';
  priority: number;
  customFields: Record<string, string>;
  createdAtMs: number;
  updatedAtMs: number;
}

/** A newsletter issue that was sent. */
export interface Campaign {
  id: string;
  subject: string;
  newsletter: string;
  sentAtMs: number;
}

/** One member's copy of a campaign e-mail. */
export interface CampaignRecipient {
  id: string;
  campaignId: string;
  memberId: string;
  deliveredAtMs: number | null;
  openedAtMs: number | null;
  clickedAtMs: number | null;
  failedAtMs: number | null;
}

/** Pairs of a shop order and the ERP sale that it became: that carries its code, or was typed in without it. */
export interface SharedOrder {
  shopOrderId: number;
  erpSaleId: number;
  amountsAgree: boolean;
}

/** Everything that the sample company knows on its first day. */
export interface Company {
  seed: number;
  nowMs: number;
  people: Person[];
  erpParties: ErpParty[];
  deskUsers: DeskUser[];
  shopCustomers: ShopCustomer[];
  members: Member[];
  shopOrders: ShopOrder[];
  erpSales: ErpSale[];
  tickets: DeskTicket[];
  campaigns: Campaign[];
  recipients: CampaignRecipient[];
  sharedOrders: SharedOrder[];
  /** The same where the ERP has no code of the shop. */
  typedOrders: SharedOrder[];
}

/** The people and their records, without what happened to them. */
export type Roll = Pick<Company, 'people' | 'erpParties' | 'deskUsers' | 'shopCustomers' | 'members'>;
