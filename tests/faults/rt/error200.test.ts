import { describeFault } from '../support/describeFault.ts';

describeFault('rt', 'error200', [
  {
    play: 'error200',
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
            { system: 'rt', status: 'STALE', reason: 'GARBAGE', fetchedAt: 'intake' },
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
          path: ['customerBy', 'tickets', 'edges', 'node', 'status'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Ticket.status', source: 'rt' },
        },
        {
          message: 'The source system did not answer, and nothing is known from before.',
          path: ['customerBy', 'tickets', 'edges', 'node', 'subject'],
          extensions: { code: 'SOURCE_UNAVAILABLE', coordinate: 'Ticket.subject', source: 'rt' },
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
          tickets: { edges: [{ node: { subject: null, status: null } }] },
          touches: { edges: [{ node: { action: 'OPENED', campaign: 'Your coffee calendar' } }] },
          subscriptions: [{ topic: 'Marketing', status: 'SUBSCRIBED' }, { topic: 'Weekly deals', status: 'SUBSCRIBED' }],
          sources: [
            { system: 'tryton', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'rt', status: 'DOWN', reason: 'GARBAGE', fetchedAt: null },
            { system: 'vendure', status: 'OK', reason: null, fetchedAt: 'now' },
            { system: 'ghost', status: 'OK', reason: null, fetchedAt: 'now' },
          ],
        },
      },
    },
  },
]);
