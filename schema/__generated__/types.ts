import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { RequestContext } from '../../resolvers/context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A calendar date, `1815-12-10`. Where your role sees it masked, only the year: `1815-••-••`. */
  Date: { input: string; output: string; }
  /** A time in UTC, ISO 8601: `2026-03-01T09:30:00.000Z`. */
  DateTime: { input: string; output: string; }
  /** A decimal number as a string, `485.76`: money is never a float. */
  Decimal: { input: string; output: string; }
  /** A lower-case e-mail address. Where your role sees it masked, `a•••@•••.com`: never a working address. */
  EmailAddress: { input: string; output: string; }
  /** A phone number in E.164, `+441632960001`. Where your role sees it masked, `+44•••01`: never a number to dial. */
  PhoneNumber: { input: string; output: string; }
  /** A tax id in compact form, `B12345674`. Where your role sees it masked, its last three characters. */
  TaxId: { input: string; output: string; }
};

/** What a document would get, and why: decided by document, policy and caller, as if it were run; nothing is looked up for it. */
export type AccessReport = {
  readonly __typename?: 'AccessReport';
  /** What running it would cost; asking costs as much. */
  readonly cost?: Maybe<Scalars['Float']['output']>;
  /** One entry per selection of the operation, in its order; below an interface one per type that can stand there. */
  readonly selections?: Maybe<ReadonlyArray<SelectionAccess>>;
};

export type Address = {
  readonly __typename?: 'Address';
  readonly city?: Maybe<Scalars['String']['output']>;
  /** ISO 3166 alpha-2. */
  readonly country?: Maybe<Scalars['String']['output']>;
  readonly postcode?: Maybe<Scalars['String']['output']>;
  readonly region?: Maybe<Scalars['String']['output']>;
  readonly street?: Maybe<Scalars['String']['output']>;
};

export type AttachInteractionsInput = {
  readonly customerId: Scalars['ID']['input'];
  /** Why, at most 500 characters. It is kept with the interactions. */
  readonly reason: Scalars['String']['input'];
  /** Source refs as in `Interaction.refs`, of calls and recorded interactions, from 1 to 100. */
  readonly refs: ReadonlyArray<Scalars['ID']['input']>;
};

export type AttachInteractionsPayload = {
  readonly __typename?: 'AttachInteractionsPayload';
  /** As they are now, in the order of `refs`. */
  readonly interactions?: Maybe<ReadonlyArray<Interaction>>;
};

/** One operation of one caller; never a value that it showed. The entry of a process's beginning or end has no caller. */
export type AuditEntry = {
  readonly __typename?: 'AuditEntry';
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Customers that the answer could tell something of, as they are joined now; of a very long list the first 1,000. */
  readonly customers?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** ... and refused. */
  readonly denied?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly id: Scalars['ID']['output'];
  /** ... shortened ... */
  readonly masked?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly onBehalfOf?: Maybe<Scalars['String']['output']>;
  readonly operation?: Maybe<AuditOperation>;
  readonly outcome?: Maybe<AuditOutcome>;
  /** SHA-256 of the policy that decided. */
  readonly policyHash?: Maybe<Scalars['String']['output']>;
  readonly purpose?: Maybe<Scalars['String']['output']>;
  readonly requestId?: Maybe<Scalars['String']['output']>;
  /** Schema coordinates (`Type.field`) that were shown whole ... */
  readonly returned?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly role?: Maybe<Scalars['String']['output']>;
  /** As the caller's token says, and so are the next five. */
  readonly subject?: Maybe<Scalars['String']['output']>;
  /** The issued token that the caller came with. */
  readonly tokenId?: Maybe<Scalars['String']['output']>;
};

export type AuditEntryConnection = {
  readonly __typename?: 'AuditEntryConnection';
  readonly edges: ReadonlyArray<AuditEntryEdge>;
  readonly pageInfo: PageInfo;
};

export type AuditEntryEdge = {
  readonly __typename?: 'AuditEntryEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<AuditEntry>;
};

/** The conditions are joined by and. */
export type AuditFilter = {
  /** Any id of the customer: entries follow its records, also after it was joined with another. */
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  /** Included. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Who was answered. */
  readonly subject?: InputMaybe<Scalars['String']['input']>;
  /** Not included. */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

export type AuditOperation =
  /** A gateway process came to its end. */
  | 'CLOSED'
  | 'MUTATION'
  /** A gateway process began to write. */
  | 'OPENED'
  | 'QUERY'
  /** One event of a subscription, or that one was refused. */
  | 'SUBSCRIPTION';

export type AuditOutcome =
  /** What `returned` and `masked` name was ready to be shown, wherever there was a value. */
  | 'ANSWERED'
  /** Nothing was shown. */
  | 'FAILED';

export type Call = Interaction & Node & {
  readonly __typename?: 'Call';
  /** Who of the company took or made it, as the call centre names them. */
  readonly agent?: Maybe<Scalars['String']['output']>;
  /** When it began. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  readonly changedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly cursor?: Maybe<Scalars['String']['output']>;
  readonly customer?: Maybe<Customer>;
  readonly direction?: Maybe<Direction>;
  readonly durationSeconds?: Maybe<Scalars['Int']['output']>;
  readonly id: Scalars['ID']['output'];
  /** The customer's number. */
  readonly number?: Maybe<Scalars['PhoneNumber']['output']>;
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  readonly revision?: Maybe<Scalars['Int']['output']>;
  readonly subject?: Maybe<Scalars['String']['output']>;
};

export type CallConnection = {
  readonly __typename?: 'CallConnection';
  readonly edges: ReadonlyArray<CallEdge>;
  readonly pageInfo: PageInfo;
};

export type CallEdge = {
  readonly __typename?: 'CallEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Call>;
};

export type CallerCandidate = {
  readonly __typename?: 'CallerCandidate';
  readonly customer?: Maybe<Customer>;
  /** The source records that carry the number. */
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** True if a system has made sure that the number is this customer's. */
  readonly verified?: Maybe<Scalars['Boolean']['output']>;
  /** Why this candidate: `phone on N records`, in words for the agent's screen. */
  readonly why?: Maybe<Scalars['String']['output']>;
};

/** Who may be calling: every candidate with the reason, never a silent guess. */
export type CallerContext = {
  readonly __typename?: 'CallerContext';
  /** Null with an error `SOURCE_UNAVAILABLE` where nobody is known and a system could not be asked. */
  readonly candidates?: Maybe<ReadonlyArray<CallerCandidate>>;
  /** True if exactly one customer carries this number. */
  readonly recognised?: Maybe<Scalars['Boolean']['output']>;
};

/** A way to reach or be reached. */
export type Channel =
  | 'CHAT'
  | 'EMAIL'
  | 'PHONE'
  | 'POST'
  | 'SMS'
  | 'VISIT';

/** One consent statement of one system. Missing means unknown, and unknown means no. */
export type ChannelSubscription = {
  readonly __typename?: 'ChannelSubscription';
  readonly channel?: Maybe<Channel>;
  /** The address or number it holds for. */
  readonly contactPoint?: Maybe<Scalars['String']['output']>;
  readonly purpose?: Maybe<Purpose>;
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  readonly status?: Maybe<SubscriptionStatus>;
  readonly system?: Maybe<Scalars['String']['output']>;
  /** The newsletter or list. */
  readonly topic?: Maybe<Scalars['String']['output']>;
};

export type ContactGuidance = {
  readonly __typename?: 'ContactGuidance';
  readonly channel?: Maybe<Channel>;
  readonly policy?: Maybe<ContactPolicy>;
  readonly purpose?: Maybe<Purpose>;
};

/** Whether and why (not) the customer may be contacted. */
export type ContactPolicy = {
  readonly __typename?: 'ContactPolicy';
  readonly allowed?: Maybe<Scalars['Boolean']['output']>;
  /** Where it is allowed: e-mail addresses or numbers; at others it is not, since a consent holds for one contact point. Empty if not allowed, and for channels without such. */
  readonly contactPoints?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Every reason against; empty if allowed. */
  readonly reasons?: Maybe<ReadonlyArray<ContactReason>>;
  /** When contact becomes allowed by itself: quiet hours over, recent touches long enough ago. Null if allowed now, or if another reason stands. */
  readonly until?: Maybe<Scalars['DateTime']['output']>;
};

export type ContactReason =
  /** Tickets could not be read, so a complaint may be open. */
  | 'COMPLAINTS_UNKNOWN'
  /** The consent could not be read, so it counts as not given. */
  | 'CONSENT_UNKNOWN'
  /** No system has a consent for this channel and purpose. */
  | 'NO_CONSENT'
  /** There is no such contact point. */
  | 'NO_CONTACT_POINT'
  /** Nothing is sold into an open complaint. */
  | 'OPEN_COMPLAINT'
  /** The customer opted out. */
  | 'OPTED_OUT'
  /** Night or a day of rest at the customer's. */
  | 'QUIET_HOURS'
  /** Contacted often enough lately. */
  | 'RECENT_TOUCHES'
  /** The address bounced or complained. */
  | 'SUPPRESSED';

/**
 * One person or organisation, as all connected systems together know it. Values are read live from the systems and chosen
 * by rules that `provenance` explains; a value that your role may not see is null with an error `FORBIDDEN`, one that your
 * role sees shortened is listed in `extensions.masked`.
 */
export type Customer = Node & {
  readonly __typename?: 'Customer';
  /** The customer number of the ERP. */
  readonly account?: Maybe<Scalars['String']['output']>;
  /** Distinct postal addresses of all systems. */
  readonly addresses?: Maybe<ReadonlyArray<Address>>;
  /** Null for organisations, and where no system knows it. */
  readonly birthDate?: Maybe<Scalars['Date']['output']>;
  /** Telephone calls, newest first. */
  readonly calls?: Maybe<CallConnection>;
  /** May this customer be contacted on this channel for this purpose, now? Unknown consent means no. */
  readonly contactPolicy?: Maybe<ContactPolicy>;
  /** People who act for this organisation. */
  readonly contacts?: Maybe<ReadonlyArray<Relationship>>;
  /** Distributor who serves this customer. */
  readonly distributor?: Maybe<Scalars['String']['output']>;
  /** Distinct e-mail addresses of all systems, verified ones first. */
  readonly emails?: Maybe<ReadonlyArray<Email>>;
  /** Stays valid for ever: after a merge the old id leads to the surviving customer. */
  readonly id: Scalars['ID']['output'];
  /** The source records held to be this customer, and why. */
  readonly identities?: Maybe<ReadonlyArray<LinkedIdentity>>;
  /** Everything that happened on any channel, newest first. */
  readonly interactions?: Maybe<InteractionConnection>;
  /** Whether this is a person or an organisation; the fields are the same. */
  readonly kind?: Maybe<CustomerKind>;
  /** What became of this customer's ids and records, newest first: who was joined with it, and parted from it. */
  readonly lineage?: Maybe<ReadonlyArray<LineageEntry>>;
  /** Numbers of loyalty programmes. */
  readonly loyaltyIds?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** Chosen whole from one system: parts of two names are never put together. */
  readonly name?: Maybe<CustomerName>;
  /** Orders of shop and ERP, newest first. An order known to both is one node. */
  readonly orders?: Maybe<OrderConnection>;
  /** Organisations that this person acts for. */
  readonly organisations?: Maybe<ReadonlyArray<Relationship>>;
  /** Distinct phone numbers of all systems, verified ones first. */
  readonly phones?: Maybe<ReadonlyArray<Phone>>;
  /** The language to talk in, ISO 639-1, null if no system knows. */
  readonly preferredLanguage?: Maybe<Scalars['String']['output']>;
  /** Where the values come from, and which other values lost; of a list that shows only some values, the first row has what lost. Each row is shown by the rights on the field it is about. */
  readonly provenance?: Maybe<ReadonlyArray<Provenance>>;
  /** How each connected system contributed to this answer. Ask for it last: it waits for the others. */
  readonly sources?: Maybe<ReadonlyArray<SourceStatus>>;
  /** Newsletter and list memberships as each system states them. They are never merged: for "may I contact" ask `contactPolicy`. */
  readonly subscriptions?: Maybe<ReadonlyArray<ChannelSubscription>>;
  /** Distinct tax ids of all systems. */
  readonly taxIds?: Maybe<ReadonlyArray<TaxIdentifier>>;
  /** Sales territory. */
  readonly territory?: Maybe<Scalars['String']['output']>;
  /** Service tickets, newest first. */
  readonly tickets?: Maybe<TicketConnection>;
  /** Campaign touches (mails sent, opened, clicked ...), newest first. */
  readonly touches?: Maybe<TouchConnection>;
};


/**
 * One person or organisation, as all connected systems together know it. Values are read live from the systems and chosen
 * by rules that `provenance` explains; a value that your role may not see is null with an error `FORBIDDEN`, one that your
 * role sees shortened is listed in `extensions.masked`.
 */
export type CustomerCallsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * One person or organisation, as all connected systems together know it. Values are read live from the systems and chosen
 * by rules that `provenance` explains; a value that your role may not see is null with an error `FORBIDDEN`, one that your
 * role sees shortened is listed in `extensions.masked`.
 */
export type CustomerContactPolicyArgs = {
  channel: Channel;
  purpose: Purpose;
};


/**
 * One person or organisation, as all connected systems together know it. Values are read live from the systems and chosen
 * by rules that `provenance` explains; a value that your role may not see is null with an error `FORBIDDEN`, one that your
 * role sees shortened is listed in `extensions.masked`.
 */
export type CustomerInteractionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * One person or organisation, as all connected systems together know it. Values are read live from the systems and chosen
 * by rules that `provenance` explains; a value that your role may not see is null with an error `FORBIDDEN`, one that your
 * role sees shortened is listed in `extensions.masked`.
 */
export type CustomerOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * One person or organisation, as all connected systems together know it. Values are read live from the systems and chosen
 * by rules that `provenance` explains; a value that your role may not see is null with an error `FORBIDDEN`, one that your
 * role sees shortened is listed in `extensions.masked`.
 */
export type CustomerProvenanceArgs = {
  fields: ReadonlyArray<CustomerField>;
};


/**
 * One person or organisation, as all connected systems together know it. Values are read live from the systems and chosen
 * by rules that `provenance` explains; a value that your role may not see is null with an error `FORBIDDEN`, one that your
 * role sees shortened is listed in `extensions.masked`.
 */
export type CustomerTicketsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/**
 * One person or organisation, as all connected systems together know it. Values are read live from the systems and chosen
 * by rules that `provenance` explains; a value that your role may not see is null with an error `FORBIDDEN`, one that your
 * role sees shortened is listed in `extensions.masked`.
 */
export type CustomerTouchesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type CustomerChange = {
  readonly __typename?: 'CustomerChange';
  /** By the clock of the gateway's store. */
  readonly changedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Give it as `after` to go on from here. */
  readonly cursor?: Maybe<Scalars['String']['output']>;
  /** As it is now. */
  readonly customer?: Maybe<Customer>;
  /** What has changed, opaque; of an interaction its `id`. */
  readonly id: Scalars['ID']['output'];
  readonly kind?: Maybe<CustomerChangeKind>;
  /** Grows with each change of this `id`: one that you know, or a greater one, can be dropped. */
  readonly revision?: Maybe<Scalars['Int']['output']>;
};

export type CustomerChangeKind =
  /** One of its interactions. */
  | 'EVENTS'
  /** Records came or went: a merge, a split, a new record. */
  | 'LINKS'
  /** What a system says of the customer, or what a steward pinned. */
  | 'RECORDS';

export type CustomerConnection = {
  readonly __typename?: 'CustomerConnection';
  readonly edges: ReadonlyArray<CustomerEdge>;
  readonly pageInfo: PageInfo;
};

/** A small, current context for a chatbot: what it needs to talk, and what it must not do. */
export type CustomerContext = {
  readonly __typename?: 'CustomerContext';
  readonly customer?: Maybe<Customer>;
  /** The do's and don'ts, per channel and purpose. */
  readonly guidance?: Maybe<ReadonlyArray<ContactGuidance>>;
  /** The last contacts on any channel, at most 5. */
  readonly lastContacts?: Maybe<ReadonlyArray<Interaction>>;
  /** The full name. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Not yet done or cancelled, newest first, at most 5. */
  readonly openOrders?: Maybe<ReadonlyArray<Order>>;
  /** Not yet resolved, newest first, at most 5. */
  readonly openTickets?: Maybe<ReadonlyArray<Ticket>>;
  readonly preferredLanguage?: Maybe<Scalars['String']['output']>;
};

export type CustomerEdge = {
  readonly __typename?: 'CustomerEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Customer>;
};

/** Fields whose origin `provenance` can tell. */
export type CustomerField =
  | 'ACCOUNT'
  | 'ADDRESSES'
  | 'BIRTH_DATE'
  | 'DISTRIBUTOR'
  | 'EMAILS'
  | 'LOYALTY_IDS'
  | 'NAME'
  | 'PHONES'
  | 'PREFERRED_LANGUAGE'
  | 'TAX_IDS'
  | 'TERRITORY';

/** All given conditions must hold. */
export type CustomerFilter = {
  /** Known since this time or later. */
  readonly createdAfter?: InputMaybe<Scalars['DateTime']['input']>;
  readonly distributor?: InputMaybe<Scalars['String']['input']>;
  readonly kind?: InputMaybe<CustomerKind>;
  readonly territory?: InputMaybe<Scalars['String']['input']>;
};

/** Exactly one of these. All are compared whole: nothing is guessed. */
export type CustomerKey =
  /** Any notation; compared without case. */
  { readonly email: Scalars['String']['input']; readonly loyaltyId?: never; readonly phone?: never; readonly sourceRef?: never; readonly taxId?: never; }
  |  { readonly email?: never; readonly loyaltyId: Scalars['String']['input']; readonly phone?: never; readonly sourceRef?: never; readonly taxId?: never; }
  |  /** In full, as in E.164: `+34600111222`. */
  { readonly email?: never; readonly loyaltyId?: never; readonly phone: Scalars['String']['input']; readonly sourceRef?: never; readonly taxId?: never; }
  |  /** `system:type:id`, e.g. `tryton:party:42`. */
  { readonly email?: never; readonly loyaltyId?: never; readonly phone?: never; readonly sourceRef: Scalars['String']['input']; readonly taxId?: never; }
  |  { readonly email?: never; readonly loyaltyId?: never; readonly phone?: never; readonly sourceRef?: never; readonly taxId: Scalars['String']['input']; };

/** A natural person or a company. */
export type CustomerKind =
  | 'ORGANISATION'
  | 'PERSON';

/** A name; the parts are null where no system keeps them apart. */
export type CustomerName = {
  readonly __typename?: 'CustomerName';
  readonly family?: Maybe<Scalars['String']['output']>;
  readonly full?: Maybe<Scalars['String']['output']>;
  readonly given?: Maybe<Scalars['String']['output']>;
};

export type CustomerOrder =
  /** Longest known first. */
  | 'CREATED_ASC'
  | 'CREATED_DESC'
  | 'NAME_ASC'
  | 'NAME_DESC';

export type DataClass =
  | 'account'
  | 'address'
  /** Tokens and the audit: for those who run the gateway. */
  | 'administration'
  | 'birthDate'
  | 'calls'
  | 'consent'
  | 'contactPoint'
  /** Takes the class of the field it holds, row by row (provenance, comparisons of records). */
  | 'held'
  | 'identity'
  | 'interactions'
  | 'loyalty'
  | 'marketing'
  | 'orders'
  | 'personName'
  /** Says nothing about a person. */
  | 'public'
  | 'relationships'
  /** Which source systems know the customer and how they are doing. */
  | 'sources'
  /** Ids, cursors, page info, type names: no policy can deny them. */
  | 'structure'
  | 'taxId'
  | 'tickets';

export type DecisionKind =
  /** They are not. */
  | 'CANNOT_LINK'
  /** The records are one party. */
  | 'MUST_LINK';

export type DetachInteractionsInput = {
  /** Why, at most 500 characters. It is kept with the interactions. */
  readonly reason: Scalars['String']['input'];
  /** Source refs as in `Interaction.refs`, from 1 to 100. */
  readonly refs: ReadonlyArray<Scalars['ID']['input']>;
};

/** Whether the customer or the company began it. */
export type Direction =
  | 'INBOUND'
  | 'OUTBOUND';

/**
 * What two views of an event disagree in, or that a system has none. Kept are refs; `left` and `right` are what the systems say
 * at the time of asking, each under your rights on the field.
 */
export type Discrepancy = {
  readonly __typename?: 'Discrepancy';
  readonly access?: Maybe<FieldAccess>;
  /** Who that was. */
  readonly actor?: Maybe<Scalars['String']['output']>;
  readonly firstSeen?: Maybe<Scalars['DateTime']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly kind?: Maybe<DiscrepancyKind>;
  /** When it was last found to be so. */
  readonly lastSeen?: Maybe<Scalars['DateTime']['output']>;
  /** Amount and currency, status, name of the party, or the order's number; null if your role may not see the field (see `access`), or if the record cannot be shown. */
  readonly left?: Maybe<Scalars['String']['output']>;
  readonly leftCustomer?: Maybe<Customer>;
  /** A view, `system:type:id`. */
  readonly leftRef?: Maybe<Scalars['ID']['output']>;
  readonly leftSystem?: Maybe<Scalars['String']['output']>;
  /** The event; null if it is not there any more. */
  readonly order?: Maybe<Order>;
  /** The steward's words, where one has acknowledged or dismissed it. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** The same of the right view; null where it is missing. */
  readonly right?: Maybe<Scalars['String']['output']>;
  readonly rightCustomer?: Maybe<Customer>;
  /** The other view; null where it is missing. */
  readonly rightRef?: Maybe<Scalars['ID']['output']>;
  readonly rightSystem?: Maybe<Scalars['String']['output']>;
  /** Since when it is in this state. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  readonly state?: Maybe<DiscrepancyState>;
};

export type DiscrepancyConnection = {
  readonly __typename?: 'DiscrepancyConnection';
  readonly edges: ReadonlyArray<DiscrepancyEdge>;
  readonly pageInfo: PageInfo;
};

export type DiscrepancyDecisionInput = {
  /** As `Discrepancy.id` has it. */
  readonly id: Scalars['ID']['input'];
  /** Why, at most 500 characters. It is kept with the discrepancy. */
  readonly reason: Scalars['String']['input'];
};

export type DiscrepancyEdge = {
  readonly __typename?: 'DiscrepancyEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Discrepancy>;
};

/** All given conditions must hold. */
export type DiscrepancyFilter = {
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  readonly kind?: InputMaybe<DiscrepancyKind>;
  /** Any of these. */
  readonly state?: InputMaybe<ReadonlyArray<DiscrepancyState>>;
  /** Two systems, whichever comes first. */
  readonly systems?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
};

export type DiscrepancyKind =
  /** The amounts differ. */
  | 'AMOUNT'
  /** One system should have it and has not, after the time that it has for that. */
  | 'MISSING'
  /** The views are of different customers. */
  | 'PARTY'
  /** The statuses do not go together: by default, one side alone is cancelled. */
  | 'STATUS';

export type DiscrepancyPayload = {
  readonly __typename?: 'DiscrepancyPayload';
  readonly discrepancy?: Maybe<Discrepancy>;
};

export type DiscrepancyState =
  | 'ACKNOWLEDGED'
  | 'DISMISSED'
  | 'OPEN'
  /** The systems agree again, or the two views are one event no more. */
  | 'RESOLVED';

/** Of one kind between two systems. */
export type DiscrepancySummary = {
  readonly __typename?: 'DiscrepancySummary';
  readonly acknowledged?: Maybe<Scalars['Int']['output']>;
  readonly dismissed?: Maybe<Scalars['Int']['output']>;
  readonly kind?: Maybe<DiscrepancyKind>;
  /** Since when the oldest of those that are open or acknowledged is so. */
  readonly oldest?: Maybe<Scalars['DateTime']['output']>;
  readonly open?: Maybe<Scalars['Int']['output']>;
  readonly resolved?: Maybe<Scalars['Int']['output']>;
  readonly systems?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

export type DryRunExample = {
  readonly __typename?: 'DryRunExample';
  /** The customers that would become one, or the parts that one would become. */
  readonly groups?: Maybe<ReadonlyArray<RecordGroup>>;
  readonly kind?: Maybe<DryRunKind>;
};

export type DryRunKind =
  | 'JOIN'
  | 'SPLIT';

export type Email = {
  readonly __typename?: 'Email';
  readonly value?: Maybe<Scalars['EmailAddress']['output']>;
  /** True if a system has itself made sure that the address is this customer's. */
  readonly verified?: Maybe<Scalars['Boolean']['output']>;
};

export type EraseRecordInput = {
  /** Why, at most 500 characters, without anything that tells of the person: it is kept with the tombstone. */
  readonly reason: Scalars['String']['input'];
  /** The record, `system:type:id` as in `LinkedIdentity.ref`, or an interaction's public id. */
  readonly ref: Scalars['ID']['input'];
};

export type EraseRecordPayload = {
  readonly __typename?: 'EraseRecordPayload';
  /** How many interactions lost their values with it. */
  readonly interactions?: Maybe<Scalars['Int']['output']>;
};

export type FieldAccess =
  | 'ALLOWED'
  | 'DENIED'
  | 'MASKED';

export type IdentityAlarm =
  /** A customer of too many records: something ties together what is not one party. */
  | 'LARGEST_CUSTOMER'
  /** Many more merges today than on a usual day. */
  | 'MERGES_TODAY'
  /** Nothing has been measured for a day: the other alarms are blind. */
  | 'NOT_MEASURED'
  /** A pair has waited too long for a steward. */
  | 'REVIEW_AGE'
  /** The share of records that are by themselves is far from what it was. */
  | 'UNLINKED_SHARE';

export type IdentityChangeConnection = {
  readonly __typename?: 'IdentityChangeConnection';
  readonly edges: ReadonlyArray<IdentityChangeEdge>;
  readonly pageInfo: PageInfo;
};

export type IdentityChangeEdge = {
  readonly __typename?: 'IdentityChangeEdge';
  /** Good for ever, and for every caller. */
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<LineageEntry>;
};

/** What a steward decided about records. It holds until a later one says otherwise of the same two. */
export type IdentityDecision = {
  readonly __typename?: 'IdentityDecision';
  /** Who decided. */
  readonly actor?: Maybe<Scalars['String']['output']>;
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly kind?: Maybe<DecisionKind>;
  readonly reason?: Maybe<Scalars['String']['output']>;
};

/** What a version would join and split, when that was last reckoned. */
export type IdentityDryRun = {
  readonly __typename?: 'IdentityDryRun';
  /** The version that was active; 0: the configured rules alone. */
  readonly against?: Maybe<Scalars['Int']['output']>;
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** The first of them. */
  readonly examples?: Maybe<ReadonlyArray<DryRunExample>>;
  /** Customers to be that are several now. */
  readonly joins?: Maybe<Scalars['Int']['output']>;
  readonly records?: Maybe<Scalars['Int']['output']>;
  /** Customers that would be several. */
  readonly splits?: Maybe<Scalars['Int']['output']>;
};

export type IdentityHealth = {
  readonly __typename?: 'IdentityHealth';
  /** What is beyond its threshold (`identityAlarms` of the configuration). */
  readonly alarms?: Maybe<ReadonlyArray<IdentityAlarm>>;
  readonly customers?: Maybe<Scalars['Int']['output']>;
  readonly largest?: Maybe<LargestCustomer>;
  /** As of when the five below are; null if nothing has been measured yet. */
  readonly measuredAt?: Maybe<Scalars['DateTime']['output']>;
  /** Merges by rule and day (UTC), the latest day first; none of a day without any. */
  readonly merges?: Maybe<ReadonlyArray<MergeCount>>;
  /** Since when the oldest of them waits. */
  readonly oldestReviewSince?: Maybe<Scalars['DateTime']['output']>;
  /** Version of the active parameters; 0: the configured rules. */
  readonly parameters?: Maybe<Scalars['Int']['output']>;
  /** Records of parties that belong to customers. */
  readonly records?: Maybe<Scalars['Int']['output']>;
  /** Pairs that wait for a steward now (`matchReviews`). */
  readonly reviewsWaiting?: Maybe<Scalars['Int']['output']>;
  /** Share of the records that are a customer by themselves, from 0 to 1. */
  readonly unlinkedShare?: Maybe<Scalars['Float']['output']>;
};

/** A version of rules and model. It is never changed, only activated. */
export type IdentityParameters = {
  readonly __typename?: 'IdentityParameters';
  /** When it was activated last; null if never. */
  readonly activatedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly activatedBy?: Maybe<Scalars['String']['output']>;
  /** Whether placement goes by it now. */
  readonly active?: Maybe<Scalars['Boolean']['output']>;
  /** What activating it would change; null if nobody has asked. */
  readonly dryRun?: Maybe<IdentityDryRun>;
  /** Why it was activated. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** How many records its model was learned from; null where there were too few, so that it has none. */
  readonly records?: Maybe<Scalars['Int']['output']>;
  /** Whether its rules are those that the configuration has now; false: a new version would bring them in. */
  readonly rulesAreConfigured?: Maybe<Scalars['Boolean']['output']>;
  readonly trainedAt?: Maybe<Scalars['DateTime']['output']>;
  /** `gateway`, or who asked for it. */
  readonly trainedBy?: Maybe<Scalars['String']['output']>;
  readonly version?: Maybe<Scalars['Int']['output']>;
};

/**
 * One business event. `id` is opaque; `refs` are the source records it was put together from (an order known to shop and
 * ERP has two).
 */
export type Interaction = {
  /** When it happened. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** When the gateway had taken its last change in whole, by the clock of its store; null until it has. */
  readonly changedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Of an event that a subscription tells: give it as `after` to go on from here. Null elsewhere. */
  readonly cursor?: Maybe<Scalars['String']['output']>;
  /** Whose it is; null if that customer is outside what you may see. */
  readonly customer?: Maybe<Customer>;
  readonly id: Scalars['ID']['output'];
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** Grows with each change that the gateway has taken in: an event of a stream that you know with this revision, or a greater one, can be dropped. */
  readonly revision?: Maybe<Scalars['Int']['output']>;
};

export type InteractionConnection = {
  readonly __typename?: 'InteractionConnection';
  readonly edges: ReadonlyArray<InteractionEdge>;
  readonly pageInfo: PageInfo;
};

export type InteractionEdge = {
  readonly __typename?: 'InteractionEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Interaction>;
};

/** Roles that a token of this gateway can have. People who work for the company come with the identity provider's tokens. */
export type IssuableRole =
  | 'chatbot'
  | 'corporate'
  | 'customer'
  | 'distributor'
  | 'partner';

export type IssueTokenInput = {
  readonly account?: InputMaybe<Scalars['String']['input']>;
  readonly channel?: InputMaybe<Scalars['String']['input']>;
  /** Of the cost of operations; the configuration's where it is left out. */
  readonly costPerMinute?: InputMaybe<Scalars['Int']['input']>;
  /** Binds it to rows, by what the role's rows are chosen by in policy.yml. A role that sees nothing without needs one. */
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  readonly distributor?: InputMaybe<Scalars['String']['input']>;
  readonly expiresAt: Scalars['DateTime']['input'];
  /** Who will have it, in your words, at most 200 characters. */
  readonly name: Scalars['String']['input'];
  /** Addresses and ranges (10.0.0.0/8) that it can be used from, at most 50; none or left out: from anywhere that the role can be. */
  readonly networks?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** In whose name its holder acts: for the audit. */
  readonly onBehalfOf?: InputMaybe<Scalars['String']['input']>;
  /** A purpose of policy.yml: narrows what it sees to the kinds of data for that. */
  readonly purpose?: InputMaybe<Scalars['String']['input']>;
  /** Of requests; the configuration's where it is left out. */
  readonly requestsPerMinute?: InputMaybe<Scalars['Int']['input']>;
  readonly role: IssuableRole;
  /** At least one, of those that the role can have. */
  readonly scopes: ReadonlyArray<Scalars['String']['input']>;
  readonly territory?: InputMaybe<Scalars['String']['input']>;
};

export type IssueTokenPayload = {
  readonly __typename?: 'IssueTokenPayload';
  /** What its holder sends: `Authorization: Bearer c360_...`. Hand it over on a safe way: nobody can see it again. */
  readonly bearerToken?: Maybe<Scalars['String']['output']>;
  readonly issuedToken?: Maybe<IssuedToken>;
};

/** A token that this gateway has issued to a portal, a distributor or a bot. It is checked on every request. */
export type IssuedToken = {
  readonly __typename?: 'IssuedToken';
  /** ... of an account ... */
  readonly account?: Maybe<Scalars['String']['output']>;
  readonly channel?: Maybe<Scalars['String']['output']>;
  readonly costPerMinute?: Maybe<Scalars['Int']['output']>;
  readonly createdAt?: Maybe<Scalars['DateTime']['output']>;
  /** Subject of the admin who issued it. */
  readonly createdBy?: Maybe<Scalars['String']['output']>;
  /** The rows it is bound to: of one customer ... */
  readonly customerId?: Maybe<Scalars['ID']['output']>;
  /** ... of a distributor ... */
  readonly distributor?: Maybe<Scalars['String']['output']>;
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  readonly id: Scalars['ID']['output'];
  /** Who has it, in your words. */
  readonly name?: Maybe<Scalars['String']['output']>;
  /** Addresses and ranges that it can be used from; empty: anywhere. */
  readonly networks?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** In whose name its holder acts: for the audit. */
  readonly onBehalfOf?: Maybe<Scalars['String']['output']>;
  /** Until when the token before the last rotation is taken as well; null if it is not. */
  readonly previousUntil?: Maybe<Scalars['DateTime']['output']>;
  /** For what its holder uses the data. */
  readonly purpose?: Maybe<Scalars['String']['output']>;
  /** Null: what the configuration gives everybody. */
  readonly requestsPerMinute?: Maybe<Scalars['Int']['output']>;
  readonly revokedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly revokedBy?: Maybe<Scalars['String']['output']>;
  readonly role?: Maybe<Scalars['String']['output']>;
  readonly rotatedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly scopes?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly state?: Maybe<TokenState>;
  /** ... of a territory. */
  readonly territory?: Maybe<Scalars['String']['output']>;
};

export type IssuedTokenConnection = {
  readonly __typename?: 'IssuedTokenConnection';
  readonly edges: ReadonlyArray<IssuedTokenEdge>;
  readonly pageInfo: PageInfo;
};

export type IssuedTokenEdge = {
  readonly __typename?: 'IssuedTokenEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<IssuedToken>;
};

/** The customer of the most records. */
export type LargestCustomer = {
  readonly __typename?: 'LargestCustomer';
  /** Null if it is outside what you may see. */
  readonly customer?: Maybe<Customer>;
  readonly records?: Maybe<Scalars['Int']['output']>;
};

/** One change of who is who: ids, records and rules, never values. */
export type LineageEntry = {
  readonly __typename?: 'LineageEntry';
  /** `gateway`, or who decided. */
  readonly actor?: Maybe<Scalars['String']['output']>;
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** The id that was merged or split, or that the record left. */
  readonly customerId?: Maybe<Scalars['ID']['output']>;
  /** The steward's decision behind it; null for the rules' own work. */
  readonly decision?: Maybe<IdentityDecision>;
  /** Where it led to before; null: it stood on its own. */
  readonly from?: Maybe<Scalars['ID']['output']>;
  readonly id: Scalars['ID']['output'];
  readonly kind?: Maybe<LineageKind>;
  /** The record that moved, or the two that agreed. */
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** As in `LinkedIdentity.rule`. */
  readonly rule?: Maybe<Scalars['String']['output']>;
  /** Where it leads to now; null: it stands on its own. */
  readonly to?: Maybe<Scalars['ID']['output']>;
  /** Whether outside callers see it: a join on lesser grounds is for staff alone. */
  readonly verified?: Maybe<Scalars['Boolean']['output']>;
};

export type LineageKind =
  /** A steward said of records that they are one party, and they were already. */
  | 'CONFIRMED'
  /** A customer id leads to another one, or for another reason. */
  | 'MERGED'
  /** A record has left one customer id for another. */
  | 'MOVED'
  /** A steward said of records that they are not one party, and they were not. */
  | 'REJECTED'
  /** A customer id stands on its own again. */
  | 'SPLIT';

/** One source record of this customer and the rule that put it here. */
export type LinkedIdentity = {
  readonly __typename?: 'LinkedIdentity';
  /** `gateway`, or who decided. */
  readonly actor?: Maybe<Scalars['String']['output']>;
  /** What agreed, by rules; every comparison, where the weight of all of them decided. */
  readonly fields?: Maybe<ReadonlyArray<MatchedField>>;
  readonly linkedAt?: Maybe<Scalars['DateTime']['output']>;
  /** `system:type:id`; `customerBy(key: {sourceRef:})` finds the customer by it. A service desk names people by their e-mail address, so it counts as a contact point. */
  readonly ref?: Maybe<Scalars['ID']['output']>;
  /** The two records that were compared, left and right; empty where none were. */
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  /** The rule that put it here: `reference`, `taxId`, `loyaltyId`, `email`, `phone` (verified on both sides), `emailAndName`, `phoneAndName`, `probabilistic` (by the weight of all comparisons), `steward`; `founded` for the record that the customer's id was made for. */
  readonly rule?: Maybe<Scalars['String']['output']>;
  readonly system?: Maybe<Scalars['String']['output']>;
  /** Strength of a probabilistic link in bits; null for rules. */
  readonly weight?: Maybe<Scalars['Float']['output']>;
};

export type LosingValue = {
  readonly __typename?: 'LosingValue';
  readonly access?: Maybe<FieldAccess>;
  readonly ref?: Maybe<Scalars['ID']['output']>;
  readonly value?: Maybe<Scalars['String']['output']>;
};

export type Mask =
  /** First letter and top domain: `a•••@•••.com`. */
  | 'email'
  /** Nothing but that there is a value. */
  | 'hidden'
  /** Initials: `A• L•`. */
  | 'name'
  /** Country code and last two digits: `+44•••01`; never a number that can be dialled. */
  | 'phone'
  /** Last three characters. */
  | 'tail'
  /** The year alone. */
  | 'year';

/** Why two records are one party, or are not. A steward's decision stands above the rules, and these above the weight. */
export type MatchExplanation = {
  readonly __typename?: 'MatchExplanation';
  /** The steward's decision about the two that holds; null if there is none. */
  readonly decision?: Maybe<IdentityDecision>;
  readonly fields?: Maybe<ReadonlyArray<MatchedField>>;
  /** Whether the two are one customer now. */
  readonly joined?: Maybe<Scalars['Boolean']['output']>;
  readonly left?: Maybe<Scalars['ID']['output']>;
  readonly leftCustomer?: Maybe<Customer>;
  /** Version of the active parameters; 0: the configured rules. */
  readonly parameters?: Maybe<Scalars['Int']['output']>;
  readonly probability?: Maybe<Scalars['Float']['output']>;
  readonly right?: Maybe<Scalars['ID']['output']>;
  readonly rightCustomer?: Maybe<Customer>;
  /** The rules that speak for it, strongest first. */
  readonly rules?: Maybe<ReadonlyArray<MatchedRule>>;
  readonly verdict?: Maybe<MatchVerdict>;
  /** By the active parameters; null where nothing has been learned yet, or a record is gone. The same for the next three. */
  readonly weight?: Maybe<Scalars['Float']['output']>;
};

/** What is compared. Rows without values: what all records have in common before any comparison, and what comparisons say together. */
export type MatchField =
  | 'BIRTH_DATE'
  | 'EMAIL'
  | 'FAMILY_NAME'
  | 'GIVEN_NAME'
  /** A person and an organisation, or a kind of which too few are known. */
  | 'KIND'
  | 'LOYALTY_ID'
  | 'MOBILE'
  /** What changes with a move says less against one party than it seems. */
  | 'MOVED'
  | 'NAME'
  | 'ORGANISATION_NAME'
  | 'PHONE'
  /** Postcode, city, region and country. */
  | 'PLACE'
  /** How likely two random records are one party. */
  | 'PRIOR'
  /** The account number that one system keeps of another. */
  | 'REFERENCE'
  /** What a household, a chain or a building shares says less than it seems. */
  | 'SHARED'
  | 'STREET'
  | 'TAX_ID';

/** Two records of parties, `system:type:id` as in `LinkedIdentity.ref`. */
export type MatchInput = {
  readonly left: Scalars['ID']['input'];
  /** Why, at most 500 characters. It is kept with the decision. */
  readonly reason: Scalars['String']['input'];
  readonly right: Scalars['ID']['input'];
};

/** Two records that may be one party. They are two customers until a steward says otherwise. */
export type MatchReview = {
  readonly __typename?: 'MatchReview';
  readonly fields?: Maybe<ReadonlyArray<MatchedField>>;
  readonly id: Scalars['ID']['output'];
  /** A record, `system:type:id` as in `LinkedIdentity.ref`. */
  readonly left?: Maybe<Scalars['ID']['output']>;
  /** The customer that `left` belongs to now. */
  readonly leftCustomer?: Maybe<Customer>;
  /** The probability of one party that the weight stands for. */
  readonly probability?: Maybe<Scalars['Float']['output']>;
  /** The other record. */
  readonly right?: Maybe<Scalars['ID']['output']>;
  /** The customer that `right` belongs to now. */
  readonly rightCustomer?: Maybe<Customer>;
  /** Since when it waits. */
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  /** Bits for one party, all comparisons together, when the two were weighed. */
  readonly weight?: Maybe<Scalars['Float']['output']>;
};

export type MatchReviewConnection = {
  readonly __typename?: 'MatchReviewConnection';
  readonly edges: ReadonlyArray<MatchReviewEdge>;
  readonly pageInfo: PageInfo;
};

export type MatchReviewEdge = {
  readonly __typename?: 'MatchReviewEdge';
  readonly cursor: Scalars['String']['output'];
  /** Null where what the systems say now has taken one of the two out of what you may see. */
  readonly node?: Maybe<MatchReview>;
};

export type MatchVerdict =
  /** It would leave them apart. */
  | 'APART'
  /** The model would join the two by itself. */
  | 'JOIN'
  /** It would ask a steward. */
  | 'REVIEW';

/**
 * One comparison of two records. Stored are level and weight; the values are read from the records as they are now, each under
 * your rights on the field.
 */
export type MatchedField = {
  readonly __typename?: 'MatchedField';
  readonly access?: Maybe<FieldAccess>;
  /** Whether they compare otherwise by now. Null where that cannot be said: a record could not be read, or you may not see the field. */
  readonly changed?: Maybe<Scalars['Boolean']['output']>;
  /** Null for a column of its own that no field of a customer corresponds to. */
  readonly field?: Maybe<MatchField>;
  /** What the left record holds now, several values with `; ` between them; null if your role may not see the field (see `access`), or if the record cannot be shown. */
  readonly left?: Maybe<Scalars['String']['output']>;
  /** How the two compared: `exact`, `close`, `different` ... Of a rule always `exact`. */
  readonly level?: Maybe<Scalars['String']['output']>;
  /** The same of the right record. */
  readonly right?: Maybe<Scalars['String']['output']>;
  /** Bits for one party (above 0) or against it; null for rules. */
  readonly weight?: Maybe<Scalars['Float']['output']>;
};

/** A rule that two records meet. */
export type MatchedRule = {
  readonly __typename?: 'MatchedRule';
  readonly fields?: Maybe<ReadonlyArray<MatchedField>>;
  /** As in `LinkedIdentity.rule`. */
  readonly rule?: Maybe<Scalars['String']['output']>;
  /** Whether a join by it is for outside callers as well. */
  readonly verified?: Maybe<Scalars['Boolean']['output']>;
};

export type MergeCount = {
  readonly __typename?: 'MergeCount';
  /** Ids that came to lead to another customer, or for another reason. */
  readonly count?: Maybe<Scalars['Int']['output']>;
  readonly day?: Maybe<Scalars['Date']['output']>;
  /** As in `LinkedIdentity.rule`; null where none is known. */
  readonly rule?: Maybe<Scalars['String']['output']>;
};

/** Repeating a call changes nothing: the first decision stands and is answered. */
export type MergeCustomersInput = {
  /** From 2 to 10 customers. */
  readonly customerIds: ReadonlyArray<Scalars['ID']['input']>;
  /** Why, at most 500 characters. It is kept with the decision. */
  readonly reason: Scalars['String']['input'];
};

/** An amount with its currency. */
export type Money = {
  readonly __typename?: 'Money';
  readonly amount?: Maybe<Scalars['Decimal']['output']>;
  /** ISO 4217, `EUR`. */
  readonly currency?: Maybe<Scalars['String']['output']>;
};

export type Mutation = {
  readonly __typename?: 'Mutation';
  /** Somebody sees to it. It resolves by itself as soon as the systems agree. */
  readonly acknowledgeDiscrepancy?: Maybe<DiscrepancyPayload>;
  /**
   * Lets all records be placed anew by a version, in the background. Refused unless a dry run of it against the version that is
   * active now was made within the last 24 hours.
   */
  readonly activateIdentityParameters?: Maybe<IdentityParameters>;
  /**
   * Moves calls and recorded interactions of a caller whom nobody knew (their party is a contact point that was merely stated) to
   * a customer, for good: what the source says later of the same contact point does not undo it. Repeating it changes nothing.
   */
  readonly attachInteractions?: Maybe<AttachInteractionsPayload>;
  /** Two records are one party. */
  readonly confirmMatch?: Maybe<StewardshipPayload>;
  /** Takes attachments back: the interactions are the unknown caller's again. */
  readonly detachInteractions?: Maybe<AttachInteractionsPayload>;
  /** It is as it should be. Another disagreement of the same views opens it again. */
  readonly dismissDiscrepancy?: Maybe<DiscrepancyPayload>;
  /**
   * Reckons what activating a version would join and split, and keeps it with the version. Where that takes longer than a request
   * may, it goes on all the same, and `identityParameters` shows it. At most 200,000 records.
   */
  readonly dryRunIdentityParameters?: Maybe<IdentityParameters>;
  /**
   * Erases a record of a party with its interactions, or a single interaction, for ever: no value is left, and a source that has
   * it still cannot bring it back. Repeating a call changes nothing. Where something is away meanwhile, the rest is done as soon
   * as it is back.
   */
  readonly eraseRecord?: Maybe<EraseRecordPayload>;
  /** Issues a token to a portal, a distributor or a bot. The token itself is in this answer and nowhere else, ever. */
  readonly issueToken?: Maybe<IssueTokenPayload>;
  /**
   * Makes customers one, for every caller. The oldest id survives; the others lead to it for ever. What the rules hold
   * against it is overruled; a person and an organisation are never one.
   */
  readonly mergeCustomers?: Maybe<StewardshipPayload>;
  /**
   * Pins a value of one field of a customer: from now on it is shown, and nothing else in that field, whatever the systems say,
   * until it expires or is unpinned. It is tied to the id that is given and goes with it through merges and splits. Pinning a
   * field again replaces the pin. A pinned contact point is no consent, and joins no customers.
   */
  readonly pinValue?: Maybe<PinPayload>;
  /**
   * Writes an interaction down, once per idempotency key: the same key with the same input gives the same answer, with
   * another input it is refused (`IDEMPOTENCY_KEY_REUSED`).
   */
  readonly recordInteraction?: Maybe<RecordInteractionPayload>;
  /** Two records are not one party, whatever agrees. */
  readonly rejectMatch?: Maybe<StewardshipPayload>;
  /** Has records that were set aside tried again, every attempt anew. What is not set aside stays as it is. */
  readonly replaySetAside?: Maybe<ReplaySetAsidePayload>;
  /** Ends a token, for good: from the next request on, at every gateway. Doing it again changes nothing. */
  readonly revokeToken?: Maybe<RevokeTokenPayload>;
  /**
   * Gives a token a new secret; everything else stays. The one before is taken as well for `graceSeconds`, so that its holder
   * can change over; of several rotations, only the last one's.
   */
  readonly rotateToken?: Maybe<RotateTokenPayload>;
  /**
   * Sets records of a customer apart. Where a steward put them together this takes it back: ids, links and interactions are
   * as before, and a record that came since goes with the part that it matches best. The rules do not join them again.
   */
  readonly splitCustomer?: Maybe<StewardshipPayload>;
  /**
   * Has a source pulled now by whoever can, an instance of the gateway or a worker, within a second or two of its being free.
   * What was asked for before and nobody has begun yet is done with it.
   */
  readonly syncSource?: Maybe<SyncSourcePayload>;
  /** Stores a new version: the rules of the configuration, and a model learned from the records as they are. It moves nothing until it is activated. */
  readonly trainIdentityParameters?: Maybe<IdentityParameters>;
  /** Takes every pin of a field off a customer. */
  readonly unpinValue?: Maybe<PinPayload>;
};


export type MutationAcknowledgeDiscrepancyArgs = {
  input: DiscrepancyDecisionInput;
};


export type MutationActivateIdentityParametersArgs = {
  reason: Scalars['String']['input'];
  version: Scalars['Int']['input'];
};


export type MutationAttachInteractionsArgs = {
  input: AttachInteractionsInput;
};


export type MutationConfirmMatchArgs = {
  input: MatchInput;
};


export type MutationDetachInteractionsArgs = {
  input: DetachInteractionsInput;
};


export type MutationDismissDiscrepancyArgs = {
  input: DiscrepancyDecisionInput;
};


export type MutationDryRunIdentityParametersArgs = {
  version: Scalars['Int']['input'];
};


export type MutationEraseRecordArgs = {
  input: EraseRecordInput;
};


export type MutationIssueTokenArgs = {
  input: IssueTokenInput;
};


export type MutationMergeCustomersArgs = {
  input: MergeCustomersInput;
};


export type MutationPinValueArgs = {
  input: PinValueInput;
};


export type MutationRecordInteractionArgs = {
  input: RecordInteractionInput;
};


export type MutationRejectMatchArgs = {
  input: MatchInput;
};


export type MutationReplaySetAsideArgs = {
  input: ReplaySetAsideInput;
};


export type MutationRevokeTokenArgs = {
  id: Scalars['ID']['input'];
};


export type MutationRotateTokenArgs = {
  input: RotateTokenInput;
};


export type MutationSplitCustomerArgs = {
  input: SplitCustomerInput;
};


export type MutationSyncSourceArgs = {
  input: SyncSourceInput;
};


export type MutationUnpinValueArgs = {
  input: UnpinValueInput;
};

/** Anything that has an id of its own, for `node(id:)`. */
export type Node = {
  /** Opaque and stable: keep it, never take it apart. */
  readonly id: Scalars['ID']['output'];
};

export type Order = Interaction & Node & {
  readonly __typename?: 'Order';
  /** When it was placed. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  readonly changedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly cursor?: Maybe<Scalars['String']['output']>;
  readonly customer?: Maybe<Customer>;
  /** Where its views disagree, and which system should have it and has not; what is resolved is left out. */
  readonly discrepancies?: Maybe<ReadonlyArray<Discrepancy>>;
  readonly id: Scalars['ID']['output'];
  readonly lines?: Maybe<ReadonlyArray<OrderLine>>;
  /** How many lines of a very long order are not among `lines`. */
  readonly linesOmitted?: Maybe<Scalars['Int']['output']>;
  /** The number printed for the customer, of the leading system. */
  readonly number?: Maybe<Scalars['String']['output']>;
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  readonly revision?: Maybe<Scalars['Int']['output']>;
  /** How far it has come, in one set of words for all systems. */
  readonly status?: Maybe<OrderStatus>;
  /** With tax and shipping, of the leading system. */
  readonly total?: Maybe<Money>;
  /** How each system sees this order: where they disagree, both are here. */
  readonly views?: Maybe<ReadonlyArray<OrderView>>;
};

export type OrderConnection = {
  readonly __typename?: 'OrderConnection';
  readonly edges: ReadonlyArray<OrderEdge>;
  readonly pageInfo: PageInfo;
};

export type OrderEdge = {
  readonly __typename?: 'OrderEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Order>;
};

/** All given conditions must hold. */
export type OrderFilter = {
  /** Placed at this time or later. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** Any of these. */
  readonly status?: InputMaybe<ReadonlyArray<OrderStatus>>;
  /** Placed before this time. */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

export type OrderLine = {
  readonly __typename?: 'OrderLine';
  readonly name?: Maybe<Scalars['String']['output']>;
  readonly quantity?: Maybe<Scalars['Float']['output']>;
  readonly sku?: Maybe<Scalars['String']['output']>;
  readonly total?: Maybe<Money>;
};

export type OrderStatus =
  | 'CANCELLED'
  | 'DONE'
  | 'DRAFT'
  | 'OPEN'
  | 'PAID'
  | 'SHIPPED';

/** One system's view of an order. */
export type OrderView = {
  readonly __typename?: 'OrderView';
  readonly number?: Maybe<Scalars['String']['output']>;
  readonly ref?: Maybe<Scalars['ID']['output']>;
  readonly status?: Maybe<OrderStatus>;
  readonly system?: Maybe<Scalars['String']['output']>;
  readonly total?: Maybe<Money>;
};

/** Where a page of a connection ends. */
export type PageInfo = {
  readonly __typename?: 'PageInfo';
  /** Give it as `after` to get the next page. */
  readonly endCursor?: Maybe<Scalars['String']['output']>;
  readonly hasNextPage: Scalars['Boolean']['output'];
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  readonly startCursor?: Maybe<Scalars['String']['output']>;
};

export type Phone = {
  readonly __typename?: 'Phone';
  readonly value?: Maybe<Scalars['PhoneNumber']['output']>;
  /** True if a system has itself made sure that the number is this customer's. */
  readonly verified?: Maybe<Scalars['Boolean']['output']>;
};

export type PinPayload = {
  readonly __typename?: 'PinPayload';
  /** The customer as it is shown now. Where changes are taken in by another process, it follows a moment later. */
  readonly customer?: Maybe<Customer>;
};

export type PinValueInput = {
  readonly customerId: Scalars['ID']['input'];
  /** At most 1,096 days away. */
  readonly expiresAt: Scalars['DateTime']['input'];
  /** Why, in one line of at most 500 characters. Whoever may see where values come from can read it. */
  readonly reason: Scalars['String']['input'];
  readonly value: PinnedValueInput;
};

export type PinnedAddressInput = {
  readonly city?: InputMaybe<Scalars['String']['input']>;
  /** ISO 3166 alpha-2. */
  readonly country?: InputMaybe<Scalars['String']['input']>;
  readonly postcode?: InputMaybe<Scalars['String']['input']>;
  readonly region?: InputMaybe<Scalars['String']['input']>;
  readonly street?: InputMaybe<Scalars['String']['input']>;
};

/** `full` may be left out where the parts are given. */
export type PinnedNameInput = {
  readonly family?: InputMaybe<Scalars['String']['input']>;
  readonly full?: InputMaybe<Scalars['String']['input']>;
  readonly given?: InputMaybe<Scalars['String']['input']>;
};

/** Exactly one of these: the whole value of that field. Lists have at most 10 values and are shown in their order. */
export type PinnedValueInput =
  { readonly account: Scalars['String']['input']; readonly addresses?: never; readonly birthDate?: never; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds?: never; readonly name?: never; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory?: never; }
  |  { readonly account?: never; readonly addresses: ReadonlyArray<PinnedAddressInput>; readonly birthDate?: never; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds?: never; readonly name?: never; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory?: never; }
  |  /** Of persons only. */
  { readonly account?: never; readonly addresses?: never; readonly birthDate: Scalars['String']['input']; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds?: never; readonly name?: never; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory?: never; }
  |  { readonly account?: never; readonly addresses?: never; readonly birthDate?: never; readonly distributor: Scalars['String']['input']; readonly emails?: never; readonly loyaltyIds?: never; readonly name?: never; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory?: never; }
  |  { readonly account?: never; readonly addresses?: never; readonly birthDate?: never; readonly distributor?: never; readonly emails: ReadonlyArray<Scalars['String']['input']>; readonly loyaltyIds?: never; readonly name?: never; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory?: never; }
  |  { readonly account?: never; readonly addresses?: never; readonly birthDate?: never; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds: ReadonlyArray<Scalars['String']['input']>; readonly name?: never; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory?: never; }
  |  { readonly account?: never; readonly addresses?: never; readonly birthDate?: never; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds?: never; readonly name: PinnedNameInput; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory?: never; }
  |  /** In full, as in E.164: `+34600111222`. */
  { readonly account?: never; readonly addresses?: never; readonly birthDate?: never; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds?: never; readonly name?: never; readonly phones: ReadonlyArray<Scalars['String']['input']>; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory?: never; }
  |  /** ISO 639-1. */
  { readonly account?: never; readonly addresses?: never; readonly birthDate?: never; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds?: never; readonly name?: never; readonly phones?: never; readonly preferredLanguage: Scalars['String']['input']; readonly taxIds?: never; readonly territory?: never; }
  |  { readonly account?: never; readonly addresses?: never; readonly birthDate?: never; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds?: never; readonly name?: never; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds: ReadonlyArray<Scalars['String']['input']>; readonly territory?: never; }
  |  { readonly account?: never; readonly addresses?: never; readonly birthDate?: never; readonly distributor?: never; readonly emails?: never; readonly loyaltyIds?: never; readonly name?: never; readonly phones?: never; readonly preferredLanguage?: never; readonly taxIds?: never; readonly territory: Scalars['String']['input']; };

/** Origin of one chosen value. */
export type Provenance = {
  readonly __typename?: 'Provenance';
  readonly access?: Maybe<FieldAccess>;
  /** Of a pinned value: who pinned it. */
  readonly actor?: Maybe<Scalars['String']['output']>;
  /** Of a pinned value: until when it counts. */
  readonly expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** When that record was read. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly field?: Maybe<CustomerField>;
  /** What other records say instead. */
  readonly losing?: Maybe<ReadonlyArray<LosingValue>>;
  /** Of a pinned value: why, in the steward's words. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** The record it was taken from. */
  readonly ref?: Maybe<Scalars['ID']['output']>;
  /** The survivorship rule that chose it: `sourcePriority`, `mostRecent`, `mostFrequent`, `longest`, `verifiedFirst`, `allDistinct`; `pinned` where a steward did. */
  readonly rule?: Maybe<Scalars['String']['output']>;
  /** The chosen value as text; null if your role may not see the field (see `access`). */
  readonly value?: Maybe<Scalars['String']['output']>;
};

/** What a contact is for. Consent is given per purpose and channel. */
export type Purpose =
  | 'MARKETING'
  | 'SALES'
  | 'SERVICE';

export type Query = {
  readonly __typename?: 'Query';
  /**
   * What you would see of this document, without running it. Once per request; under the limits of a document that is run,
   * and at its price.
   */
  readonly access?: Maybe<AccessReport>;
  /** Who was shown what of whom, newest first. Reading it is written down as well. */
  readonly auditEntries?: Maybe<AuditEntryConnection>;
  /** For the agent's screen pop: who carries this number (in full, as in E.164: `+34600111222`). */
  readonly callerContext?: Maybe<CallerContext>;
  /** The customer with this id; null if there is none that you may see. A merged id finds the survivor. */
  readonly customer?: Maybe<Customer>;
  /**
   * The one customer with this e-mail, phone, tax id, loyalty id or source record. Several candidates: null, and for staff
   * an error `AMBIGUOUS`. Callers who see all customers have an e-mail or phone that is new here asked of the systems; where
   * one of them does not answer, null comes with an error `SOURCE_UNAVAILABLE`: then it is not known that nobody has it.
   */
  readonly customerBy?: Maybe<Customer>;
  /** For chatbots: the customer with this key in a few lines; null if unknown or not unique (then with an error `AMBIGUOUS` for staff). */
  readonly customerContext?: Maybe<CustomerContext>;
  /** All customers that you may see. `first` is at most 100. */
  readonly customers?: Maybe<CustomerConnection>;
  /** Where systems disagree about an event, the latest first. Those that stand (`OPEN`, `ACKNOWLEDGED`), unless the filter names states. */
  readonly discrepancies?: Maybe<DiscrepancyConnection>;
  /** How many there are, by pair of systems and kind. Null for who may see some rows alone. */
  readonly discrepancySummary?: Maybe<ReadonlyArray<DiscrepancySummary>>;
  /**
   * What speaks for and against two records being one party, by the rules, by a steward and by the active parameters, as the
   * records are stored now. `left` and `right` are source refs or public ids; null where one is no party record that you may see.
   */
  readonly explainMatch?: Maybe<MatchExplanation>;
  /**
   * What became of customer ids, in the order in which it was written down: a durable feed for data marts and caches. Keep
   * `endCursor` and go on from there, whenever: nothing is left out. `id` tells an entry that comes a second time.
   */
  readonly identityChanges?: Maybe<IdentityChangeConnection>;
  /**
   * Whether matching goes wrong: too large customers, too many merges, reviews that nobody decides. What needs a look at every
   * customer is measured at intervals (`measuredAt`). `days`: from 1 to 30, today included; 7 if left out.
   */
  readonly identityHealth?: Maybe<IdentityHealth>;
  /** Versions of what identity rests on, rules and trained model, newest first. */
  readonly identityParameters?: Maybe<ReadonlyArray<IdentityParameters>>;
  /** Pairs of records that are neither clearly one party nor clearly two, likeliest first: `confirmMatch` and `rejectMatch` decide them. */
  readonly matchReviews?: Maybe<MatchReviewConnection>;
  /** Who you are to this gateway. */
  readonly me?: Maybe<Viewer>;
  /** Anything by its id; null if there is nothing that you may see. */
  readonly node?: Maybe<Node>;
  /** The order with this printed number or source ref (`system:order:id`); null if there is none that you may see. */
  readonly order?: Maybe<Order>;
  /** All orders that you may see, newest first: what a distributor checks. */
  readonly orders?: Maybe<OrderConnection>;
  /** Customers whose name holds all these words (beginnings suffice). */
  readonly searchCustomers?: Maybe<CustomerConnection>;
  /**
   * Source records that could not be taken in however often it was tried, newest first. Nobody tries them any more until an
   * admin replays them or their source tells of them again.
   */
  readonly setAside?: Maybe<SetAsideConnection>;
  /** How far the sources have been taken in, in their configured order. */
  readonly syncStatus?: Maybe<ReadonlyArray<SourceSync>>;
  /** The tokens that this gateway has issued, newest first. What a token itself was is kept nowhere. */
  readonly tokens?: Maybe<IssuedTokenConnection>;
};


export type QueryAccessArgs = {
  document: Scalars['String']['input'];
  operationName?: InputMaybe<Scalars['String']['input']>;
  variables?: InputMaybe<Scalars['String']['input']>;
};


export type QueryAuditEntriesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AuditFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryCallerContextArgs = {
  phone: Scalars['String']['input'];
};


export type QueryCustomerArgs = {
  id: Scalars['ID']['input'];
};


export type QueryCustomerByArgs = {
  key: CustomerKey;
};


export type QueryCustomerContextArgs = {
  key: CustomerKey;
};


export type QueryCustomersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<CustomerFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<CustomerOrder>;
};


export type QueryDiscrepanciesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<DiscrepancyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryExplainMatchArgs = {
  left: Scalars['ID']['input'];
  right: Scalars['ID']['input'];
};


export type QueryIdentityChangesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryIdentityHealthArgs = {
  days?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryIdentityParametersArgs = {
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryMatchReviewsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrderArgs = {
  ref: Scalars['String']['input'];
};


export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QuerySearchCustomersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  text: Scalars['String']['input'];
};


export type QuerySetAsideArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  system?: InputMaybe<Scalars['String']['input']>;
};


export type QueryTokensArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TokenFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Records that are, or would be, one customer. */
export type RecordGroup = {
  readonly __typename?: 'RecordGroup';
  /** The first of them, `system:type:id`. */
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
};

/** Whom it was with: exactly one of `customerId`, `email`, `phone` and `sourceRef`. */
export type RecordInteractionInput = {
  /** When it happened; now if left out. */
  readonly at?: InputMaybe<Scalars['DateTime']['input']>;
  readonly channel: Channel;
  readonly customerId?: InputMaybe<Scalars['ID']['input']>;
  readonly direction: Direction;
  /** A contact point that no customer carries yet is kept and waits for its customer. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** Your own unique name for this write, at most 200 characters: repeat it when you repeat the request. */
  readonly idempotencyKey: Scalars['String']['input'];
  /** At most 4,000 characters. */
  readonly note?: InputMaybe<Scalars['String']['input']>;
  /** In full, as in E.164: `+34600111222`. */
  readonly phone?: InputMaybe<Scalars['String']['input']>;
  readonly sourceRef?: InputMaybe<Scalars['String']['input']>;
  /** At most 200 characters. */
  readonly subject?: InputMaybe<Scalars['String']['input']>;
};

export type RecordInteractionPayload = {
  readonly __typename?: 'RecordInteractionPayload';
  readonly interaction?: Maybe<RecordedInteraction>;
};

/** An interaction that a user of this gateway wrote down. */
export type RecordedInteraction = Interaction & Node & {
  readonly __typename?: 'RecordedInteraction';
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  readonly changedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly channel?: Maybe<Channel>;
  readonly cursor?: Maybe<Scalars['String']['output']>;
  readonly customer?: Maybe<Customer>;
  readonly direction?: Maybe<Direction>;
  readonly id: Scalars['ID']['output'];
  readonly note?: Maybe<Scalars['String']['output']>;
  /** The user or service that wrote it down. */
  readonly recordedBy?: Maybe<Scalars['String']['output']>;
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  readonly revision?: Maybe<Scalars['Int']['output']>;
  readonly subject?: Maybe<Scalars['String']['output']>;
};

/** A dated link between a person and an organisation. It never merges them. */
export type Relationship = {
  readonly __typename?: 'Relationship';
  /** The other side; null if it is outside what you may see. */
  readonly customer?: Maybe<Customer>;
  readonly from?: Maybe<Scalars['Date']['output']>;
  /** What the person is to the organisation. */
  readonly role?: Maybe<RelationshipRole>;
  readonly until?: Maybe<Scalars['Date']['output']>;
};

export type RelationshipRole =
  | 'CONTACT'
  | 'MEMBER';

/** Exactly one of the two. */
export type ReplaySetAsideInput = {
  /** From 1 to 100 records, `system:type:id`. */
  readonly refs?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Every record of this system. */
  readonly system?: InputMaybe<Scalars['String']['input']>;
};

export type ReplaySetAsidePayload = {
  readonly __typename?: 'ReplaySetAsidePayload';
  /** How many records are tried again. */
  readonly replayed?: Maybe<Scalars['Int']['output']>;
};

export type RevokeTokenPayload = {
  readonly __typename?: 'RevokeTokenPayload';
  readonly issuedToken?: Maybe<IssuedToken>;
};

export type RotateTokenInput = {
  /** A new end; the one it has if left out. */
  readonly expiresAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** How long the token before is taken as well; 0 if left out. */
  readonly graceSeconds?: InputMaybe<Scalars['Int']['input']>;
  readonly id: Scalars['ID']['input'];
};

export type RotateTokenPayload = {
  readonly __typename?: 'RotateTokenPayload';
  readonly bearerToken?: Maybe<Scalars['String']['output']>;
  readonly issuedToken?: Maybe<IssuedToken>;
};

export type SelectionAccess = {
  readonly __typename?: 'SelectionAccess';
  readonly access?: Maybe<FieldAccess>;
  /** `Type.field`. */
  readonly coordinate?: Maybe<Scalars['String']['output']>;
  /** Response keys from the root, with dots between them. */
  readonly path?: Maybe<Scalars['String']['output']>;
  /** Why it is not shown whole, or what decides it row by row; null where it is. */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** What would grant it: `scope tickets:read`, `role admin or steward` ... */
  readonly requires?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
};

export type SetAsideConnection = {
  readonly __typename?: 'SetAsideConnection';
  readonly edges: ReadonlyArray<SetAsideEdge>;
  readonly pageInfo: PageInfo;
};

export type SetAsideEdge = {
  readonly __typename?: 'SetAsideEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<SetAsideRecord>;
};

/** A source record that was set aside: which one and why, nothing of what it holds. */
export type SetAsideRecord = {
  readonly __typename?: 'SetAsideRecord';
  /** Failures of its own, the last one included. */
  readonly attempts?: Maybe<Scalars['Int']['output']>;
  /**
   * Kind of the last failure: `unreadable` (its source gave it as garbage), `defect` (the gateway could not apply it),
   * `unconfigured` (its source is not configured any more), or what a call for it met: `refused`, `garbage`, `timeout` ...
   */
  readonly reason?: Maybe<Scalars['String']['output']>;
  /** `system:type:id`, as `replaySetAside` takes it. */
  readonly ref?: Maybe<Scalars['ID']['output']>;
  readonly since?: Maybe<Scalars['DateTime']['output']>;
  readonly system?: Maybe<Scalars['String']['output']>;
  /** `party`, `order`, `ticket`, `call`, `touch` or `interaction`. */
  readonly type?: Maybe<Scalars['String']['output']>;
};

/** Why the values of a system are not those of now. */
export type SourceReason =
  /** It failed so often lately that it is not asked for a moment. */
  | 'BREAKER_OPEN'
  /** Kept from a moment ago; it is being asked again. */
  | 'CACHED'
  /** What it answered cannot be believed. */
  | 'GARBAGE'
  /** Too many calls to it are waiting. */
  | 'OVERLOADED'
  /** It answered that it will not, or cannot, give what was asked. */
  | 'REFUSED'
  /** It is configured to be read from the last known values, or cannot be asked for them. */
  | 'SNAPSHOT'
  /** It did not answer in time. */
  | 'TIMEOUT'
  /** It does not let the gateway in. */
  | 'UNAUTHORISED'
  /** It cannot be reached. */
  | 'UNREACHABLE';

export type SourceState =
  /** Your role sees nothing of this system. */
  | 'DENIED'
  /** It failed and nothing is known from before. */
  | 'DOWN'
  /** It no longer has the record. */
  | 'GONE'
  /** Your query needed nothing from it. */
  | 'NOT_ASKED'
  /** It does not know this customer. */
  | 'NOT_LINKED'
  /** Asked and answered. */
  | 'OK'
  /** Its record changed so much that it may be somebody else: being matched again, its values are held back. */
  | 'RELINKING'
  /** You see the last known values, read at `fetchedAt`; `reason` says why not those of now. */
  | 'STALE';

/** How one connected system stands for this customer in this answer. */
export type SourceStatus = {
  readonly __typename?: 'SourceStatus';
  /** How old these values are. */
  readonly ageSeconds?: Maybe<Scalars['Int']['output']>;
  /** When its values were read; of several records the oldest. Null where it gave none. */
  readonly fetchedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why it is `DOWN` or `STALE`; else null. */
  readonly reason?: Maybe<SourceReason>;
  readonly status?: Maybe<SourceState>;
  readonly system?: Maybe<Scalars['String']['output']>;
};

/** One source, as its pullers have left it. */
export type SourceSync = {
  readonly __typename?: 'SourceSync';
  /** Whether one of the instances pulls it just now. */
  readonly pulling?: Maybe<Scalars['Boolean']['output']>;
  readonly system?: Maybe<Scalars['String']['output']>;
  /** Of each type of record that was pulled or waits, parties first. */
  readonly types?: Maybe<ReadonlyArray<TypeSync>>;
  /** Whether somebody has asked for it (`syncSource`) and nobody has begun yet. */
  readonly wanted?: Maybe<Scalars['Boolean']['output']>;
};

export type SplitCustomerInput = {
  readonly customerId: Scalars['ID']['input'];
  /** Why, at most 500 characters. It is kept with the decision. */
  readonly reason: Scalars['String']['input'];
  /** The records to set apart, `system:type:id` as in `LinkedIdentity.ref`: from 1 to 100, not all of the customer's. */
  readonly refs: ReadonlyArray<Scalars['ID']['input']>;
};

export type StewardshipPayload = {
  readonly __typename?: 'StewardshipPayload';
  /** The customers of the records that were decided about, as they are now. */
  readonly customers?: Maybe<ReadonlyArray<Customer>>;
  /** The decision that stands: this one, or the one that it repeats. */
  readonly decision?: Maybe<IdentityDecision>;
  /** What the decision has changed. */
  readonly lineage?: Maybe<ReadonlyArray<LineageEntry>>;
};

/** Event streams, by server-sent events (docs/streams.md). */
export type Subscription = {
  readonly __typename?: 'Subscription';
  /**
   * That something of a customer has changed, and what kind of thing: read again what you show of it. With `after` as in
   * `interactionRecorded`. Nothing is told of what you could not query.
   */
  readonly customerChanged?: Maybe<CustomerChange>;
  /**
   * New interactions of a customer, and what changes in them, as they become known. With `after`, the `cursor` of an event that
   * was told before, those that changed since come first: at least once, so drop what you know with its `revision`.
   */
  readonly interactionRecorded?: Maybe<Interaction>;
};


/** Event streams, by server-sent events (docs/streams.md). */
export type SubscriptionCustomerChangedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  customerId: Scalars['ID']['input'];
};


/** Event streams, by server-sent events (docs/streams.md). */
export type SubscriptionInteractionRecordedArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  customerId: Scalars['ID']['input'];
};

export type SubscriptionStatus =
  | 'SUBSCRIBED'
  /** The address bounced or the customer complained. */
  | 'SUPPRESSED'
  /** The system said subscribed, but so long ago that it counts as not given: it could not be read since. */
  | 'UNKNOWN'
  | 'UNSUBSCRIBED';

export type SweepStage =
  /** What the store has is compared with it. */
  | 'COMPARING'
  | 'DONE'
  /** Everything is read again. */
  | 'LISTING'
  /** What is missing is asked for by its id, and is gone if the source has none. */
  | 'SIGNALLING'
  /** More than 1 % and more than 20 records are missing: nothing was done about them, until `syncSource(input: {confirmMissing: true})`. */
  | 'STOPPED';

export type SweepSync = {
  readonly __typename?: 'SweepSync';
  readonly begunAt?: Maybe<Scalars['DateTime']['output']>;
  /** When it ended, or stopped. */
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Records that the store has and the source did not give. */
  readonly missing?: Maybe<Scalars['Int']['output']>;
  /** Records that the source has given. */
  readonly seen?: Maybe<Scalars['Int']['output']>;
  readonly stage?: Maybe<SweepStage>;
};

export type SyncSourceInput = {
  /** What stopped sweeps of this source miss is looked at after all: each record that the source has no more is gone. */
  readonly confirmMissing?: InputMaybe<Scalars['Boolean']['input']>;
  /** Everything is read again, from the beginning. */
  readonly sweep?: InputMaybe<Scalars['Boolean']['input']>;
  /** Its name in the configuration. */
  readonly system: Scalars['String']['input'];
};

export type SyncSourcePayload = {
  readonly __typename?: 'SyncSourcePayload';
  readonly source?: Maybe<SourceSync>;
};

export type TaxIdentifier = {
  readonly __typename?: 'TaxIdentifier';
  /** The kind as the source names it, e.g. `es_nif`. */
  readonly scheme?: Maybe<Scalars['String']['output']>;
  readonly value?: Maybe<Scalars['TaxId']['output']>;
};

export type Ticket = Interaction & Node & {
  readonly __typename?: 'Ticket';
  /** When it was opened. */
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Whether it counts as a complaint: nothing is sold into an open one. */
  readonly category?: Maybe<TicketCategory>;
  readonly changedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly cursor?: Maybe<Scalars['String']['output']>;
  readonly customer?: Maybe<Customer>;
  readonly id: Scalars['ID']['output'];
  /** As printed in mails to the customer. */
  readonly number?: Maybe<Scalars['String']['output']>;
  readonly priority?: Maybe<Scalars['Int']['output']>;
  readonly queue?: Maybe<Scalars['String']['output']>;
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  readonly revision?: Maybe<Scalars['Int']['output']>;
  readonly status?: Maybe<TicketStatus>;
  readonly subject?: Maybe<Scalars['String']['output']>;
  readonly updatedAt?: Maybe<Scalars['DateTime']['output']>;
};

export type TicketCategory =
  | 'COMPLAINT'
  | 'QUESTION';

export type TicketConnection = {
  readonly __typename?: 'TicketConnection';
  readonly edges: ReadonlyArray<TicketEdge>;
  readonly pageInfo: PageInfo;
};

export type TicketEdge = {
  readonly __typename?: 'TicketEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Ticket>;
};

export type TicketStatus =
  | 'NEW'
  | 'OPEN'
  | 'REJECTED'
  | 'RESOLVED'
  /** Waiting for the customer. */
  | 'WAITING';

/** The conditions are joined by and. */
export type TokenFilter = {
  readonly role?: InputMaybe<IssuableRole>;
  readonly state?: InputMaybe<TokenState>;
};

export type TokenState =
  | 'ACTIVE'
  | 'EXPIRED'
  | 'REVOKED';

/** One contact of a campaign with the customer. */
export type Touch = Interaction & Node & {
  readonly __typename?: 'Touch';
  readonly action?: Maybe<TouchAction>;
  readonly at?: Maybe<Scalars['DateTime']['output']>;
  /** Name of the campaign, mail or newsletter. */
  readonly campaign?: Maybe<Scalars['String']['output']>;
  readonly changedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly channel?: Maybe<Channel>;
  readonly cursor?: Maybe<Scalars['String']['output']>;
  readonly customer?: Maybe<Customer>;
  readonly id: Scalars['ID']['output'];
  readonly refs?: Maybe<ReadonlyArray<Scalars['ID']['output']>>;
  readonly revision?: Maybe<Scalars['Int']['output']>;
};

export type TouchAction =
  | 'BOUNCED'
  | 'CLICKED'
  | 'COMPLAINED'
  | 'DELIVERED'
  | 'OPENED'
  | 'SENT'
  | 'SIGNED_UP'
  | 'SUBSCRIBED'
  | 'UNSUBSCRIBED';

export type TouchConnection = {
  readonly __typename?: 'TouchConnection';
  readonly edges: ReadonlyArray<TouchEdge>;
  readonly pageInfo: PageInfo;
};

export type TouchEdge = {
  readonly __typename?: 'TouchEdge';
  readonly cursor: Scalars['String']['output'];
  readonly node?: Maybe<Touch>;
};

export type TypeSync = {
  readonly __typename?: 'TypeSync';
  /** When the last pull of changes began ... */
  readonly begunAt?: Maybe<Scalars['DateTime']['output']>;
  /** ... and when the last one ended that came to its end. */
  readonly completedAt?: Maybe<Scalars['DateTime']['output']>;
  readonly failedAt?: Maybe<Scalars['DateTime']['output']>;
  /** Why the last pull or sweep did not come to its end: `unreachable`, `timeout`, `unauthorised` ...; null if it did. */
  readonly failure?: Maybe<Scalars['String']['output']>;
  /** When everything was last read, whatever the stamps said. */
  readonly fullAt?: Maybe<Scalars['DateTime']['output']>;
  /** Where the next pull begins, by the source's own clock or numbering. */
  readonly highWater?: Maybe<Scalars['String']['output']>;
  /** How old that is, in seconds, where it is a time. */
  readonly highWaterAge?: Maybe<Scalars['Int']['output']>;
  /** Records that failed too often and wait for `replaySetAside`; `setAside` lists them with why. */
  readonly setAside?: Maybe<Scalars['Int']['output']>;
  /** The last sweep over everything, or the one under way; null before the first. */
  readonly sweep?: Maybe<SweepSync>;
  /** `party`, `order`, `ticket`, `call`, `touch`. */
  readonly type?: Maybe<Scalars['String']['output']>;
  /** Records that wait to be taken in. */
  readonly waiting?: Maybe<Scalars['Int']['output']>;
};

export type UnpinValueInput = {
  readonly customerId: Scalars['ID']['input'];
  readonly field: CustomerField;
};

/** The caller, as its token says. */
export type Viewer = {
  readonly __typename?: 'Viewer';
  /** The customer that you are, if your token names one. */
  readonly customer?: Maybe<Customer>;
  readonly purpose?: Maybe<Scalars['String']['output']>;
  readonly role?: Maybe<Scalars['String']['output']>;
  /** Which rows you may see at all, in words: `all`, `territory North` ... */
  readonly rows?: Maybe<Scalars['String']['output']>;
  readonly scopes?: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  readonly subject?: Maybe<Scalars['String']['output']>;
};



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  Interaction:
    | ( Omit<Call, 'customer'> & { customer?: Maybe<_RefType['Customer']> } & { __typename: 'Call' } )
    | ( Omit<Order, 'customer' | 'discrepancies'> & { customer?: Maybe<_RefType['Customer']>, discrepancies?: Maybe<ReadonlyArray<_RefType['Discrepancy']>> } & { __typename: 'Order' } )
    | ( Omit<RecordedInteraction, 'customer'> & { customer?: Maybe<_RefType['Customer']> } & { __typename: 'RecordedInteraction' } )
    | ( Omit<Ticket, 'customer'> & { customer?: Maybe<_RefType['Customer']> } & { __typename: 'Ticket' } )
    | ( Omit<Touch, 'customer'> & { customer?: Maybe<_RefType['Customer']> } & { __typename: 'Touch' } )
  ;
  Node:
    | ( Omit<Call, 'customer'> & { customer?: Maybe<_RefType['Customer']> } & { __typename: 'Call' } )
    | ( Omit<Customer, 'addresses' | 'interactions' | 'orders' | 'tickets' | 'touches'> & { addresses?: Maybe<ReadonlyArray<_RefType['Address']>>, interactions?: Maybe<_RefType['InteractionConnection']>, orders?: Maybe<_RefType['OrderConnection']>, tickets?: Maybe<_RefType['TicketConnection']>, touches?: Maybe<_RefType['TouchConnection']> } & { __typename: 'Customer' } )
    | ( Omit<Order, 'customer' | 'discrepancies'> & { customer?: Maybe<_RefType['Customer']>, discrepancies?: Maybe<ReadonlyArray<_RefType['Discrepancy']>> } & { __typename: 'Order' } )
    | ( Omit<RecordedInteraction, 'customer'> & { customer?: Maybe<_RefType['Customer']> } & { __typename: 'RecordedInteraction' } )
    | ( Omit<Ticket, 'customer'> & { customer?: Maybe<_RefType['Customer']> } & { __typename: 'Ticket' } )
    | ( Omit<Touch, 'customer'> & { customer?: Maybe<_RefType['Customer']> } & { __typename: 'Touch' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AccessReport: ResolverTypeWrapper<AccessReport>;
  Address: ResolverTypeWrapper<Address>;
  AttachInteractionsInput: AttachInteractionsInput;
  AttachInteractionsPayload: ResolverTypeWrapper<Omit<AttachInteractionsPayload, 'interactions'> & { interactions?: Maybe<ReadonlyArray<ResolversTypes['Interaction']>> }>;
  AuditEntry: ResolverTypeWrapper<AuditEntry>;
  AuditEntryConnection: ResolverTypeWrapper<AuditEntryConnection>;
  AuditEntryEdge: ResolverTypeWrapper<AuditEntryEdge>;
  AuditFilter: AuditFilter;
  AuditOperation: AuditOperation;
  AuditOutcome: AuditOutcome;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  Call: ResolverTypeWrapper<Omit<Call, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  CallConnection: ResolverTypeWrapper<CallConnection>;
  CallEdge: ResolverTypeWrapper<CallEdge>;
  CallerCandidate: ResolverTypeWrapper<Omit<CallerCandidate, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  CallerContext: ResolverTypeWrapper<Omit<CallerContext, 'candidates'> & { candidates?: Maybe<ReadonlyArray<ResolversTypes['CallerCandidate']>> }>;
  Channel: Channel;
  ChannelSubscription: ResolverTypeWrapper<ChannelSubscription>;
  ContactGuidance: ResolverTypeWrapper<ContactGuidance>;
  ContactPolicy: ResolverTypeWrapper<ContactPolicy>;
  ContactReason: ContactReason;
  Customer: ResolverTypeWrapper<Omit<Customer, 'addresses' | 'interactions' | 'orders' | 'tickets' | 'touches'> & { addresses?: Maybe<ReadonlyArray<ResolversTypes['Address']>>, interactions?: Maybe<ResolversTypes['InteractionConnection']>, orders?: Maybe<ResolversTypes['OrderConnection']>, tickets?: Maybe<ResolversTypes['TicketConnection']>, touches?: Maybe<ResolversTypes['TouchConnection']> }>;
  CustomerChange: ResolverTypeWrapper<Omit<CustomerChange, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  CustomerChangeKind: CustomerChangeKind;
  CustomerConnection: ResolverTypeWrapper<Omit<CustomerConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['CustomerEdge']> }>;
  CustomerContext: ResolverTypeWrapper<Omit<CustomerContext, 'customer' | 'lastContacts' | 'openOrders' | 'openTickets'> & { customer?: Maybe<ResolversTypes['Customer']>, lastContacts?: Maybe<ReadonlyArray<ResolversTypes['Interaction']>>, openOrders?: Maybe<ReadonlyArray<ResolversTypes['Order']>>, openTickets?: Maybe<ReadonlyArray<ResolversTypes['Ticket']>> }>;
  CustomerEdge: ResolverTypeWrapper<Omit<CustomerEdge, 'node'> & { node?: Maybe<ResolversTypes['Customer']> }>;
  CustomerField: CustomerField;
  CustomerFilter: CustomerFilter;
  CustomerKey: CustomerKey;
  CustomerKind: CustomerKind;
  CustomerName: ResolverTypeWrapper<CustomerName>;
  CustomerOrder: CustomerOrder;
  DataClass: DataClass;
  Date: ResolverTypeWrapper<Scalars['Date']['output']>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  Decimal: ResolverTypeWrapper<Scalars['Decimal']['output']>;
  DecisionKind: DecisionKind;
  DetachInteractionsInput: DetachInteractionsInput;
  Direction: Direction;
  Discrepancy: ResolverTypeWrapper<Omit<Discrepancy, 'leftCustomer' | 'order' | 'rightCustomer'> & { leftCustomer?: Maybe<ResolversTypes['Customer']>, order?: Maybe<ResolversTypes['Order']>, rightCustomer?: Maybe<ResolversTypes['Customer']> }>;
  DiscrepancyConnection: ResolverTypeWrapper<Omit<DiscrepancyConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['DiscrepancyEdge']> }>;
  DiscrepancyDecisionInput: DiscrepancyDecisionInput;
  DiscrepancyEdge: ResolverTypeWrapper<Omit<DiscrepancyEdge, 'node'> & { node?: Maybe<ResolversTypes['Discrepancy']> }>;
  DiscrepancyFilter: DiscrepancyFilter;
  DiscrepancyKind: DiscrepancyKind;
  DiscrepancyPayload: ResolverTypeWrapper<Omit<DiscrepancyPayload, 'discrepancy'> & { discrepancy?: Maybe<ResolversTypes['Discrepancy']> }>;
  DiscrepancyState: DiscrepancyState;
  DiscrepancySummary: ResolverTypeWrapper<DiscrepancySummary>;
  DryRunExample: ResolverTypeWrapper<DryRunExample>;
  DryRunKind: DryRunKind;
  Email: ResolverTypeWrapper<Email>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  EraseRecordInput: EraseRecordInput;
  EraseRecordPayload: ResolverTypeWrapper<EraseRecordPayload>;
  FieldAccess: FieldAccess;
  Float: ResolverTypeWrapper<Scalars['Float']['output']>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  IdentityAlarm: IdentityAlarm;
  IdentityChangeConnection: ResolverTypeWrapper<IdentityChangeConnection>;
  IdentityChangeEdge: ResolverTypeWrapper<IdentityChangeEdge>;
  IdentityDecision: ResolverTypeWrapper<IdentityDecision>;
  IdentityDryRun: ResolverTypeWrapper<IdentityDryRun>;
  IdentityHealth: ResolverTypeWrapper<Omit<IdentityHealth, 'largest'> & { largest?: Maybe<ResolversTypes['LargestCustomer']> }>;
  IdentityParameters: ResolverTypeWrapper<IdentityParameters>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Interaction: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Interaction']>;
  InteractionConnection: ResolverTypeWrapper<Omit<InteractionConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['InteractionEdge']> }>;
  InteractionEdge: ResolverTypeWrapper<Omit<InteractionEdge, 'node'> & { node?: Maybe<ResolversTypes['Interaction']> }>;
  IssuableRole: IssuableRole;
  IssueTokenInput: IssueTokenInput;
  IssueTokenPayload: ResolverTypeWrapper<IssueTokenPayload>;
  IssuedToken: ResolverTypeWrapper<IssuedToken>;
  IssuedTokenConnection: ResolverTypeWrapper<IssuedTokenConnection>;
  IssuedTokenEdge: ResolverTypeWrapper<IssuedTokenEdge>;
  LargestCustomer: ResolverTypeWrapper<Omit<LargestCustomer, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  LineageEntry: ResolverTypeWrapper<LineageEntry>;
  LineageKind: LineageKind;
  LinkedIdentity: ResolverTypeWrapper<LinkedIdentity>;
  LosingValue: ResolverTypeWrapper<LosingValue>;
  Mask: Mask;
  MatchExplanation: ResolverTypeWrapper<Omit<MatchExplanation, 'leftCustomer' | 'rightCustomer'> & { leftCustomer?: Maybe<ResolversTypes['Customer']>, rightCustomer?: Maybe<ResolversTypes['Customer']> }>;
  MatchField: MatchField;
  MatchInput: MatchInput;
  MatchReview: ResolverTypeWrapper<Omit<MatchReview, 'leftCustomer' | 'rightCustomer'> & { leftCustomer?: Maybe<ResolversTypes['Customer']>, rightCustomer?: Maybe<ResolversTypes['Customer']> }>;
  MatchReviewConnection: ResolverTypeWrapper<Omit<MatchReviewConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['MatchReviewEdge']> }>;
  MatchReviewEdge: ResolverTypeWrapper<Omit<MatchReviewEdge, 'node'> & { node?: Maybe<ResolversTypes['MatchReview']> }>;
  MatchVerdict: MatchVerdict;
  MatchedField: ResolverTypeWrapper<MatchedField>;
  MatchedRule: ResolverTypeWrapper<MatchedRule>;
  MergeCount: ResolverTypeWrapper<MergeCount>;
  MergeCustomersInput: MergeCustomersInput;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  Order: ResolverTypeWrapper<Omit<Order, 'customer' | 'discrepancies'> & { customer?: Maybe<ResolversTypes['Customer']>, discrepancies?: Maybe<ReadonlyArray<ResolversTypes['Discrepancy']>> }>;
  OrderConnection: ResolverTypeWrapper<Omit<OrderConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['OrderEdge']> }>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node?: Maybe<ResolversTypes['Order']> }>;
  OrderFilter: OrderFilter;
  OrderLine: ResolverTypeWrapper<OrderLine>;
  OrderStatus: OrderStatus;
  OrderView: ResolverTypeWrapper<OrderView>;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Phone: ResolverTypeWrapper<Phone>;
  PhoneNumber: ResolverTypeWrapper<Scalars['PhoneNumber']['output']>;
  PinPayload: ResolverTypeWrapper<Omit<PinPayload, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  PinValueInput: PinValueInput;
  PinnedAddressInput: PinnedAddressInput;
  PinnedNameInput: PinnedNameInput;
  PinnedValueInput: PinnedValueInput;
  Provenance: ResolverTypeWrapper<Provenance>;
  Purpose: Purpose;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RecordGroup: ResolverTypeWrapper<RecordGroup>;
  RecordInteractionInput: RecordInteractionInput;
  RecordInteractionPayload: ResolverTypeWrapper<Omit<RecordInteractionPayload, 'interaction'> & { interaction?: Maybe<ResolversTypes['RecordedInteraction']> }>;
  RecordedInteraction: ResolverTypeWrapper<Omit<RecordedInteraction, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  Relationship: ResolverTypeWrapper<Omit<Relationship, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  RelationshipRole: RelationshipRole;
  ReplaySetAsideInput: ReplaySetAsideInput;
  ReplaySetAsidePayload: ResolverTypeWrapper<ReplaySetAsidePayload>;
  RevokeTokenPayload: ResolverTypeWrapper<RevokeTokenPayload>;
  RotateTokenInput: RotateTokenInput;
  RotateTokenPayload: ResolverTypeWrapper<RotateTokenPayload>;
  SelectionAccess: ResolverTypeWrapper<SelectionAccess>;
  SetAsideConnection: ResolverTypeWrapper<SetAsideConnection>;
  SetAsideEdge: ResolverTypeWrapper<SetAsideEdge>;
  SetAsideRecord: ResolverTypeWrapper<SetAsideRecord>;
  SourceReason: SourceReason;
  SourceState: SourceState;
  SourceStatus: ResolverTypeWrapper<SourceStatus>;
  SourceSync: ResolverTypeWrapper<SourceSync>;
  SplitCustomerInput: SplitCustomerInput;
  StewardshipPayload: ResolverTypeWrapper<Omit<StewardshipPayload, 'customers'> & { customers?: Maybe<ReadonlyArray<ResolversTypes['Customer']>> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SubscriptionStatus: SubscriptionStatus;
  SweepStage: SweepStage;
  SweepSync: ResolverTypeWrapper<SweepSync>;
  SyncSourceInput: SyncSourceInput;
  SyncSourcePayload: ResolverTypeWrapper<SyncSourcePayload>;
  TaxId: ResolverTypeWrapper<Scalars['TaxId']['output']>;
  TaxIdentifier: ResolverTypeWrapper<TaxIdentifier>;
  Ticket: ResolverTypeWrapper<Omit<Ticket, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  TicketCategory: TicketCategory;
  TicketConnection: ResolverTypeWrapper<Omit<TicketConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['TicketEdge']> }>;
  TicketEdge: ResolverTypeWrapper<Omit<TicketEdge, 'node'> & { node?: Maybe<ResolversTypes['Ticket']> }>;
  TicketStatus: TicketStatus;
  TokenFilter: TokenFilter;
  TokenState: TokenState;
  Touch: ResolverTypeWrapper<Omit<Touch, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
  TouchAction: TouchAction;
  TouchConnection: ResolverTypeWrapper<Omit<TouchConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['TouchEdge']> }>;
  TouchEdge: ResolverTypeWrapper<Omit<TouchEdge, 'node'> & { node?: Maybe<ResolversTypes['Touch']> }>;
  TypeSync: ResolverTypeWrapper<TypeSync>;
  UnpinValueInput: UnpinValueInput;
  Viewer: ResolverTypeWrapper<Omit<Viewer, 'customer'> & { customer?: Maybe<ResolversTypes['Customer']> }>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AccessReport: AccessReport;
  Address: Address;
  AttachInteractionsInput: AttachInteractionsInput;
  AttachInteractionsPayload: Omit<AttachInteractionsPayload, 'interactions'> & { interactions?: Maybe<ReadonlyArray<ResolversParentTypes['Interaction']>> };
  AuditEntry: AuditEntry;
  AuditEntryConnection: AuditEntryConnection;
  AuditEntryEdge: AuditEntryEdge;
  AuditFilter: AuditFilter;
  Boolean: Scalars['Boolean']['output'];
  Call: Omit<Call, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  CallConnection: CallConnection;
  CallEdge: CallEdge;
  CallerCandidate: Omit<CallerCandidate, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  CallerContext: Omit<CallerContext, 'candidates'> & { candidates?: Maybe<ReadonlyArray<ResolversParentTypes['CallerCandidate']>> };
  ChannelSubscription: ChannelSubscription;
  ContactGuidance: ContactGuidance;
  ContactPolicy: ContactPolicy;
  Customer: Omit<Customer, 'addresses' | 'interactions' | 'orders' | 'tickets' | 'touches'> & { addresses?: Maybe<ReadonlyArray<ResolversParentTypes['Address']>>, interactions?: Maybe<ResolversParentTypes['InteractionConnection']>, orders?: Maybe<ResolversParentTypes['OrderConnection']>, tickets?: Maybe<ResolversParentTypes['TicketConnection']>, touches?: Maybe<ResolversParentTypes['TouchConnection']> };
  CustomerChange: Omit<CustomerChange, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  CustomerConnection: Omit<CustomerConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['CustomerEdge']> };
  CustomerContext: Omit<CustomerContext, 'customer' | 'lastContacts' | 'openOrders' | 'openTickets'> & { customer?: Maybe<ResolversParentTypes['Customer']>, lastContacts?: Maybe<ReadonlyArray<ResolversParentTypes['Interaction']>>, openOrders?: Maybe<ReadonlyArray<ResolversParentTypes['Order']>>, openTickets?: Maybe<ReadonlyArray<ResolversParentTypes['Ticket']>> };
  CustomerEdge: Omit<CustomerEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Customer']> };
  CustomerFilter: CustomerFilter;
  CustomerKey: CustomerKey;
  CustomerName: CustomerName;
  Date: Scalars['Date']['output'];
  DateTime: Scalars['DateTime']['output'];
  Decimal: Scalars['Decimal']['output'];
  DetachInteractionsInput: DetachInteractionsInput;
  Discrepancy: Omit<Discrepancy, 'leftCustomer' | 'order' | 'rightCustomer'> & { leftCustomer?: Maybe<ResolversParentTypes['Customer']>, order?: Maybe<ResolversParentTypes['Order']>, rightCustomer?: Maybe<ResolversParentTypes['Customer']> };
  DiscrepancyConnection: Omit<DiscrepancyConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['DiscrepancyEdge']> };
  DiscrepancyDecisionInput: DiscrepancyDecisionInput;
  DiscrepancyEdge: Omit<DiscrepancyEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Discrepancy']> };
  DiscrepancyFilter: DiscrepancyFilter;
  DiscrepancyPayload: Omit<DiscrepancyPayload, 'discrepancy'> & { discrepancy?: Maybe<ResolversParentTypes['Discrepancy']> };
  DiscrepancySummary: DiscrepancySummary;
  DryRunExample: DryRunExample;
  Email: Email;
  EmailAddress: Scalars['EmailAddress']['output'];
  EraseRecordInput: EraseRecordInput;
  EraseRecordPayload: EraseRecordPayload;
  Float: Scalars['Float']['output'];
  ID: Scalars['ID']['output'];
  IdentityChangeConnection: IdentityChangeConnection;
  IdentityChangeEdge: IdentityChangeEdge;
  IdentityDecision: IdentityDecision;
  IdentityDryRun: IdentityDryRun;
  IdentityHealth: Omit<IdentityHealth, 'largest'> & { largest?: Maybe<ResolversParentTypes['LargestCustomer']> };
  IdentityParameters: IdentityParameters;
  Int: Scalars['Int']['output'];
  Interaction: ResolversInterfaceTypes<ResolversParentTypes>['Interaction'];
  InteractionConnection: Omit<InteractionConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['InteractionEdge']> };
  InteractionEdge: Omit<InteractionEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Interaction']> };
  IssueTokenInput: IssueTokenInput;
  IssueTokenPayload: IssueTokenPayload;
  IssuedToken: IssuedToken;
  IssuedTokenConnection: IssuedTokenConnection;
  IssuedTokenEdge: IssuedTokenEdge;
  LargestCustomer: Omit<LargestCustomer, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  LineageEntry: LineageEntry;
  LinkedIdentity: LinkedIdentity;
  LosingValue: LosingValue;
  MatchExplanation: Omit<MatchExplanation, 'leftCustomer' | 'rightCustomer'> & { leftCustomer?: Maybe<ResolversParentTypes['Customer']>, rightCustomer?: Maybe<ResolversParentTypes['Customer']> };
  MatchInput: MatchInput;
  MatchReview: Omit<MatchReview, 'leftCustomer' | 'rightCustomer'> & { leftCustomer?: Maybe<ResolversParentTypes['Customer']>, rightCustomer?: Maybe<ResolversParentTypes['Customer']> };
  MatchReviewConnection: Omit<MatchReviewConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['MatchReviewEdge']> };
  MatchReviewEdge: Omit<MatchReviewEdge, 'node'> & { node?: Maybe<ResolversParentTypes['MatchReview']> };
  MatchedField: MatchedField;
  MatchedRule: MatchedRule;
  MergeCount: MergeCount;
  MergeCustomersInput: MergeCustomersInput;
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  Order: Omit<Order, 'customer' | 'discrepancies'> & { customer?: Maybe<ResolversParentTypes['Customer']>, discrepancies?: Maybe<ReadonlyArray<ResolversParentTypes['Discrepancy']>> };
  OrderConnection: Omit<OrderConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['OrderEdge']> };
  OrderEdge: Omit<OrderEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Order']> };
  OrderFilter: OrderFilter;
  OrderLine: OrderLine;
  OrderView: OrderView;
  PageInfo: PageInfo;
  Phone: Phone;
  PhoneNumber: Scalars['PhoneNumber']['output'];
  PinPayload: Omit<PinPayload, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  PinValueInput: PinValueInput;
  PinnedAddressInput: PinnedAddressInput;
  PinnedNameInput: PinnedNameInput;
  PinnedValueInput: PinnedValueInput;
  Provenance: Provenance;
  Query: Record<PropertyKey, never>;
  RecordGroup: RecordGroup;
  RecordInteractionInput: RecordInteractionInput;
  RecordInteractionPayload: Omit<RecordInteractionPayload, 'interaction'> & { interaction?: Maybe<ResolversParentTypes['RecordedInteraction']> };
  RecordedInteraction: Omit<RecordedInteraction, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  Relationship: Omit<Relationship, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  ReplaySetAsideInput: ReplaySetAsideInput;
  ReplaySetAsidePayload: ReplaySetAsidePayload;
  RevokeTokenPayload: RevokeTokenPayload;
  RotateTokenInput: RotateTokenInput;
  RotateTokenPayload: RotateTokenPayload;
  SelectionAccess: SelectionAccess;
  SetAsideConnection: SetAsideConnection;
  SetAsideEdge: SetAsideEdge;
  SetAsideRecord: SetAsideRecord;
  SourceStatus: SourceStatus;
  SourceSync: SourceSync;
  SplitCustomerInput: SplitCustomerInput;
  StewardshipPayload: Omit<StewardshipPayload, 'customers'> & { customers?: Maybe<ReadonlyArray<ResolversParentTypes['Customer']>> };
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  SweepSync: SweepSync;
  SyncSourceInput: SyncSourceInput;
  SyncSourcePayload: SyncSourcePayload;
  TaxId: Scalars['TaxId']['output'];
  TaxIdentifier: TaxIdentifier;
  Ticket: Omit<Ticket, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  TicketConnection: Omit<TicketConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['TicketEdge']> };
  TicketEdge: Omit<TicketEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Ticket']> };
  TokenFilter: TokenFilter;
  Touch: Omit<Touch, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
  TouchConnection: Omit<TouchConnection, 'edges'> & { edges: ReadonlyArray<ResolversParentTypes['TouchEdge']> };
  TouchEdge: Omit<TouchEdge, 'node'> & { node?: Maybe<ResolversParentTypes['Touch']> };
  TypeSync: TypeSync;
  UnpinValueInput: UnpinValueInput;
  Viewer: Omit<Viewer, 'customer'> & { customer?: Maybe<ResolversParentTypes['Customer']> };
};

export type ClassifiedDirectiveArgs = {
  as: DataClass;
  mask?: Maybe<Mask>;
};

export type ClassifiedDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = ClassifiedDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type HoldsDirectiveArgs = {
  field: Scalars['String']['input'];
};

export type HoldsDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = HoldsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumed?: Maybe<Scalars['Int']['input']>;
  max: Scalars['Int']['input'];
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LooksUpDirectiveArgs = {
  as: DataClass;
};

export type LooksUpDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = LooksUpDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ReadsDirectiveArgs = {
  as: DataClass;
};

export type ReadsDirectiveResolver<Result, Parent, ContextType = RequestContext, Args = ReadsDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AccessReportResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AccessReport'] = ResolversParentTypes['AccessReport']> = {
  cost?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  selections?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SelectionAccess']>>, ParentType, ContextType>;
};

export type AddressResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Address'] = ResolversParentTypes['Address']> = {
  city?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  postcode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  region?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  street?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AttachInteractionsPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AttachInteractionsPayload'] = ResolversParentTypes['AttachInteractionsPayload']> = {
  interactions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Interaction']>>, ParentType, ContextType>;
};

export type AuditEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEntry'] = ResolversParentTypes['AuditEntry']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customers?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  denied?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  masked?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  onBehalfOf?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  operation?: Resolver<Maybe<ResolversTypes['AuditOperation']>, ParentType, ContextType>;
  outcome?: Resolver<Maybe<ResolversTypes['AuditOutcome']>, ParentType, ContextType>;
  policyHash?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  returned?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tokenId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AuditEntryConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEntryConnection'] = ResolversParentTypes['AuditEntryConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['AuditEntryEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type AuditEntryEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['AuditEntryEdge'] = ResolversParentTypes['AuditEntryEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['AuditEntry']>, ParentType, ContextType>;
};

export type CallResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Call'] = ResolversParentTypes['Call']> = {
  agent?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  changedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['Direction']>, ParentType, ContextType>;
  durationSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['PhoneNumber']>, ParentType, ContextType>;
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CallConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallConnection'] = ResolversParentTypes['CallConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CallEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CallEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallEdge'] = ResolversParentTypes['CallEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Call']>, ParentType, ContextType>;
};

export type CallerCandidateResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallerCandidate'] = ResolversParentTypes['CallerCandidate']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  verified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  why?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CallerContextResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CallerContext'] = ResolversParentTypes['CallerContext']> = {
  candidates?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CallerCandidate']>>, ParentType, ContextType>;
  recognised?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type ChannelSubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ChannelSubscription'] = ResolversParentTypes['ChannelSubscription']> = {
  channel?: Resolver<Maybe<ResolversTypes['Channel']>, ParentType, ContextType>;
  contactPoint?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['Purpose']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['SubscriptionStatus']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  topic?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ContactGuidanceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContactGuidance'] = ResolversParentTypes['ContactGuidance']> = {
  channel?: Resolver<Maybe<ResolversTypes['Channel']>, ParentType, ContextType>;
  policy?: Resolver<Maybe<ResolversTypes['ContactPolicy']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['Purpose']>, ParentType, ContextType>;
};

export type ContactPolicyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ContactPolicy'] = ResolversParentTypes['ContactPolicy']> = {
  allowed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  contactPoints?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  reasons?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ContactReason']>>, ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
};

export type CustomerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Customer'] = ResolversParentTypes['Customer']> = {
  account?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  addresses?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Address']>>, ParentType, ContextType>;
  birthDate?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  calls?: Resolver<Maybe<ResolversTypes['CallConnection']>, ParentType, ContextType, Partial<CustomerCallsArgs>>;
  contactPolicy?: Resolver<Maybe<ResolversTypes['ContactPolicy']>, ParentType, ContextType, RequireFields<CustomerContactPolicyArgs, 'channel' | 'purpose'>>;
  contacts?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Relationship']>>, ParentType, ContextType>;
  distributor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  emails?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Email']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  identities?: Resolver<Maybe<ReadonlyArray<ResolversTypes['LinkedIdentity']>>, ParentType, ContextType>;
  interactions?: Resolver<Maybe<ResolversTypes['InteractionConnection']>, ParentType, ContextType, Partial<CustomerInteractionsArgs>>;
  kind?: Resolver<Maybe<ResolversTypes['CustomerKind']>, ParentType, ContextType>;
  lineage?: Resolver<Maybe<ReadonlyArray<ResolversTypes['LineageEntry']>>, ParentType, ContextType>;
  loyaltyIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['CustomerName']>, ParentType, ContextType>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, Partial<CustomerOrdersArgs>>;
  organisations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Relationship']>>, ParentType, ContextType>;
  phones?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Phone']>>, ParentType, ContextType>;
  preferredLanguage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  provenance?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Provenance']>>, ParentType, ContextType, RequireFields<CustomerProvenanceArgs, 'fields'>>;
  sources?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SourceStatus']>>, ParentType, ContextType>;
  subscriptions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ChannelSubscription']>>, ParentType, ContextType>;
  taxIds?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TaxIdentifier']>>, ParentType, ContextType>;
  territory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  tickets?: Resolver<Maybe<ResolversTypes['TicketConnection']>, ParentType, ContextType, Partial<CustomerTicketsArgs>>;
  touches?: Resolver<Maybe<ResolversTypes['TouchConnection']>, ParentType, ContextType, Partial<CustomerTouchesArgs>>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomerChangeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CustomerChange'] = ResolversParentTypes['CustomerChange']> = {
  changedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['CustomerChangeKind']>, ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type CustomerConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CustomerConnection'] = ResolversParentTypes['CustomerConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['CustomerEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type CustomerContextResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CustomerContext'] = ResolversParentTypes['CustomerContext']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  guidance?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ContactGuidance']>>, ParentType, ContextType>;
  lastContacts?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Interaction']>>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  openOrders?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Order']>>, ParentType, ContextType>;
  openTickets?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Ticket']>>, ParentType, ContextType>;
  preferredLanguage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CustomerEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CustomerEdge'] = ResolversParentTypes['CustomerEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
};

export type CustomerNameResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['CustomerName'] = ResolversParentTypes['CustomerName']> = {
  family?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  full?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  given?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface DateScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Date'], any> {
  name: 'Date';
}

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export interface DecimalScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Decimal'], any> {
  name: 'Decimal';
}

export type DiscrepancyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Discrepancy'] = ResolversParentTypes['Discrepancy']> = {
  access?: Resolver<Maybe<ResolversTypes['FieldAccess']>, ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstSeen?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['DiscrepancyKind']>, ParentType, ContextType>;
  lastSeen?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  left?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  leftCustomer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  leftRef?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  leftSystem?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  right?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rightCustomer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  rightRef?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rightSystem?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['DiscrepancyState']>, ParentType, ContextType>;
};

export type DiscrepancyConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DiscrepancyConnection'] = ResolversParentTypes['DiscrepancyConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['DiscrepancyEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type DiscrepancyEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DiscrepancyEdge'] = ResolversParentTypes['DiscrepancyEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Discrepancy']>, ParentType, ContextType>;
};

export type DiscrepancyPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DiscrepancyPayload'] = ResolversParentTypes['DiscrepancyPayload']> = {
  discrepancy?: Resolver<Maybe<ResolversTypes['Discrepancy']>, ParentType, ContextType>;
};

export type DiscrepancySummaryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DiscrepancySummary'] = ResolversParentTypes['DiscrepancySummary']> = {
  acknowledged?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  dismissed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['DiscrepancyKind']>, ParentType, ContextType>;
  oldest?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  open?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  resolved?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  systems?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type DryRunExampleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['DryRunExample'] = ResolversParentTypes['DryRunExample']> = {
  groups?: Resolver<Maybe<ReadonlyArray<ResolversTypes['RecordGroup']>>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['DryRunKind']>, ParentType, ContextType>;
};

export type EmailResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Email'] = ResolversParentTypes['Email']> = {
  value?: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  verified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type EraseRecordPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['EraseRecordPayload'] = ResolversParentTypes['EraseRecordPayload']> = {
  interactions?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type IdentityChangeConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IdentityChangeConnection'] = ResolversParentTypes['IdentityChangeConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['IdentityChangeEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type IdentityChangeEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IdentityChangeEdge'] = ResolversParentTypes['IdentityChangeEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['LineageEntry']>, ParentType, ContextType>;
};

export type IdentityDecisionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IdentityDecision'] = ResolversParentTypes['IdentityDecision']> = {
  actor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['DecisionKind']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type IdentityDryRunResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IdentityDryRun'] = ResolversParentTypes['IdentityDryRun']> = {
  against?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  examples?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DryRunExample']>>, ParentType, ContextType>;
  joins?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  records?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  splits?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type IdentityHealthResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IdentityHealth'] = ResolversParentTypes['IdentityHealth']> = {
  alarms?: Resolver<Maybe<ReadonlyArray<ResolversTypes['IdentityAlarm']>>, ParentType, ContextType>;
  customers?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  largest?: Resolver<Maybe<ResolversTypes['LargestCustomer']>, ParentType, ContextType>;
  measuredAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  merges?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MergeCount']>>, ParentType, ContextType>;
  oldestReviewSince?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  parameters?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  records?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reviewsWaiting?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  unlinkedShare?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type IdentityParametersResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IdentityParameters'] = ResolversParentTypes['IdentityParameters']> = {
  activatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  activatedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  active?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  dryRun?: Resolver<Maybe<ResolversTypes['IdentityDryRun']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  records?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  rulesAreConfigured?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  trainedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  trainedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type InteractionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Interaction'] = ResolversParentTypes['Interaction']> = {
  __resolveType: TypeResolveFn<'Call' | 'Order' | 'RecordedInteraction' | 'Ticket' | 'Touch', ParentType, ContextType>;
};

export type InteractionConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['InteractionConnection'] = ResolversParentTypes['InteractionConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['InteractionEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type InteractionEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['InteractionEdge'] = ResolversParentTypes['InteractionEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Interaction']>, ParentType, ContextType>;
};

export type IssueTokenPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IssueTokenPayload'] = ResolversParentTypes['IssueTokenPayload']> = {
  bearerToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  issuedToken?: Resolver<Maybe<ResolversTypes['IssuedToken']>, ParentType, ContextType>;
};

export type IssuedTokenResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IssuedToken'] = ResolversParentTypes['IssuedToken']> = {
  account?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  costPerMinute?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  distributor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  networks?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  onBehalfOf?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  previousUntil?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestsPerMinute?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  revokedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  revokedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rotatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  scopes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  state?: Resolver<Maybe<ResolversTypes['TokenState']>, ParentType, ContextType>;
  territory?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type IssuedTokenConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IssuedTokenConnection'] = ResolversParentTypes['IssuedTokenConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['IssuedTokenEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type IssuedTokenEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['IssuedTokenEdge'] = ResolversParentTypes['IssuedTokenEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['IssuedToken']>, ParentType, ContextType>;
};

export type LargestCustomerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LargestCustomer'] = ResolversParentTypes['LargestCustomer']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  records?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type LineageEntryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LineageEntry'] = ResolversParentTypes['LineageEntry']> = {
  actor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customerId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['IdentityDecision']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['LineageKind']>, ParentType, ContextType>;
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  verified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type LinkedIdentityResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LinkedIdentity'] = ResolversParentTypes['LinkedIdentity']> = {
  actor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fields?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MatchedField']>>, ParentType, ContextType>;
  linkedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  ref?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  weight?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type LosingValueResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['LosingValue'] = ResolversParentTypes['LosingValue']> = {
  access?: Resolver<Maybe<ResolversTypes['FieldAccess']>, ParentType, ContextType>;
  ref?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MatchExplanationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MatchExplanation'] = ResolversParentTypes['MatchExplanation']> = {
  decision?: Resolver<Maybe<ResolversTypes['IdentityDecision']>, ParentType, ContextType>;
  fields?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MatchedField']>>, ParentType, ContextType>;
  joined?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  left?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  leftCustomer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  parameters?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  probability?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  right?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rightCustomer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  rules?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MatchedRule']>>, ParentType, ContextType>;
  verdict?: Resolver<Maybe<ResolversTypes['MatchVerdict']>, ParentType, ContextType>;
  weight?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type MatchReviewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MatchReview'] = ResolversParentTypes['MatchReview']> = {
  fields?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MatchedField']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  left?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  leftCustomer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  probability?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  right?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rightCustomer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  weight?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type MatchReviewConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MatchReviewConnection'] = ResolversParentTypes['MatchReviewConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['MatchReviewEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MatchReviewEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MatchReviewEdge'] = ResolversParentTypes['MatchReviewEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['MatchReview']>, ParentType, ContextType>;
};

export type MatchedFieldResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MatchedField'] = ResolversParentTypes['MatchedField']> = {
  access?: Resolver<Maybe<ResolversTypes['FieldAccess']>, ParentType, ContextType>;
  changed?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['MatchField']>, ParentType, ContextType>;
  left?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  level?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  right?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  weight?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
};

export type MatchedRuleResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MatchedRule'] = ResolversParentTypes['MatchedRule']> = {
  fields?: Resolver<Maybe<ReadonlyArray<ResolversTypes['MatchedField']>>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  verified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type MergeCountResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['MergeCount'] = ResolversParentTypes['MergeCount']> = {
  count?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  day?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount?: Resolver<Maybe<ResolversTypes['Decimal']>, ParentType, ContextType>;
  currency?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type MutationResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  acknowledgeDiscrepancy?: Resolver<Maybe<ResolversTypes['DiscrepancyPayload']>, ParentType, ContextType, RequireFields<MutationAcknowledgeDiscrepancyArgs, 'input'>>;
  activateIdentityParameters?: Resolver<Maybe<ResolversTypes['IdentityParameters']>, ParentType, ContextType, RequireFields<MutationActivateIdentityParametersArgs, 'reason' | 'version'>>;
  attachInteractions?: Resolver<Maybe<ResolversTypes['AttachInteractionsPayload']>, ParentType, ContextType, RequireFields<MutationAttachInteractionsArgs, 'input'>>;
  confirmMatch?: Resolver<Maybe<ResolversTypes['StewardshipPayload']>, ParentType, ContextType, RequireFields<MutationConfirmMatchArgs, 'input'>>;
  detachInteractions?: Resolver<Maybe<ResolversTypes['AttachInteractionsPayload']>, ParentType, ContextType, RequireFields<MutationDetachInteractionsArgs, 'input'>>;
  dismissDiscrepancy?: Resolver<Maybe<ResolversTypes['DiscrepancyPayload']>, ParentType, ContextType, RequireFields<MutationDismissDiscrepancyArgs, 'input'>>;
  dryRunIdentityParameters?: Resolver<Maybe<ResolversTypes['IdentityParameters']>, ParentType, ContextType, RequireFields<MutationDryRunIdentityParametersArgs, 'version'>>;
  eraseRecord?: Resolver<Maybe<ResolversTypes['EraseRecordPayload']>, ParentType, ContextType, RequireFields<MutationEraseRecordArgs, 'input'>>;
  issueToken?: Resolver<Maybe<ResolversTypes['IssueTokenPayload']>, ParentType, ContextType, RequireFields<MutationIssueTokenArgs, 'input'>>;
  mergeCustomers?: Resolver<Maybe<ResolversTypes['StewardshipPayload']>, ParentType, ContextType, RequireFields<MutationMergeCustomersArgs, 'input'>>;
  pinValue?: Resolver<Maybe<ResolversTypes['PinPayload']>, ParentType, ContextType, RequireFields<MutationPinValueArgs, 'input'>>;
  recordInteraction?: Resolver<Maybe<ResolversTypes['RecordInteractionPayload']>, ParentType, ContextType, RequireFields<MutationRecordInteractionArgs, 'input'>>;
  rejectMatch?: Resolver<Maybe<ResolversTypes['StewardshipPayload']>, ParentType, ContextType, RequireFields<MutationRejectMatchArgs, 'input'>>;
  replaySetAside?: Resolver<Maybe<ResolversTypes['ReplaySetAsidePayload']>, ParentType, ContextType, RequireFields<MutationReplaySetAsideArgs, 'input'>>;
  revokeToken?: Resolver<Maybe<ResolversTypes['RevokeTokenPayload']>, ParentType, ContextType, RequireFields<MutationRevokeTokenArgs, 'id'>>;
  rotateToken?: Resolver<Maybe<ResolversTypes['RotateTokenPayload']>, ParentType, ContextType, RequireFields<MutationRotateTokenArgs, 'input'>>;
  splitCustomer?: Resolver<Maybe<ResolversTypes['StewardshipPayload']>, ParentType, ContextType, RequireFields<MutationSplitCustomerArgs, 'input'>>;
  syncSource?: Resolver<Maybe<ResolversTypes['SyncSourcePayload']>, ParentType, ContextType, RequireFields<MutationSyncSourceArgs, 'input'>>;
  trainIdentityParameters?: Resolver<Maybe<ResolversTypes['IdentityParameters']>, ParentType, ContextType>;
  unpinValue?: Resolver<Maybe<ResolversTypes['PinPayload']>, ParentType, ContextType, RequireFields<MutationUnpinValueArgs, 'input'>>;
};

export type NodeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'Call' | 'Customer' | 'Order' | 'RecordedInteraction' | 'Ticket' | 'Touch', ParentType, ContextType>;
};

export type OrderResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  changedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  discrepancies?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Discrepancy']>>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  lines?: Resolver<Maybe<ReadonlyArray<ResolversTypes['OrderLine']>>, ParentType, ContextType>;
  linesOmitted?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['OrderStatus']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  views?: Resolver<Maybe<ReadonlyArray<ResolversTypes['OrderView']>>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
};

export type OrderLineResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrderLine'] = ResolversParentTypes['OrderLine']> = {
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  quantity?: Resolver<Maybe<ResolversTypes['Float']>, ParentType, ContextType>;
  sku?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type OrderViewResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['OrderView'] = ResolversParentTypes['OrderView']> = {
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ref?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['OrderStatus']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  total?: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PhoneResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Phone'] = ResolversParentTypes['Phone']> = {
  value?: Resolver<Maybe<ResolversTypes['PhoneNumber']>, ParentType, ContextType>;
  verified?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export interface PhoneNumberScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PhoneNumber'], any> {
  name: 'PhoneNumber';
}

export type PinPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['PinPayload'] = ResolversParentTypes['PinPayload']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
};

export type ProvenanceResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Provenance'] = ResolversParentTypes['Provenance']> = {
  access?: Resolver<Maybe<ResolversTypes['FieldAccess']>, ParentType, ContextType>;
  actor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['CustomerField']>, ParentType, ContextType>;
  losing?: Resolver<Maybe<ReadonlyArray<ResolversTypes['LosingValue']>>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ref?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  rule?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  access?: Resolver<Maybe<ResolversTypes['AccessReport']>, ParentType, ContextType, RequireFields<QueryAccessArgs, 'document'>>;
  auditEntries?: Resolver<Maybe<ResolversTypes['AuditEntryConnection']>, ParentType, ContextType, Partial<QueryAuditEntriesArgs>>;
  callerContext?: Resolver<Maybe<ResolversTypes['CallerContext']>, ParentType, ContextType, RequireFields<QueryCallerContextArgs, 'phone'>>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomerArgs, 'id'>>;
  customerBy?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType, RequireFields<QueryCustomerByArgs, 'key'>>;
  customerContext?: Resolver<Maybe<ResolversTypes['CustomerContext']>, ParentType, ContextType, RequireFields<QueryCustomerContextArgs, 'key'>>;
  customers?: Resolver<Maybe<ResolversTypes['CustomerConnection']>, ParentType, ContextType, Partial<QueryCustomersArgs>>;
  discrepancies?: Resolver<Maybe<ResolversTypes['DiscrepancyConnection']>, ParentType, ContextType, Partial<QueryDiscrepanciesArgs>>;
  discrepancySummary?: Resolver<Maybe<ReadonlyArray<ResolversTypes['DiscrepancySummary']>>, ParentType, ContextType>;
  explainMatch?: Resolver<Maybe<ResolversTypes['MatchExplanation']>, ParentType, ContextType, RequireFields<QueryExplainMatchArgs, 'left' | 'right'>>;
  identityChanges?: Resolver<Maybe<ResolversTypes['IdentityChangeConnection']>, ParentType, ContextType, Partial<QueryIdentityChangesArgs>>;
  identityHealth?: Resolver<Maybe<ResolversTypes['IdentityHealth']>, ParentType, ContextType, Partial<QueryIdentityHealthArgs>>;
  identityParameters?: Resolver<Maybe<ReadonlyArray<ResolversTypes['IdentityParameters']>>, ParentType, ContextType, Partial<QueryIdentityParametersArgs>>;
  matchReviews?: Resolver<Maybe<ResolversTypes['MatchReviewConnection']>, ParentType, ContextType, Partial<QueryMatchReviewsArgs>>;
  me?: Resolver<Maybe<ResolversTypes['Viewer']>, ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'ref'>>;
  orders?: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, Partial<QueryOrdersArgs>>;
  searchCustomers?: Resolver<Maybe<ResolversTypes['CustomerConnection']>, ParentType, ContextType, RequireFields<QuerySearchCustomersArgs, 'text'>>;
  setAside?: Resolver<Maybe<ResolversTypes['SetAsideConnection']>, ParentType, ContextType, Partial<QuerySetAsideArgs>>;
  syncStatus?: Resolver<Maybe<ReadonlyArray<ResolversTypes['SourceSync']>>, ParentType, ContextType>;
  tokens?: Resolver<Maybe<ResolversTypes['IssuedTokenConnection']>, ParentType, ContextType, Partial<QueryTokensArgs>>;
};

export type RecordGroupResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RecordGroup'] = ResolversParentTypes['RecordGroup']> = {
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
};

export type RecordInteractionPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RecordInteractionPayload'] = ResolversParentTypes['RecordInteractionPayload']> = {
  interaction?: Resolver<Maybe<ResolversTypes['RecordedInteraction']>, ParentType, ContextType>;
};

export type RecordedInteractionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RecordedInteraction'] = ResolversParentTypes['RecordedInteraction']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  changedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['Channel']>, ParentType, ContextType>;
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['Direction']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  note?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  recordedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type RelationshipResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Relationship'] = ResolversParentTypes['Relationship']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['RelationshipRole']>, ParentType, ContextType>;
  until?: Resolver<Maybe<ResolversTypes['Date']>, ParentType, ContextType>;
};

export type ReplaySetAsidePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['ReplaySetAsidePayload'] = ResolversParentTypes['ReplaySetAsidePayload']> = {
  replayed?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type RevokeTokenPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RevokeTokenPayload'] = ResolversParentTypes['RevokeTokenPayload']> = {
  issuedToken?: Resolver<Maybe<ResolversTypes['IssuedToken']>, ParentType, ContextType>;
};

export type RotateTokenPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['RotateTokenPayload'] = ResolversParentTypes['RotateTokenPayload']> = {
  bearerToken?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  issuedToken?: Resolver<Maybe<ResolversTypes['IssuedToken']>, ParentType, ContextType>;
};

export type SelectionAccessResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SelectionAccess'] = ResolversParentTypes['SelectionAccess']> = {
  access?: Resolver<Maybe<ResolversTypes['FieldAccess']>, ParentType, ContextType>;
  coordinate?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  path?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requires?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
};

export type SetAsideConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetAsideConnection'] = ResolversParentTypes['SetAsideConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['SetAsideEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type SetAsideEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetAsideEdge'] = ResolversParentTypes['SetAsideEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['SetAsideRecord']>, ParentType, ContextType>;
};

export type SetAsideRecordResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SetAsideRecord'] = ResolversParentTypes['SetAsideRecord']> = {
  attempts?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ref?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  since?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SourceStatusResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SourceStatus'] = ResolversParentTypes['SourceStatus']> = {
  ageSeconds?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['SourceReason']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['SourceState']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type SourceSyncResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SourceSync'] = ResolversParentTypes['SourceSync']> = {
  pulling?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  system?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  types?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TypeSync']>>, ParentType, ContextType>;
  wanted?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
};

export type StewardshipPayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['StewardshipPayload'] = ResolversParentTypes['StewardshipPayload']> = {
  customers?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Customer']>>, ParentType, ContextType>;
  decision?: Resolver<Maybe<ResolversTypes['IdentityDecision']>, ParentType, ContextType>;
  lineage?: Resolver<Maybe<ReadonlyArray<ResolversTypes['LineageEntry']>>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  customerChanged?: SubscriptionResolver<Maybe<ResolversTypes['CustomerChange']>, "customerChanged", ParentType, ContextType, RequireFields<SubscriptionCustomerChangedArgs, 'customerId'>>;
  interactionRecorded?: SubscriptionResolver<Maybe<ResolversTypes['Interaction']>, "interactionRecorded", ParentType, ContextType, RequireFields<SubscriptionInteractionRecordedArgs, 'customerId'>>;
};

export type SweepSyncResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SweepSync'] = ResolversParentTypes['SweepSync']> = {
  begunAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  missing?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  seen?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  stage?: Resolver<Maybe<ResolversTypes['SweepStage']>, ParentType, ContextType>;
};

export type SyncSourcePayloadResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['SyncSourcePayload'] = ResolversParentTypes['SyncSourcePayload']> = {
  source?: Resolver<Maybe<ResolversTypes['SourceSync']>, ParentType, ContextType>;
};

export interface TaxIdScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['TaxId'], any> {
  name: 'TaxId';
}

export type TaxIdentifierResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TaxIdentifier'] = ResolversParentTypes['TaxIdentifier']> = {
  scheme?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['TaxId']>, ParentType, ContextType>;
};

export type TicketResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Ticket'] = ResolversParentTypes['Ticket']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  category?: Resolver<Maybe<ResolversTypes['TicketCategory']>, ParentType, ContextType>;
  changedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  priority?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  queue?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  status?: Resolver<Maybe<ResolversTypes['TicketStatus']>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TicketConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TicketConnection'] = ResolversParentTypes['TicketConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TicketEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TicketEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TicketEdge'] = ResolversParentTypes['TicketEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
};

export type TouchResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Touch'] = ResolversParentTypes['Touch']> = {
  action?: Resolver<Maybe<ResolversTypes['TouchAction']>, ParentType, ContextType>;
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  campaign?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  changedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['Channel']>, ParentType, ContextType>;
  cursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  refs?: Resolver<Maybe<ReadonlyArray<ResolversTypes['ID']>>, ParentType, ContextType>;
  revision?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TouchConnectionResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TouchConnection'] = ResolversParentTypes['TouchConnection']> = {
  edges?: Resolver<ReadonlyArray<ResolversTypes['TouchEdge']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TouchEdgeResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TouchEdge'] = ResolversParentTypes['TouchEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<Maybe<ResolversTypes['Touch']>, ParentType, ContextType>;
};

export type TypeSyncResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['TypeSync'] = ResolversParentTypes['TypeSync']> = {
  begunAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  completedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  failure?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  fullAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  highWater?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  highWaterAge?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  setAside?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  sweep?: Resolver<Maybe<ResolversTypes['SweepSync']>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  waiting?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = RequestContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  customer?: Resolver<Maybe<ResolversTypes['Customer']>, ParentType, ContextType>;
  purpose?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  role?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  rows?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  scopes?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  subject?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type Resolvers<ContextType = RequestContext> = {
  AccessReport?: AccessReportResolvers<ContextType>;
  Address?: AddressResolvers<ContextType>;
  AttachInteractionsPayload?: AttachInteractionsPayloadResolvers<ContextType>;
  AuditEntry?: AuditEntryResolvers<ContextType>;
  AuditEntryConnection?: AuditEntryConnectionResolvers<ContextType>;
  AuditEntryEdge?: AuditEntryEdgeResolvers<ContextType>;
  Call?: CallResolvers<ContextType>;
  CallConnection?: CallConnectionResolvers<ContextType>;
  CallEdge?: CallEdgeResolvers<ContextType>;
  CallerCandidate?: CallerCandidateResolvers<ContextType>;
  CallerContext?: CallerContextResolvers<ContextType>;
  ChannelSubscription?: ChannelSubscriptionResolvers<ContextType>;
  ContactGuidance?: ContactGuidanceResolvers<ContextType>;
  ContactPolicy?: ContactPolicyResolvers<ContextType>;
  Customer?: CustomerResolvers<ContextType>;
  CustomerChange?: CustomerChangeResolvers<ContextType>;
  CustomerConnection?: CustomerConnectionResolvers<ContextType>;
  CustomerContext?: CustomerContextResolvers<ContextType>;
  CustomerEdge?: CustomerEdgeResolvers<ContextType>;
  CustomerName?: CustomerNameResolvers<ContextType>;
  Date?: GraphQLScalarType;
  DateTime?: GraphQLScalarType;
  Decimal?: GraphQLScalarType;
  Discrepancy?: DiscrepancyResolvers<ContextType>;
  DiscrepancyConnection?: DiscrepancyConnectionResolvers<ContextType>;
  DiscrepancyEdge?: DiscrepancyEdgeResolvers<ContextType>;
  DiscrepancyPayload?: DiscrepancyPayloadResolvers<ContextType>;
  DiscrepancySummary?: DiscrepancySummaryResolvers<ContextType>;
  DryRunExample?: DryRunExampleResolvers<ContextType>;
  Email?: EmailResolvers<ContextType>;
  EmailAddress?: GraphQLScalarType;
  EraseRecordPayload?: EraseRecordPayloadResolvers<ContextType>;
  IdentityChangeConnection?: IdentityChangeConnectionResolvers<ContextType>;
  IdentityChangeEdge?: IdentityChangeEdgeResolvers<ContextType>;
  IdentityDecision?: IdentityDecisionResolvers<ContextType>;
  IdentityDryRun?: IdentityDryRunResolvers<ContextType>;
  IdentityHealth?: IdentityHealthResolvers<ContextType>;
  IdentityParameters?: IdentityParametersResolvers<ContextType>;
  Interaction?: InteractionResolvers<ContextType>;
  InteractionConnection?: InteractionConnectionResolvers<ContextType>;
  InteractionEdge?: InteractionEdgeResolvers<ContextType>;
  IssueTokenPayload?: IssueTokenPayloadResolvers<ContextType>;
  IssuedToken?: IssuedTokenResolvers<ContextType>;
  IssuedTokenConnection?: IssuedTokenConnectionResolvers<ContextType>;
  IssuedTokenEdge?: IssuedTokenEdgeResolvers<ContextType>;
  LargestCustomer?: LargestCustomerResolvers<ContextType>;
  LineageEntry?: LineageEntryResolvers<ContextType>;
  LinkedIdentity?: LinkedIdentityResolvers<ContextType>;
  LosingValue?: LosingValueResolvers<ContextType>;
  MatchExplanation?: MatchExplanationResolvers<ContextType>;
  MatchReview?: MatchReviewResolvers<ContextType>;
  MatchReviewConnection?: MatchReviewConnectionResolvers<ContextType>;
  MatchReviewEdge?: MatchReviewEdgeResolvers<ContextType>;
  MatchedField?: MatchedFieldResolvers<ContextType>;
  MatchedRule?: MatchedRuleResolvers<ContextType>;
  MergeCount?: MergeCountResolvers<ContextType>;
  Money?: MoneyResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  Order?: OrderResolvers<ContextType>;
  OrderConnection?: OrderConnectionResolvers<ContextType>;
  OrderEdge?: OrderEdgeResolvers<ContextType>;
  OrderLine?: OrderLineResolvers<ContextType>;
  OrderView?: OrderViewResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Phone?: PhoneResolvers<ContextType>;
  PhoneNumber?: GraphQLScalarType;
  PinPayload?: PinPayloadResolvers<ContextType>;
  Provenance?: ProvenanceResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RecordGroup?: RecordGroupResolvers<ContextType>;
  RecordInteractionPayload?: RecordInteractionPayloadResolvers<ContextType>;
  RecordedInteraction?: RecordedInteractionResolvers<ContextType>;
  Relationship?: RelationshipResolvers<ContextType>;
  ReplaySetAsidePayload?: ReplaySetAsidePayloadResolvers<ContextType>;
  RevokeTokenPayload?: RevokeTokenPayloadResolvers<ContextType>;
  RotateTokenPayload?: RotateTokenPayloadResolvers<ContextType>;
  SelectionAccess?: SelectionAccessResolvers<ContextType>;
  SetAsideConnection?: SetAsideConnectionResolvers<ContextType>;
  SetAsideEdge?: SetAsideEdgeResolvers<ContextType>;
  SetAsideRecord?: SetAsideRecordResolvers<ContextType>;
  SourceStatus?: SourceStatusResolvers<ContextType>;
  SourceSync?: SourceSyncResolvers<ContextType>;
  StewardshipPayload?: StewardshipPayloadResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  SweepSync?: SweepSyncResolvers<ContextType>;
  SyncSourcePayload?: SyncSourcePayloadResolvers<ContextType>;
  TaxId?: GraphQLScalarType;
  TaxIdentifier?: TaxIdentifierResolvers<ContextType>;
  Ticket?: TicketResolvers<ContextType>;
  TicketConnection?: TicketConnectionResolvers<ContextType>;
  TicketEdge?: TicketEdgeResolvers<ContextType>;
  Touch?: TouchResolvers<ContextType>;
  TouchConnection?: TouchConnectionResolvers<ContextType>;
  TouchEdge?: TouchEdgeResolvers<ContextType>;
  TypeSync?: TypeSyncResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = RequestContext> = {
  classified?: ClassifiedDirectiveResolver<any, any, ContextType>;
  cost?: CostDirectiveResolver<any, any, ContextType>;
  holds?: HoldsDirectiveResolver<any, any, ContextType>;
  listSize?: ListSizeDirectiveResolver<any, any, ContextType>;
  looksUp?: LooksUpDirectiveResolver<any, any, ContextType>;
  reads?: ReadsDirectiveResolver<any, any, ContextType>;
};
