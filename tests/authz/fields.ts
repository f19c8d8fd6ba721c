/**
 * The kind of data of every field, written by hand and apart from the schema: a field that is not here is expected to be
 * denied to everybody, so the matrix fails until somebody has said here what it holds.
 */
import type { DataClass } from '../../domain/principal.ts';

const FIELDS: Readonly<Partial<Record<DataClass, string>>> = {
  structure: `
    Query: callerContext customerContext customer customerBy customers searchCustomers me node access
    Viewer: customer
    CallerContext: candidates
    CallerCandidate: customer
    CustomerContext: customer
    Customer: id
    Order: id cursor
    Ticket: id cursor
    Call: id cursor
    Touch: id cursor
    RecordedInteraction: id cursor
    Subscription: customerChanged
    CustomerChange: id kind revision changedAt cursor customer
    PageInfo: hasNextPage hasPreviousPage startCursor endCursor
    CustomerConnection: edges pageInfo
    CustomerEdge: cursor node
    OrderConnection: edges pageInfo
    OrderEdge: cursor node
    TicketConnection: edges pageInfo
    TicketEdge: cursor node
    CallConnection: edges pageInfo
    CallEdge: cursor node
    TouchConnection: edges pageInfo
    TouchEdge: cursor node
    InteractionConnection: edges pageInfo
    InteractionEdge: cursor node
    IssuedToken: id
    IssuedTokenConnection: edges pageInfo
    IssuedTokenEdge: cursor
    SetAsideConnection: edges pageInfo
    SetAsideEdge: cursor
    AuditEntry: id
    AuditEntryConnection: edges pageInfo
    AuditEntryEdge: cursor
    IdentityChangeConnection: edges pageInfo
    IdentityChangeEdge: cursor
    LineageEntry: id
    IdentityDecision: id
    MatchReviewConnection: edges pageInfo
    MatchReviewEdge: cursor
    MatchReview: id
    DiscrepancyConnection: edges pageInfo
    DiscrepancyEdge: cursor
    Discrepancy: id
    PinPayload: customer
    AccessReport: selections`,
  public: `
    Viewer: subject role scopes purpose rows
    CallerContext: recognised
    CallerCandidate: why
    CustomerContext: preferredLanguage
    Customer: kind preferredLanguage
    Provenance: access
    LosingValue: access
    MatchedField: access
    Discrepancy: access
    AccessReport: cost
    SelectionAccess: coordinate path access reason requires`,
  held: `
    Provenance: value
    LosingValue: value
    MatchedField: left right
    Discrepancy: left right`,
  personName: `
    Customer: name
    CustomerName: full given family
    CustomerContext: name`,
  contactPoint: `
    Customer: emails phones
    Email: value verified
    Phone: value verified
    Call: number
    ChannelSubscription: contactPoint
    ContactPolicy: contactPoints
    CallerCandidate: verified refs
    LinkedIdentity: ref refs
    RecordGroup: refs
    MatchReview: left right
    MatchExplanation: left right
    LineageEntry: refs
    Provenance: ref
    LosingValue: ref`,
  address: `
    Customer: addresses
    Address: street city postcode region country`,
  birthDate: 'Customer: birthDate',
  taxId: `
    Customer: taxIds
    TaxIdentifier: value scheme`,
  loyalty: 'Customer: loyaltyIds',
  account: 'Customer: account territory distributor',
  orders: `
    Query: order orders
    Customer: orders
    CustomerContext: openOrders
    Order: at refs customer revision changedAt number status total lines linesOmitted views
    OrderLine: sku name quantity total
    OrderView: system ref number status total
    Discrepancy: leftRef rightRef order
    Money: amount currency`,
  tickets: `
    Customer: tickets
    CustomerContext: openTickets
    Ticket: at refs customer revision changedAt number subject status category queue priority updatedAt`,
  calls: `
    Customer: calls
    Call: at refs customer revision changedAt direction durationSeconds agent subject`,
  marketing: `
    Customer: subscriptions touches
    Touch: at refs customer revision changedAt channel action campaign
    ChannelSubscription: channel purpose topic status since system`,
  consent: `
    Customer: contactPolicy
    CustomerContext: guidance
    ContactGuidance: channel purpose policy
    ContactPolicy: allowed reasons until`,
  interactions: `
    Customer: interactions
    CustomerContext: lastContacts
    RecordedInteraction: at refs customer revision changedAt channel direction subject note recordedBy
    Mutation: recordInteraction attachInteractions detachInteractions
    AttachInteractionsPayload: interactions
    RecordInteractionPayload: interaction
    Subscription: interactionRecorded`,
  identity: `
    Query: identityChanges matchReviews explainMatch identityParameters identityHealth
    Mutation: trainIdentityParameters dryRunIdentityParameters activateIdentityParameters
    IdentityParameters: version trainedAt trainedBy activatedAt activatedBy reason active rulesAreConfigured records dryRun
    IdentityDryRun: at against records joins splits examples
    DryRunExample: kind groups
    IdentityHealth: measuredAt records customers unlinkedShare largest merges reviewsWaiting oldestReviewSince parameters alarms
    LargestCustomer: customer records
    MergeCount: day rule count
    MatchReviewEdge: node
    Query: discrepancies discrepancySummary
    Mutation: acknowledgeDiscrepancy dismissDiscrepancy
    DiscrepancyPayload: discrepancy
    DiscrepancyEdge: node
    Order: discrepancies
    Discrepancy: kind state leftSystem rightSystem leftCustomer rightCustomer firstSeen lastSeen since reason actor
    DiscrepancySummary: systems kind open acknowledged dismissed resolved oldest
    MatchReview: leftCustomer rightCustomer weight probability fields since
    MatchedField: field level weight changed
    MatchExplanation: leftCustomer rightCustomer joined rules decision weight probability verdict fields parameters
    MatchedRule: rule verified fields
    Mutation: mergeCustomers splitCustomer confirmMatch rejectMatch eraseRecord
    EraseRecordPayload: interactions
    Customer: identities provenance lineage
    IdentityChangeEdge: node
    LineageEntry: kind customerId from to rule verified actor at decision
    IdentityDecision: kind reason actor at
    StewardshipPayload: decision customers lineage
    LinkedIdentity: system rule weight fields linkedAt actor
    Provenance: field fetchedAt rule reason expiresAt actor losing
    Mutation: pinValue unpinValue`,
  relationships: `
    Customer: contacts organisations
    Relationship: role from until customer`,
  sources: `
    Customer: sources
    SourceStatus: system status fetchedAt ageSeconds reason`,
  administration: `
    Query: tokens auditEntries setAside syncStatus
    Mutation: issueToken rotateToken revokeToken replaySetAside syncSource
    SetAsideEdge: node
    SetAsideRecord: ref system type reason attempts since
    ReplaySetAsidePayload: replayed
    SyncSourcePayload: source
    SourceSync: system pulling wanted types
    TypeSync: type begunAt completedAt highWater highWaterAge fullAt waiting setAside failure failedAt sweep
    SweepSync: stage begunAt completedAt seen missing
    IssueTokenPayload: bearerToken issuedToken
    RotateTokenPayload: bearerToken issuedToken
    RevokeTokenPayload: issuedToken
    IssuedTokenEdge: node
    IssuedToken: name role state scopes customerId account distributor territory purpose onBehalfOf channel networks requestsPerMinute costPerMinute
    IssuedToken: createdAt createdBy expiresAt rotatedAt previousUntil revokedAt revokedBy
    AuditEntryEdge: node
    AuditEntry: at operation outcome subject role onBehalfOf purpose tokenId requestId customers returned masked denied policyHash`,
};

/** `Type.field` of lines like `Type: field field`. */
export const coordinatesIn = (text: string): string[] =>
  text.split('\n').filter((line) => line.trim() !== '').flatMap((line) => {
    const [type = '', names = ''] = line.trim().split(': ');
    return names.split(' ').map((name) => `${type}.${name}`);
  });

function read(): Map<string, DataClass> {
  const classes = new Map<string, DataClass>();
  for (const [dataClass, text] of Object.entries(FIELDS) as [DataClass, string][]) {
    for (const coordinate of coordinatesIn(text)) {
      if (classes.has(coordinate)) throw new Error(`${coordinate} stands under two kinds.`);
      classes.set(coordinate, dataClass);
    }
  }
  return classes;
}

/** `Type.field` -> kind of data. */
export const EXPECTED_CLASSES: ReadonlyMap<string, DataClass> = read();
