/** Every way to a type of the schema, made from the schema. */
import { getNamedType, isCompositeType, isObjectType, type GraphQLField, type GraphQLObjectType, type GraphQLSchema } from 'graphql';

/** One step from an object to the next: the field, and how it is written. */
export interface Step {
  coordinate: string;
  key: string;
  text: string;
  /** Narrows an interface behind the step. */
  on?: string;
}

const ARGUMENTS: Readonly<Record<string, string>> = {
  'Customer.contactPolicy': '(channel: EMAIL, purpose: MARKETING)',
  'Customer.provenance': '(fields: [NAME])',
};

/** The field as text, with what it needs: arguments, and a selection that everybody may see. */
export function fieldText(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>): string {
  const args = ARGUMENTS[`${type.name}.${field.name}`] ?? '';
  return `${field.name}${args}${isCompositeType(getNamedType(field.type)) ? ' { __typename }' : ''}`;
}

const root = (field: string, args: string, on?: string): Step => ({ coordinate: `Query.${field}`, key: field, text: `${field}${args}`, ...(on ? { on } : {}) });

const NODES = ['Customer', 'Order', 'Ticket', 'Call', 'Touch', 'RecordedInteraction'];

/** Where a query can begin, by the type that it begins with. */
function beginnings(): [string, Step[]][] {
  return [
    ...NODES.map((type): [string, Step[]] => [type, [root('node', `(id: "${type}:1")`, type)]]),
    ['Viewer', [root('me', '')]],
    ['CallerContext', [root('callerContext', '(phone: "+34600000001")')]],
    ['CustomerContext', [root('customerContext', '(key: {email: "a@example.com"})')]],
    ['CustomerConnection', [root('customers', '')]],
    ['IssuedTokenConnection', [root('tokens', '')]],
  ];
}

/** The shortest way to every object type that a query can reach. */
export function shortestPaths(schema: GraphQLSchema): Map<string, Step[]> {
  const paths = new Map<string, Step[]>(beginnings());
  const queue = [...paths.keys()];
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const type = schema.getType(name);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const next = getNamedType(field.type);
      if (!isObjectType(next) || paths.has(next.name)) continue;
      const coordinate = `${name}.${field.name}`;
      paths.set(next.name, [...(paths.get(name) ?? []), { coordinate, key: field.name, text: `${field.name}${ARGUMENTS[coordinate] ?? ''}` }]);
      queue.push(next.name);
    }
  }
  return paths;
}

const step = (coordinate: string, on?: string): Step => {
  const key = coordinate.split('.')[1] as string;
  return { coordinate, key, text: key, ...(on ? { on } : {}) };
};

/** Longer ways to the types that lie on edges, lists and other roots. */
export function otherPaths(): [string, string, Step[]][] {
  const customers = [root('customers', ''), step('CustomerConnection.edges'), step('CustomerEdge.node')];
  return [
    ['list', 'Customer', customers],
    ['search', 'Customer', [root('searchCustomers', '(text: "x")'), step('CustomerConnection.edges'), step('CustomerEdge.node')]],
    ['by id', 'Customer', [root('customer', '(id: "1")')]],
    ['screen pop', 'Customer', [root('callerContext', '(phone: "+34600000001")'), step('CallerContext.candidates'), step('CallerCandidate.customer')]],
    ['relationship', 'Customer', [root('customer', '(id: "1")'), step('Customer.contacts'), step('Relationship.customer')]],
    ['through an order', 'Customer', [root('order', '(ref: "1")'), step('Order.customer')]],
    ['list and edge', 'Order', [...customers, step('Customer.orders'), step('OrderConnection.edges'), step('OrderEdge.node')]],
    ['all orders', 'Order', [root('orders', ''), step('OrderConnection.edges'), step('OrderEdge.node')]],
    ['edge', 'Ticket', [root('customer', '(id: "1")'), step('Customer.tickets'), step('TicketConnection.edges'), step('TicketEdge.node')]],
    ['edge', 'Call', [root('customer', '(id: "1")'), step('Customer.calls'), step('CallConnection.edges'), step('CallEdge.node')]],
    ['edge', 'Touch', [root('customer', '(id: "1")'), step('Customer.touches'), step('TouchConnection.edges'), step('TouchEdge.node')]],
    ['interface edge', 'Order', [root('customer', '(id: "1")'), step('Customer.interactions'), step('InteractionConnection.edges'), step('InteractionEdge.node', 'Order')]],
    ['chatbot context', 'Order', [root('customerContext', '(key: {email: "a@example.com"})'), step('CustomerContext.openOrders')]],
    ['chatbot contacts', 'Order', [root('customerContext', '(key: {email: "a@example.com"})'), step('CustomerContext.lastContacts', 'Order')]],
  ];
}
