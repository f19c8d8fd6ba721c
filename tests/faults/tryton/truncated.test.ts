import { describeFault } from '../support/describeFault.ts';

describeFault('tryton', 'truncated', [
  {
    play: 'truncated',
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
            { system: 'tryton', status: 'STALE', reason: 'UNREACHABLE', fetchedAt: 'intake' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
    live: {
      errors: [
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'account'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Customer.account', source: 'tryton' },
        },
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'orders', 'edges', 'node', 'number'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Order.number', source: 'tryton' },
        },
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'orders', 'edges', 'node', 'total'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Order.total', source: 'tryton' },
        },
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'orders', 'edges', 'node', 'views', 'number'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'OrderView.number', source: 'tryton' },
        },
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'taxIds'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Customer.taxIds', source: 'tryton' },
        },
      ],
      data: {
        customerBy: {
          name: { full: 'Ada Lovelace' },
          taxIds: null,
          loyaltyIds: ['L-100001'],
          account: null,
          orders: {
            edges: [
              { node: { number: null, total: null, views: [{ system: 'tryton', number: null }] } },
              { node: { number: null, total: null, views: [{ system: 'tryton', number: null }, { system: 'vendure', number: 'MC7CNHPA2DYTGQT6' }] } },
            ],
          },
          tickets: { edges: [{ node: { subject: 'Invoice copy', status: 'RESOLVED' } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'DOWN', reason: 'UNREACHABLE', fetchedAt: null },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
  },
]);
