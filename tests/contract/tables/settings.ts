/** How the small company's tables are configured: the same for both databases but for the schema's name. */
export function settingsFor(adapter: 'postgres' | 'mysql'): { timeZone: string; numericTimes: 'seconds'; records: Record<string, Record<string, unknown>> } {
  const at = (table: string) => (adapter === 'postgres' ? `crm.${table}` : table);
  return {
    timeZone: 'Europe/Madrid',
    numericTimes: 'seconds',
    records: {
      party: {
        table: at('customers'),
        id: 'customer_no',
        changedAt: 'changed_at',
        deletedAt: 'deleted_at',
        children: { contacts: { table: at('contacts'), parent: 'customer_no', orderBy: 'id', changedAt: 'changed_at' } },
        find: { email: ['email_norm', { child: 'contacts', column: 'value_norm' }], phone: 'phone_e164' },
        fields: {
          kind: { from: 'kind', values: { P: 'PERSON', C: 'ORGANISATION' } },
          name: { full: 'company', given: 'given', family: 'family' },
          emails: ['email', { each: 'contacts', only: { from: 'type', is: 'email' }, from: 'value', labelFrom: 'type', verified: true }],
          phones: { from: 'phone', label: 'main' },
          birthDate: 'born',
          addresses: { city: 'city', country: 'country' },
          account: 'customer_no',
          references: [
            { meaning: 'identity', by: 'ref', system: 'erp', from: 'erp_no' },
            { meaning: 'relationship', by: 'ref', from: 'belongs_to', role: 'CONTACT_OF' },
          ],
          subscriptions: {
            channel: 'EMAIL', purpose: 'MARKETING', topic: 'newsletter', status: { from: 'newsletter', values: { '1': 'SUBSCRIBED' }, otherwise: 'UNSUBSCRIBED' }, since: 'created_at',
          },
          createdAt: 'created_at',
        },
      },
      order: {
        table: at('orders'),
        id: 'id',
        changedAt: 'changed_at',
        children: { lines: { table: at('order_lines'), parent: 'order_id', orderBy: 'pos' } },
        fields: {
          party: { ref: 'customer_no', name: 'guest_name', emails: 'guest_email' },
          at: 'placed_at',
          status: { from: 'state', values: { new: 'OPEN', paid: 'PAID', sent: 'SHIPPED', closed: 'DONE', void: 'CANCELLED' } },
          total: { amount: 'total', currencyFrom: 'currency' },
          lines: { each: 'lines', sku: 'sku', name: 'name', quantity: 'quantity', total: { amount: 'cents', currency: 'EUR', minorUnitDigits: 2 } },
        },
      },
      call: {
        table: at('calls'),
        id: 'id',
        changedAt: 'started',
        fields: {
          party: { ref: 'customer_no', phones: 'caller' },
          at: 'started',
          direction: { from: 'outbound', values: { true: 'OUTBOUND', false: 'INBOUND', '1': 'OUTBOUND', '0': 'INBOUND' } },
          number: 'caller',
          durationSeconds: 'seconds',
        },
      },
    },
  };
}
