/** Changes of `mutants.ts` that show nobody more, by hand, each with its reason. */
import type { DataClass } from '../../domain/principal.ts';
import { coordinatesIn, EXPECTED_CLASSES } from './fields.ts';

/** No policy denies or shortens these anyway. */
const OPEN: ReadonlySet<DataClass> = new Set(['structure', 'public', 'held']);

/** Whoever is refused these is refused every field that leads to their type, and none of them has a mask. */
const BEHIND_CLOSED_FIELDS = `
  CustomerName: full given family
  CustomerContext: name openOrders lastContacts guidance
  Email: verified
  Phone: verified
  CallerCandidate: verified refs
  TaxIdentifier: scheme
  Address: city region country
  OrderLine: sku name quantity total
  OrderView: system ref number status total
  Money: amount currency
  ContactGuidance: channel purpose policy
  ContactPolicy: allowed reasons until
  ChannelSubscription: channel purpose topic status since system
  LinkedIdentity: system ref refs rule weight fields linkedAt actor
  MatchReviewEdge: node
  MatchReview: left right leftCustomer rightCustomer weight probability fields since
  MatchedField: field level weight changed
  MatchExplanation: left right leftCustomer rightCustomer joined rules decision weight probability verdict fields parameters
  MatchedRule: rule verified fields
  IdentityParameters: version trainedAt trainedBy activatedAt activatedBy reason active rulesAreConfigured records dryRun
  IdentityDryRun: at against records joins splits examples
  DryRunExample: kind groups
  RecordGroup: refs
  IdentityHealth: measuredAt records customers unlinkedShare largest merges reviewsWaiting oldestReviewSince parameters alarms
  LargestCustomer: customer records
  MergeCount: day rule count
  DiscrepancyEdge: node
  DiscrepancyPayload: discrepancy
  Discrepancy: kind state leftSystem rightSystem leftRef rightRef leftCustomer rightCustomer order firstSeen lastSeen since reason actor
  DiscrepancySummary: systems kind open acknowledged dismissed resolved oldest
  IdentityChangeEdge: node
  LineageEntry: kind customerId from to refs rule verified actor at decision
  IdentityDecision: kind reason actor at
  StewardshipPayload: decision customers lineage
  Provenance: field ref fetchedAt rule reason expiresAt actor losing
  LosingValue: ref
  Relationship: role from until customer
  SourceStatus: system status fetchedAt ageSeconds reason
  RecordInteractionPayload: interaction
  EraseRecordPayload: interactions
  SyncSourcePayload: source
  SourceSync: system pulling wanted types
  TypeSync: type begunAt completedAt highWater highWaterAge fullAt waiting setAside failure failedAt sweep
  SweepSync: stage begunAt completedAt seen missing
  AttachInteractionsPayload: interactions
  IssuedTokenEdge: node
  SetAsideEdge: node
  SetAsideRecord: ref system type reason attempts since
  ReplaySetAsidePayload: replayed
  IssuedToken: name role state scopes customerId account distributor territory purpose onBehalfOf channel networks requestsPerMinute costPerMinute
  IssuedToken: createdAt createdBy expiresAt rotatedAt previousUntil revokedAt revokedBy
  IssueTokenPayload: bearerToken issuedToken
  RotateTokenPayload: bearerToken issuedToken
  RevokeTokenPayload: issuedToken
  AuditEntryEdge: node
  AuditEntry: at operation outcome subject role onBehalfOf purpose tokenId requestId customers returned masked denied policyHash`;

/** Their rules, or the right to look up by what they are asked with, refuse whom their kind of data refuses. */
const CLOSED_BY_RULES = `
  Query: order identityChanges matchReviews explainMatch identityParameters identityHealth discrepancies discrepancySummary
  Mutation: recordInteraction attachInteractions detachInteractions pinValue unpinValue mergeCustomers splitCustomer confirmMatch rejectMatch eraseRecord trainIdentityParameters dryRunIdentityParameters activateIdentityParameters acknowledgeDiscrepancy dismissDiscrepancy
  Subscription: interactionRecorded`;

/** Every role sees names whole. */
const MASKS_OF_NOBODY = `
  CustomerName: full given family
  CustomerContext: name`;

/** No scope that the role can have opens the kind, or (administration) no root leads there for the role. */
const CELLS_WITHOUT_A_WAY = [
  'steward allowed administration', 'manager allowed administration', 'agent allowed administration', 'sales allowed administration', 'marketing allowed administration',
  'distributor allowed administration', 'partner allowed administration', 'chatbot allowed administration', 'customer allowed administration', 'corporate allowed administration',
  'marketing allowed tickets', 'marketing allowed calls', 'distributor allowed tickets', 'distributor allowed calls', 'distributor allowed marketing', 'partner allowed marketing', 'corporate allowed marketing',
];

/** Names of all of them. */
export const UNCHANGED: readonly string[] = [
  ...[...EXPECTED_CLASSES].filter(([, dataClass]) => OPEN.has(dataClass)).map(([coordinate]) => `${coordinate} made public`),
  ...coordinatesIn(BEHIND_CLOSED_FIELDS).map((coordinate) => `${coordinate} made public`),
  ...coordinatesIn(CLOSED_BY_RULES).map((coordinate) => `${coordinate} made public`),
  ...coordinatesIn(MASKS_OF_NOBODY).map((coordinate) => `${coordinate} without its mask`),
  ...CELLS_WITHOUT_A_WAY,
];
