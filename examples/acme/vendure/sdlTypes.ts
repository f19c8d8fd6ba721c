/** Object types, results and enums of the Admin API; see sdl.ts. */
export const sdlTypes = /* GraphQL */ `
  scalar DateTime
  scalar JSON
  scalar Money

  enum CurrencyCode {
    EUR
    GBP
    USD
  }
  enum LanguageCode {
    en
    es
  }
  enum LogicalOperator {
    AND
    OR
  }
  enum SortOrder {
    ASC
    DESC
  }
  enum OrderType {
    Regular
    Seller
    Aggregate
  }
  enum ErrorCode {
    UNKNOWN_ERROR
    INVALID_CREDENTIALS_ERROR
    NATIVE_AUTH_STRATEGY_ERROR
    EMAIL_ADDRESS_CONFLICT_ERROR
    ORDER_STATE_TRANSITION_ERROR
    MANUAL_PAYMENT_STATE_ERROR
    ORDER_MODIFICATION_ERROR
    NEGATIVE_QUANTITY_ERROR
    INELIGIBLE_SHIPPING_METHOD_ERROR
    CANCEL_ACTIVE_ORDER_ERROR
    MULTIPLE_ORDER_ERROR
    QUANTITY_TOO_GREAT_ERROR
    EMPTY_ORDER_LINE_SELECTION_ERROR
    FULFILLMENT_STATE_TRANSITION_ERROR
    ITEMS_ALREADY_FULFILLED_ERROR
  }

  interface ErrorResult {
    errorCode: ErrorCode!
    message: String!
  }
  type InvalidCredentialsError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
    authenticationError: String!
  }
  type NativeAuthStrategyError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
  }
  type EmailAddressConflictError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
  }
  type OrderStateTransitionError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
    transitionError: String!
    fromState: String!
    toState: String!
  }
  type ManualPaymentStateError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
  }
  type OrderModificationError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
  }
  type NegativeQuantityError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
  }
  type IneligibleShippingMethodError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
  }
  type CancelActiveOrderError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
    orderState: String!
  }
  type FulfillmentStateTransitionError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
    transitionError: String!
    fromState: String!
    toState: String!
  }
  type ItemsAlreadyFulfilledError implements ErrorResult {
    errorCode: ErrorCode!
    message: String!
  }

  type CurrentUser {
    id: ID!
    identifier: String!
    channels: [CurrentUserChannel!]!
  }
  type CurrentUserChannel {
    id: ID!
    token: String!
    code: String!
    permissions: [String!]!
  }
  type Success {
    success: Boolean!
  }
  type User {
    id: ID!
    createdAt: DateTime!
    updatedAt: DateTime!
    identifier: String!
    verified: Boolean!
    lastLogin: DateTime
  }
  type Country {
    id: ID!
    code: String!
    name: String!
    enabled: Boolean!
  }

  type Address {
    id: ID!
    createdAt: DateTime!
    updatedAt: DateTime!
    fullName: String
    company: String
    streetLine1: String!
    streetLine2: String
    city: String
    province: String
    postalCode: String
    country: Country!
    phoneNumber: String
    defaultShippingAddress: Boolean
    defaultBillingAddress: Boolean
    customFields: JSON
  }
  type CustomerCustomFields {
    birthDate: String
    loyaltyId: String
  }
  type Customer {
    id: ID!
    createdAt: DateTime!
    updatedAt: DateTime!
    title: String
    firstName: String!
    lastName: String!
    phoneNumber: String
    emailAddress: String!
    addresses: [Address!]
    orders(options: OrderListOptions): OrderList!
    user: User
    customFields: CustomerCustomFields
  }
  type CustomerList {
    items: [Customer!]!
    totalItems: Int!
  }

  type OrderAddress {
    fullName: String
    company: String
    streetLine1: String
    streetLine2: String
    city: String
    province: String
    postalCode: String
    country: String
    countryCode: String
    phoneNumber: String
  }
  type ProductVariant {
    id: ID!
    createdAt: DateTime!
    updatedAt: DateTime!
    sku: String!
    name: String!
    price: Money!
    priceWithTax: Money!
    currencyCode: CurrencyCode!
    enabled: Boolean!
  }
  type ProductVariantList {
    items: [ProductVariant!]!
    totalItems: Int!
  }
  type ShippingMethod {
    id: ID!
    code: String!
    name: String!
  }
  type ShippingMethodList {
    items: [ShippingMethod!]!
    totalItems: Int!
  }
  type ShippingMethodQuote {
    id: ID!
    code: String!
    name: String!
    price: Money!
    priceWithTax: Money!
  }
  type OrderLine {
    id: ID!
    createdAt: DateTime!
    updatedAt: DateTime!
    productVariant: ProductVariant!
    quantity: Int!
    unitPrice: Money!
    unitPriceWithTax: Money!
    linePrice: Money!
    linePriceWithTax: Money!
    discountedLinePriceWithTax: Money!
    taxRate: Float!
  }
  type ShippingLine {
    id: ID!
    shippingMethod: ShippingMethod!
    price: Money!
    priceWithTax: Money!
  }
  type Payment {
    id: ID!
    createdAt: DateTime!
    updatedAt: DateTime!
    method: String!
    amount: Money!
    state: String!
    transactionId: String
    errorMessage: String
    metadata: JSON
  }
  type Fulfillment {
    id: ID!
    createdAt: DateTime!
    updatedAt: DateTime!
    state: String!
    method: String!
    trackingCode: String
  }
  type Order {
    id: ID!
    createdAt: DateTime!
    updatedAt: DateTime!
    type: OrderType!
    orderPlacedAt: DateTime
    code: String!
    state: String!
    active: Boolean!
    customer: Customer
    shippingAddress: OrderAddress
    billingAddress: OrderAddress
    lines: [OrderLine!]!
    shippingLines: [ShippingLine!]!
    payments: [Payment!]
    fulfillments: [Fulfillment!]
    couponCodes: [String!]!
    totalQuantity: Int!
    subTotal: Money!
    subTotalWithTax: Money!
    currencyCode: CurrencyCode!
    shipping: Money!
    shippingWithTax: Money!
    total: Money!
    totalWithTax: Money!
    customFields: JSON
  }
  type OrderList {
    items: [Order!]!
    totalItems: Int!
  }
`;
