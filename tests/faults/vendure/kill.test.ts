import { describeFault } from '../support/describeFault.ts';

describeFault('vendure', 'kill', [
  {
    play: 'kill',
    lastKnown: {
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: ['L-100001'],
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }, { system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'STALE', reason: 'UNREACHABLE', fetchedAt: 'intake' },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
    live: {
      errors: [
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'loyaltyIds'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Customer.loyaltyIds', source: 'vendure' },
        },
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'orders', 'edges', 'node', 'views', 'number'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'OrderView.number', source: 'vendure' },
        },
      ],
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: [{ value: 'GB123456782' }],
          loyaltyIds: null,
          account: 'C-1001',
          orders: {
            edges: [
              { node: { number: '20', total: { amount: '239.88' }, views: [{ system: 'tryton', number: '20' }] } },
              { node: { number: '15', total: { amount: '1131.24' }, views: [{ system: 'tryton', number: '15' }, { system: 'vendure', number: null }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'DOWN', reason: 'UNREACHABLE', fetchedAt: null },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
  },
]);
