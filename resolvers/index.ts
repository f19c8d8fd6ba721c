/** The resolver map, as graphql-tools takes it: one entry per type, scalars included. */
import { AuditEntry, AuditEntryEdge } from './AuditEntry.ts';
import * as connections from './connections.ts';
import { Customer } from './Customer/index.ts';
import { CustomerContext } from './CustomerContext/index.ts';
import { Discrepancy, DiscrepancyEdge } from './Discrepancy.ts';
import * as events from './events.ts';
import { IssuedToken, IssuedTokenEdge } from './IssuedToken.ts';
import { IdentityDecision, LineageEntry } from './LineageEntry.ts';
import { IdentityHealth, LargestCustomer } from './IdentityHealth.ts';
import { DryRunExample, IdentityDryRun, IdentityParameters } from './IdentityParameters.ts';
import { MatchedField } from './MatchedField.ts';
import { MatchExplanation } from './MatchExplanation.ts';
import { MatchReview, MatchReviewEdge } from './MatchReview.ts';
import { acknowledgeDiscrepancy } from './Mutation/acknowledgeDiscrepancy.ts';
import { activateIdentityParameters } from './Mutation/activateIdentityParameters.ts';
import { attachInteractions } from './Mutation/attachInteractions.ts';
import { confirmMatch } from './Mutation/confirmMatch.ts';
import { detachInteractions } from './Mutation/detachInteractions.ts';
import { dismissDiscrepancy } from './Mutation/dismissDiscrepancy.ts';
import { dryRunIdentityParameters } from './Mutation/dryRunIdentityParameters.ts';
import { issueToken } from './Mutation/issueToken.ts';
import { mergeCustomers } from './Mutation/mergeCustomers.ts';
import { pinValue } from './Mutation/pinValue.ts';
import { recordInteraction } from './Mutation/recordInteraction.ts';
import { rejectMatch } from './Mutation/rejectMatch.ts';
import { replaySetAside } from './Mutation/replaySetAside.ts';
import { revokeToken } from './Mutation/revokeToken.ts';
import { rotateToken } from './Mutation/rotateToken.ts';
import { splitCustomer } from './Mutation/splitCustomer.ts';
import { trainIdentityParameters } from './Mutation/trainIdentityParameters.ts';
import { unpinValue } from './Mutation/unpinValue.ts';
import { auditEntries } from './Query/auditEntries.ts';
import { access } from './Query/access.ts';
import { callerContext } from './Query/callerContext.ts';
import { customer } from './Query/customer.ts';
import { customerBy } from './Query/customerBy.ts';
import { customerContext } from './Query/customerContext.ts';
import { customers } from './Query/customers.ts';
import { discrepancies } from './Query/discrepancies.ts';
import { discrepancySummary } from './Query/discrepancySummary.ts';
import { identityChanges } from './Query/identityChanges.ts';
import { explainMatch } from './Query/explainMatch.ts';
import { identityHealth } from './Query/identityHealth.ts';
import { identityParameters } from './Query/identityParameters.ts';
import { matchReviews } from './Query/matchReviews.ts';
import { me, Viewer } from './Query/me.ts';
import { node } from './Query/node.ts';
import { order } from './Query/order.ts';
import { orders } from './Query/orders.ts';
import { searchCustomers } from './Query/searchCustomers.ts';
import { setAside } from './Query/setAside.ts';
import { tokens } from './Query/tokens.ts';
import { Relationship } from './Relationship.ts';
import { SetAsideEdge, SetAsideRecord } from './SetAsideRecord.ts';
import { CalendarDate, DateTime, Decimal, EmailAddress, PhoneNumber, TaxId } from './scalars/index.ts';
import { customerChanged } from './Subscription/customerChanged.ts';
import { interactionRecorded } from './Subscription/interactionRecorded.ts';

export const resolvers = {
  Query: { access, me, node, customer, customerBy, customers, searchCustomers, callerContext, customerContext, order, orders, tokens, auditEntries, identityChanges, matchReviews, explainMatch, identityParameters, identityHealth, setAside, discrepancies, discrepancySummary },
  Mutation: {
    pinValue, unpinValue, recordInteraction, attachInteractions, detachInteractions, issueToken, rotateToken, revokeToken, mergeCustomers, splitCustomer, confirmMatch, rejectMatch,
    trainIdentityParameters, dryRunIdentityParameters, activateIdentityParameters, acknowledgeDiscrepancy, dismissDiscrepancy,
    replaySetAside,
  },
  Subscription: { interactionRecorded, customerChanged },
  Viewer,
  Customer,
  CustomerContext,
  Relationship,
  IssuedToken,
  IssuedTokenEdge,
  SetAsideRecord,
  SetAsideEdge,
  AuditEntry,
  AuditEntryEdge,
  LineageEntry,
  IdentityDecision,
  MatchReview,
  MatchReviewEdge,
  MatchedField,
  MatchExplanation,
  IdentityParameters,
  IdentityDryRun,
  DryRunExample,
  IdentityHealth,
  LargestCustomer,
  Discrepancy,
  DiscrepancyEdge,
  ...events,
  ...connections,
  DateTime,
  Date: CalendarDate,
  EmailAddress,
  PhoneNumber,
  TaxId,
  Decimal,
};
