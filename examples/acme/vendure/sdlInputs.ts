/** Input types of the Admin API; see sdl.ts. */
export const sdlInputs = /* GraphQL */ `
  input StringOperators {
    eq: String
    notEq: String
    contains: String
    notContains: String
    in: [String!]
    notIn: [String!]
    regex: String
    isNull: Boolean
  }
  input IDOperators {
    eq: String
    notEq: String
    in: [String!]
    notIn: [String!]
    isNull: Boolean
  }
  input BooleanOperators {
    eq: Boolean
    isNull: Boolean
  }
  input NumberRange {
    start: Float!
    end: Float!
  }
  input NumberOperators {
    eq: Float
    lt: Float
    lte: Float
    gt: Float
    gte: Float
    between: NumberRange
    isNull: Boolean
  }
  input DateRange {
    start: DateTime!
    end: DateTime!
  }
  input DateOperators {
    eq: DateTime
    before: DateTime
    after: DateTime
    between: DateRange
    isNull: Boolean
  }

  input CustomerFilterParameter {
    postalCode: StringOperators
    id: IDOperators
    createdAt: DateOperators
    updatedAt: DateOperators
    title: StringOperators
    firstName: StringOperators
    lastName: StringOperators
    phoneNumber: StringOperators
    emailAddress: StringOperators
    birthDate: StringOperators
    loyaltyId: StringOperators
    _and: [CustomerFilterParameter!]
    _or: [CustomerFilterParameter!]
  }
  input CustomerSortParameter {
    id: SortOrder
    createdAt: SortOrder
    updatedAt: SortOrder
    title: SortOrder
    firstName: SortOrder
    lastName: SortOrder
    phoneNumber: SortOrder
    emailAddress: SortOrder
    birthDate: SortOrder
    loyaltyId: SortOrder
  }
  input CustomerListOptions {
    skip: Int
    take: Int
    sort: CustomerSortParameter
    filter: CustomerFilterParameter
    filterOperator: LogicalOperator
  }
  input OrderFilterParameter {
    customerLastName: StringOperators
    transactionId: StringOperators
    aggregateOrderId: IDOperators
    id: IDOperators
    createdAt: DateOperators
    updatedAt: DateOperators
    type: StringOperators
    orderPlacedAt: DateOperators
    code: StringOperators
    state: StringOperators
    active: BooleanOperators
    totalQuantity: NumberOperators
    subTotal: NumberOperators
    subTotalWithTax: NumberOperators
    currencyCode: StringOperators
    shipping: NumberOperators
    shippingWithTax: NumberOperators
    total: NumberOperators
    totalWithTax: NumberOperators
    _and: [OrderFilterParameter!]
    _or: [OrderFilterParameter!]
  }
  input OrderSortParameter {
    customerLastName: SortOrder
    transactionId: SortOrder
    aggregateOrderId: SortOrder
    id: SortOrder
    createdAt: SortOrder
    updatedAt: SortOrder
    orderPlacedAt: SortOrder
    code: SortOrder
    state: SortOrder
    totalQuantity: SortOrder
    subTotal: SortOrder
    subTotalWithTax: SortOrder
    shipping: SortOrder
    shippingWithTax: SortOrder
    total: SortOrder
    totalWithTax: SortOrder
  }
  input OrderListOptions {
    skip: Int
    take: Int
    sort: OrderSortParameter
    filter: OrderFilterParameter
    filterOperator: LogicalOperator
  }
  input ProductVariantFilterParameter {
    id: IDOperators
    sku: StringOperators
    name: StringOperators
  }
  input ProductVariantListOptions {
    skip: Int
    take: Int
    filter: ProductVariantFilterParameter
  }
  input ShippingMethodListOptions {
    skip: Int
    take: Int
  }

  input CustomerCustomFieldsInput {
    birthDate: String
    loyaltyId: String
  }
  input CreateCustomerInput {
    title: String
    firstName: String!
    lastName: String!
    phoneNumber: String
    emailAddress: String!
    customFields: CustomerCustomFieldsInput
  }
  input UpdateCustomerInput {
    id: ID!
    title: String
    firstName: String
    lastName: String
    phoneNumber: String
    emailAddress: String
    customFields: CustomerCustomFieldsInput
  }
  input CreateAddressInput {
    fullName: String
    company: String
    streetLine1: String!
    streetLine2: String
    city: String
    province: String
    postalCode: String
    countryCode: String!
    phoneNumber: String
    defaultShippingAddress: Boolean
    defaultBillingAddress: Boolean
  }
  input UpdateAddressInput {
    id: ID!
    fullName: String
    company: String
    streetLine1: String
    streetLine2: String
    city: String
    province: String
    postalCode: String
    countryCode: String
    phoneNumber: String
    defaultShippingAddress: Boolean
    defaultBillingAddress: Boolean
  }
  input AddItemToDraftOrderInput {
    productVariantId: ID!
    quantity: Int!
  }
  input AdjustDraftOrderLineInput {
    orderLineId: ID!
    quantity: Int!
  }
  input ManualPaymentInput {
    orderId: ID!
    method: String!
    transactionId: String
    metadata: JSON
  }
  input OrderLineInput {
    orderLineId: ID!
    quantity: Int!
  }
  input CancelOrderInput {
    orderId: ID!
    lines: [OrderLineInput!]
    reason: String
    cancelShipping: Boolean
  }
  input ConfigArgInput {
    name: String!
    value: String!
  }
  input ConfigurableOperationInput {
    code: String!
    arguments: [ConfigArgInput!]!
  }
  input FulfillOrderInput {
    lines: [OrderLineInput!]!
    handler: ConfigurableOperationInput!
  }
  input UpdateOrderInput {
    id: ID!
    customFields: JSON
  }
`;
