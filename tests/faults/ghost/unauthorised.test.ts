import { describeFault } from '../support/describeFault.ts';

describeFault('ghost', 'unauthorised', [
  {
    play: 'unauthorised',
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
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'STALE', reason: 'UNAUTHORISED', fetchedAt: 'intake' },
          ],
        },
      },
    },
    live: {
      errors: [
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'subscriptions'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Customer.subscriptions', source: 'ghost' },
        },
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'touches', 'edges', 'node', 'action'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Touch.action', source: 'ghost' },
        },
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'touches', 'edges', 'node', 'campaign'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Touch.campaign', source: 'ghost' },
        },
      ],
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
          touches: { edges: [{ node: { action: null, campaign: null } }] },
          subscriptions: null,
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'DOWN', reason: 'UNAUTHORISED', fetchedAt: null },
          ],
        },
      },
    },
  },
]);
